"""Withdraw together what is still open in a channel that we have left, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from escalation.errors import BadInput, Stale
from escalation.events import EventRef
from escalation.facts.in_notices import Left
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.move import Intent, Move
from escalation.refusals import ADD_REASON, OLDER
from messages.reader import Reader
from storage.outbox import queue
from workflows.channels import leaving
from workflows.channels.leaving import Shown
from workflows.items import move
from workflows.transaction import guards, idempotency, readers
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

NOTHING = "You no longer have anything open there, so nothing was done."


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """What somebody can withdraw in a channel, or has withdrawn; `undo` names the events then."""

    items: Sequence[Item]
    reader: Reader
    channel: str = ""
    undo: Sequence[EventRef] = ()


def opened(context: WorkspaceContext, request: Request, key: str, *, now: datetime) -> Theirs:
    """What would be withdrawn now; `key` is that of the notice. Raises Refusal."""
    with context.reading(now) as uow:
        found = _found(uow, request, key)
        reader = readers.to(uow, request.actor, found.theirs)
        return Theirs(channel=found.channel.id, items=found.theirs, reader=reader)


def withdraw(
    context: WorkspaceContext, request: Request, key: str, *, reason: str, now: datetime
) -> Theirs:
    """Withdraw what is still open and theirs, all or none, however often the request arrives.

    Raises Refusal; then nothing is changed.
    """
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        if earlier is not None:
            items = [guards.readable(uow, item) for item in earlier["items"]]
            undo = [EventRef(*ref) for ref in earlier["undo"]]
            return _done(uow, request, items, undo=undo)
        if not reason.strip():
            raise BadInput(ADD_REASON, field=Field.REASON)
        found = _found(uow, request, key)
        actor = guards.asker(uow, request.actor)
        intent = Intent(move=Move.WITHDRAW, actor=request.actor, reason=reason)
        made = []
        for item in found.theirs:
            with guards.sound(item):
                made.append(move.carried_out(uow, request, item, actor=actor, intent=intent))
        items, undo = [one.item for one in made], [one.undo for one in made if one.undo]
        idempotency.remember(
            uow,
            request,
            items=[item.id for item in items],
            undo=[[ref.id, ref.mark] for ref in undo],
        )
        return _done(uow, request, items, undo=undo)


def _found(uow: UnitOfWork, request: Request, key: str) -> Shown:
    """What of the notice is still open and theirs."""
    row = queue.of_key(uow.tx, key) if key else None
    if row is None or row.notice.recipient != request.actor:
        raise Stale(OLDER)
    guards.asker(uow, request.actor)
    found = leaving.shown(uow, request.actor, row.notice.says(Left).channel)
    if found is None or not found.theirs:
        raise Stale(NOTHING)
    return found


def _done(
    uow: UnitOfWork, request: Request, items: Sequence[Item], *, undo: Sequence[EventRef]
) -> Theirs:
    reader = readers.to(uow, request.actor, items)
    return Theirs(items=items, reader=reader, undo=undo)
