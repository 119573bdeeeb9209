"""Hand-overs of everything: follow what becomes of their lines, and tell those concerned once."""

from collections.abc import Collection, Iterable
from datetime import datetime

from escalation.dm_times import next_dm_at, usually_working_from
from escalation.events import Event
from escalation.facts.by_people import Closed, Reassigned, Rescheduled, Undone
from escalation.facts.handing_over import (
    Declined,
    EverythingHanded,
    Lapsed,
    Offered,
    OfHandOver,
    Unanswered,
)
from escalation.facts.in_notices import Edit
from escalation.handover import batches
from escalation.handover.batches import Batch, Became, Held, Line
from escalation.items import Item
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Person
from escalation.recipients import Directory
from escalation.rungs import Audience
from storage import people
from storage.about import batches as stored
from storage.items import store
from storage.outbox import queue
from workflows.transaction import directory
from workflows.transaction.unit_of_work import UnitOfWork

_ENDS_AN_OFFER = (Closed, Reassigned, Rescheduled, Undone, OfHandOver)


def told(uow: UnitOfWork, made: Collection[Batch]) -> None:
    """Tell each receiver of all they get, and the owner of everything that went, once."""
    for batch in made:
        if batch.to == batch.actor:
            continue
        items = tuple(store.get_many(uow.tx, batches.ids(batch.lines, Held.ITEM)).values())
        facts = EverythingHanded(mark=batch.mark, to=batch.to)
        _tell(uow, facts, batch.to, about=items, key=receivers_key(batch))
    first = next(iter(made))
    if first.owner != first.actor:
        facts = EverythingHanded(mark=first.mark, to="")
        key = keys.batch(first.mark, "from", to=first.owner)
        _tell(uow, facts, first.owner, about=(), key=key)


def receivers_key(batch: Batch) -> str:
    """The key of the message in which somebody is told what they get."""
    return keys.batch(batch.mark, "to", to=batch.to)


def follow(uow: UnitOfWork, events: Iterable[Event], concerned: Iterable[Item]) -> None:
    """Note what these events make of lines that wait for an answer."""
    items = {item.id: item for item in concerned}
    for event in events:
        item = items.get(event.item_id or 0)
        if item is None or not isinstance(event.facts, _ENDS_AN_OFFER):
            continue
        line = batches.of_item(item.id)
        for batch in stored.waiting(uow.tx, line):
            offer = item.offer
            if offer is None or (offer.batch, offer.to) != (batch.mark, batch.to):
                became = _became(batch, item, event)
                answered(uow, batch, [line], became=became, why=_why(event))


def _became(batch: Batch, item: Item, event: Event) -> Became:
    if isinstance(event.facts, Reassigned) and item.owner == batch.to:
        return Became.TAKEN
    if isinstance(event.facts, Declined):
        return Became.DECLINED
    return Became.LAPSED if isinstance(event.facts, Lapsed) else Became.OVERTAKEN


def _why(event: Event) -> str:
    """Why it became that, if there is more to say."""
    match event.facts:
        case Declined():
            return event.reason
        case Lapsed(why=why) if why not in (None, Unanswered.AWAY):
            return why
        case Undone():
            return batches.TAKEN_BACK
        case Offered():
            return batches.REPLACED
        case _:
            return ""


def answered(
    uow: UnitOfWork, batch: Batch, lines: Iterable[Line], *, became: Became, why: str = ""
) -> None:
    """Note what became of these lines; once nothing waits, tell the giver and the leads."""
    stored.answer(uow.tx, batch, lines, became=became, why=why)
    now = stored.get(uow.tx, batch.mark, batch.to) or batch
    redraw(uow, now)
    if now.ends_at is not None and not now.waiting:
        stored.end_at(uow.tx, now, None)
        if now.has_news:
            _tell_outcome(uow, now)


def redraw(uow: UnitOfWork, batch: Batch) -> None:
    """Draw the receiver's message again, once for all that one transaction changes."""
    row = queue.of_key(uow.tx, receivers_key(batch))
    if row is None or not row.ts:
        return
    first = keys.batch_edit(row.notice.key, f"{uow.now:%Y%m%d%H%M%S%f}")
    again = f"{first}:{len(batch.waiting)}"  # at the same instant, after the first has left
    if not queue.are_pending(uow.tx, [first]):
        new = queue.add(uow.tx, [_edit(row.channel, row.ts, first, now=uow.now)])
        if not new:
            queue.add(uow.tx, [_edit(row.channel, row.ts, again, now=uow.now)])


def _edit(channel: str, ts: str, key: str, *, now: datetime) -> Notice:
    return Notice(
        key=key,
        kind=NoticeKind.EDIT,
        place=Place.CHANNEL,
        recipient=channel,
        planned_at=now,
        not_before=now,
        urgent=True,
        facts=Edit(ts=ts),
    )


def _tell_outcome(uow: UnitOfWork, batch: Batch) -> None:
    """To the giver what came of it, and to the lead of each item that stays that it does."""
    items = store.get_many(uow.tx, batches.ids(batch.lines, Held.ITEM)).values()
    concerned: dict[str, list[Item]] = {batch.actor: [*items]}
    for item, leads in stayed(uow, batch):
        for user in leads - {batch.actor, batch.to}:
            concerned.setdefault(user, []).append(item)
    facts = EverythingHanded(mark=batch.mark, to=batch.to, is_over=True)
    for user, about in concerned.items():
        key = keys.batch(batch.mark, f"over:{batch.to}", to=user)
        _tell(uow, facts, user, about=about, key=key)


def stayed(uow: UnitOfWork, batch: Batch) -> list[tuple[Item, frozenset[str]]]:
    """The items that were offered and not taken, with the user ids of those who lead each."""
    kept = batches.ids(batch.that(Became.DECLINED, Became.LAPSED), Held.ITEM)
    items = store.get_many(uow.tx, kept).values()
    everybody = directory.of_items(uow, items)
    return [(item, _leads(item, everybody.about(item))) for item in items]


def _leads(item: Item, here: Directory) -> frozenset[str]:
    found = here.recipients(item.policy.targets_of(Audience.LEAD), beside=item.owner)
    return frozenset(one.person.id for one in found)


def _tell(
    uow: UnitOfWork, facts: EverythingHanded, user: str, *, about: Collection[Item], key: str
) -> None:
    person = people.get(uow.tx, user)
    if person is None or not person.can_own:
        return
    notice = Notice(
        key=key,
        kind=NoticeKind.HAND_OVER,
        place=Place.DM,
        recipient=user,
        planned_at=uow.now,
        not_before=_at_work(uow, person, about),
        urgent=any(item.urgent for item in about),
        facts=facts,
    )
    queue.add(uow.tx, [notice])


def _at_work(uow: UnitOfWork, person: Person, about: Collection[Item]) -> datetime:
    """As soon as one of the items may be told."""
    instants = [next_dm_at(person, item, uow.now) for item in about]
    zone = uow.context.zone
    return min(instants, default=usually_working_from(person, zone, person.back_at(uow.now)))
