"""Later words: a new date that counts from the old one, or that must not be earlier than it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from escalation.calendars import calendar_of
from escalation.errors import BadInput
from escalation.fields import Field
from escalation.items import Due, Item
from escalation.worktime import wording
from grammar.due.result import DueContext, DueRead, typed
from grammar.masking import escaped
from grammar.moves import later
from grammar.moves.parsed import Typed
from handlers import dates
from handlers.dates import Entered
from messages.slack.limit_table import CHARACTERS

Offers: TypeAlias = tuple[tuple[str, str], ...]


class WhichDate(BadInput):
    """It could be any of these dates, or the one is a surprise."""

    def __init__(self, asked: str, found: tuple[DueRead, ...], offers: Offers) -> None:
        """Ask, with the dates for a form and with `offers` for where a line was typed."""
        super().__init__(asked, field=Field.DUE, offers=offers)
        self.found = found


def dated(move: Typed, context: DueContext) -> Callable[[Item], Due] | None:
    """The new date as a function of the item, for a move that promises a later one."""
    return (lambda item: new_date(move, item, context)) if move.later else None


def new_date(move: Typed, item: Item, context: DueContext) -> Due:
    """The new date; raises WhichDate if we have to ask, BadInput if it is too far ahead."""
    calendar = calendar_of(item.due.zone, item.policy, context.now)
    answer = later.counted(move, item.due.at, calendar, context=context)
    was = wording.instant(item.due.at, context.calendar.tz, now=context.now)
    match answer:
        case later.Passed(choices):
            words = " or ".join(dates.words(one, context) for one in choices)
            asked = f"{item.label} was due {was}. Did you mean {words}?"
            raise WhichDate(asked, choices, _offers(move, choices, context))
        case later.Earlier(read):
            asked = (
                f"{dates.words(read, context)} is earlier than the date of {item.label}, {was}. "
                "Did you mean to bring it forward?"
            )
            raise WhichDate(asked, (read,), _offers(move, (read,), context))
        case later.TooFar():
            raise BadInput("That is more than two years ahead. Name a date.", field=Field.DUE)
        case read:
            return dates.kept(read)


def from_either(
    move: Typed, item: Item, was: datetime, *, context: DueContext, now: datetime
) -> Entered:
    """Ask which date is meant by a line that was written, as of `context`, when due was `was`.

    Raises as `new_date` does.
    """
    before = replace(item, due=replace(item.due, at=was))
    found = {new_date(move, one, context).at for one in (before, item)}
    offered = tuple(
        DueRead(at=at, zone=context.zone, phrase=typed(at, context))
        for at in sorted(found)
        if at > now and at != item.due.at
    )
    which = " or ".join(dates.words(one, context) for one in offered)
    asked = (
        f"{item.label} was due {dates.instant(was, context)} when you wrote this, and is due "
        f"{dates.instant(item.due.at, context)} now. "
        f"{f'Did you mean {which}?' if which else 'What is the new date?'}"
    )
    return Entered(faults={Field.DUE: asked}, offered=offered)


def _offers(move: Typed, found: tuple[DueRead, ...], context: DueContext) -> Offers:
    because = f" because {escaped(move.reason)}" if move.reason else ""
    lines = [
        (dates.words(one, context), f"{move.reference} move {typed(one.at, context)}{because}")
        for one in found
    ]
    return tuple(one for one in lines if len(one[1]) <= CHARACTERS["button", "value"])
