"""Same as: what somebody just logged is an older item; its words become a note on that."""

from dataclasses import dataclass
from datetime import datetime

from escalation.errors import Stale
from escalation.events import Event
from escalation.items import Item
from escalation.moves.alike import require_same, withdrawal
from escalation.moves.move import Intent, Move, require_allowed
from escalation.moves.undo import ToUndo, same_as
from escalation.people import Person
from messages.alike import note
from storage.items import entry, history
from workflows.channels import leaving
from workflows.items import move, undo
from workflows.items.move import Which, find
from workflows.transaction import guards, idempotency, readers
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """An item as it is now, the one that it is the same as, and the event that said so."""

    item: Item
    kept: Item
    event: Event
    repeated: bool = False


def same(
    context: WorkspaceContext, request: Request, which: Which, *, kept: Which, now: datetime
) -> Same:
    """Withdraw an item as if it had not been logged, and note its words on another, once.

    Raises UnknownItem, BadInput, NotAllowed, ItemClosed, Stale or UnreadableItem. If it raises,
    nothing is changed.
    """
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        if earlier is not None:
            items = [guards.readable(uow, earlier[name]) for name in ("item", "kept")]
            return Same(
                item=items[0],
                kept=items[1],
                event=entry.from_kept(earlier["event"]),
                repeated=True,
            )
        actor = guards.asker(uow, request.actor)
        item, other = (find(uow, request, one, actor=actor) for one in (which, kept))
        done = _once(uow, request, item, kept=other, actor=actor)
        idempotency.remember(
            uow, request, item=item.id, kept=other.id, event=entry.kept(done.event)
        )
        return done


def _once(uow: UnitOfWork, request: Request, item: Item, *, kept: Item, actor: Person) -> Same:
    if not item.was_undone:
        require_allowed(item, Move.WITHDRAW)
    ref = history.logging(uow.tx, item.id)
    if ref is None:
        raise Stale(undo.GONE)
    events = history.since(uow.tx, ref)
    wanted = ToUndo(id=ref.id, event=events[0], item=item, since=events[1:])
    if item.was_undone and wanted.undoing and same_as(wanted.undoing) == kept.label:
        return Same(item=item, kept=kept, event=wanted.undoing, repeated=True)
    name = undo.who_did(uow, wanted)
    instead = f"To close it anyway: {withdrawal(item, kept)}."
    with undo.telling_since(uow, wanted, actor=actor, instead=instead):
        require_same(wanted, kept, actor=actor.id, name=name, now=uow.now)
    words = note(item, kept, readers.to(uow, actor.id, [item, kept]))
    with guards.sound(item):
        undone = undo.carried_out(uow, wanted, same_as=kept.label)
    with guards.sound(kept):
        intent = Intent(move=Move.NOTE, actor=actor.id, text=words)
        noted = move.carried_out(uow, request, kept, actor=actor, intent=intent)
    leaving.follow(uow, [undone.item], cause=request.external_id)
    return Same(item=undone.item, kept=noted.item, event=undone.event)
