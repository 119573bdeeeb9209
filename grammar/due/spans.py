"""Spans in a due phrase: `48h` is elapsed time, `3 days` are calendar days, `2bd` working days.

In a sum (`2 days 3h`) the days move the date and the hours are elapsed time.
"""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from escalation.worktime import hours as working_hours
from escalation.worktime.hours import ONE_DAY
from grammar.due import hour_letter
from grammar.due.clock import END
from grammar.due.days.calendar_dates import Days
from grammar.due.hour_letter import Meant
from grammar.due.in_words.numbers import NUMBERS
from grammar.due.result import DueContext
from grammar.due.words import COUNTS, either

COUNT = rf"(?:\d{{1,4}}|\b(?:{either(COUNTS)})\b)"
CALENDAR_UNIT = r"(?:d|days?|w|wks?|weeks?|fortnights?|mos?|mths?|months?|y|yrs?|years?)"
WORKDAYS = r"(?:(?:business|working|work) days?|workdays?|bds?)"
_FROM_NOW = r"(?: later| hence| out| from (?:now|today))"
_HOURS = re.compile(
    rf"(?:in )?(?:(?P<hours>\d{{1,4}}(?:\.\d)?|{either(COUNTS)})"
    r" ?(?P<work>(?:business|working|work) )?(?:h|hrs?|hours?)"
    r"(?: ?(?:and )?(?P<rest>\d{1,2}) ?(?:m|mins?|minutes?)?"
    rf"|(?<=[rs]) (?:and )?(?P<spelled>{either(NUMBERS)})(?: min(?:ute)?s?|(?<=ten|een|nty)))?"
    rf"|(?P<minutes>\d{{1,5}}|{either(COUNTS)}) ?(?:m|mins?|minutes?)){_FROM_NOW}?"
)
_WORKDAYS = re.compile(
    rf"(?:in )?(?P<count>\d{{1,3}}|{either(COUNTS)}|(?:the )?next) ?{WORKDAYS}"
    rf"{_FROM_NOW}?"
)
_PART = rf"{COUNT} ?(?:{CALENDAR_UNIT}|hours?|hrs?|h|minutes?|mins?|m)"
_SUM = re.compile(rf"(?:in )?(?P<parts>{_PART}(?:(?:,| and|, and)? ?{_PART})*){_FROM_NOW}?")
_EACH = re.compile(rf"(?P<count>{COUNT}) ?(?P<unit>[a-z]+)")
_UNITS = ("y", "mo", "f", "w", "d", "h", "mi")
"""How the units of a sum begin, in the order in which people name them."""
_MONTHS = re.compile(r"(?:in )?(?P<count>\d{1,2}) ?m" + _FROM_NOW + "?")
_MONTH_COUNTS = frozenset({*range(1, 13), 18, 24})
"""The numbers of months that people name: `3m` may mean three of them."""
_LIMIT_DAYS = 2000


def elapsed(text: str, context: DueContext) -> datetime | None:
    """Read the whole text as hours or minutes from now, in UTC; working hours skip quiet time."""
    if hour_letter.meant(text, context.language) is Meant.CLOCK:
        return None
    if found := _HOURS.fullmatch(text):
        span = _span(found)
        if found["work"] and span <= timedelta(days=100):
            return working_hours.add_working_time(context.now, span, context.calendar)
        return context.now + span
    parts = _parts(text)
    hours, minutes = parts.pop("h", 0), parts.pop("mi", 0)
    if not parts or not (hours or minutes):
        return None
    day, tz = context.today, context.calendar.tz
    for unit, count in parts.items():
        day = later(day, count, unit=unit)
    at = working_hours.wall_clock(day, context.now.astimezone(tz).time(), tz)
    return at + timedelta(hours=hours, minutes=minutes)


def read(text: str, context: DueContext) -> tuple[Days, ...]:
    """Read the whole text as a number of days, weeks, months or working days from today."""
    if found := _WORKDAYS.fullmatch("1bd" if text == "nbd" else text):
        count = 1 if found["count"].endswith("next") else number(found["count"])
        return (Days(dates=(working_hours.nth_workday(context.today, count, context.calendar),)),)
    parts = {"mo": months} if (months := _months(text, context)) else _parts(text)
    if not parts or {"h", "mi"} & parts.keys():
        return ()
    day = context.today
    for unit, count in parts.items():
        day = later(day, count, unit=unit)
    return (Days(dates=(day,)),)


def has_another_meaning(text: str, context: DueContext) -> bool:
    """Whether hours or minutes may be something else: `17h` a time of day, `3m` months."""
    is_clock = hour_letter.meant(text, context.language) is Meant.EITHER
    return is_clock or _months(text, context) > 0


def number(count: str) -> int:
    """The number that digits or a word stand for."""
    return COUNTS.get(count) or int(count)


def later(day: date, count: int, *, unit: str) -> date:
    """That many units later, or earlier; in a month too short for the day, its last day."""
    if unit.startswith(("m", "y")):
        months = _within(count * (12 if unit[0] == "y" else 1), _LIMIT_DAYS // 30)
        month = day.year * 12 + day.month - 1 + months
        year, month = month // 12, month % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    days = {"d": 1, "w": 7, "f": 14}[unit[0]]
    return day + _within(count * days, _LIMIT_DAYS) * ONE_DAY


def _within(count: int, limit: int) -> int:
    return max(-limit, min(count, limit))


def _span(found: re.Match[str]) -> timedelta:
    minutes = found["minutes"] or found["rest"] or found["spelled"]
    hours = float(COUNTS.get(found["hours"]) or found["hours"] or 0)
    return timedelta(hours=hours, minutes=number(minutes) if minutes else 0)


def _parts(text: str) -> dict[str, int]:
    """The parts of a sum by unit; none unless each is smaller than the one before it.

    `m` means minutes after hours only: elsewhere it could be months.
    """
    found = _SUM.fullmatch(text)
    parts: dict[str, int] = {}
    for each in _EACH.finditer(found["parts"] if found else ""):
        begun = "mi" if each["unit"] == "m" and "h" in parts else each["unit"]
        unit = next((unit for unit in _UNITS if begun.startswith(unit)), "mo")
        so_far = [_UNITS.index(known) for known in parts]
        if begun == "m" or _UNITS.index(unit) <= max(so_far, default=-1):
            return {}
        parts[unit] = number(each["count"])
    return parts


def _months(text: str, context: DueContext) -> int:
    """The months that `3m` may mean as a due date; 0 if only minutes make sense."""
    found = _MONTHS.fullmatch(text)
    count = int(found["count"]) if found and context.unsaid == END else 0
    return count if count in _MONTH_COUNTS else 0
