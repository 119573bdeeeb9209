"""Later words: a new date that counts from the old one, or that must not be earlier than it."""

from collections.abc import Callable

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
from messages.slack.limit_table import CHARACTERS


def dated(move: Typed, context: DueContext) -> Callable[[Item], Due] | None:
    """The new date as a function of the item, for a move that promises a later one."""
    return (lambda item: _dated(move, item, context)) if move.later else None


def _dated(move: Typed, item: Item, context: DueContext) -> Due:
    """The new date; raises BadInput with a button for each date if we have to ask."""
    calendar = calendar_of(item.due.zone, item.policy, context.now)
    answer = later.counted(move, item.due.at, calendar, context=context)
    was = wording.instant(item.due.at, context.calendar.tz, now=context.now)
    match answer:
        case later.Passed(choices):
            words = " or ".join(dates.words(one, context) for one in choices)
            asked = f"{item.label} was due {was}. Did you mean {words}?"
            raise BadInput(asked, field=Field.DUE, offers=_offers(move, choices, context))
        case later.Earlier(read):
            asked = (
                f"{dates.words(read, context)} is earlier than the date of {item.label}, {was}. "
                "Did you mean to bring it forward?"
            )
            raise BadInput(asked, field=Field.DUE, offers=_offers(move, (read,), context))
        case later.TooFar():
            raise BadInput("That is more than two years ahead. Name a date.", field=Field.DUE)
        case read:
            return dates.kept(read)


def _offers(
    move: Typed, found: tuple[DueRead, ...], context: DueContext
) -> tuple[tuple[str, str], ...]:
    because = f" because {escaped(move.reason)}" if move.reason else ""
    lines = [
        (dates.words(one, context), f"{move.reference} move {typed(one.at, context)}{because}")
        for one in found
    ]
    return tuple(one for one in lines if len(one[1]) <= CHARACTERS["button", "value"])
