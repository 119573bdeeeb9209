"""An owner who has left a public channel still sees its items: are they still theirs?

They are asked in the next reminder. Only an answer ends that, or another owner.
"""

from datetime import datetime

from escalation.errors import BadInput
from escalation.gaps.gap import still_mine
from escalation.gaps.gap_steps import declined_step
from escalation.items import Item
from escalation.moves.move import Intent, Move, instead
from escalation.notices.gaps.above import decline
from storage.gaps import rows
from storage.items import entry
from storage.outbox import queue
from workflows.items import move
from workflows.items.move import Moved, Which
from workflows.transaction import directory, effects, guards, idempotency
from workflows.transaction.ownership import gaps
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

STILL, NO_LONGER = "Still mine", "No longer mine"


def answer(
    context: WorkspaceContext, request: Request, which: Which, *, keeps: bool, now: datetime
) -> Moved:
    """Keep an owner's answer once, as a note; *No longer mine* opens an ownership gap.

    Raises what `move.make` raises, and BadInput if nobody asks them any more.
    """
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        if earlier is not None:
            return move.again(uow, earlier)
        actor = guards.asker(uow, request.actor)
        item = move.find(uow, request, which, actor=actor)
        _require_asked(uow, item, actor.id)
        note = Intent(move=Move.NOTE, actor=actor.id, text=STILL if keeps else NO_LONGER)
        moved = move.carried_out(uow, request, item, actor=actor, intent=note)
        if keeps:
            rows.add(uow.tx, still_mine(item.id, actor.id, now))
            queue.add(uow.tx, effects.edits(uow, [moved.item], redraw=effects.Redraw.ASKING))
        else:
            everybody = directory.of_items(uow, [moved.item])
            step = declined_step(moved.item, now)
            effects.carry_out(uow, decline(moved.item, step, everybody))
        idempotency.remember(uow, request, event=entry.kept(moved.event))
        return moved


def _require_asked(uow: UnitOfWork, item: Item, actor: str) -> None:
    if item.owner != actor or item.id not in gaps.asked_of_leavers(uow.tx, [item]):
        raise BadInput(
            f"That has been answered, or {item.label} is not yours any more. To hand it over: "
            f"{instead(item, Move.REASSIGN)}."
        )
