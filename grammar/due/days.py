"""The day in a due phrase: `fri`, `next fri`, `27 mar`, `1.4.`, `4/1`, `the 27th`, ISO dates.

A day may mean several dates; the first one still ahead counts. If readings differ (4/1), we return
all of them and the caller asks.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from escalation.worktime import wording
from escalation.worktime.hours import Calendar
from grammar.due.result import DueContext, DueFault, Refused
from grammar.due.words import MONTH, MONTHS, TODAYS, WEEKDAY, WEEKDAYS

HALF_YEAR = timedelta(days=183)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The dates a phrase may mean, in order.

    We ask about a later one that lies further ahead than `ask_after` instead of assuming it (None:
    never ask). `counted` days (`in 3 days`) take no bare hour.
    """

    dates: tuple[date, ...]
    ask_after: timedelta | None = None
    counted: bool = False


_WEEKDAY = re.compile(
    rf"(?:(?P<week>this|next) week (?:on )?|(?P<which>this coming|this|next|coming|the coming) )?"
    rf"{WEEKDAY}(?: (?P<later>this|next) week)?"
)
_WEEKDAY_AND = re.compile(rf"{WEEKDAY} (?:the )?(?P<rest>\d.*|[a-z]{{3,9}}\.? .*)")
_ISO = re.compile(r"(?P<year>\d{4})([-/])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_NUMBERS = re.compile(
    r"(?P<a>\d{1,2})(?:/(?P<b>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?|-(?P<b2>\d{1,2})-(?P<year2>\d{4}))"
)
_DOTS = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4}|\d{2})?")
_ORDINAL = re.compile(r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)")
_YEAR = r"(?:[ -](?P<year>\d{4}))?"
_DAY_MONTH = re.compile(
    rf"(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[ -]?(?:of )?{MONTH}{_YEAR}"
)
_MONTH_DAY = re.compile(rf"{MONTH}[ -]?(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}")
_LEAD = re.compile(r"^(?:on|by|before) ")


def read(text: str, context: DueContext) -> tuple[Days, ...]:
    """Every reading of the whole text as a day; none if it is not a day.

    Raises Refused for a day that cannot exist: 31 Feb, a weekday and a date that disagree.
    """
    text = _LEAD.sub("", text)
    if text in TODAYS:
        return (Days(dates=(context.today + timedelta(days=TODAYS[text]),)),)
    if found := _WEEKDAY.fullmatch(text):
        return _weekday(found, context)
    if found := _WEEKDAY_AND.fullmatch(text):
        return _weekday_and_date(found, context)
    return _date(text, context)


def week_start(day: date, calendar: Calendar) -> date:
    """The first date of this date's week: its Monday, or the day the working week begins."""
    begins = [day for day in calendar.weekdays if (day - 1) % 7 not in calendar.weekdays]
    first = begins[0] if len(begins) == 1 else 0
    return day - timedelta(days=(day.weekday() - first) % 7)


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
    return (Days(dates=(nearest, nearest + timedelta(days=7))),)


def _weekday_and_date(found: re.Match[str], context: DueContext) -> tuple[Days, ...]:
    number, rest = WEEKDAYS[found["weekday"]], found["rest"]
    readings = _month_day(int(rest), context) if rest.isdecimal() else _date(rest, context)
    kept = tuple(
        Days(dates=dates, ask_after=days.ask_after)
        for days in readings
        if (dates := tuple(day for day in _near(days) if day.weekday() == number))
    )
    if readings and not kept:
        meant = next((d for d in readings[0].dates if d >= context.today), readings[0].dates[0])
        raise Refused(
            DueFault.NOT_A_DATE,
            f"That date is {wording.day(meant, year=True)}. "
            "Type the weekday or the date, not both.",
        )
    return kept


def _near(days: Days) -> tuple[date, ...]:
    """The dates a weekday may confirm: `mon 27` must not slip to a 27th a month later."""
    return days.dates if days.ask_after else days.dates[:1]


def _date(text: str, context: DueContext) -> tuple[Days, ...]:
    if found := _ORDINAL.fullmatch(text):
        return _month_day(int(found["day"]), context)
    if found := _NUMBERS.fullmatch(text):
        return _either_order(found, context)
    for form in (_ISO, _DOTS, _DAY_MONTH, _MONTH_DAY):
        if found := form.fullmatch(text):
            month = MONTHS.get(found["month"]) or int(found["month"])
            dates = _dates(found["day"], month, found["year"], context=context)
            return _one(dates, found["year"])
    return ()


def _month_day(day: int, context: DueContext) -> tuple[Days, ...]:
    """The next two dates with this day of the month; the 31st skips the months without one."""
    first, dates = context.today.replace(day=1), []
    for _ in range(4):
        if day <= monthrange(first.year, first.month)[1]:
            dates.append(first.replace(day=max(day, 1)))
        first = (first + timedelta(days=31)).replace(day=1)
    ahead = tuple(date for date in dates if date >= context.today)[:2]
    return (Days(dates=ahead),) if 1 <= day <= 31 else ()


def _either_order(found: re.Match[str], context: DueContext) -> tuple[Days, ...]:
    first, second = found["a"], found["b"] or found["b2"]
    year = found["year"] or found["year2"]
    by_day = _dates(first, second, year, context=context)
    by_month = _dates(second, first, year, context=context)
    if context.month_first and by_month:
        return _one(by_month, year)
    if by_day and by_month and by_day != by_month:
        return _one(by_day, year) + _one(by_month, year)
    return _one(by_day or by_month, year)


def _dates(
    day: str, month: str | int, year: str | None, *, context: DueContext
) -> tuple[date, ...]:
    """That day and month in its year, or in this and the next year, if the date exists."""
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else []
    years = years or [context.today.year, context.today.year + 1]
    return tuple(found for number in years if (found := _on(number, int(month), int(day))))


def _on(year: int, month: int, day: int) -> date | None:
    """The date, if it exists; in some zones the first and last year run out of the calendar."""
    try:
        return date(year, month, day) if MINYEAR < year < MAXYEAR else None
    except ValueError:
        return None


def _one(dates: tuple[date, ...], year: str | None) -> tuple[Days, ...]:
    if not dates:
        raise Refused(DueFault.NOT_A_DATE, "That day is not in the calendar.")
    return (Days(dates=dates, ask_after=None if year else HALF_YEAR),)
