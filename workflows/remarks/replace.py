"""Replace what somebody just logged, gave or moved, in one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from escalation import refusals
from escalation.errors import BadInput
from escalation.events import Event, EventRef
from escalation.facts.action import Action
from escalation.facts.by_people import Reassigned
from escalation.facts.replaced import Replaced
from escalation.fields import Field
from escalation.items import Due, Item
from escalation.moves.move import Intent, Move
from escalation.moves.permissions import Standing
from escalation.moves.undo import ToUndo
from escalation.notices.notice import NoticeKind, NoticeState
from escalation.notices.suppression import UNDONE
from escalation.people import Person
from escalation.remarks.replacing import (
    replaced,
    require_other,
    require_own,
    require_untouched,
    still,
)
from storage.outbox import queue
from storage.outbox.model import StoredNotice
from workflows.items import move, undo
from workflows.items.move import Moved
from workflows.transaction import effects, guards, idempotency, visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """The item, what the person did to it, and what a move would replace; None if nothing."""

    item: Item
    event: Event
    replaces: Replaced | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """The item, what the person did to it, and its name if that can be undone."""

    item: Item
    event: Event
    undo: EventRef | None


def pressed(
    context: WorkspaceContext, request: Request, ref: EventRef, *, move: Move, now: datetime
) -> Pressed:
    """What the button of a remark is about; changes nothing.

    Raises Stale if the event is gone or people acted on the item since, ItemClosed, or NotAllowed
    for anybody but the person who did it.
    """
    with context.reading(now) as uow:
        wanted = _wanted(uow, request, ref, move=move, actor=guards.asker(uow, request.actor))
        done = replaced(wanted.event, move, now=now)
        return Pressed(item=wanted.item, event=wanted.event, replaces=done)


def looked_up(
    context: WorkspaceContext, request: Request, ref: EventRef, *, now: datetime
) -> LookedUp:
    """What the answer was about, for the person who got it; raises Stale or NotAllowed."""
    with context.reading(now) as uow:
        actor = guards.asker(uow, request.actor)
        wanted = undo.wanted_of(uow, request, ref, actor=actor)
        require_own(wanted, actor=actor.id, name=undo.who_did(uow, wanted))
        answer = {"undo": (ref.id, ref.mark)}
        can = undo.undoable(uow, wanted.item, answer, actor=actor.id)
        return LookedUp(item=wanted.item, event=wanted.event, undo=can)


def make(
    context: WorkspaceContext,
    request: Request,
    ref: EventRef,
    *,
    intent: Intent,
    now: datetime,
    dated: Callable[[Item], Due] | None = None,
) -> Moved:
    """Replace it once, however often the request arrives.

    Raises as `pressed` and `move.make` do; BadInput that asks for a reason if it is too late.
    """
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        if earlier is not None:
            return move.again(uow, earlier)
        actor = guards.asker(uow, request.actor)
        wanted = _wanted(uow, request, ref, move=intent.move, actor=actor)
        done = replaced(wanted.event, intent.move, now=now)
        if done is None:
            raise BadInput(refusals.ADD_REASON, field=Field.REASON)
        its = _Replacing(uow=uow, request=request, wanted=wanted, actor=actor, done=done)
        with guards.sound(wanted.item):
            is_date = intent.move is Move.RESCHEDULE
            moved = _dated(its, intent, dated) if is_date else _handed(its, intent)
        return move.remembered(uow, request, moved)


def _wanted(
    uow: UnitOfWork, request: Request, ref: EventRef, *, move: Move, actor: Person
) -> ToUndo:
    """What this person did, and nobody has acted on since."""
    wanted = undo.wanted_of(uow, request, ref, actor=actor)
    require_own(wanted, actor=actor.id, name=undo.who_did(uow, wanted))
    with undo.telling_since(uow, wanted, actor=actor, instead=still(wanted.item, move)):
        require_untouched(wanted, move)
    return wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Replacing:
    """What replaces what, by whom, in which transaction."""

    uow: UnitOfWork
    request: Request
    wanted: ToUndo
    actor: Person
    done: Replaced

    def carried_out(self, intent: Intent, item: Item, **more: Any) -> Moved:
        """Make the move in its place."""
        return move.carried_out(
            self.uow, self.request, item, actor=self.actor, intent=intent, **more
        )


def _dated(its: _Replacing, intent: Intent, dated: Callable[[Item], Due] | None) -> Moved:
    """Set another date, with the reason of what that replaces.

    Who has just given their own item away may still do so. An owner who has not been told of a new
    item yet reads the date there.
    """
    event, uow = its.wanted.event, its.uow
    was_owner = isinstance(event.facts, Reassigned) and event.facts.old_owner == its.actor.id
    waiting = _waiting(undo.told_by(uow, its.wanted))
    of_slip = [row for row in waiting if row.notice.kind is NoticeKind.SLIPPED]
    effects.take_back(uow, of_slip, why=UNDONE)
    return its.carried_out(
        replace(intent, reason=event.reason, replaces=its.done),
        its.wanted.item,
        dated=dated,
        besides=frozenset({Standing.OWNER}) if was_owner else frozenset(),
        quiet=[row.notice.recipient for row in waiting if row.notice.kind is NoticeKind.LOGGED],
    )


def _handed(its: _Replacing, intent: Intent) -> Moved:
    """Name another owner, or offer it to somebody else, with the reason of what that replaces."""
    uow, wanted = its.uow, its.wanted
    require_other(wanted, intent)
    _require_sight(uow, wanted.item, intent)
    if its.done.what is Action.LOGGED:
        return _named(its, replace(intent, replaces=its.done))
    facts, to = wanted.event.facts, intent.owner.id if intent.owner else ""
    before = facts.old_owner if isinstance(facts, Reassigned) else wanted.item.owner
    if to == before:
        undone = undo.carried_out(uow, wanted)
        return Moved(item=undone.item, event=undone.event)
    undone = undo.carried_out(uow, wanted, quiet={before, to})
    return its.carried_out(replace(intent, reason=wanted.event.reason), undone.item)


def _named(its: _Replacing, intent: Intent) -> Moved:
    """Name another owner of a new item; the first one is only shown it, if they were told."""
    uow, first = its.uow, its.wanted.item.owner
    told = [row for row in undo.told_by(uow, its.wanted) if row.notice.recipient == first]
    moved = its.carried_out(intent, its.wanted.item, quiet={first})
    effects.take_back(uow, _waiting(told), why=UNDONE)
    queue.add(uow.tx, undo.redrawn(uow, moved.item, told))
    return moved


def _waiting(told: Iterable[StoredNotice]) -> list[StoredNotice]:
    return [row for row in told if row.state is NoticeState.PENDING]


def _require_sight(uow: UnitOfWork, item: Item, intent: Intent) -> None:
    """BadInput if the next owner is a guest who cannot see the channel."""
    owner = intent.owner
    if owner and owner.guest and visibility.outside(uow, item.channel, [owner]):
        raise BadInput(
            f"{owner.name} is a guest and cannot see this channel. Invite them first, or name "
            "somebody else.",
            field=Field.OWNER,
        )
