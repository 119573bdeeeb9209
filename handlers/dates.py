"""Dates that people enter: what we understood, or why we did not and what they probably meant."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from escalation.fields import Field
from escalation.items import Due
from escalation.worktime import wording
from grammar import picked
from grammar.due import read as due_reader
from grammar.due import suggest
from grammar.due.result import DueContext, DueRead, DueUnclear
from messages.forms.redrawn import PICKERS
from messages.replies import Suggestion
from messages.slack.form_values import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A date that was entered into a form; else what is wrong and which dates to offer.

    `faults` are by field: the date's own, or the picker's beside it.
    """

    read: DueRead | None = None
    faults: Mapping[Field, str] = field(default_factory=dict)
    offered: tuple[DueRead, ...] = ()


def kept(read: DueRead) -> Due:
    """A parsed date, as items store it."""
    return Due(at=read.at, zone=read.zone, phrase=read.phrase)


def entered(given: Answers, name: Field, context: DueContext) -> Entered:
    """Read a form's date: what was typed, or picked beside it, or both if they are the same."""
    phrase = given.text(name)
    by_hand = in_words(phrase, name, context) if phrase else Entered()
    return with_picked(by_hand, given, name, context=context)


def in_words(phrase: str, name: Field, context: DueContext) -> Entered:
    """Read what was typed into a form's field."""
    answer = due_reader.read(phrase, context)
    if isinstance(answer, DueRead):
        return Entered(read=answer)
    offered = meant(answer, context)
    return Entered(faults={name: fault(answer, context, offered)}, offered=offered)


def with_picked(by_hand: Entered, given: Answers, name: Field, *, context: DueContext) -> Entered:
    """What was typed together with the picker beside it; if they differ, the question which."""
    picker = PICKERS.get(name, Field.NONE)
    chosen = given.text(picker)
    if not re.fullmatch(r"-?\d{1,10}", chosen, re.ASCII):
        return by_hand
    answer = picked.read(datetime.fromtimestamp(int(chosen), UTC), context)
    if isinstance(answer, DueUnclear):
        return Entered(faults={picker: answer.reason})
    said = by_hand.read
    if said and picked.is_same(said, answer):
        return by_hand
    answers_it = any(picked.is_same(one, answer) for one in by_hand.offered)
    if answers_it or not (said or by_hand.faults):
        return Entered(read=answer)
    when = words(answer, context)
    if said is None:
        asked, offered = f"{by_hand.faults[name]} You picked {when}.", by_hand.offered
    else:
        asked = f"You typed {words(said, context)} and picked {when}. Which one is it?"
        offered = (said,)
    return Entered(faults={name: asked}, offered=(*offered, answer))


def choices(found: Iterable[DueRead], context: DueContext) -> list[Suggestion]:
    """A button for each date: its words, and the phrase that it fills in."""
    return [(words(read, context), read.phrase) for read in found]


def meant(unclear: DueUnclear, context: DueContext) -> tuple[DueRead, ...]:
    """The dates that may have been meant: the choices, else one guess. We never pick one."""
    if unclear.choices:
        return picked.once(unclear.choices)
    guess = suggest.suggestion(unclear, context)
    return (guess,) if guess else ()


def fault(unclear: DueUnclear, context: DueContext, offered: tuple[DueRead, ...]) -> str:
    """Why a phrase cannot be read as a date, for a form: with buttons, or with what to type."""
    if unclear.choices:
        return unclear.reason
    if not offered:
        return unclear.text
    return f"{unclear.reason} Did you mean {words(offered[0], context)}?"


def suggestions(
    unclear: DueUnclear,
    context: DueContext,
    *,
    line: str,
    reads: Callable[[str, DueRead], bool] = lambda _line, _read: True,
) -> list[Suggestion]:
    """A button for each date that may have been meant: the line with that date in place.

    The phrase may stand in the line more than once; `reads` tells where it is the date.
    """
    offers = []
    for read in meant(unclear, context):
        lines = suggest.replaced(line, unclear.phrase, read.phrase)
        found = next((one for one in lines if reads(one, read)), None)
        offers += [(words(read, context), found)] if found else []
    return offers


def words(read: DueRead, context: DueContext) -> str:
    """A date on the asker's own clock: `Fri 27 Mar 17:00 CET`."""
    return instant(read.at, context)


def instant(at: datetime, context: DueContext) -> str:
    """An instant (UTC), in the same words."""
    return wording.instant(at, context.calendar.tz, now=context.now)
