"""A claim looks only so far ahead, however much is due, and stays ordered and fair."""

from datetime import timedelta

import pytest

from storage.engine.database import Database, Transaction
from storage.outbox import queue
from storage.outbox.claims import AHEAD, MOST, any_due, claim
from storage.outbox.transitions import finish_later, finish_sent
from tests.support.factories import CHANNEL, LEAD, OWNER
from tests.support.storage.store_fixtures import (
    NOW,
    WORKSPACE,
    a_card,
    a_reminder,
    an_escalation,
    statements,
)

MINUTE = timedelta(minutes=1)
MANY = 3 * AHEAD


def fill(tx: Transaction, amount: int, *, recipient: str = OWNER) -> None:
    """One person's reminders that have been due for a while, the oldest first."""
    old = NOW - timedelta(hours=1)
    queue.add(
        tx,
        [
            a_reminder(
                f"{recipient} {number}",
                recipient=recipient,
                planned_at=old + timedelta(seconds=number),
                not_before=old + timedelta(seconds=number),
            )
            for number in range(amount)
        ],
    )


@pytest.mark.parametrize("amount", [AHEAD + 1, 5000])
def test_a_claim_looks_no_further_the_more_is_due_to_one_person(
    database: Database, amount: int
) -> None:
    with database.write(WORKSPACE) as tx:
        fill(tx, amount)
        with statements(tx.connection.engine) as sent:
            (message,) = claim(tx, now=NOW, limit=8)
    assert len(sent) <= 10
    assert [row.notice.key for row in message.rows] == [f"{OWNER} {n}" for n in range(MOST)]


def test_what_one_message_has_no_room_for_comes_in_the_next(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        fill(tx, MOST + 2)
        (first,) = claim(tx, now=NOW, limit=8)
        assert claim(tx, now=NOW, limit=8) == ()
        finish_sent(tx, first, channel="D1", ts="1.0", now=NOW)
        (second,) = claim(tx, now=NOW, limit=8)
    assert [row.notice.key for row in second.rows] == [f"{OWNER} {MOST}", f"{OWNER} {MOST + 1}"]


def test_what_is_told_above_the_owner_goes_first_past_any_number_of_reminders(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        fill(tx, MANY)
        queue.add(tx, [an_escalation("newest")])
        first, second = claim(tx, now=NOW, limit=2)
    assert (first.recipient, second.recipient) == (LEAD, OWNER)


@pytest.mark.parametrize("is_busy", [True, False])
def test_much_for_one_keeps_nobody_else_waiting(database: Database, *, is_busy: bool) -> None:
    """A channel takes one message at a time; everything else for it stays due meanwhile."""
    others = [f"U1{number}" for number in range(9)]
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_card(f"card {number}", not_before=NOW) for number in range(MANY)])
        for other in others:
            fill(tx, MANY if other == "U10" else 1, recipient=other)
        messages = claim(tx, now=NOW, limit=8, busy={CHANNEL} if is_busy else ())
    expected = others[:8] if is_busy else [CHANNEL, *others[:7]]
    assert [message.recipient for message in messages] == expected


def test_what_was_put_off_is_not_overtaken_by_later_ones_of_its_reader(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_card("first", planned_at=NOW - 2 * MINUTE)])
        (first,) = claim(tx, now=NOW, limit=8)
        finish_later(tx, first, until=NOW + MINUTE, why="ratelimited")
        queue.add(tx, [a_card(f"card {number}") for number in range(MANY)])
        (again,) = claim(tx, now=NOW + MINUTE, limit=8)
    assert [row.notice.key for row in again.rows] == ["first"]


def test_whether_anything_can_be_taken_is_known_without_taking_it(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [an_escalation("a"), a_reminder("b", not_before=NOW + MINUTE)])
        assert any_due(tx, now=NOW)
        assert not any_due(tx, now=NOW, busy={LEAD})
        claim(tx, now=NOW, limit=8)
        assert not any_due(tx, now=NOW)
        assert any_due(tx, now=NOW + MINUTE)
