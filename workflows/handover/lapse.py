"""End offers and requests that nobody answered in time, or can answer since somebody left."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from escalation.about.hand_overs import Offer
from escalation.events import BACKSTOP, Event
from escalation.facts.handing_over import Lapsed, Unanswered
from escalation.handover.rules import ends_now
from escalation.items import Item
from escalation.notices.moves.hand_overs import announce
from escalation.notices.notice import Notice, NoticeKind
from escalation.notices.suppression import still_offered
from escalation.people import Person
from storage import home_tabs
from storage.about import hand_overs
from storage.items import store
from storage.outbox import queue
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
    _lapse(uow, over)
    return len(over)


def of_leaver(
    uow: UnitOfWork, user: str, why: Unanswered = Unanswered.LEFT, *, channel: str = ""
) -> None:
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
    _lapse(uow, ended, why=why, missing=user)


def refused(uow: UnitOfWork, notices: Iterable[Notice]) -> None:
    """End the offers and requests among these that Slack does not deliver."""
    for notice in notices:
        if notice.kind is NoticeKind.OFFERED and notice.item_id:
            item = store.get(uow.tx, notice.item_id)
            if item and still_offered(notice, item):
                _lapse(uow, [item.id], why=Unanswered.REFUSED, missing=notice.recipient)


def move_ends(uow: UnitOfWork, person: Person) -> None:
    """Move the ends of what a person is asked, whose absences or hours have changed."""
    found = store.get_many(uow.tx, hand_overs.concerning(uow.tx, person.id))
    for item in found.values():
        if item.offer and item.offer.answerer(item.owner) == person.id:
            with set_aside.alone(uow, item) as part:
                _move_end(part, item, person)


def _move_end(uow: UnitOfWork, item: Item, person: Person) -> None:
    ends = ends_now(item, person, uow.now)
    if item.offer is None or ends is None:
        return
    offer = replace(item.offer, ends_at=ends)
    moved = effects.saved(uow, replace(item, offer=offer), before=item)
    queue.add(uow.tx, effects.edits(uow, [moved], redraw=effects.Redraw.ASKING))
    home_tabs.want(uow.tx, {person.id, item.owner, offer.to}, now=uow.now)


def _lapse(
    uow: UnitOfWork,
    ids: Collection[int],
    *,
    why: Unanswered | None = None,
    missing: str | None = None,
) -> None:
    items = store.get_many(uow.tx, ids)
    for item_id in ids:
        hand_overs.end(uow.tx, item_id)  # even that of an item which cannot be read or planned
        item = items.get(item_id)
        if item is not None and item.offer is not None:
            with set_aside.alone(uow, item) as part:
                _told(part, item, item.offer, why=why, missing=missing)


def _told(
    uow: UnitOfWork, item: Item, offer: Offer, *, why: Unanswered | None, missing: str | None
) -> None:
    everybody = directory.of_items(uow, [item], also=[offer.actor, offer.to])
    asked = everybody.people.get(offer.answerer(item.owner))
    if why is None and asked and asked.is_away(uow.now):
        why = Unanswered.AWAY
    facts = Lapsed(owner=item.owner, to=offer.to, by=offer.actor, why=why, missing=missing)
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
