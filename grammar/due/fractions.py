"""Spans with part of an hour or a day: `an hour and a half`, `1/2 hour`, `1.5 days`."""

import re
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from grammar.due.words import COUNTS, either

_COUNT = rf"(?:\d{{1,3}}|{either(COUNTS)})"
_OF = r"(?: of)?(?: an?)? ?"
_UNIT = r"(?P<unit>h|hrs?|hours?|mins?|minutes?|days?)"
_PARTS = r"(?:(?P<some>an?|one|two|three|[1-3])[ -])?(?P<part>half|halves|quarters?)"
_FORMS = tuple(
    re.compile(rf"(?:in )?{form}(?: from now| later| hence)?")
    for form in (
        rf"(?:(?P<whole>{_COUNT}) and )?{_PARTS}{_OF}{_UNIT}",
        rf"(?P<whole>{_COUNT}) ?{_UNIT} and {_PARTS}",
        rf"(?P<whole>\d{{1,3}}) (?P<top>[1-3])/(?P<bottom>[24]) ?{_UNIT}",
        rf"(?P<top>[13])/(?P<bottom>[24]){_OF}(?P<unit>h|hour|day)",
        rf"(?P<whole>\d{{1,4}})[.,](?P<tenths>\d) ?{_UNIT}",
    )
)
_MINUTES = {"h": 60, "m": 1, "d": 24 * 60}


@dataclass(frozen=True, slots=True)
class Part:
    """A span, and how many days it is if it is counted in them: a day may be a working day."""

    span: timedelta
    days: float = 0
    asks: bool = False


def read(text: str) -> Part | None:
    """Read the whole text as a span with a part of a unit.

    `1/2 h` may also be one or two hours.
    """
    found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if found is None:
        return None
    typed = found.groupdict()
    whole = typed.get("whole") or ""
    count = (COUNTS.get(whole) or int(whole or 0)) + _fraction(typed)
    unit = typed["unit"][0]
    return Part(
        span=timedelta(minutes=float(count * _MINUTES[unit])),
        days=float(count) if unit == "d" else 0,
        asks=unit == "d" or ("top" in typed and not whole),
    )


def _fraction(typed: dict[str, str]) -> Fraction:
    if bottom := typed.get("bottom"):
        return Fraction(int(typed["top"]), int(bottom))
    if tenths := typed.get("tenths"):
        return Fraction(f"0.{tenths}")
    some = typed["some"] or "a"
    return (COUNTS.get(some) or int(some)) * Fraction(1, 2 if typed["part"][0] == "h" else 4)
