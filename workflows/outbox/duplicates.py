"""Delete one of two copies of a message, an hour after the last uncertain send.

Looking before a resend finds nearly every first try (docs/reliability.md#looking-back). It misses
one case: a process froze and then posted long after another had taken over its claim. By then
people have had the push, but we delete the message itself. We also delete a single message if the
search did not find it and it was no longer wanted by then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.events import BACKSTOP, Event
from escalation.facts.by_clock import Repaired
from escalation.notices.notice import NoticeKind
from storage.items import history, store
from storage.outbox import duplicates, model, queue
from storage.outbox.duplicates import PossibleDuplicate
from workflows.outbox import cards
from workflows.transaction import directory, effects
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext

REPAIR_AFTER = model.REPAIR_AFTER
"""How long after the last uncertain send to check, and between two checks."""
BATCH = 5
"""How many possible duplicates to check in one go; each costs a page of history."""
GIVE_UP_AFTER = timedelta(days=1)
"""How long to keep trying a history that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Where to look for copies of a message. A reply may be under any of its item's cards.

    If the message was never sent as far as we know, `channel` may be a person and `ts` is "".
    """

    duplicate: PossibleDuplicate
    channel: str
    ts: str
    threads: tuple[str, ...]


def due(context: WorkspaceContext, now: datetime) -> list[Search]:
    """The searches that are due by now."""
    with context.reading(now) as uow:
        found = duplicates.due(uow.tx, now=now, limit=BATCH)
        return [_search(uow, duplicate) for duplicate in found]


def _search(uow: UnitOfWork, duplicate: PossibleDuplicate) -> Search:
    first = duplicate.rows[0]
    threads = cards.threads_of(uow, first.notice)
    channel = first.channel or first.notice.recipient
    return Search(duplicate=duplicate, channel=channel, ts=first.ts, threads=threads)


def unowned(
    context: WorkspaceContext, channel: str, *, copies: Iterable[str], now: datetime
) -> list[str]:
    """The messages among these that the outbox does not have as sent."""
    with context.reading(now) as uow:
        return [ts for ts in copies if not _is_known(uow, channel, ts)]


def _is_known(uow: UnitOfWork, channel: str, ts: str) -> bool:
    return bool(queue.of_message(uow.tx, channel=channel, ts=ts))


def intend(
    context: WorkspaceContext, search: Search, *, copies: Iterable[str], now: datetime
) -> None:
    """Record that we are about to delete these copies, in case we never get an answer."""
    with context.writing(now) as uow:
        duplicates.intend(uow.tx, search.duplicate, copies)


def settled(
    context: WorkspaceContext, search: Search, *, kept: str, deleted: tuple[str, ...], now: datetime
) -> None:
    """Only the message at `kept` is left ("" for none); add what was deleted to the history."""
    deleted = tuple(sorted({*search.duplicate.deleting, *deleted} - {kept}))
    with context.writing(now) as uow:
        if not duplicates.settle(uow.tx, search.duplicate, ts=kept) or not deleted:
            return
        history.append(uow.tx, _events(uow, search, kept=kept, deleted=deleted))
        if kept != search.ts:
            _stand_in(uow, search, kept)


def postpone(context: WorkspaceContext, search: Search, *, until: datetime, now: datetime) -> None:
    """Slack allows no history to be read before `until`: look again then."""
    with context.writing(now) as uow:
        duplicates.postpone(uow.tx, search.duplicate, until=until)


def unreadable(context: WorkspaceContext, search: Search, now: datetime) -> None:
    """The history could not be read: look again in an hour, for a day."""
    duplicate = search.duplicate
    with context.writing(now) as uow:
        if now - duplicate.first_try_at < GIVE_UP_AFTER:
            duplicates.postpone(uow.tx, duplicate, until=now + REPAIR_AFTER)
        else:
            duplicates.settle(uow.tx, duplicate, ts=search.ts)


def _stand_in(uow: UnitOfWork, search: Search, kept: str) -> None:
    """Make the remaining copy the message from now on; it has never been redrawn."""
    for item in directory.items_of(uow, search.duplicate.rows).values():
        if search.duplicate.rows[0].notice.kind is NoticeKind.CARD and item.card_ts == search.ts:
            store.card_posted(uow.tx, item.id, kept)
        edit = effects.edit(uow, item, channel=search.channel, ts=kept)
        queue.add(uow.tx, [edit])


def _events(uow: UnitOfWork, search: Search, *, kept: str, deleted: tuple[str, ...]) -> list[Event]:
    facts = Repaired(channel=search.channel, kept=kept, deleted=deleted)
    about = {row.notice.item_id for row in search.duplicate.rows}
    return [
        Event(at=uow.now, item_id=item_id, actor=BACKSTOP, facts=facts)
        for item_id in sorted(about, key=lambda item_id: item_id or 0)
    ]
