"""Later: what `delay 2 days`, `move by one week` and `+3bd` mean, counted from the old due date."""

import re
from datetime import datetime

from escalation.worktime.hours import Calendar
from grammar.due import read as due_reader
from grammar.due.clock import Clock
from grammar.due.result import DueAnswer, DueContext
from grammar.due.words import COUNTS, either

_COUNT = rf"(?:\d{{1,4}}(?:[.,]\d)?|{either(COUNTS)}|half an?|half)"
_UNIT = (
    r"(?:m|mins?|minutes?|h|hrs?|hours?|d|days?|bds?|nbd|w|wks?|weeks?|fortnights?|mos?|mths?|"
    r"months?|y|yrs?|years?)"
)
_MORE = r"(?:more|extra|additional|further|other|full)"
_ONE = rf"{_COUNT} ?(?:{_MORE} )?(?:(?:business|working|work|calendar) ?)?{_UNIT}"
_SPAN = re.compile(rf"{_ONE}(?:(?:,| and)? ?{_ONE})*", re.IGNORECASE)
_LED = re.compile(r"^(?:(?:it|this|that|out|back|the (?:due )?date) )*(?P<by>by |\+ ?|for )?", re.I)
_LATER = re.compile(r" (?:later|longer|more|out|back)$", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:another|an additional|an extra|one more)\b", re.IGNORECASE)


def span(phrase: str, *, later: bool) -> str:
    """The span that a new date is given as, if it counts from the old one; else "".

    `later` means that the word before it promises a later date: after others the span itself says
    so, with `by`, `+` or `later`.
    """
    text = " ".join(phrase.split())
    led = _LED.match(text)
    rest = text[led.end() :] if led else text
    counted, trailing = _LATER.subn("", rest)
    counted, another = _ANOTHER.subn("a", counted)
    led_by = bool(led and (led["by"] or "").strip() in {"by", "+"})
    if not _SPAN.fullmatch(counted) or not (later or led_by or trailing or another):
        return ""
    return " ".join(re.sub(rf"\b{_MORE}\b", "", counted).split())


def is_mixed(phrase: str) -> bool:
    """Whether a new date begins with a span and goes on: `2 days 5pm` could count from either."""
    return (
        _SPAN.match(_LED.sub("", " ".join(phrase.split()))) is not None and " from " not in phrase
    )


def after(at: datetime, span: str, calendar: Calendar) -> DueAnswer:
    """That span after an instant, in its unit: days keep the time of day, hours are elapsed."""
    wall = at.astimezone(calendar.tz).time()
    return due_reader.read(span, DueContext(now=at, calendar=calendar, unsaid=Clock(wall=wall)))
