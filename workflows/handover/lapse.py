"""End offers and requests that nobody answered in time, or can answer since somebody left."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from escalation.about.hand_overs import Offer
from escalation.events import BACKSTOP, Event
from escalation.facts.handing_over import Lapsed
from escalation.items import Item
from escalation.notices.moves.hand_overs import announce
from storage.about import hand_overs
from storage.items import store
from workflows import set_aside
from workflows.transaction import directory, effects
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext


def end_due(context: WorkspaceContext, now: datetime, *, limit: int) -> int:
    """End up to `limit` offers whose time is over, and tell those concerned; return how many.

    Reads first: a pass that finds nothing keeps no writer waiting.
    """
    with context.reading(now) as uow:
        if not hand_overs.over(uow.tx, now=now, limit=1):
            return 0
    with context.writing(now) as uow:
        return end(uow, limit=limit)


def end(uow: UnitOfWork, *, limit: int = 500) -> int:
    """The same, inside a transaction."""
    over = hand_overs.over(uow.tx, now=uow.now, limit=limit)
    _lapse(uow, over, is_gone=False)
    return len(over)


def of_leaver(uow: UnitOfWork, user: str, *, channel: str = "") -> None:
    """End what somebody can no longer answer or take, in this channel or anywhere.

    What they offered to others still stands.
    """
    found = store.get_many(uow.tx, hand_overs.concerning(uow.tx, user))
    ended = [
        item.id
        for item in found.values()
        if (offer := item.offer)
        and user in (offer.to, offer.answerer(item.owner))
        and channel in ("", item.channel)
    ]
    _lapse(uow, ended, is_gone=True)


def _lapse(uow: UnitOfWork, ids: Collection[int], *, is_gone: bool) -> None:
    items = store.get_many(uow.tx, ids)
    for item_id in ids:
        hand_overs.end(uow.tx, item_id)  # even that of an item which cannot be read or planned
        item = items.get(item_id)
        if item is not None and item.offer is not None:
            with set_aside.alone(uow, item) as part:
                _told(part, item, item.offer, is_gone=is_gone)


def _told(uow: UnitOfWork, item: Item, offer: Offer, *, is_gone: bool) -> None:
    everybody = directory.of_items(uow, [item], also=[offer.actor, offer.to])
    facts = Lapsed(owner=item.owner, to=offer.to, by=offer.actor, is_gone=is_gone)
    event = Event(at=uow.now, item_id=item.id, actor=BACKSTOP, facts=facts)
    after = effects.saved(uow, replace(item, offer=None), before=item)
    effects.record(
        uow,
        after,
        events=[event],
        notices=announce(item, after, event, directory=everybody),
        concerned=facts.users,
        redraw=effects.Redraw.ASKING,
    )
