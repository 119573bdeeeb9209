"""Spans in a due phrase: `48h` is elapsed time, `3 days` are calendar days, `2bd` working days."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from escalation.worktime import hours as working_hours
from escalation.worktime.hours import ONE_DAY
from grammar.due.days import Days
from grammar.due.result import DueContext
from grammar.due.words import COUNTS, either

_COUNT = rf"(?P<count>\d{{1,4}}|{either(COUNTS)})"
_HOURS = re.compile(
    r"(?:in )?(?:(?P<half>half an? hour|half hour)"
    rf"|(?P<hours>\d{{1,4}}(?:\.\d)?|{either(COUNTS)}) ?(?P<work>(?:business|working|work) )?"
    r"(?:h|hrs?|hours?)(?: ?(?:and )?(?:(?P<rest>\d{1,2}) ?(?:m|mins?|minutes?)?"
    r"|(?P<more>a half)))?"
    rf"|(?P<minutes>\d{{1,5}}|{either(COUNTS)}) ?(?:m|mins?|minutes?))(?: from now)?"
)
_CALENDAR = re.compile(
    rf"(?:in )?{_COUNT} ?(?P<unit>d|days?|w|wks?|weeks?|fortnights?|mos?|mths?|months?)"
    r"(?: from (?:now|today))?"
)
_WORKDAYS = re.compile(
    rf"(?:in )?(?P<count>\d{{1,3}}|{either(COUNTS)}|(?:the )?next) ?"
    r"(?:(?:business|working|work) days?|workdays?|bds?)(?: from (?:now|today))?"
)
_LIMIT_DAYS = 2000


def elapsed(text: str, context: DueContext) -> datetime | None:
    """Read the whole text as hours or minutes from now, in UTC; working hours skip quiet time."""
    found = _HOURS.fullmatch(text)
    if not found:
        return None
    minutes = 30 if found["half"] or found["more"] else int(found["rest"] or 0)
    if found["minutes"]:
        minutes = _number(found["minutes"])
    hours = float(COUNTS.get(found["hours"]) or found["hours"] or 0)
    span = timedelta(hours=hours, minutes=minutes)
    if found["work"] and span <= timedelta(days=100):
        return working_hours.add_working_time(context.now, span, context.calendar)
    return context.now + span


def read(text: str, context: DueContext) -> tuple[Days, ...]:
    """Read the whole text as a number of days, weeks, months or working days from today."""
    text = "1bd" if text == "nbd" else text
    if found := _WORKDAYS.fullmatch(text):
        count = 1 if found["count"].endswith("next") else _number(found["count"])
        return _counted(working_hours.nth_workday(context.today, count, context.calendar))
    if found := _CALENDAR.fullmatch(text):
        return _counted(_later(context.today, _number(found["count"]), unit=found["unit"]))
    return ()


def _counted(day: date) -> tuple[Days, ...]:
    return (Days(dates=(day,), counted=True),)


def _number(count: str) -> int:
    return COUNTS.get(count) or int(count)


def _later(day: date, count: int, *, unit: str) -> date:
    """That many units later; in a month too short for the day, its last day."""
    if unit.startswith("m"):
        month = day.year * 12 + day.month - 1 + min(count, _LIMIT_DAYS // 30)
        year, month = month // 12, month % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    days = {"d": 1, "w": 7, "f": 14}[unit[0]]
    return day + min(count * days, _LIMIT_DAYS) * ONE_DAY
