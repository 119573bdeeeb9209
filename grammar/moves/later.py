"""Later: what `delay 2 days`, `move by one week` and `+3bd` mean, counted from the old due date."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from escalation.worktime.hours import Calendar
from grammar.due import read as due_reader
from grammar.due.clock import Clock
from grammar.due.read import FURTHEST
from grammar.due.result import DueAnswer, DueContext, DueFault, DueRead, DueUnclear
from grammar.due.words import COUNTS, either
from grammar.moves.parsed import Typed

_COUNT = rf"(?:\d{{1,4}}(?:[.,]\d)?|{either(COUNTS)}|half an?|half)"
_UNIT = (
    r"(?:m|mins?|minutes?|h|hrs?|hours?|d|days?|bds?|nbd|w|wks?|weeks?|fortnights?|mos?|mths?|"
    r"months?|y|yrs?|years?)(?![a-z])"  # `1 may` is no minute and a year
)
_MORE = r"(?:more|extra|additional|further|other|full)"
_ONE = rf"{_COUNT} ?(?:{_MORE} )?(?:(?:business|working|work|calendar) ?)?{_UNIT}"
_SPAN = re.compile(rf"{_ONE}(?:(?:,| and)? ?{_ONE})*", re.IGNORECASE)
_LED = re.compile(r"^(?:(?:it|this|that|out|back|the (?:due )?date) )*(?P<by>by |\+ ?|for )?", re.I)
_LATER = re.compile(r" (?:later|longer|more|out|back)$", re.IGNORECASE)
_CLOCK = re.compile(r"\d{4} ?(?:h|hrs?|hours?)", re.IGNORECASE)
_H = re.compile(r"(?<=\d) ?h$", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:another|an additional|an extra|one more)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passed:
    """The old date has passed: the span may count from now, or from it if that still lies ahead."""

    choices: tuple[DueRead, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The new date is earlier than the old one, although a later one was promised."""

    read: DueRead


@dataclass(frozen=True, slots=True)
class TooFar:
    """The new date lies further ahead than any that we take."""


Counted: TypeAlias = DueRead | Passed | Earlier | TooFar


def counted(move: Typed, old_at: datetime, calendar: Calendar, *, context: DueContext) -> Counted:
    """The new date of a move that promises a later one than `old_at` (UTC), or what to ask.

    `calendar` is that of the old date: its zone, and the channel's working days.
    """
    from_old = after(old_at, move.span, calendar) if move.span else move.due
    read = from_old if isinstance(from_old, DueRead) else None
    if move.span and old_at <= context.now:
        ahead = [one for one in (move.due, read) if one and one.at > context.now]
        found = {one.at: one for one in sorted(ahead, key=lambda one: one.at)}
        return Passed(tuple(found.values()))
    if read is None or read.at > context.now + FURTHEST:
        return TooFar()
    return Earlier(read) if read.at < old_at else read


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
    is_span = _SPAN.fullmatch(counted) and not _CLOCK.fullmatch(counted)
    if not is_span or not (later or led_by or trailing or another):
        return ""
    return " ".join(re.sub(rf"\b{_MORE}\b", "", counted).split())


def read_span(span: str, context: DueContext) -> DueAnswer:
    """A span from now. `17h` may be a time of day elsewhere, but nobody delays by one."""
    return due_reader.read(_H.sub(" hours", span), context)


def is_mixed(phrase: str) -> bool:
    """Whether a new date begins with a span and goes on: `2 days 5pm` could count from either."""
    return (
        _SPAN.match(_LED.sub("", " ".join(phrase.split()))) is not None and " from " not in phrase
    )


def after(at: datetime, span: str, calendar: Calendar) -> DueAnswer:
    """That span after an instant, in its unit: days keep the time of day, hours are elapsed."""
    wall = at.astimezone(calendar.tz).time()
    return read_span(span, DueContext(now=at, calendar=calendar, unsaid=Clock(wall=wall)))


def uncounted(phrase: str) -> DueUnclear:
    """A date that begins with a span and goes on with something else."""
    reason = "I can't tell what that counts from."
    return DueUnclear(phrase=phrase, fault=DueFault.UNREAD, reason=reason)


def two_spans(span: str) -> DueUnclear:
    """A span that may be another, such as `3m`: dates counted from now would not be later."""
    number = span[:-1].rstrip()
    if not number.isdecimal():  # `900 hrs`
        return uncounted(span)
    return DueUnclear(
        phrase=span,
        fault=DueFault.AMBIGUOUS,
        reason="Is that minutes or months?",
        examples=(f"by {number} minutes", f"by {number} months"),
    )
