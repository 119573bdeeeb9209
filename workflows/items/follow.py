"""Following: somebody asks to be told of an item that is not theirs, or no longer.

No event says so: others would read in the history who follows what.
"""

from dataclasses import dataclass
from datetime import datetime

from escalation.following import Following, require_possible
from escalation.items import Item
from messages.reader import Reader
from storage.items import followers
from workflows.items.move import Which, find
from workflows.transaction import following, guards, idempotency, readers
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The item that somebody follows now, or no longer."""

    item: Item
    reader: Reader


def follow(
    context: WorkspaceContext, request: Request, which: Which, *, wanted: Following, now: datetime
) -> Followed:
    """Follow an item, or stop; once, however often the request arrives.

    Raises UnknownItem, BadInput, whose text says what to do instead, or UnreadableItem. If it
    raises, nothing is changed.
    """
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        if earlier is not None:
            return _followed(uow, request, guards.readable(uow, earlier["followed"]))
        actor = guards.asker(uow, request.actor)
        item = find(uow, request, which, actor=actor)
        require_possible(item, actor, wanted, followers=following.of(uow, item))
        if wanted is Following.FOLLOW:
            followers.add(uow.tx, item.id, actor.id)
        else:
            followers.remove(uow.tx, item.id, [actor.id])
        idempotency.remember(uow, request, followed=item.id)
        return _followed(uow, request, item)


def _followed(uow: UnitOfWork, request: Request, item: Item) -> Followed:
    return Followed(item=item, reader=readers.to(uow, request.actor, [item]))
