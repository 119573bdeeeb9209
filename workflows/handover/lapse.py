"""End offers and requests that nobody answered in time, or can answer since somebody left."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from escalation.about.agreements import NotMine
from escalation.about.hand_overs import Offer
from escalation.events import BACKSTOP, Event
from escalation.facts.by_owners import NobodyNamed
from escalation.facts.handing_over import EverythingHanded, Lapsed, Unanswered
from escalation.handover import batches as lines
from escalation.handover.batches import Batch, Became, Held
from escalation.handover.rules import ends_now, moved_end
from escalation.items import Item
from escalation.notices.moves import not_mine
from escalation.notices.moves.hand_overs import announce
from escalation.notices.moves.not_mine import still_asks
from escalation.notices.notice import Notice, NoticeKind
from escalation.notices.suppression import still_offered
from escalation.people import Person
from escalation.policy import Policy
from storage import home_tabs
from storage.about import batches, hand_overs
from storage.items import store
from storage.outbox import queue
from workflows import set_aside
from workflows.indicators import due_values
from workflows.transaction import directory, effects
from workflows.transaction.ownership import batch_news
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext


def end_due(context: WorkspaceContext, now: datetime, *, limit: int) -> int:
    """End up to `limit` offers whose time is over, and tell those concerned; return how many.

    Reads first: a pass that finds nothing keeps no writer waiting.
    """
    with context.reading(now) as uow:
        if not (
            hand_overs.over(uow.tx, now=now, limit=1) or batches.over(uow.tx, now=now, limit=1)
        ):
            return 0
    with context.writing(now) as uow:
        return end(uow, limit=limit)


def end(uow: UnitOfWork, *, limit: int = 500) -> int:
    """The same, inside a transaction."""
    over = hand_overs.over(uow.tx, now=uow.now, limit=limit)
    _lapse(uow, over)
    if len(over) < limit:  # the lines of items are over
        for batch in batches.over(uow.tx, now=uow.now, limit=limit):
            batch_news.answered(uow, batch, batch.waiting, became=Became.LAPSED)
    return len(over)


def of_leaver(
    uow: UnitOfWork, user: str, why: Unanswered = Unanswered.LEFT, *, channel: str = ""
) -> None:
    """End what somebody can no longer answer or take, in this channel or anywhere.

    What they offered to others still stands. The lead is told of indicators that they owned.
    """
    found = store.get_many(uow.tx, hand_overs.concerning(uow.tx, user))
    ended = [
        item.id
        for item in found.values()
        if user in _waited_for(item) and channel in ("", item.channel)
    ]
    _lapse(uow, ended, why=why, missing=user)
    due_values.of_leaver(uow, user, channel=channel)
    for batch in batches.offered_to(uow.tx, user) if not channel else ():
        batch_news.answered(uow, batch, batch.waiting, became=Became.LAPSED, why=why)


def refused(uow: UnitOfWork, notices: Iterable[Notice]) -> None:
    """End the offers and requests among these that Slack does not deliver."""
    for notice in notices:
        if notice.kind is NoticeKind.OFFERED and notice.item_id:
            item = store.get(uow.tx, notice.item_id)
            if item and still_offered(notice, item):
                _lapse(uow, [item.id], why=Unanswered.REFUSED, missing=notice.recipient)
        elif notice.kind is NoticeKind.NOT_MINE and notice.item_id:
            _asked_refused(uow, notice, notice.item_id)
        elif isinstance(notice.facts, EverythingHanded) and notice.facts.to == notice.recipient:
            _batch_refused(uow, notice.facts)


def _waited_for(item: Item) -> tuple[str, ...]:
    """Whose answer an item waits for, or who would get it."""
    if item.not_mine:
        return (item.not_mine.asked,)
    return (item.offer.to, item.offer.answerer(item.owner)) if item.offer else ()


def _asked_refused(uow: UnitOfWork, notice: Notice, item_id: int) -> None:
    """Slack does not deliver the question who else owns it."""
    item = store.get(uow.tx, item_id)
    if item and item.not_mine and still_asks(notice, item):
        _lapse(uow, [item.id], why=Unanswered.REFUSED, missing=notice.recipient)


def _batch_refused(uow: UnitOfWork, facts: EverythingHanded) -> None:
    batch = batches.get(uow.tx, facts.mark, facts.to)
    if batch is not None:
        items = lines.ids(batch.waiting, Held.ITEM)
        _lapse(uow, items, why=Unanswered.REFUSED, missing=batch.to)
        why = Unanswered.REFUSED
        batch_news.answered(uow, batch, batch.waiting, became=Became.LAPSED, why=why)


def move_ends(uow: UnitOfWork, person: Person) -> None:
    """Move the ends of what a person is asked, whose absences or hours have changed."""
    found = store.get_many(uow.tx, hand_overs.concerning(uow.tx, person.id))
    for item in found.values():
        if person.id not in _waited_for(item)[-1:] or (item.offer and item.offer.batch):
            continue
        with set_aside.alone(uow, item) as part:
            _move_end(part, item, ends_now(item, person, uow.now))
    for batch in batches.offered_to(uow.tx, person.id):
        ids = lines.ids(batch.waiting, Held.ITEM)
        _move_batch(uow, batch, person, items=[found[id_] for id_ in ids if id_ in found])


def _move_batch(uow: UnitOfWork, batch: Batch, person: Person, *, items: Sequence[Item]) -> None:
    """Move the one end of all lines."""
    was = batch.ends_at
    if was is None or was <= uow.now:
        return
    policy = items[0].policy if items else Policy(zone=uow.context.zone)
    ends = moved_end(policy, person, uow.now, made_at=batch.made_at, ends_at=was)
    if ends != was:
        batches.end_at(uow.tx, batch, ends)
        batch_news.redraw(uow, batch)
        for item in items:
            with set_aside.alone(uow, item) as part:
                _move_end(part, item, ends)


def _move_end(uow: UnitOfWork, item: Item, ends: datetime | None) -> None:
    offer, waits = item.offer, item.not_mine
    if ends is None:
        return
    changed = replace(
        item,
        offer=replace(offer, ends_at=ends) if offer else None,
        not_mine=replace(waits, ends_at=ends) if waits else None,
    )
    moved = effects.saved(uow, changed, before=item)
    queue.add(uow.tx, effects.edits(uow, [moved], redraw=effects.Redraw.ASKING))
    home_tabs.want(uow.tx, {item.owner, *_waited_for(item)}, now=uow.now)


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
        if item is not None and item.not_mine:
            with set_aside.alone(uow, item) as part:
                _unnamed(part, item, item.not_mine, is_gone=why is not None)
        elif item is not None and item.offer is not None:
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
    told = announce(item, after, event, directory=everybody)
    _recorded(uow, after, event, notices=told)


def _unnamed(uow: UnitOfWork, item: Item, waited: NotMine, *, is_gone: bool) -> None:
    """Nobody named another owner, so the lead is told."""
    everybody = directory.of_items(uow, [item])
    facts = NobodyNamed(owner=item.owner, asked=waited.asked, is_gone=is_gone)
    reason = waited.reason
    event = Event(at=uow.now, item_id=item.id, actor=BACKSTOP, reason=reason, facts=facts)
    after = effects.saved(uow, replace(item, not_mine=None), before=item)
    told = not_mine.announce(item, after, event, directory=everybody)
    _recorded(uow, after, event, notices=told)


def _recorded(uow: UnitOfWork, item: Item, event: Event, *, notices: Iterable[Notice]) -> None:
    users, redraw = event.facts.users, effects.Redraw.ASKING
    effects.record(uow, item, events=[event], notices=notices, concerned=users, redraw=redraw)
