"""Periods in a due phrase: `eow`, `end of april`, `week 27` mean their last working day.

Somebody away until `next week` is back on its first working day. Somebody away until the end of it
is back on the working day after.
"""

import re
from datetime import date, timedelta
from typing import TypeAlias

from escalation.worktime.hours import ONE_DAY, nth_workday
from grammar.due.days import calendar_dates
from grammar.due.days.calendar_dates import HALF_YEAR, Days
from grammar.due.days.weekdays import last_workday, week_start
from grammar.due.result import DueContext, DueFault, Refused
from grammar.due.words import MONTH, MONTHS

Span: TypeAlias = tuple[date, date]
"""First and last date of a period."""

RUNNING = r"(?:(?P<which>this|next) )?(?P<unit>week|month|quarter|year)"
NAMED = rf"(?:{MONTH}|q(?P<quarter>[1-4]))(?: (?P<year>2\d{{3}}))?"
NUMBERED = r"(?:week|wk|kw|cw|w) ?(?P<week>\d{1,2})"
_SHORT = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_END_OF = re.compile(rf"(?:the )?end of (?:the )?(?:{RUNNING}|{NAMED}|{NUMBERED})")
_ALONE = re.compile(rf"(?=this|next){RUNNING}|{NUMBERED}")
_BEGINNING = re.compile(rf"(?=this|next){RUNNING}|{NAMED}|{NUMBERED}")
_LEAD = re.compile(r"^(?:on|by) ")


def read(text: str, context: DueContext, *, timed: bool) -> tuple[Days, ...]:
    """Read the whole text as the last working day of a period; none if it is not, or is all off.

    We ask about a period that is over: `eow` on a Saturday offers the end of the next week. We also
    ask which day is meant by `next year`, and by `next month at 6pm` (`timed`).
    """
    text = _LEAD.sub("", text)
    text = f"end of {_SHORT[text]}" if text in _SHORT else text
    if found := _END_OF.fullmatch(text):
        return _last_workdays(found, context)
    found = _ALONE.fullmatch(text)
    if found is None:
        return ()
    if (timed or found["unit"] == "year") and not context.unsaid.start:
        first, last = spans(found, context)[0]
        ends = (
            nth_workday(first - ONE_DAY, 1, context.calendar),
            last_workday(last, context.calendar),
        )
        return tuple(Days(dates=(day,), asks=True) for day in ends)
    return _last_workdays(found, context, opens=found["which"] == "next" or bool(found["week"]))


def beginning(text: str, context: DueContext) -> tuple[Days, ...]:
    """Read the whole text as the first date of a period: `next week`, `july`."""
    found = _BEGINNING.fullmatch(text)
    if found is None:
        return ()
    dates = tuple(first for first, _ in spans(found, context))
    return (Days(dates=dates, ask_beyond=ask_beyond(found, context)),)


def spans(found: re.Match[str], context: DueContext) -> list[Span]:
    """The periods that the words may mean, in order.

    Raises Refused for a week that no year has.
    """
    typed, today = found.groupdict(), context.today
    if unit := typed.get("unit"):
        ahead = [1] if typed["which"] == "next" else [0, 1]
        return [_running(unit, index, context) for index in ahead]
    if typed.get("week"):
        return _weeks(int(typed["week"]), context)
    years = [int(typed["year"])] if typed["year"] else [today.year, today.year + 1]
    size = 3 if typed["quarter"] else 1
    last = int(typed["quarter"] or MONTHS[typed["month"]]) * size
    return [_months(year * 12 + last - size, size) for year in years]


def ask_beyond(found: re.Match[str], context: DueContext) -> date | None:
    """The date beyond which a day of these periods is not the first one that comes to mind."""
    typed = found.groupdict()
    if typed.get("unit"):
        return spans(found, context)[0][1]
    if typed.get("week"):
        last = date.fromisocalendar(context.today.isocalendar().year + 1, 1, 1) - ONE_DAY
        return max(last, context.today + HALF_YEAR)
    return None if typed["year"] else calendar_dates.this_year(context)


def _running(unit: str, index: int, context: DueContext) -> Span:
    """First and last date of the current week, month … (`index` 0) or of a later one."""
    if unit == "week":
        first = week_start(context.today, context.calendar) + timedelta(days=7 * index)
        return first, first + timedelta(days=6)
    size = _MONTHS_IN[unit]
    month = context.today.year * 12 + context.today.month - 1
    return _months(month // size * size + size * index, size)


def _months(month: int, size: int) -> Span:
    """First and last date of `size` months, counted from January of year 0."""
    after = month + size
    return (
        date(month // 12, month % 12 + 1, 1),
        date(after // 12, after % 12 + 1, 1) - ONE_DAY,
    )


def _weeks(number: int, context: DueContext) -> list[Span]:
    """The weeks of that number in this and the next year of the ISO calendar."""
    found = []
    for year in (context.today.isocalendar().year, context.today.isocalendar().year + 1):
        try:
            first = date.fromisocalendar(year, number, 1)
        except ValueError:
            continue
        found.append((first, first + timedelta(days=6)))
    if not found:
        raise Refused(DueFault.NOT_A_DATE, "That week is not in the calendar.")
    return found


def _last_workdays(
    found: re.Match[str], context: DueContext, *, opens: bool = False
) -> tuple[Days, ...]:
    """The last working day of each period, or the day somebody away until then is back."""
    periods = spans(found, context)
    if context.unsaid.start:
        before = [first - ONE_DAY if opens else last for first, last in periods]
        return (Days(dates=tuple(nth_workday(day, 1, context.calendar) for day in before)),)
    ends = [(first, last_workday(last, context.calendar)) for first, last in periods]
    dates = tuple(day for first, day in ends if day >= first)
    return (Days(dates=dates, ask_beyond=ask_beyond(found, context)),) if dates else ()
