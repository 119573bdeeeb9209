"""Snoozes: until when reminders are silenced, as people type it or choose it."""

import re

from grammar.due import read as due_reader
from grammar.due.result import DueContext, DueRead, DueUnclear

CHIPS = (
    ("1 h", "1h"),
    ("This afternoon", "this afternoon"),
    ("Tomorrow", "tomorrow"),
    ("Monday", "monday"),
)
"""How long reminders are mostly silenced: the words of a button and what it stands for."""
_TODAY = re.compile(r"(?:for )?(?:the rest of )?(?:today|the day)", re.IGNORECASE)


def ending(phrase: str, context: DueContext) -> DueContext:
    """How its end is read: a day means the start of its work, but today the end of it."""
    return context if _TODAY.fullmatch(phrase) else context.returning


def read(phrase: str, context: DueContext) -> DueRead | DueUnclear:
    """When a snooze ends."""
    return due_reader.read(phrase, ending(phrase, context))


def chips(context: DueContext) -> tuple[tuple[str, DueRead], ...]:
    """The ends that still lie ahead: the words of each and its instant."""
    found = ((words, read(phrase, context)) for words, phrase in CHIPS)
    return tuple((words, end) for words, end in found if isinstance(end, DueRead))
