"""What becomes of an item is news to the owners of those that need it."""

from collections.abc import Sequence
from dataclasses import replace

from escalation.dependencies import Need
from escalation.events import Event
from escalation.facts.in_notices import NeededChanged
from escalation.items import Item
from escalation.notices import needed
from escalation.notices.notice import Notice, NoticeState
from storage import people
from storage.items import dependencies as stored
from storage.items import store
from storage.outbox import queue
from storage.outbox.model import StoredNotice
from workflows.transaction import dependencies, directory, effects, visibility
from workflows.transaction.unit_of_work import UnitOfWork


def told(uow: UnitOfWork, event: Event, *, before: Item, after: Item) -> tuple[Notice, ...]:
    """The news for the owners of what needs this item, if they may see it, and redrawn cards.

    A closing that was not told yet and is taken back is no news: neither of the two is told.
    """
    if not needed.concerns(event.facts):
        return ()
    ids = [need.item for need in stored.waiting_for(uow.tx, [before.id])]
    waiting = [*store.get_many(uow.tx, ids).values()] if ids else []
    if after.is_open and not before.is_open:
        waiting = [item for item in waiting if not _untold(uow, item, after)]
    everybody = directory.of_items(uow, waiting)
    seen = [
        item
        for item in waiting
        if (owner := everybody.people.get(item.owner)) and visibility.sees(uow, owner, after)
    ]
    news = needed.announce(before, after, event, waiting=seen, directory=everybody)
    is_other = before.is_open is not after.is_open
    return (*news, *(dependencies.redraws(uow, after) if is_other else ()))


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
    is_answered = not its.is_open or kept_for == facts.new_due_at
    return replace(facts, days=0) if is_answered else facts


def _seen(uow: UnitOfWork, notice: Notice, facts: NeededChanged) -> Item | None:
    """The needed item, if it still is and the reader may see it."""
    sees = dependencies.by_person(uow, people.get(uow.tx, notice.recipient))
    its = dependencies.labelled(uow, facts.needed, sees)
    if its is None or not stored.exists(uow.tx, Need(notice.item_id or 0, its.id)):
        return None
    return its
