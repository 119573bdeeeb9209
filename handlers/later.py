"""Later words: a new date that counts from the old one, or that must not be earlier than it."""

from collections.abc import Callable

from escalation.calendars import calendar_of
from escalation.errors import BadInput
from escalation.items import Due, Item
from escalation.worktime import wording
from grammar.due.read import FURTHEST
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
    if move.span and item.due.at <= context.now:
        raise _either(move, item, context)
    read = _counted(move.span, item, context) if move.span else move.due
    if read is None or read.at > context.now + FURTHEST:
        raise BadInput("That is more than two years ahead. Name a date.", field="due")
    if read.at < item.due.at:
        raise _earlier(move, item, read=read, context=context)
    return dates.kept(read)


def _counted(span: str, item: Item, context: DueContext) -> DueRead | None:
    """That span after the item's date, in the zone it was typed in."""
    calendar = calendar_of(item.due.zone, item.policy, context.now)
    answer = later.after(item.due.at, span, calendar)
    return answer if isinstance(answer, DueRead) else None


def _either(move: Typed, item: Item, context: DueContext) -> BadInput:
    """The date has passed: the span may count from now, or from that date if it still can."""
    from_old = _counted(move.span, item, context)
    ahead = [one for one in (move.due, from_old) if one and one.at > context.now]
    found = {one.at: one for one in sorted(ahead, key=lambda one: one.at)}
    was = wording.instant(item.due.at, context.calendar.tz, now=context.now)
    words = " or ".join(dates.words(one, context) for one in found.values())
    return BadInput(
        f"{item.label} was due {was}. Did you mean {words}?",
        field="due",
        offers=_offers(move, [*found.values()], context),
    )


def _earlier(move: Typed, item: Item, *, read: DueRead, context: DueContext) -> BadInput:
    due = wording.instant(item.due.at, context.calendar.tz, now=context.now)
    return BadInput(
        f"{dates.words(read, context)} is earlier than the date of {item.label}, {due}. "
        "Did you mean to bring it forward?",
        field="due",
        offers=_offers(move, [read], context),
    )


def _offers(move: Typed, found: list[DueRead], context: DueContext) -> tuple[tuple[str, str], ...]:
    because = f" because {escaped(move.reason)}" if move.reason else ""
    lines = [
        (dates.words(one, context), f"{move.reference} move {typed(one.at, context)}{because}")
        for one in found
    ]
    return tuple(one for one in lines if len(one[1]) <= CHARACTERS["button", "value"])
