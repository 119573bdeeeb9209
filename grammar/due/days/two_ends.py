"""The two ends of an absence: `27 mar - 3 apr`, `27.3. until 3.4.`."""

import re
from collections.abc import Iterator

from grammar.due.words import MONTH

_BETWEEN = re.compile(
    r"(?<!\s)\s+(?P<word>until|till|til|to|through|thru|for)\s+|(?:(?<!\s)\s+)?[-–—]\s*",
    re.IGNORECASE,
)
_DAY_ALONE = re.compile(r"\d{1,2}(?:st|nd|rd|th)?", re.IGNORECASE)
_MONTH = re.compile(rf"\b{MONTH}(?:\s+\d{{4}})?", re.IGNORECASE)
_DOTTED = re.compile(
    r"(?<![\d.:])(?P<day>0?[1-9]|[12]\d|3[01])\.(?P<month>0?[1-9]|1[0-2])"
    r"(?P<end>\.(?P<year>\d{4})?)?(?![\d:])"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def with_months(phrase: str) -> str:
    """`27 mar - 31 mar` for `27.3. - 31.3.`, unless these may be times of day."""
    dates = [*_DOTTED.finditer(phrase)]
    is_dated = any(one["end"] or int(one["day"]) > 23 for one in dates)
    if len(dates) != 2 or not is_dated:
        return phrase
    return _DOTTED.sub(_with_month, phrase)


def _with_month(found: re.Match[str]) -> str:
    year = found["year"] or ""
    return f"{found['day']} {_MONTHS[int(found['month']) - 1]} {year}".rstrip()


def split(phrase: str) -> Iterator[tuple[str, str, str]]:
    """Every way to split the phrase in two, each half with the month that only the other has."""
    for found in _BETWEEN.finditer(phrase):
        first, last = phrase[: found.start()].strip(), phrase[found.end() :].strip()
        if not first or not last:
            continue
        if _DAY_ALONE.fullmatch(first) and (month := _MONTH.search(last)):
            first = f"{first} {month[0]}"
        elif _DAY_ALONE.fullmatch(last) and (month := _MONTH.search(first)):
            last = f"{last} {month[0]}"
        yield first, (found["word"] or "-").lower(), last
