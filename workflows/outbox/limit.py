"""A limit for what can wait: beyond it, notices wait for their reader's next bundle."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from escalation.items import Item
from escalation.people import Person
from escalation.quiet.bundles import start_of_day_of
from escalation.quiet.verdict import Verdict, can_wait, verdict
from storage import people
from storage.outbox import transitions
from storage.outbox.model import ClaimedMessage, StoredNotice
from storage.quiet import counted, preferences
from workflows.transaction.unit_of_work import UnitOfWork


def within(
    uow: UnitOfWork,
    message: ClaimedMessage,
    rows: Sequence[StoredNotice],
    *,
    about: Mapping[int, Item],
) -> tuple[StoredNotice, ...]:
    """The rows that leave now, counted if they are; the others wait for a bundle.

    A bundle is not counted. A message that was counted when it was tried before leaves whole.
    """
    rows = tuple(rows)
    able = {
        row.id: item
        for row in rows
        if (item := about.get(row.notice.item_id or 0)) and can_wait(row.notice, item)
    }
    if not able or any(_is_in_bundle(row, uow.now) for row in rows):
        return rows
    verdicts = _verdicts(uow, message.recipient, rows, able=able)
    waits = defaultdict[datetime, list[int]](list)
    for id_, one in verdicts.items():
        if one.bundle_at:
            waits[one.bundle_at].append(id_)
    if missed := [at for at in waits if at <= uow.now]:
        transitions.join_bundle(uow.tx, message, [*verdicts], at=min(missed))
        return rows
    for at, ids in waits.items():
        transitions.finish_until_bundle(uow.tx, message, ids, until=at)
    leaving = [id_ for id_, one in verdicts.items() if one.is_counted]
    if leaving:
        counted.count(uow.tx, leaving[0], now=uow.now)
    return tuple(row for row in rows if not (row.id in verdicts and verdicts[row.id].bundle_at))


def _is_in_bundle(row: StoredNotice, now: datetime) -> bool:
    bundle_at = row.notice.bundle_at
    return bundle_at is not None and bundle_at <= now


def _verdicts(
    uow: UnitOfWork, to: str, rows: Sequence[StoredNotice], *, able: Mapping[int, Item]
) -> dict[int, Verdict]:
    """What becomes of each row that can wait; nothing for a message that was counted before."""
    person = people.get(uow.tx, to) or Person(id=to, name=to)
    theirs = preferences.of(uow.tx, to)
    today = start_of_day_of(person, uow.now, default=uow.context.zone)
    told = counted.since(uow.tx, to, today)
    if told & able.keys():
        return {}
    is_reached = len(told) >= theirs.limit
    return {
        row.id: verdict(
            row.notice,
            able[row.id],
            person=person,
            preferences=theirs,
            is_reached=is_reached,
            now=uow.now,
        )
        for row in rows
        if row.id in able
    }
