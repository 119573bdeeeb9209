"""The outbox: in once, out to one worker at a time, in order, never resent without a search."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from escalation.notices.notice import NoticeKind, NoticeState, Place
from storage.engine.database import Database
from storage.items import store
from storage.outbox import queue
from storage.outbox.claims import claim, next_at
from storage.outbox.model import (
    HTTP_TIMEOUT,
    LATE_WINDOW,
    LEASE,
    POST_BUDGET,
    QUIET,
    ClaimedMessage,
)
from storage.outbox.transitions import (
    finish_later,
    finish_refused,
    finish_sent,
    finish_superseded,
    finish_unknown,
)
from storage.tables.notices import NOTICE
from tests.support.factories import CHANNEL, LEAD, OWNER
from tests.support.storage.store_fixtures import (
    NOW,
    WORKSPACE,
    a_card,
    a_reminder,
    an_escalation,
    backlog,
    elsewhere,
    stored_item,
)

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.every_server


def keys(message: ClaimedMessage) -> list[str]:
    return [row.notice.key for row in message.rows]


def all_keys(messages: Sequence[ClaimedMessage]) -> list[list[str]]:
    return [keys(message) for message in messages]


def states(database: Database) -> dict[str, str]:
    with database.read_all() as tx:
        return {row.key: row.state.value for row in tx.execute(NOTICE.select())}


def test_leases_outlast_a_late_answer_and_quiet_outlasts_late_acceptance() -> None:
    assert LEASE >= POST_BUDGET + HTTP_TIMEOUT + LATE_WINDOW
    assert QUIET >= LATE_WINDOW


def test_a_key_is_taken_once_per_workspace(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        assert queue.add(tx, [a_reminder("a"), a_reminder("b"), a_reminder("a")]) == 2
        assert queue.add(tx, [a_reminder("b"), a_reminder("c")]) == 1
        assert queue.add(elsewhere(tx), [a_reminder("a")]) == 1
        assert queue.add(tx, []) == 0


def test_a_notice_comes_back_as_it_went_in(database: Database) -> None:
    notice = a_reminder("a", facts={"missed": "2", "who": "Zoë"}, urgent=True, round=3)
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [notice])
        message = claim(tx, now=NOW, limit=1)[0]
    assert message.rows[0].notice == notice


def test_what_is_told_above_the_owner_goes_first_then_the_oldest(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(
            tx,
            [
                a_reminder("new", recipient="U11"),
                a_reminder("old", recipient="U12", planned_at=NOW - MINUTE),
                an_escalation("escalation", recipient="U13"),
                a_reminder("urgent", recipient="U14", urgent=True, planned_at=NOW - MINUTE),
            ],
        )
        order = all_keys(claim(tx, now=NOW, limit=9))
    assert order == [["urgent"], ["escalation"], ["old"], ["new"]]


def test_nothing_leaves_before_its_time(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_reminder("a", not_before=NOW + MINUTE)])
        assert next_at(tx, now=NOW) == NOW + MINUTE
        assert claim(tx, now=NOW, limit=9) == ()
        assert all_keys(claim(tx, now=NOW + MINUTE, limit=9)) == [["a"]]


def test_each_recipient_gets_one_message_at_a_time(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [an_escalation("a")])
        first = claim(tx, now=NOW, limit=9)
        assert all_keys(first) == [["a"]]
        queue.add(tx, [an_escalation("b")])
        assert claim(tx, now=NOW, limit=9) == ()
        finish_sent(tx, first[0], channel="D1", ts="1.0", now=NOW)
        assert all_keys(claim(tx, now=NOW, limit=9)) == [["b"]]


def test_busy_recipients_are_passed_over(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [an_escalation("a"), a_reminder("b")])
        assert next_at(tx, now=NOW, busy={LEAD, OWNER}) is None
        assert all_keys(claim(tx, now=NOW, limit=9, busy={LEAD})) == [["b"]]


def test_a_thread_waits_until_the_card_is_posted(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx)
        in_thread = {"place": Place.THREAD, "recipient": CHANNEL, "item_id": item.id}
        queue.add(tx, [an_escalation("step", **in_thread)])
        assert next_at(tx, now=NOW) is None
        assert claim(tx, now=NOW, limit=9) == ()
        store.card_posted(tx, item.id, "17.1")
        assert next_at(tx, now=NOW) == NOW
        assert all_keys(claim(tx, now=NOW, limit=9)) == [["step"]]


def test_all_that_is_due_to_one_person_leaves_in_one_message(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(
            tx,
            [
                a_reminder("a"),
                a_reminder("b"),
                a_reminder("tomorrow", not_before=NOW + timedelta(days=1)),
                a_reminder("other", recipient=LEAD),
                a_reminder("logged", kind=NoticeKind.LOGGED),
            ],
        )
        queue.add(elsewhere(tx), [a_reminder("elsewhere", recipient="U99")])
        first = claim(tx, now=NOW, limit=9)
        assert sorted(all_keys(first)) == [["logged", "a", "b"], ["other"]]
        bundle = next(message for message in first if len(message.rows) == 3)
        finish_sent(tx, bundle, channel="D1", ts="2.0", now=NOW)
        brought = queue.of_message(tx, channel="D1", ts="2.0")
    assert [row.notice.key for row in brought] == ["a", "b", "logged"]


def test_a_bundle_keeps_its_token_and_members_through_retries(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_reminder("a"), a_reminder("b")])
        first = claim(tx, now=NOW, limit=9)[0]
        finish_later(tx, first, until=NOW + MINUTE, why="ratelimited")
        queue.add(tx, [a_reminder("c")])
        alone = claim(tx, now=NOW, limit=9)[0]
        assert (keys(alone), alone.token == first.token) == (["c"], False)
        finish_sent(tx, alone, channel="D1", ts="1.0", now=NOW)
        retried = claim(tx, now=NOW + MINUTE, limit=9)[0]
    assert keys(retried) == ["a", "b"]
    assert (retried.token, retried.fence, retried.attempts) == (first.token, 2, 2)
    assert (retried.first_try_at, retried.look_first) == (NOW, False)


def test_an_expired_lease_is_claimed_again_and_the_old_claim_finishes_nothing(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [an_escalation("a")])
        old = claim(tx, now=NOW, limit=1)[0]
        assert claim(tx, now=NOW + LEASE - MINUTE, limit=1) == ()
        assert next_at(tx, now=NOW) == NOW + LEASE
        new = claim(tx, now=NOW + LEASE, limit=1)[0]
        assert (new.token, new.fence, new.look_first) == (old.token, old.fence + 1, True)
        assert not finish_sent(tx, old, channel="D1", ts="1.0", now=NOW)
        assert not finish_later(tx, old, until=NOW, why="late")
        assert not finish_unknown(tx, old, now=NOW, why="late")
        assert not finish_refused(tx, old, now=NOW, why="late")
        assert finish_sent(tx, new, channel="D1", ts="2.0", now=NOW)
        assert not finish_sent(tx, new, channel="D1", ts="3.0", now=NOW)
    assert states(database) == {"a": "sent"}


def test_a_lost_answer_is_looked_for_after_the_quiet_time(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [an_escalation("a")])
        finish_unknown(tx, claim(tx, now=NOW, limit=1)[0], now=NOW, why="timeout")
        assert backlog(tx) == {NoticeState.UNKNOWN: 1}
        assert claim(tx, now=NOW + QUIET - MINUTE / 60, limit=1) == ()
        assert claim(tx, now=NOW + QUIET, limit=1)[0].look_first


def test_what_could_not_be_looked_for_is_looked_for_the_next_time(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [an_escalation("a")])
        finish_unknown(tx, claim(tx, now=NOW, limit=1)[0], now=NOW, why="timeout")
        later = NOW + QUIET
        finish_later(tx, claim(tx, now=later, limit=1)[0], until=later, why="given back")
        looked_for = claim(tx, now=later, limit=1)[0]
        assert looked_for.look_first
        finish_later(tx, replace(looked_for, look_first=False), until=later, why="ratelimited")
        assert not claim(tx, now=later, limit=1)[0].look_first


def test_a_refused_notice_never_leaves_again(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [an_escalation("a")])
        finish_refused(tx, claim(tx, now=NOW, limit=1)[0], now=NOW, why="channel_not_found")
        assert claim(tx, now=NOW + timedelta(days=9), limit=1) == ()
    assert states(database) == {"a": "parked"}


def test_only_what_is_pending_can_be_taken_back(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx)
        queue.add(tx, [an_escalation("a", item_id=item.id)])
        claim(tx, now=NOW, limit=1)
        queue.add(tx, [a_reminder("b", item_id=item.id)])
        assert [row.notice.key for row in queue.pending_of(tx, item.id)] == ["b"]
        assert queue.supersede(tx, [1, 2], why="resolved", now=NOW) == 1
    assert states(database) == {"a": "sending", "b": "superseded"}


def test_part_of_a_bundle_can_be_dropped_before_it_is_sent(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_reminder("a"), a_reminder("b")])
        message = claim(tx, now=NOW, limit=1)[0]
        assert finish_superseded(tx, message, [message.rows[0].id], why="resolved", now=NOW)
        assert finish_sent(tx, message, channel="D1", ts="1.0", now=NOW)
    assert states(database) == {"a": "superseded", "b": "sent"}


def test_the_end_of_an_absence_lets_its_reminders_go(database: Database) -> None:
    next_week = NOW + timedelta(days=7)
    with database.write(WORKSPACE) as tx:
        held = [a_reminder("a", not_before=next_week), an_escalation("b", not_before=next_week)]
        queue.add(tx, held)
        waiting = queue.pending_to(tx, OWNER)
        queue.hold_until(tx, {row.id: NOW + MINUTE for row in waiting})
        assert next_at(tx, now=NOW) == NOW + MINUTE
        freed = claim(tx, now=NOW + MINUTE, limit=9)
    assert all_keys(freed) == [["a"]]
    assert freed[0].rows[0].notice.not_before == NOW + MINUTE


def test_a_retry_is_not_quiet_time(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [an_escalation("a")])
        finish_later(tx, claim(tx, now=NOW, limit=1)[0], until=NOW + MINUTE, why="ratelimited")
        again = claim(tx, now=NOW + MINUTE, limit=1)[0]
    assert not again.rows[0].notice.was_held


def test_messages_of_an_item_are_found_newest_first_and_its_card_always(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx)
        about = {"item_id": item.id}
        shown = [a_card("card", **about), a_reminder("reminder", **about)]
        line = a_reminder("line", kind=NoticeKind.CHANGED, recipient=LEAD, **about)
        queue.add(tx, [*shown, line])
        for n, message in enumerate(claim(tx, now=NOW, limit=9)):
            finish_sent(tx, message, channel=message.recipient, ts=f"{n}.0", now=NOW)
        live = queue.live_messages_of(tx, [item.id])
        card = queue.live_messages_of(tx, [item.id], limit=1)
    assert [row.notice.key for row in live[item.id]] == ["reminder", "card"]
    assert [row.notice.key for row in card[item.id]] == ["card"], "the oldest"
