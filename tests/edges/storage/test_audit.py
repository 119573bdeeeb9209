"""The auditor's queries, and holds that all replicas share: each fault is found, nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from escalation.items import Status
from escalation.notices.notice import Place
from storage.checks import audit
from storage.checks.audit import Trouble
from storage.engine.database import Database
from storage.outbox import duplicates, queue, rate_limits
from storage.outbox.claims import claim, next_at
from storage.outbox.model import LEASE, QUIET, REPAIR_AFTER
from storage.outbox.transitions import finish_later, finish_sent, finish_unknown
from tests.support.factories import CHANNEL, LEAD, OWNER
from tests.support.storage.store_fixtures import (
    NOW,
    WORKSPACE,
    a_reminder,
    an_escalation,
    elsewhere,
    stored_item,
)

MINUTE = timedelta(minutes=1)
PATIENCE = 2 * MINUTE


def found(database: Database, *, after: timedelta = timedelta(0)) -> list[tuple[Trouble, str]]:
    with database.read(WORKSPACE) as tx:
        findings = audit.findings(tx, now=NOW + after, patience=PATIENCE)
    return [(finding.trouble, finding.what) for finding in findings]


def test_a_good_day_has_no_findings(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        stored_item(tx, next_at=NOW - PATIENCE + MINUTE)
        stored_item(tx, next_at=None, status=Status.RESOLVED, closed_at=NOW)
        stored_item(elsewhere(tx), next_at=None)
        queue.add(tx, [an_escalation("a"), a_reminder("b"), a_reminder("c")])
        queue.add(tx, [a_reminder("d", not_before=NOW + MINUTE, recipient="U9")])
        sent, _ = claim(tx, now=NOW, limit=2)
        finish_sent(tx, sent, channel="D1", ts="1.0", now=NOW)
    assert found(database) == []
    assert found(database, after=MINUTE) == []


def test_a_plan_nobody_looks_at_is_found(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        stored_item(tx, next_at=NOW - PATIENCE - timedelta(seconds=1))
        stored_item(tx, next_at=NOW - PATIENCE)
        stored_item(tx, next_at=None)
    assert found(database) == [(Trouble.OVERDUE, "B-1"), (Trouble.FORGOTTEN, "B-3")]


def test_a_notice_that_does_not_leave_is_found_unless_something_is_in_its_way(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx, next_at=NOW)
        thread = {"place": Place.THREAD, "recipient": CHANNEL, "item_id": item.id}
        late = NOW - PATIENCE - timedelta(seconds=1)
        notices = [
            a_reminder("late", not_before=late),
            an_escalation("held", not_before=late),
            a_reminder("without its card", not_before=late, **thread),
        ]
        queue.add(tx, notices)
        rate_limits.hold(tx, LEAD, until=NOW + MINUTE)
    assert found(database) == [(Trouble.LATE, "late")]
    with database.write_all() as tx:
        tx.execute(text("UPDATE item SET next_at = next_at + 120000000"))
    assert found(database, after=MINUTE) == [(Trouble.LATE, "late"), (Trouble.LATE, "held")]


@pytest.mark.parametrize(("seconds", "stuck"), [(60, False), (61, True)])
def test_a_claim_nobody_takes_over_is_found(database: Database, seconds: int, stuck: bool) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [an_escalation("a")])
        claim(tx, now=NOW, limit=1)
    after = LEASE + timedelta(seconds=seconds)
    assert found(database, after=after) == ([(Trouble.STUCK, "a")] if stuck else [])


def test_a_notice_that_became_two_messages_is_found(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_reminder("a"), a_reminder("b")])
        finish_later(tx, claim(tx, now=NOW, limit=1)[0], until=NOW, why="ratelimited")
        message = claim(tx, now=NOW, limit=1)[0]
        finish_sent(tx, message, channel="D1", ts="1.0", now=NOW)
    assert found(database) == []
    with database.write_all() as tx:
        tx.execute(text("UPDATE notice SET ts = '2.0' WHERE key = 'b'"))
    assert found(database) == [(Trouble.DOUBLED, message.token)]


def test_a_held_recipient_is_passed_over_by_every_replica_until_the_hold_ends(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [an_escalation("held"), a_reminder("free")])
        queue.add(elsewhere(tx), [an_escalation("elsewhere")])
        rate_limits.hold(tx, LEAD, until=NOW + MINUTE)
        here, there = (
            [row.notice.key for message in claim(of, now=NOW, limit=9) for row in message.rows]
            for of in (tx, elsewhere(tx))
        )
        assert (here, there) == (["free"], ["elsewhere"])
        assert next_at(tx, now=NOW) == NOW + MINUTE
        assert [message.recipient for message in claim(tx, now=NOW + MINUTE, limit=9)] == [LEAD]


def test_the_longer_of_two_holds_counts_and_one_that_is_over_is_forgotten(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        rate_limits.hold(tx, LEAD, until=NOW + 2 * MINUTE)
        rate_limits.hold(tx, LEAD, until=NOW + MINUTE)
        rate_limits.hold(tx, OWNER, until=NOW)
        assert next_at(tx, now=NOW - MINUTE) == NOW
        rate_limits.prune(tx, now=NOW)
        assert next_at(tx, now=NOW - MINUTE) == NOW + 2 * MINUTE


@pytest.mark.parametrize(("minutes", "late"), [(40, False), (41, True)])
def test_a_notice_that_keeps_failing_is_found(database: Database, minutes: int, late: bool) -> None:
    after = minutes * MINUTE
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [an_escalation("a")])
        message = claim(tx, now=NOW, limit=1)[0]
        finish_later(tx, message, until=NOW + after, why="no_connection")
    assert found(database, after=after) == ([(Trouble.LATE, "a")] if late else [])


def test_what_waits_for_somebody_to_be_back_is_not_tried_before(
    database: Database,
) -> None:
    back = 60 * 24 * 7 * MINUTE
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [an_escalation("a")])
        message = claim(tx, now=NOW, limit=1)[0]
        finish_later(tx, message, until=NOW, why="ratelimited")
        queue.hold_until(tx, {message.rows[0].id: NOW + back})
    assert found(database, after=back) == []
    assert found(database, after=back + 41 * MINUTE) == [(Trouble.LATE, "a")]


@pytest.mark.parametrize(("seconds", "unrepaired"), [(0, False), (1, True)])
def test_a_repair_that_nobody_makes_is_found_an_hour_late(
    database: Database, seconds: int, unrepaired: bool
) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [an_escalation("a")])
        finish_unknown(tx, claim(tx, now=NOW, limit=1)[0], now=NOW, why="timeout")
        looked_for = claim(tx, now=NOW + QUIET, limit=1)[0]
        finish_sent(tx, looked_for, channel="D1", ts="1.0", now=NOW + QUIET)
    after = QUIET + 2 * REPAIR_AFTER + timedelta(seconds=seconds)
    assert found(database, after=after) == ([(Trouble.UNREPAIRED, "a")] if unrepaired else [])
    with database.write(WORKSPACE) as tx:
        [duplicate] = duplicates.due(tx, now=NOW + after, limit=5)
        duplicates.settle(tx, duplicate, ts="1.0")
    assert found(database, after=after) == []
