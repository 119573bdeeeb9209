"""Undo: take back what somebody just logged, closed or handed over, in one transaction."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from escalation.calendars import owners_calendar
from escalation.errors import Refusal, Stale
from escalation.events import Event, EventRef
from escalation.facts.by_people import Logged, Reassigned
from escalation.facts.handing_over import Proposed
from escalation.items import Item
from escalation.ladder.plan import gap_step
from escalation.moves.undo import Overtaken, ToUndo, require_undoable, undone
from escalation.notices.announcements import announce_undo, tells_of
from escalation.notices.notice import Notice, NoticeState
from escalation.notices.routing import route
from escalation.notices.suppression import CLOSED, HANDED_OVER, LOGGING_UNDONE, UNDONE
from escalation.people import Person
from messages.notices.overtaken import overtaken_refusal
from storage.items import entry, history
from storage.outbox import queue
from storage.outbox.model import StoredNotice
from workflows.channels import leaving
from workflows.clock import summary
from workflows.items.move import Which, find
from workflows.transaction import (
    directory,
    effects,
    following,
    guards,
    idempotency,
    needed,
    readers,
)
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

GONE = (
    "I no longer have that, so nothing was undone: Backstop was restored from a backup since. "
    "Use the buttons on the item's card."
)
_ARRIVES = frozenset({NoticeState.SENT, NoticeState.SENDING, NoticeState.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """An item as it is now, and the event that undid something; `repeated` if it was before."""

    item: Item
    event: Event
    repeated: bool = False


def undo(
    context: WorkspaceContext, request: Request, refs: Sequence[EventRef], *, now: datetime
) -> tuple[Undoing, ...]:
    """Undo all of these events or none, once, however often and by whomever it is asked again.

    What was undone before stays as it is. Raises Stale if an event is gone, if it is too late or if
    somebody acted on an item since, NotAllowed for anybody but the person who did it, UnknownItem
    or UnreadableItem.
    """
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        if earlier is not None:
            return tuple(_again(uow, entry.from_kept(kept)) for kept in earlier["undone"])
        actor = guards.asker(uow, request.actor)
        each = [wanted_of(uow, request, ref, actor=actor) for ref in refs]
        made = tuple(_undone_once(uow, wanted, actor=actor) for wanted in each)
        leaving.follow(uow, (one.item for one in made), cause=request.external_id)
        idempotency.remember(uow, request, undone=[entry.kept(one.event) for one in made])
        return made


def _again(uow: UnitOfWork, event: Event) -> Undoing:
    item = guards.readable(uow, event.item_id or 0)
    return Undoing(item=item, event=event, repeated=True)


def wanted_of(uow: UnitOfWork, request: Request, ref: EventRef, *, actor: Person) -> ToUndo:
    """What was done, with what was done since; Stale if it is gone."""
    events = history.since(uow.tx, ref)
    if not events:
        raise Stale(GONE)
    item = find(uow, request, Which(item_id=events[0].item_id or 0), actor=actor)
    return ToUndo(id=ref.id, event=events[0], item=item, since=events[1:])


def _undone_once(uow: UnitOfWork, wanted: ToUndo, *, actor: Person) -> Undoing:
    if wanted.undoing:
        return Undoing(item=wanted.item, event=wanted.undoing, repeated=True)
    _require_undoable(uow, wanted, actor=actor)
    with guards.sound(wanted.item):
        return carried_out(uow, wanted)


def undoable(
    uow: UnitOfWork, item: Item, answer: Mapping[str, Any], *, actor: str
) -> EventRef | None:
    """The event that a request left, by its `answer`, if this person may undo it now."""
    ref = EventRef(*answer["undo"]) if answer.get("undo") else None
    events = history.since(uow.tx, ref) if ref else ()
    if ref is None or not events:
        return None
    wanted = ToUndo(id=ref.id, event=events[0], item=item, since=events[1:])
    try:
        require_undoable(wanted, actor=actor, name="", now=uow.now)
    except (Refusal, Overtaken):
        return None
    return ref


def _require_undoable(uow: UnitOfWork, wanted: ToUndo, *, actor: Person) -> None:
    name = who_did(uow, wanted)
    with telling_since(uow, wanted, actor=actor):
        require_undoable(wanted, actor=actor.id, name=name, now=uow.now)


def who_did(uow: UnitOfWork, wanted: ToUndo) -> str:
    """The name of the person who did it."""
    everybody = directory.of_items(uow, [wanted.item], also=[wanted.event.actor])
    by = everybody.people.get(wanted.event.actor)
    return by.name if by else ""


@contextmanager
def telling_since(
    uow: UnitOfWork, wanted: ToUndo, *, actor: Person, instead: str = ""
) -> Iterator[None]:
    """Turn Overtaken into a refusal that says what happened since and what to do `instead`."""
    try:
        yield
    except Overtaken as overtaken:
        named = {user for one in overtaken.since for user in (one.actor, *one.facts.users)}
        reader = readers.to(uow, actor.id, [wanted.item], named=named)
        raise overtaken_refusal(overtaken, reader, instead=instead) from None


def carried_out(
    uow: UnitOfWork, wanted: ToUndo, *, same_as: str | None = None, quiet: Collection[str] = ()
) -> Undoing:
    """Undo it in this transaction; what was logged may be the `same_as` another, by its label.

    The people in `quiet` get no direct message, and nobody is told of a gap: something else is done
    instead, which tells them.
    """
    facts, item = wanted.event.facts, wanted.item
    told = told_by(uow, wanted)
    left = [row.notice for row in told if row.state in _ARRIVES]
    owner = facts.old_owner if isinstance(facts, Reassigned) else item.owner
    followers = following.of(uow, item) if isinstance(facts, Logged) else ()
    told_of = (one.recipient for one in left)
    everybody = directory.of_items(uow, [item], also=[owner, *told_of, *followers])
    calendar = owners_calendar(replace(item, owner=owner), everybody.people, uow.now)
    made = undone(wanted, uow.now, calendar=calendar, same_as=same_as)
    is_gap = made.item.is_open and everybody.reachable(owner) is None and not quiet
    routed = route(made.item, [gap_step(made.item, uow.now)] if is_gap else [], everybody)
    tells = [one for one in left if one.recipient not in quiet]
    announced = announce_undo(
        item, made.item, made.event, left=tells, directory=everybody, followers=followers
    )
    waiting = [row for row in told if row.state is NoticeState.PENDING]
    effects.take_back(uow, waiting, why=LOGGING_UNDONE if isinstance(facts, Logged) else UNDONE)
    queue.want_again(uow.tx, item.id, whys=(CLOSED, HANDED_OVER), since=wanted.event.at)
    saved = effects.saved(uow, routed.item, before=item)
    effects.record(
        uow,
        saved,
        events=[made.event, *routed.events],
        notices=[
            *announced,
            *routed.notices,
            *redrawn(uow, saved, told),
            *needed.told(uow, made.event, before=item, after=saved),
        ],
        concerned=[item.owner],
        redraw=effects.Redraw.ASKING,
    )
    summary.count_again(uow, item.channel, since=wanted.event.at)
    return Undoing(item=saved, event=made.event)


def told_by(uow: UnitOfWork, wanted: ToUndo) -> list[StoredNotice]:
    """The notices that tell of what was done."""
    facts, at = wanted.event.facts, wanted.event.at
    to = facts.to if isinstance(facts, Proposed) else None
    of_then = queue.of_moment(uow.tx, wanted.item.id, at)
    return [row for row in of_then if tells_of(row.notice, facts.action, at, to=to)]


def redrawn(uow: UnitOfWork, item: Item, told: Sequence[StoredNotice]) -> list[Notice]:
    """The edits of what told of it, which need not show how the item stands."""
    return [effects.edit(uow, item, channel=row.channel, ts=row.ts) for row in told if row.ts]
