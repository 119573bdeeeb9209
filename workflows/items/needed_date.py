"""What an owner answers when the date of what their item needs has passed the item's own."""

from dataclasses import dataclass
from datetime import datetime

from escalation.dependencies import Need
from escalation.errors import NotAllowed, Stale
from escalation.facts.in_notices import NeededChanged
from escalation.items import Due, Item
from escalation.moves.move import Intent, Move
from escalation.notices.needed import is_answerable, moved_as_far
from messages.slack import ids
from storage.items import dependencies as stored
from storage.items import entry
from storage.outbox import queue
from workflows.items.move import Moved, Which, again, carried_out, find
from workflows.transaction import (
    dependencies,
    directory,
    effects,
    guards,
    idempotency,
)
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

GONE = "I no longer know which date that was about, so nothing was done. Look at the item's card."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offered:
    """The item that an offer is about, what it needs, and when that is due now."""

    item: Item
    needed: Item
    due_at: datetime


def answer(
    context: WorkspaceContext, request: Request, chosen: ids.DateChoice, *, now: datetime
) -> Moved:
    """Move the item's date as far, or keep it; once, however often the request arrives.

    Raises Stale for an offer that is over, NotAllowed for anybody but the item's owner and the
    stand-in of an absent one, or what the move raises. If it raises, nothing is changed.
    """
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        if earlier is not None:
            return again(uow, earlier)
        actor = guards.asker(uow, request.actor)
        offered = _offered(uow, request, chosen.key)
        with guards.sound(offered.item):
            moved = carried_out(
                uow,
                request,
                offered.item,
                actor=actor,
                intent=_intent(offered, chosen, actor=actor.id),
                dated=(lambda item: _as_far(item, chosen.days)) if chosen.moves else None,
            )
        if not chosen.moves:
            _keep(uow, offered, moved.item)
        idempotency.remember(uow, request, event=entry.kept(moved.event), undo=[])
        return moved


def _offered(uow: UnitOfWork, request: Request, key: str) -> _Offered:
    row = queue.of_key(uow.tx, key)
    news = row.notice.facts if row else None
    if row is None or not isinstance(news, NeededChanged) or news.new_due_at is None:
        raise Stale(GONE)
    which = Which(item_id=row.notice.item_id or 0, round=row.notice.round)
    actor = guards.asker(uow, request.actor)
    item = find(uow, request, which, actor=actor)
    everybody = directory.of_items(uow, [item], also=[actor.id]).about(item)
    if actor.id != item.owner and item.owner not in everybody.covered_by(actor.id):
        owner = everybody.people.get(item.owner)
        name = owner.name if owner else "its owner"
        raise NotAllowed(f"Only {name} is asked whether the date of {item.label} moves too.")
    needed = dependencies.labelled(uow, news.needed, dependencies.by_person(uow, actor))
    if needed is None:
        raise Stale(GONE)
    is_needed = stored.exists(uow.tx, Need(item.id, needed.id))
    if not (is_needed and is_answerable(news, needed, kept_for=None)):
        look = f"{uow.context.commands.logs(needed.kind)} {needed.label}"
        raise Stale(
            f"{needed.label} has changed since this message was drawn, so nothing was done. "
            f"See how it stands: `{look}`."
        )
    return _Offered(item=item, needed=needed, due_at=news.new_due_at)


def _intent(offered: _Offered, chosen: ids.DateChoice, *, actor: str) -> Intent:
    needed = f"{offered.needed.label}, which it needs, moved"
    if chosen.moves:
        return Intent(move=Move.RESCHEDULE, actor=actor, reason=needed)
    return Intent(move=Move.NOTE, actor=actor, text=f"The date stays, although {needed}.")


def _as_far(item: Item, days: int) -> Due:
    return Due(at=moved_as_far(item, days), zone=item.due.zone, phrase="")


def _keep(uow: UnitOfWork, offered: _Offered, item: Item) -> None:
    """Remember for which date it was kept, and redraw what asked."""
    stored.keep_date(uow.tx, Need(item.id, offered.needed.id), due_at=offered.due_at)
    queue.add(uow.tx, effects.edits(uow, [item], redraw=effects.Redraw.ASKING))
