"""What becomes of an item is news to the owners of those that need it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from escalation.dependencies import Need
from escalation.events import Event
from escalation.facts.in_notices import NeededChanged
from escalation.items import Item
from escalation.notices import needed
from escalation.notices.notice import Notice, NoticeKind, NoticeState
from storage import people
from storage.items import dependencies as stored
from storage.items import store
from storage.outbox import queue
from storage.outbox.model import StoredNotice
from workflows.transaction import dependencies, directory, effects, visibility
from workflows.transaction.unit_of_work import UnitOfWork

Asked: TypeAlias = Mapping[int, Sequence[StoredNotice]]


def told(uow: UnitOfWork, event: Event, *, before: Item, after: Item) -> tuple[Notice, ...]:
    """The news for the owners of what needs this item, if they may see it, and redrawn cards.

    A closing that was not told yet and is taken back is no news: neither of the two is told.
    """
    if not needed.concerns(event.facts):
        return ()
    ids = [need.item for need in stored.waiting_for(uow.tx, [before.id])]
    waiting = [*store.get_many(uow.tx, ids).values()] if ids else []
    asked = {item.id: _asked(uow, item, before) for item in waiting}
    redrawn = _redraws(uow, waiting, asked, before=before, after=after)
    if after.is_open and not before.is_open:
        waiting = [item for item in waiting if not _untold(uow, item, after)]
    everybody = directory.of_items(uow, waiting)
    seen = [
        item
        for item in waiting
        if (owner := everybody.people.get(item.owner)) and visibility.sees(uow, owner, after)
    ]
    since = {item.id: _unanswered(uow, item, before, asked=asked[item.id]) for item in seen}
    news = needed.announce(before, after, event, waiting=seen, directory=everybody, since=since)
    is_other = before.is_open is not after.is_open
    return (*news, *redrawn, *(dependencies.redraws(uow, after) if is_other else ()))


def asked_no_more(uow: UnitOfWork, item: Item, its: Item) -> list[Notice]:
    """The edits of what asks about the date of another, which the item no longer needs."""
    again = f"{its.id}.{its.version}.over"
    return [
        effects.edit(uow, item, channel=row.channel, ts=row.ts, again=again)
        for row in _asked(uow, item, its)
        if row.ts
    ]


def _asked(uow: UnitOfWork, item: Item, its: Item) -> list[StoredNotice]:
    """What was, or is to be, said in the item's round of another that it needs."""
    return [
        row
        for row in queue.of_kind(uow.tx, item.id, NoticeKind.NEEDED)
        if row.notice.round == item.round and row.notice.says(NeededChanged).needed == its.label
    ]


def _unanswered(
    uow: UnitOfWork, item: Item, its: Item, *, asked: Sequence[StoredNotice]
) -> datetime | None:
    """From which date the working days count, if the item's owner has not answered yet."""
    if not asked:
        return None
    earlier = ((row.notice.says(NeededChanged), bool(row.ts)) for row in asked)
    kept_for = stored.kept_for(uow.tx, Need(item.id, its.id))
    return needed.unanswered_since(item, earlier, kept_for=kept_for)


def _redraws(
    uow: UnitOfWork, waiting: Iterable[Item], asked: Asked, *, before: Item, after: Item
) -> list[Notice]:
    """The edits of the messages that ask about the date which the needed item had or has."""
    again, dates = f"{after.id}.{after.version}", {before.due.at, after.due.at}
    return [
        effects.edit(uow, item, channel=row.channel, ts=row.ts, again=again)
        for item in waiting
        for row in asked[item.id]
        if row.ts and row.notice.says(NeededChanged).new_due_at in dates
    ]


def _untold(uow: UnitOfWork, item: Item, reopened: Item) -> bool:
    """Take back what waits to tell of the closing; whether anything did."""
    rows = [row for row in queue.pending_of(uow.tx, item.id) if _is_closing(row, reopened)]
    effects.take_back(uow, rows, why="reopened")
    return bool(rows)


def _is_closing(row: StoredNotice, item: Item) -> bool:
    facts = row.notice.facts
    return (
        row.state is NoticeState.PENDING
        and isinstance(facts, NeededChanged)
        and facts.needed == item.label
        and facts.what in needed.CLOSING
    )


def unwanted(uow: UnitOfWork, notice: Notice) -> str:
    """Why it is no longer worth telling; "" if it is still worth saying."""
    if not isinstance(notice.facts, NeededChanged):
        return ""
    return needed.overtaken(notice.facts, _seen(uow, notice, notice.facts))


def as_seen(uow: UnitOfWork, notices: Sequence[Notice]) -> list[Notice]:
    """The notices as their reader may see them now, with what can still be answered."""
    return [
        replace(one, facts=_facts(uow, one, one.facts))
        if isinstance(one.facts, NeededChanged)
        else one
        for one in notices
    ]


def _facts(uow: UnitOfWork, notice: Notice, facts: NeededChanged) -> NeededChanged:
    its = _seen(uow, notice, facts)
    if its is None:
        return replace(facts, needed="", title="", reason="", outcome=None, days=0)
    kept_for = stored.kept_for(uow.tx, Need(notice.item_id or 0, its.id))
    asks = needed.is_answerable(facts, its, kept_for=kept_for)
    return facts if asks else replace(facts, days=0)


def _seen(uow: UnitOfWork, notice: Notice, facts: NeededChanged) -> Item | None:
    """The needed item, if it still is and the reader may see it."""
    sees = dependencies.by_person(uow, people.get(uow.tx, notice.recipient))
    its = dependencies.labelled(uow, facts.needed, sees)
    if its is None or not stored.exists(uow.tx, Need(notice.item_id or 0, its.id)):
        return None
    return its
