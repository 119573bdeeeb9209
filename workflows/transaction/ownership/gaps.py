"""What the events of an item do to its ownership gaps, in the same transaction."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from escalation.errors import BadInput
from escalation.events import Event
from escalation.facts.by_clock import GapFound
from escalation.facts.by_people import Reassigned
from escalation.facts.circumstances import CustomerChanged, GapAccepted
from escalation.facts.shape import Unable
from escalation.gaps.gap import OWNER, OwnershipGap, cause_of, has_answered, opens
from escalation.items import Item
from escalation.moves.accounts import Change
from escalation.moves.move import Move, instead
from messages.reader import Reader
from storage.engine.database import Transaction
from storage.gaps import rows
from storage.members import insiders


def follow(tx: Transaction, events: Iterable[Event], concerned: Iterable[Item] = ()) -> None:
    """Open the gaps that were found, and close those of items that got an owner.

    Raises BadInput if somebody says that a gap is fine and none is open, as another was first.
    """
    items = {item.id: item for item in concerned}
    for event in events:
        if isinstance(event.facts, CustomerChanged):
            _close_account(tx, event, event.facts)
        if event.item_id is None:
            continue
        if isinstance(event.facts, GapFound):
            _open(tx, event.item_id, event.facts, at=event.at)
        elif isinstance(event.facts, Reassigned | GapAccepted):
            is_closed = _close(tx, event.item_id, event)
            if isinstance(event.facts, GapAccepted) and not is_closed:
                raise none_open(items[event.item_id])


def open_of(tx: Transaction, items: Collection[int]) -> dict[int, tuple[OwnershipGap, ...]]:
    """The open gaps of these items that have any."""
    return _still_open(rows.of(tx, items))


def _still_open(
    every: Mapping[int, tuple[OwnershipGap, ...]],
) -> dict[int, tuple[OwnershipGap, ...]]:
    found = {id_: tuple(gap for gap in gaps if gap.is_open) for id_, gaps in every.items()}
    return {id_: gaps for id_, gaps in found.items() if gaps}


def _was_named(gaps: Iterable[OwnershipGap]) -> bool:
    """Whether the last gap of an owner ended because somebody named one."""
    owners = [gap for gap in gaps if gap.cause.startswith(OWNER)]
    return bool(owners) and not owners[-1].is_open and not owners[-1].accepted


def shown_to(tx: Transaction, reader: Reader, shown: Iterable[Item]) -> Reader:
    """The same reader, who sees the open gaps of these items, and which ended by a named owner."""
    every = rows.of(tx, [item.id for item in shown])
    found = _still_open(every)
    settled = {id_ for id_, gaps in every.items() if _was_named(gaps)}
    return replace(reader, gaps=found, settled=settled)


def asked_of_leavers(tx: Transaction, items: Iterable[Item]) -> frozenset[int]:
    """The ids of open items whose owners left the public channel and have not answered yet."""
    shown = [item for item in items if item.is_open]
    left = insiders.removed(tx, {item.channel for item in shown})
    of_leavers = [item for item in shown if item.owner in left.get(item.channel, ())]
    if not of_leavers:
        return frozenset()
    private = insiders.closed(tx, {item.channel for item in of_leavers})
    known = rows.of(tx, [item.id for item in of_leavers])
    return frozenset(
        item.id
        for item in of_leavers
        if item.channel not in private
        and not any(has_answered(gap, item.owner) for gap in known.get(item.id, ()))
    )


def none_open(item: Item) -> BadInput:
    """Say that the item has no open gap, and what to type instead."""
    return BadInput(
        f"{item.label} has no open ownership gap, so nothing was done. To hand it over: "
        f"{instead(item, Move.REASSIGN)}."
    )


def _close_account(tx: Transaction, event: Event, changed: CustomerChanged) -> None:
    if changed.change == Change.OWNER and changed.new:
        said = {"by": event.actor, "reason": event.reason}
        rows.close_account(tx, changed.customer, changed.old, **said, now=event.at)


def _close(tx: Transaction, item_id: int, event: Event) -> bool:
    accepted = isinstance(event.facts, GapAccepted)
    return rows.close(
        tx, item_id, by=event.actor, reason=event.reason, accepted=accepted, now=event.at
    )


def _open(tx: Transaction, item_id: int, found: GapFound, *, at: datetime) -> None:
    cause = cause_of(found)
    if cause and opens(cause, rows.of(tx, [item_id]).get(item_id, ())):
        why = found.why or Unable.OWNER
        rows.add(tx, OwnershipGap(item_id=item_id, cause=cause, why=why, opened_at=at))
