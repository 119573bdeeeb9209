"""Notices in doubt after a restore, and items that return, on every kind of database."""

from dataclasses import replace
from datetime import timedelta

from escalation.notices.notice import NoticeState
from storage.engine.database import Database
from storage.items import store
from storage.outbox import queue, restored
from storage.outbox.claims import claim
from tests.support.storage.store_fixtures import NOW, WORKSPACE, a_reminder, backlog, stored_item

HOUR = timedelta(hours=1)


def test_what_is_due_is_in_doubt_until_it_was_looked_for(database: Database) -> None:
    coming = a_reminder("coming", not_before=NOW + HOUR)
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_reminder("there"), a_reminder("not there"), coming])
        there, other = restored.doubt(tx, since=NOW - HOUR, now=NOW)
        assert backlog(tx) == {NoticeState.UNKNOWN: 2, NoticeState.PENDING: 1}
        assert claim(tx, now=NOW, limit=9) == (), "there is time to look"
        assert restored.found(tx, there, channel="D1", ts="17.1", now=NOW)
        assert not restored.found(tx, there, channel="D1", ts="17.1", now=NOW)
        assert restored.unseen(tx, [there.id, other.id], now=NOW, certain=False) == 1
        (message,) = claim(tx, now=NOW, limit=9)
    assert [row.notice.key for row in message.rows] == ["not there"]
    assert (message.look_first, message.maybe_again, message.first_try_at) == (False, True, NOW)


def test_whoever_claims_it_after_a_crash_looks_as_far_back_as_the_backup(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_reminder("one")])
        restored.doubt(tx, since=NOW - HOUR, now=NOW)
        (message,) = claim(tx, now=NOW + HOUR, limit=9)
    assert (message.look_first, message.first_try_at) == (True, NOW - HOUR)


def test_an_item_that_comes_back_keeps_its_id_and_number_from_the_next(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        first = stored_item(tx)
        lost = replace(first, id=first.id + 5, number=first.number + 3)
        store.insert_again(tx, lost)
        after = lost.logged_at + HOUR
        assert restored.newest_item(tx, before=after) == lost.id
        assert restored.newest_item(tx, before=lost.logged_at) == 0
        following = stored_item(tx)
    assert following.id > lost.id
    assert following.number == lost.number + 1
