"""Dates that people type: what we understood, or why we did not and what they probably meant."""

from escalation.items import Due
from escalation.worktime import wording
from grammar.due import read as due_reader
from grammar.due import suggest
from grammar.due.result import DueContext, DueRead, DueUnclear
from messages.replies import Suggestion


def kept(read: DueRead) -> Due:
    """A parsed date, as items store it."""
    return Due(at=read.at, zone=read.zone, phrase=read.phrase)


def entered(phrase: str, context: DueContext) -> tuple[DueRead | None, str]:
    """Read a form's field: a date, or why it cannot be read; neither if it is empty."""
    if not phrase:
        return None, ""
    answer = due_reader.read(phrase, context)
    return (answer, "") if isinstance(answer, DueRead) else (None, fault(answer, context))


def meant(unclear: DueUnclear, context: DueContext) -> tuple[DueRead, ...]:
    """The dates that may have been meant: the choices, else one guess. We never pick one."""
    if unclear.choices:
        return unclear.choices
    guess = suggest.suggestion(unclear, context)
    return (guess,) if guess else ()


def fault(unclear: DueUnclear, context: DueContext) -> str:
    """Why a phrase cannot be read as a date and what to type instead, for a form."""
    guess = None if unclear.choices else suggest.suggestion(unclear, context)
    if guess is None:
        return unclear.text
    return f"{unclear.reason} Did you mean {words(guess, context)}? Then type `{guess.phrase}`."


def suggestions(unclear: DueUnclear, context: DueContext, *, line: str) -> list[Suggestion]:
    """A button for each date that may have been meant: the line with that date in place."""
    if unclear.phrase not in line:
        return []
    return [
        (words(read, context), line.replace(unclear.phrase, read.phrase, 1))
        for read in meant(unclear, context)
    ]


def words(read: DueRead, context: DueContext) -> str:
    """A date on the asker's own clock: `Fri 27 Mar 17:00 CET`."""
    return wording.instant(read.at, context.calendar.tz, now=context.now)
