"""The `h` after a number: `17h30` is a time of day, `48h` a span, and `17h` may be either."""

import re
from enum import Enum, auto

_HOUR = re.compile(r"(?P<hour>\d{1,4})(?P<rest> ?h(?: ?(?P<minute>\d{2})(?: ?m(?:in)?)?)?)")
_MILITARY = re.compile(r"\d{4} ?(?:h|hrs?|hours?)")
_THREE_DIGITS = re.compile(r"[6-9][0-5]\d ?(?:h|hrs?|hours?)")
_LANGUAGES = frozenset({"ca", "es", "fr", "gl", "it", "pt", "ro", "vi"})
"""Languages that write the time of day so."""
_WHOLE_DAY = 24
_QUARTER = 15
"""Minutes; people count ahead in quarters of an hour, so `3h18` may be a time."""


class Meant(Enum):
    """What a number with an `h` is."""

    SPAN = auto()
    CLOCK = auto()
    EITHER = auto()


def meant(text: str, language: str = "en") -> Meant:
    """What hours written with an `h`, `hrs` or `hours` are; anything else is a span.

    Nobody counts 17 hours ahead, and nothing is due at half past one at night: between them the
    reader's language decides, or we ask.
    """
    if _MILITARY.fullmatch(text):
        return Meant.CLOCK
    if _THREE_DIGITS.fullmatch(text):
        return Meant.EITHER
    found = _HOUR.fullmatch(text)
    hour = int(found["hour"]) if found else _WHOLE_DAY
    if found is None or hour >= _WHOLE_DAY:
        return Meant.SPAN
    is_short = found["rest"] == f"h{found['minute']}"
    if re.match(r"0\d", found["hour"]) or (is_short and hour >= 9):
        return Meant.CLOCK
    odd = is_short and int(found["minute"] or 0) % _QUARTER
    if language in _LANGUAGES or hour >= 13 or (is_short and hour >= 7) or odd:
        return Meant.EITHER
    return Meant.SPAN
