"""What is counted for the operator; counting reads only what is open or waits."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from escalation.items import Kind, Status
from storage import channels, counts
from storage.channels import Channel
from storage.counts import Outbox
from storage.engine.database import Database, Transaction
from storage.outbox import claims, queue
from storage.outbox.transitions import finish_sent
from tests.support.factories import CHANNEL, a_policy
from tests.support.storage.store_fixtures import (
    NOW,
    WORKSPACE,
    a_reminder,
    an_escalation,
    elsewhere,
    plan_of,
    stored_item,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    """A transaction; the two channels are known, one of them in another workspace."""
    with database.write(WORKSPACE) as tx:
        for workspace in (WORKSPACE, "T02"):
            known = Channel(id=CHANNEL, name="launch", policy=a_policy())
            channels.save(elsewhere(tx, workspace), known)
        yield tx


def test_open_items_are_counted_by_kind(tx: Transaction) -> None:
    stored_item(tx)
    stored_item(tx)
    stored_item(tx, kind=Kind.DECISION)
    stored_item(tx, status=Status.RESOLVED, closed_at=NOW, next_at=None)
    stored_item(elsewhere(tx))
    assert counts.open_items(tx) == {Kind.BLOCKER: 2, Kind.DECISION: 1}
    assert counts.open_items(elsewhere(tx, "T09")) == {Kind.BLOCKER: 0, Kind.DECISION: 0}


def test_what_waits_is_told_from_what_could_have_left(tx: Transaction) -> None:
    assert counts.outbox(tx, now=NOW) == Outbox(waiting=0, due=0, oldest_at=None)
    old, older = NOW - 2 * MINUTE, NOW - 5 * MINUTE
    notices = [
        a_reminder("due now", recipient="U11"),
        a_reminder("due for long", recipient="U12", planned_at=older, not_before=older),
        a_reminder("held", recipient="U13", not_before=NOW + MINUTE),
        an_escalation("sent", recipient="U14", planned_at=old, not_before=old),
    ]
    queue.add(tx, notices)
    for message in claims.claim(tx, now=NOW, limit=1, busy={"U11", "U12"}):
        finish_sent(tx, message, channel="D1", ts="1.1", now=NOW)
    found = counts.outbox(tx, now=NOW)
    assert found == Outbox(waiting=3, due=2, oldest_at=older)
    assert found.due_for(NOW) == 5 * MINUTE
    assert counts.outbox(tx, now=older - MINUTE).due_for(NOW) == timedelta(0)


def test_counting_stays_in_the_indexes(sqlite: Database) -> None:
    with sqlite.read(WORKSPACE) as tx:
        items = plan_of(tx, lambda: counts.open_items(tx))
        waiting = plan_of(tx, lambda: counts.outbox(tx, now=NOW))
    wanted = "COVERING INDEX ix_item_channel (workspace=? AND channel=? AND status=? AND kind=?)"
    assert items.count(wanted) == 2
    assert "SCAN" not in items
    assert "COVERING INDEX ix_notice_try_at" in waiting
