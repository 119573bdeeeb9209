"""Periods in a due phrase: `eow`, `end of april`, `next week` mean their last working day.

Somebody away until `next week` is back on its first working day. Somebody away until the end of it
is back on the working day after.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from escalation.worktime.hours import ONE_DAY, nth_workday
from grammar.due.days import HALF_YEAR, Days, week_start
from grammar.due.result import DueContext
from grammar.due.words import MONTH, MONTHS

_SHORT = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_UNIT = r"(?P<unit>week|month|quarter|year)"
_RUNNING = re.compile(
    rf"(?:(?:the )?end of (?:the )?|(?=this|next))(?:(?P<which>this|next) )?{_UNIT}"
)
_NAMED = re.compile(rf"(?:the )?end of (?:{MONTH}|q(?P<quarter>[1-4]))(?: (?P<year>2\d{{3}}))?")
_LEAD = re.compile(r"^(?:on|by|before) ")


def read(text: str, context: DueContext) -> tuple[Days, ...]:
    """Read the whole text as the last working day of a period; none if it is not, or is all off.

    We ask about a period that is over: `eow` on a Saturday offers the end of the next week.
    """
    text = _LEAD.sub("", text)
    text = f"end of {_SHORT[text]}" if text in _SHORT else text
    if found := _RUNNING.fullmatch(text):
        ahead = [1] if found["which"] == "next" else [0, 1]
        spans = [_running(found["unit"], index, context) for index in ahead]
        return _workdays(spans, context, ask_after=timedelta(0), opens=text.startswith("next"))
    if found := _NAMED.fullmatch(text):
        today = context.today
        years = [int(found["year"])] if found["year"] else [today.year, today.year + 1]
        size = 3 if found["quarter"] else 1
        last = int(found["quarter"] or MONTHS[found["month"] or "jan"]) * size
        spans = [_months(year * 12 + last - size, size) for year in years]
        return _workdays(spans, context, ask_after=None if found["year"] else HALF_YEAR)
    return ()


def _running(unit: str, index: int, context: DueContext) -> tuple[date, date]:
    """First and last date of the current week, month … (`index` 0) or of a later one."""
    if unit == "week":
        first = week_start(context.today, context.calendar) + timedelta(days=7 * index)
        return first, first + timedelta(days=6)
    size = _MONTHS_IN[unit]
    month = context.today.year * 12 + context.today.month - 1
    return _months(month // size * size + size * index, size)


def _months(month: int, size: int) -> tuple[date, date]:
    """First and last date of `size` months, counted from January of year 0."""
    after = month + size
    return (
        date(month // 12, month % 12 + 1, 1),
        date(after // 12, after % 12 + 1, 1) - ONE_DAY,
    )


def _workdays(
    spans: Iterable[tuple[date, date]],
    context: DueContext,
    *,
    ask_after: timedelta | None,
    opens: bool = False,
) -> tuple[Days, ...]:
    """The last working day of each span, or the day somebody away until then is back."""
    if context.unsaid.start:
        before = [first - ONE_DAY if opens else last for first, last in spans]
        return (Days(dates=tuple(nth_workday(day, 1, context.calendar) for day in before)),)
    dates = tuple(day for span in spans if (day := _last_workday(*span, context=context)))
    return (Days(dates=dates, ask_after=ask_after),) if dates else ()


def _last_workday(first: date, last: date, *, context: DueContext) -> date | None:
    while last >= first and not context.calendar.is_workday(last):
        last -= ONE_DAY
    return last if last >= first else None
