"""Spans from another day: `a week from friday`, `2 days after 27 mar`, `friday week`."""

import re
from datetime import date, timedelta
from itertools import islice

from escalation.worktime.hours import ONE_DAY, nth_workday
from grammar.due import spans as due_spans
from grammar.due.days import weekdays
from grammar.due.days.calendar_dates import Days
from grammar.due.result import DueContext
from grammar.due.spans import CALENDAR_UNIT, COUNT, WORKDAYS

_FROM = re.compile(
    rf"(?:in )?(?:(?P<count>{COUNT}|the) ?)?(?P<unit>{WORKDAYS}|{CALENDAR_UNIT}) "
    r"(?P<way>from|after|before) (?P<base>.+)"
)
_ON = re.compile(
    rf"(?:(?P<count>{COUNT}) ?)?(?P<unit>weeks?|wks?|fortnights?|months?) (?:on )?"
    r"(?P<base>[a-z]+)"
)
_WORKING = re.compile(WORKDAYS)
_LOOK_BACK = 366
_FURTHEST = timedelta(days=731)
_THEN = re.compile(r"(?P<base>[a-z]+) (?P<unit>week|fortnight)")


def read(text: str, context: DueContext) -> tuple[Days, ...]:
    """Read the whole text as a span from a day other than today."""
    found = _FROM.fullmatch(text) or _ON.fullmatch(text) or _THEN.fullmatch(text)
    if found is None:
        return ()
    typed = found.groupdict()
    count = typed.get("count") or "a"
    number = 1 if count == "the" else due_spans.number(count)
    number = -number if typed.get("way") == "before" else number
    return tuple(
        Days(
            dates=(_counted(start, number, unit=typed["unit"], context=context),),
            asks=days.is_surprising(start),
        )
        for days in weekdays.read(typed["base"], context)
        for start in _starts(days, context)
    )


def _starts(days: Days, context: DueContext) -> tuple[date, ...]:
    """The date to count from; both for the weekday that today is, which may mean either."""
    if days.is_weekday and days.dates[0] == context.today:
        return days.dates
    near = (day for day in days.dates if abs(day - context.today) <= _FURTHEST)
    return tuple(islice((day for day in near if day >= context.today), 1))


def _counted(day: date, count: int, *, unit: str, context: DueContext) -> date:
    """The day that many days, weeks … after this one, or before it."""
    if not _WORKING.fullmatch(unit):
        return due_spans.later(day, count, unit=unit)
    if count > 0:
        return nth_workday(day, min(count, _FURTHEST.days), context.calendar)
    back = (day - n * ONE_DAY for n in range(1, _LOOK_BACK))
    worked = [day for day in back if context.calendar.is_workday(day)]
    return worked[min(-count, len(worked)) - 1]
