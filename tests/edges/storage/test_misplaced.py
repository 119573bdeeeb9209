"""Instants for the clock that no version ever wrote: they hold up nobody else."""

from datetime import timedelta

import pytest

from storage import absences, channels, people
from storage.checks import misplaced, sweep
from storage.engine.database import Database
from storage.items import chain, stopped, store
from storage.members import member_lists
from storage.outbox import claims, queue
from storage.tables.columns import EARLIEST
from tests.edges.storage.test_stopped import damage
from tests.support.context_fixtures import a_channel
from tests.support.factories import CHANNEL, LEAD, OWNER, a_person, away
from tests.support.storage.store_fixtures import NOW, WORKSPACE, a_reminder, plan_of, stored_item

MINUTE = timedelta(minutes=1)
FIRST, LAST = "-9223372036854775808", "9223372036854775807"
BLOB, TEXT = b"\xff\x00", "soon"


def test_an_items_instant_before_all_time_is_found_and_set_aside(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        bad = stored_item(tx, next_at=NOW)
        damage(tx, "item", next_at=FIRST)
        good = stored_item(tx, next_at=NOW)
        assert store.next_at(tx) == EARLIEST
        due = store.due(tx, now=NOW)
        assert [item.id for item in due.items] == [good.id]
        [one] = due.unreadable
        assert (one.id, one.fault) == (bad.id, "next_at: OverflowError")
        stopped.stop(tx, bad.id, fault=one.fault, now=NOW)
        assert store.next_at(tx) == NOW


def test_a_channels_instant_before_all_time_has_come_and_is_set_right(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        channels.save(tx, a_channel(id="C09", next_summary_at=NOW))
        damage(tx, "channel", next_summary_at=FIRST, members_checked_at=FIRST)
        channels.save(tx, a_channel(next_summary_at=NOW))
        assert channels.next_summary_at(tx) == EARLIEST
        due = channels.summary_due(tx, now=NOW, limit=9)
        assert [channel.id for channel in due] == ["C09", CHANNEL]
        assert due[0].members_checked_at == EARLIEST
        channels.summed_up(tx, "C09", next_at=NOW + MINUTE)
        assert channels.next_summary_at(tx) == NOW


@pytest.mark.parametrize("at", [FIRST, LAST])
def test_a_notices_instant_outside_of_time_keeps_the_clock_going(
    database: Database, at: str
) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_reminder("bad", recipient=LEAD)])
        damage(tx, "notice", try_at=at)
        queue.add(tx, [a_reminder("good", not_before=NOW + MINUTE)])
        assert claims.later_at(tx, now=NOW) == NOW + MINUTE
        earliest = EARLIEST if at == FIRST else NOW + MINUTE
        assert claims.next_at(tx, now=NOW) == earliest


def after_all(database: Database) -> list[object]:
    """Values later than any instant; an SQLite file accepts blobs and texts as well."""
    return [LAST, BLOB, TEXT] if database.name.startswith("sqlite") else [LAST]


def test_what_waits_beyond_time_is_woken(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        stored_item(tx, next_at=NOW + MINUTE)
        channels.save(tx, a_channel(next_summary_at=NOW + timedelta(days=14)))
        assert misplaced.wake(tx, (), now=NOW) == 0
        for value in after_all(database):
            damage(tx, "item", next_at=value)
            damage(tx, "channel", next_summary_at=value)
            assert store.next_at(tx) is None
            assert channels.next_summary_at(tx) is None
            assert misplaced.wake(tx, (), now=NOW) == 2
            assert store.next_at(tx) == NOW
            assert channels.next_summary_at(tx) == NOW


def test_who_waits_is_looked_at_a_few_at_a_time_and_by_an_index(sqlite: Database) -> None:
    with sqlite.write(WORKSPACE) as tx:
        first = stored_item(tx, next_at=NOW + MINUTE)
        stored_item(tx, next_at=NOW)
        stored_item(tx, next_at=None)
        aside = stored_item(tx, next_at=NOW)
        stopped.stop(tx, aside.id, fault="x", now=NOW)
        last = stored_item(tx, next_at=NOW + timedelta(days=300))
        assert misplaced.waiting(tx, after=0, now=NOW, limit=1) == [first.id]
        assert misplaced.waiting(tx, after=first.id, now=NOW, limit=1) == [last.id]
        question = plan_of(tx, lambda: misplaced.waiting(tx, after=0, now=NOW, limit=1))
    assert "ix_item_next_at (workspace=? AND next_at>?" in question


def test_an_absence_that_cannot_be_read_is_none_and_the_person_is_known(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        people.save(tx, [a_person(LEAD)], now=NOW)
        absences.keep(tx, LEAD, [away("03-09 09:00")])
        for value in [FIRST, *after_all(database)]:
            damage(tx, "absence", until=value)
            assert people.get(tx, LEAD) == a_person(LEAD)
            assert [one.what for one in sweep.unreadable(tx.connection)] == [
                f"absence {WORKSPACE} {LEAD} {value}"
            ]


@pytest.mark.parametrize("at", [FIRST, LAST])
def test_a_list_of_members_that_was_read_outside_of_time_is_read_again(
    database: Database, at: str
) -> None:
    with database.write(WORKSPACE) as tx:
        channels.save(tx, a_channel())
        damage(tx, "channel", members_checked_at=at)
        assert member_lists.due(tx, now=NOW, every=MINUTE, limit=9) == (CHANNEL,)
        member_lists.changed(tx, CHANNEL, OWNER, joined=True, now=NOW, every=MINUTE)
        assert channels.members(tx, CHANNEL) == {OWNER}
        channel = channels.get(tx, CHANNEL)
        assert channel is not None
        assert channel.members_checked_at == EARLIEST


def test_a_zone_that_is_not_text_is_none(sqlite: Database) -> None:
    with sqlite.write(WORKSPACE) as tx:
        people.save(tx, [a_person(OWNER)], now=NOW)
        damage(tx, "person", zone=BLOB)
        known = people.get(tx, OWNER)
        assert known is not None
        assert known.zone == ""
        assert [one.fault for one in sweep.unreadable(tx.connection)] == ["zone: bytes"]


def test_whom_an_item_told_that_is_not_text_is_a_fault_of_that_item(sqlite: Database) -> None:
    with sqlite.write(WORKSPACE) as tx:
        bad = stored_item(tx, next_at=NOW, told=(LEAD, OWNER))
        tx.connection.exec_driver_sql("UPDATE told SET person = ? WHERE n = 0", (BLOB,))
        good = stored_item(tx, next_at=NOW)
        due = store.due(tx, now=NOW)
        assert [item.id for item in due.items] == [good.id]
        [one] = due.unreadable
        assert (one.id, one.told, one.fault) == (bad.id, (OWNER,), "told: no list of texts")


def test_where_the_walk_had_come_is_its_beginning_where_it_cannot_be_read(
    sqlite: Database,
) -> None:
    with sqlite.write(WORKSPACE) as tx:
        queue.add(tx, [])
        tx.connection.exec_driver_sql(
            "INSERT INTO workspace (workspace, name, bot_user, chain_head, walked_id, walked_hash) "
            "VALUES (?, '', '', '', ?, 'x')",
            (WORKSPACE, BLOB),
        )
        assert chain.walked(tx) == chain.BEGINNING
