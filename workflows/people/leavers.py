"""An owner who has left a public channel still sees its items, and says whether they keep them.

The next reminders ask until the owner answers or somebody else owns the item.
"""

from datetime import datetime

from escalation.errors import BadInput
from escalation.gaps.gap import still_mine
from escalation.gaps.gap_steps import declined_step
from escalation.items import Item
from escalation.moves.move import Intent, Move, instead
from escalation.notices.gaps.above import decline
from messages.gaps.picker import ANSWERS
from storage.gaps import rows
from storage.items import entry
from storage.outbox import queue
from workflows.items import move
from workflows.items.move import Moved, Which
from workflows.transaction import directory, effects, guards, idempotency
from workflows.transaction.ownership import gaps
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


def answer(
    context: WorkspaceContext, request: Request, which: Which, *, keeps: bool, now: datetime
) -> Moved:
    """Save an owner's answer once, as a note; *No longer mine* opens an ownership gap.

    Raises what `move.make` raises, and BadInput if the question is out of date.
    """
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        if earlier is not None:
            return move.again(uow, earlier)
        actor = guards.asker(uow, request.actor)
        item = move.find(uow, request, which, actor=actor)
        _require_asked(uow, item, actor.id)
        note = Intent(move=Move.NOTE, actor=actor.id, text=ANSWERS["still" if keeps else "no"])
        moved = move.carried_out(uow, request, item, actor=actor, intent=note)
        if keeps:
            rows.add(uow.tx, still_mine(item.id, actor.id, now))
        else:
            everybody = directory.of_items(uow, [moved.item])
            step = declined_step(moved.item, now)
            effects.carry_out(uow, decline(moved.item, step, everybody))
        queue.add(uow.tx, effects.edits(uow, [moved.item], redraw=effects.Redraw.ASKING))
        idempotency.remember(uow, request, event=entry.kept(moved.event))
        return moved


def _require_asked(uow: UnitOfWork, item: Item, actor: str) -> None:
    if item.owner != actor or item.id not in gaps.asked_of_leavers(uow.tx, [item]):
        raise BadInput(
            f"You have answered that already, or {item.label} has another owner. To hand it over: "
            f"{instead(item, Move.REASSIGN)}."
        )
