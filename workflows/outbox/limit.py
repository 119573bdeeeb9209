"""A limit for what can wait: beyond it, notices wait for their reader's next bundle."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from escalation.items import Item
from escalation.people import Person
from escalation.quiet.bundles import start_of_day_of
from escalation.quiet.verdict import Verdict, can_wait, verdict
from storage import people
from storage.outbox import transitions
from storage.outbox.model import ClaimedMessage, StoredNotice
from storage.quiet import counted, preferences
from workflows.transaction import directory
from workflows.transaction.unit_of_work import UnitOfWork


def within(
    uow: UnitOfWork,
    message: ClaimedMessage,
    rows: Sequence[StoredNotice],
    *,
    about: Mapping[int, Item],
) -> tuple[StoredNotice, ...]:
    """The rows that leave now, counted if they are; the others wait for a bundle.

    A bundle is not counted. A message that was tried before leaves whole.
    """
    able = {
        row.id: item
        for row in rows
        if (item := about.get(row.notice.item_id or 0)) and can_wait(row.notice, item)
    }
    if not able or not message.untried or any(_is_in_bundle(row, uow.now) for row in rows):
        return tuple(rows)
    verdicts = _verdicts(uow, message.recipient, rows, able=able)
    waits = defaultdict[datetime, list[int]](list)
    for id_, one in verdicts.items():
        if one.bundle_at:
            waits[one.bundle_at].append(id_)
    if missed := [at for at in waits if at <= uow.now]:
        transitions.join_bundle(uow.tx, message, [*able], at=min(missed))
        return tuple(rows)
    for at, ids in waits.items():
        transitions.finish_until_bundle(uow.tx, message, ids, until=at)
    if counts := [id_ for id_, one in verdicts.items() if one.is_counted]:
        counted.count(uow.tx, counts[0], now=uow.now)
    return tuple(row for row in rows if row.id not in verdicts or not verdicts[row.id].bundle_at)


def recount(uow: UnitOfWork, rows: Sequence[StoredNotice], *, at: Mapping[int, str]) -> None:
    """Count what was found in Slack after a restore, at these ts by id: the backup lacks that."""
    about = directory.items_of(uow, rows)
    found = [(at[row.id], row) for row in reversed(rows) if row.id in at]
    bundles = {ts for ts, row in found if row.notice.bundle_at}
    counts = {
        ts: row
        for ts, row in found
        if ts not in bundles and can_wait(row.notice, about.get(row.notice.item_id or 0))
    }
    for ts, row in counts.items():
        counted.count(uow.tx, row.id, now=datetime.fromtimestamp(float(ts), UTC))


def _is_in_bundle(row: StoredNotice, now: datetime) -> bool:
    bundle_at = row.notice.bundle_at
    return bundle_at is not None and bundle_at <= now


def _verdicts(
    uow: UnitOfWork, to: str, rows: Sequence[StoredNotice], *, able: Mapping[int, Item]
) -> dict[int, Verdict]:
    """What becomes of each row that can wait."""
    person = people.get(uow.tx, to) or Person(id=to, name=to)
    theirs = preferences.of(uow.tx, to)
    today = start_of_day_of(person, uow.now, default=uow.context.zone)
    is_reached = counted.since(uow.tx, to, today) >= theirs.limit
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
