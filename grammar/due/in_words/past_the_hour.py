"""Times told by another: `half past 3pm`, `20 to noon`, `five hours after 12:00`."""

import re

from grammar.due.in_words.numbers import HOURS, NUMBERS, number
from grammar.due.words import either

_MINUTES_A_DAY = 24 * 60
_NOON = 12
_MIDDAY = frozenset({"noon", "midday"})
_MORNING = 7
"""The first hour that means the morning where nothing says otherwise: a quarter to it may not."""
_PART = re.compile(r"\b(?:morning|afternoon|evening|tonight|night)\b")
_COUNT = rf"(?:\d{{1,2}}|(?:{either(NUMBERS)}))"
_HOUR = rf"(?P<hour>1\d|2[0-4]|[1-9]|{either(HOURS)}|noon|midday)"
_TOLD = re.compile(
    rf"\b(?:(?:an? )?(?P<part>half|quarter) (?P<way>past|after|to|till)"
    rf"|(?P<minutes>{_COUNT}) ?min(?:ute)?s? (?P<way2>past|after|from|before|to|till)"
    rf"|(?P<fives>5|[1-5][05]|five|ten|fifteen|twenty) (?P<way3>past|after|to|till)"
    rf"|(?P<hours>{_COUNT}|an) ?(?:h|hrs?|hours?) (?P<way4>past|after|from|before))"
    rf" {_HOUR}(?P<sharp>:00)?"
    r"(?: ?(?P<half>[ap])\.?m\b\.?| (?:o'clock )?in the (?P<in>morning|afternoon|evening)\b)?"
    r"(?! ?(?:min(?:ute)?s?|h|hrs?|hours?|d|days?|w|weeks?|months?|years?)\b)(?![\w:/-])"
)
_LATER = frozenset({"past", "after", "from"})
_UNTIL = frozenset({"to", "till"})


def as_digits(text: str) -> str:
    """The text with such times in digits: `quarter to 5` as `4:45`, with `pm` as `16:45`."""
    return _TOLD.sub(_digits, text)


def _digits(found: re.Match[str]) -> str:
    """The time, or what was typed where it may be another."""
    half = _half(found)
    hour = _NOON if found["hour"] in _MIDDAY else number(found["hour"])
    if _may_be_another(found, hour, half):
        return found[0]
    is_later = _way(found) in _LATER
    minutes = hour * 60 + (_away(found) if is_later else -_away(found))
    if not half:
        hours, minute = divmod(minutes, 60)
        return f"{hours or 12}:{minute:02}"
    minutes += (_NOON * 60 if half == "p" else 0) - (_NOON * 60 if hour == _NOON else 0)
    if found["hours"] and not 0 <= minutes < _MINUTES_A_DAY:
        return found[0]  # on another day
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _may_be_another(found: re.Match[str], hour: int, half: str) -> bool:
    """`10 to 5pm` is a range too, and a quarter to seven may be in either half of the day."""
    way = _way(found)
    if half:
        is_range = found["fives"] and way in _UNTIL and number(found["fives"]) <= _NOON
        return bool(is_range) or hour > _NOON
    is_either = hour == _MORNING and way not in _LATER and not _PART.search(found.string)
    return is_either or bool(found["hours"] or (found["fives"] and way != "past"))


def _way(found: re.Match[str]) -> str:
    return found["way"] or found["way2"] or found["way3"] or found["way4"]


def _half(found: re.Match[str]) -> str:
    """The half of the day: `a` or `p`, or "" if it is not said."""
    if found["hour"] in _MIDDAY:
        return "p"
    named = {"morning": "a", "afternoon": "p", "evening": "p"}
    return found["half"] or named.get(found["in"] or "", "")


def _away(found: re.Match[str]) -> int:
    """The minutes between that time and the one it is told by."""
    if part := found["part"]:
        return 30 if part == "half" else 15
    if count := found["hours"]:
        return 60 * (1 if count == "an" else number(count))
    return number(found["minutes"] or found["fives"])
