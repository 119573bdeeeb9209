"""The day in a due phrase: `fri`, `next fri`, `fri 27 mar`, `tomorrow`, or a calendar date.

A day may mean several dates; the first one still ahead counts. If readings differ (4/1), we return
all of them and the caller asks.
"""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from escalation.worktime import wording
from escalation.worktime.hours import ONE_DAY, Calendar
from grammar.due.days import calendar_dates
from grammar.due.days.calendar_dates import Days
from grammar.due.result import DueContext, DueFault, Refused
from grammar.due.words import TODAYS, UNSURE, WEEKDAY, WEEKDAYS, either

_WEEKDAY = re.compile(
    rf"(?:(?P<week>this|next) week (?:on )?|(?P<which>this coming|this|next|coming|the coming) )?"
    rf"{WEEKDAY}(?: (?:of )?(?P<later>this|next) week)?"
)
_WEEKDAY_AND = re.compile(
    rf"{WEEKDAY} (?P<rest>(?:the )?\d.*|[a-z]{{3,9}}\.? ?(?:the )?\d.*|the [a-z-]+"
    rf"|{either(TODAYS)})"
)
_AND_WEEKDAY = re.compile(rf"(?P<rest>.*\d.*|{either(TODAYS)}) {WEEKDAY}")
_LEAD = re.compile(r"^(?:on|by) ")
_HOURS = range(13, 24)
"""Bare hours of the afternoon: `monday 21` may be nine in the evening or the 21st."""


def read(text: str, context: DueContext) -> tuple[Days, ...]:
    """Every reading of the whole text as a day; none if it is not a day.

    Raises Refused for a day that cannot exist: 31 Feb, a weekday and a date that disagree.
    """
    text = _LEAD.sub("", text)
    if text in TODAYS:
        day = context.today + timedelta(days=TODAYS[text])
        return (Days(dates=(day,), asks=text in UNSURE),)
    if found := _WEEKDAY.fullmatch(text):
        return _weekday(found, context)
    found = _WEEKDAY_AND.fullmatch(text) or _AND_WEEKDAY.fullmatch(text)
    if found and not (found.re is _AND_WEEKDAY and found["rest"].isdecimal()):
        return _weekday_and_date(found, context)
    return calendar_dates.read(text, context)


def takes_any_hour(text: str) -> bool:
    """Whether the day is a weekday or counted from today, so that `1900` after it is not a year."""
    return text in TODAYS or _WEEKDAY.fullmatch(_LEAD.sub("", text)) is not None


def week_start(day: date, calendar: Calendar) -> date:
    """The first date of this date's week: its Monday, or the day the working week begins."""
    begins = [day for day in calendar.weekdays if (day - 1) % 7 not in calendar.weekdays]
    first = begins[0] if len(begins) == 1 else 0
    return day - timedelta(days=(day.weekday() - first) % 7)


def last_workday(day: date, calendar: Calendar) -> date:
    """The last working day up to this date; the date itself if there is none for a year."""
    back = (day - n * ONE_DAY for n in range(366))
    return next((worked for worked in back if calendar.is_workday(worked)), day)


def _weekday(found: re.Match[str], context: DueContext) -> tuple[Days, ...]:
    number = WEEKDAYS[found["weekday"]]
    words = [found["week"], found["later"], found["which"]]
    if sum(word is not None for word in words) > 1:
        return ()
    if found["which"] == "next" or found["week"] or found["later"]:
        start = week_start(context.today, context.calendar)
        start += timedelta(days=0 if "this" in words else 7)
        return (Days(dates=(start + timedelta(days=(number - start.weekday()) % 7),)),)
    nearest = context.today + timedelta(days=(number - context.today.weekday()) % 7)
    coming = "coming" in (found["which"] or "") and nearest == context.today
    dates = (nearest, nearest + timedelta(days=7))
    return (Days(dates=dates[1:] if coming else dates, is_weekday=True),)


def _weekday_and_date(found: re.Match[str], context: DueContext) -> tuple[Days, ...]:
    number, rest = WEEKDAYS[found["weekday"]], found["rest"]
    readings = _dated(rest, context)
    kept = tuple(
        replace(days, dates=dates)
        for days in readings
        if (dates := tuple(day for day in _near(days) if day.weekday() == number))
    )
    if kept or not readings:
        return kept
    if rest.isdecimal() and int(rest) in _HOURS:
        days = (
            day for day in calendar_dates.with_day(int(rest), context) if day.weekday() == number
        )
        return tuple(Days(dates=(day,), asks=True) for day in islice(days, 1))
    meant = next((d for d in readings[0].dates if d >= context.today), readings[0].dates[0])
    raise Refused(
        DueFault.NOT_A_DATE,
        f"That date is {wording.day(meant, year=True)}. Type the weekday or the date, not both.",
    )


def _dated(text: str, context: DueContext) -> tuple[Days, ...]:
    if text in TODAYS:
        return read(text, context)
    return (
        calendar_dates.of_month(int(text), context)
        if text.isdecimal()
        else calendar_dates.read(text, context)
    )


def _near(days: Days) -> tuple[date, ...]:
    """The dates a weekday may confirm: `mon 27` must not slip to a 27th a month later."""
    return days.dates if days.ask_beyond else days.dates[:1]
