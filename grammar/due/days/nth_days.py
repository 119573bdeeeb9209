"""Days named by their place in a period: `last friday of june`, `15th of next month`."""

import re
from datetime import date

from escalation.worktime.hours import ONE_DAY
from grammar.due.days import periods
from grammar.due.days.calendar_dates import Days
from grammar.due.days.periods import NAMED, NUMBERED
from grammar.due.result import DueContext
from grammar.due.words import ORDINALS, WEEKDAY, WEEKDAYS

_NTH = {"last": -1} | {word: number for word, number in ORDINALS.items() if number <= 5}
_RUNNING = r"(?:(?:the|(?P<which>this|next)) )?(?P<unit>month|quarter|year)"
_PLACE = re.compile(
    rf"(?:the )?(?P<nth>{'|'.join(_NTH)}|[1-5](?:st|nd|rd|th)) "
    rf"(?P<what>{WEEKDAY}|(?P<working>(?:working|business|work) ?day)|day) "
    rf"(?:of|in) (?:{_RUNNING}|{NAMED})"
)
_OF_WEEK = re.compile(rf"{WEEKDAY} (?:of |in )?{NUMBERED}")
_OF_MONTH = re.compile(
    r"(?:the )?(?:(?P<day>\d{1,2})(?:st|nd|rd|th)|(?P<word>[a-z-]+)) of"
    r" (?:the|(?P<which>this|next)) (?P<unit>month)"
)


def read(text: str, context: DueContext) -> tuple[Days, ...]:
    """Read the whole text as such a day; none if it is not one, or the period has no such day."""
    if found := _PLACE.fullmatch(text):
        return _some(found, _in_place(found, context), context)
    if found := _OF_WEEK.fullmatch(text):
        number = WEEKDAYS[found["weekday"]]
        weeks = periods.spans(found, context)
        return _some(found, [first + number * ONE_DAY for first, _ in weeks], context)
    found = _OF_MONTH.fullmatch(text)
    return _day_of_month(found, context) if found else ()


def _in_place(found: re.Match[str], context: DueContext) -> list[date]:
    """The day in that place among the days of its kind, in each period that has one."""
    nth = _NTH.get(found["nth"]) or int(found["nth"][0])
    weekday = WEEKDAYS.get(found["weekday"] or "")
    dates = []
    for first, last in periods.spans(found, context):
        days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
        if weekday is not None:
            days = [day for day in days if day.weekday() == weekday]
        elif found["working"]:
            days = [day for day in days if context.calendar.is_workday(day)]
        dates += days[nth:] if nth < 0 else days[nth - 1 : nth]
    return dates


def _day_of_month(found: re.Match[str], context: DueContext) -> tuple[Days, ...]:
    day = ORDINALS.get(found["word"] or "") or int(found["day"] or 0)
    months = periods.spans(found, context)
    days = [first + (day - 1) * ONE_DAY for first, last in months if 1 <= day <= last.day]
    days = days[:1] if found["which"] == "this" else days
    return (Days(dates=tuple(days)),) if days else ()


def _some(found: re.Match[str], dates: list[date], context: DueContext) -> tuple[Days, ...]:
    beyond = periods.ask_beyond(found, context)
    return (Days(dates=tuple(dates), ask_beyond=beyond),) if dates else ()
