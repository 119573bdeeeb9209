"""*New owner*: somebody who is told of an ownership gap names the owner in that message."""

from datetime import datetime
from functools import partial

from escalation.errors import BadInput
from escalation.items import Item
from escalation.moves.move import Intent, Move, instead
from escalation.people import Person
from workflows.items import move
from workflows.items.move import Moved, Which
from workflows.transaction.ownership import gaps
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

REASON = "nobody answered for it"


def name_owner(
    context: WorkspaceContext, request: Request, which: Which, *, owner: Person, now: datetime
) -> Moved:
    """Hand an item with an open gap over to this person, once.

    Raises what `move.make` raises, and BadInput if somebody has closed the gap since.
    """
    intent = Intent(move=Move.REASSIGN, actor=request.actor, owner=owner, reason=REASON)
    require = partial(_require_gap, owner=owner)
    return move.make(context, request, which, intent=intent, now=now, require=require)


def _require_gap(uow: UnitOfWork, item: Item, *, owner: Person) -> None:
    if item.is_open and not gaps.open_of(uow.tx, [item.id]):
        raise gaps.none_open(item)
    if item.owner == owner.id and owner.can_own:
        fine = instead(item, Move.GAP_FINE)
        raise BadInput(f"{owner.name} owns {item.label} already. If that is right: {fine}.")
