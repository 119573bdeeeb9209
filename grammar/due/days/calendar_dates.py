"""Calendar dates in a due phrase: `27 mar`, `1.4.`, `4/1`, `the 27th`, `first of july`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, timedelta
from itertools import islice

from grammar.due.order import First
from grammar.due.result import DueContext, DueFault, Refused
from grammar.due.words import MONTH, MONTHS, ORDINALS, either

HALF_YEAR = timedelta(days=183)
TUESDAY = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The dates that a phrase may mean, in order: the first one still ahead counts.

    We ask about one beyond `ask_beyond` (None: never), about any if it `asks`, and about a weekday
    that is today shortly before the end of the day.
    """

    dates: tuple[date, ...]
    ask_beyond: date | None = None
    asks: bool = False
    is_weekday: bool = False

    def is_surprising(self, day: date) -> bool:
        """Whether we ask before using this one of the dates."""
        return self.asks or (self.ask_beyond is not None and day > self.ask_beyond)


_ISO = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_BASIC = re.compile(r"(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_NUMBERS = re.compile(
    r"(?P<a>\d{1,2})(?:/(?P<b>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?|-(?P<b2>\d{1,2})-(?P<year2>\d{4}))"
)
_DOTS = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4}|\d{2})?")
_OF_MONTH = re.compile(
    rf"(?:(?:the )?(?P<day>\d{{1,2}}(?:st|nd|rd|th))|the (?P<word>{either(ORDINALS)}))"
)
_YEAR = r"(?:[ /-](?P<year>\d{4}))?"
_DAY_MONTH = re.compile(
    rf"(?:the )?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?|(?P<word>{either(ORDINALS)}))"
    rf"[ /-]?(?:of )?{MONTH}{_YEAR}"
)
_MONTH_DAY = re.compile(
    rf"{MONTH}[ /-]?(?:the )?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?|(?P<word>{either(ORDINALS)}))"
    rf"{_YEAR}"
)
_MARDI = frozenset({"ca", "es", "fr", "gl", "it", "ro"})
"""Languages in which `mar 16` may be Tuesday the 16th."""


def read(text: str, context: DueContext) -> tuple[Days, ...]:
    """Every reading of the whole text as a calendar date; none if it is not one.

    Raises Refused for a date that cannot exist, such as 31 Feb.
    """
    if found := _OF_MONTH.fullmatch(text):
        return of_month(ORDINALS.get(found["word"]) or int(found["day"][:-2]), context)
    if found := _NUMBERS.fullmatch(text):
        return _either_order(found, context)
    for form in (_ISO, _BASIC, _DOTS, _DAY_MONTH, _MONTH_DAY):
        if found := form.fullmatch(text):
            month = MONTHS.get(found["month"]) or int(found["month"])
            typed = found.groupdict()
            day = ORDINALS.get(typed.get("word") or "") or int(found["day"])
            days = _one(_dates(day, month, typed["year"], context=context), typed["year"], context)
            if form is _MONTH_DAY and found["month"] == "mar" and not typed["year"]:
                return _march_or_mardi(days, day, context)
            is_month_of_year = "/" in text and not typed["year"]  # `oct/27` may be that of 2027
            return (replace(days, asks=is_month_of_year),)
    return ()


def of_month(day: int, context: DueContext) -> tuple[Days, ...]:
    """The next two dates with this day of the month."""
    ahead = tuple(islice(with_day(day, context), 2))
    return (Days(dates=ahead),) if ahead else ()


def with_day(day: int, context: DueContext) -> Iterator[date]:
    """The dates from today on with this day of the month, for three years."""
    first = context.today.replace(day=1)
    for _ in range(36 if 1 <= day <= 31 else 0):
        found = _on(first.year, first.month, day)
        if found and found >= context.today:
            yield found
        first = (first + timedelta(days=31)).replace(day=1)


def _march_or_mardi(march: Days, day: int, context: DueContext) -> tuple[Days, ...]:
    if context.language not in _MARDI:
        return (march,)
    tuesdays = (found for found in with_day(day, context) if found.weekday() == TUESDAY)
    mardi = tuple(Days(dates=(found,), asks=True) for found in islice(tuesdays, 1))
    return (Days(dates=march.dates, asks=True), *mardi)


def _either_order(found: re.Match[str], context: DueContext) -> tuple[Days, ...]:
    first, second = int(found["a"]), int(found["b"] or found["b2"])
    year = found["year"] or found["year2"]
    by_day = _dates(first, second, year, context=context)
    by_month = _dates(second, first, year, context=context)
    if context.first is First.MONTH and by_month:
        return (_one(by_month, year, context),)
    if by_day and by_month and by_day != by_month and context.first is not First.DAY:
        return (_one(by_day, year, context), _one(by_month, year, context))
    return (_one(by_day or by_month, year, context),)


def _dates(day: int, month: int, year: str | None, *, context: DueContext) -> tuple[date, ...]:
    """That day and month in its year, or in this and the following years, if the date exists."""
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else []
    years = years or [context.today.year, context.today.year + 1]
    return tuple(found for number in years if (found := _on(number, month, day)))


def _on(year: int, month: int, day: int) -> date | None:
    """The date, if it exists; in some zones the first and last year run out of the calendar."""
    try:
        return date(year, month, day) if MINYEAR < year < MAXYEAR else None
    except ValueError:
        return None


def _one(dates: tuple[date, ...], year: str | None, context: DueContext) -> Days:
    if not dates:
        raise Refused(DueFault.NOT_A_DATE, "That day is not in the calendar.")
    return Days(dates=dates, ask_beyond=None if year else this_year(context))


def this_year(context: DueContext) -> date:
    """The last date that people leave the year off: of this year, or within half a year."""
    return max(date(context.today.year, 12, 31), context.today + HALF_YEAR)
