"""Rows that cannot be read: each is named with its column, and stops no other row."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from escalation.policy import Policy
from storage import channels, people
from storage.checks import sweep
from storage.checks.audit import Finding, Trouble, findings
from storage.engine.database import Database, Transaction
from storage.items import history, search, stopped, store
from storage.items.chain import verify
from storage.items.search import Search, Visible
from storage.outbox import queue, transitions
from storage.outbox.claims import claim
from storage.people import UserGroup
from tests.support.context_fixtures import a_channel
from tests.support.factories import CHANNEL, GROUP, LEAD, OWNER, changed
from tests.support.storage.old_databases import a_ladder, insert_channel, insert_item, made_by
from tests.support.storage.store_fixtures import (
    NOW,
    WORKSPACE,
    a_reminder,
    an_event,
    plan_of,
    stored_item,
)

MINUTE = timedelta(minutes=1)
FAR = "9000000000000000000"

DAMAGES = {
    "policy": ("{", "policy: JSONDecodeError"),
    "options": ('["a", 1]', "options: no list of texts"),
    "status": ("opem", "status: LookupError"),
    "trajectory": ("sideways", "trajectory: LookupError"),
    "due_at": (FAR, "due_at: OverflowError"),
    "reminded_until": (f"-{FAR}", "reminded_until: OverflowError"),
    "closed_at": (FAR, "closed_at: OverflowError"),
}
ON_A_FILE = {
    "round": ("x", "round: str"),
    "due_zone": (b"x", "due_zone: bytes"),
    "title": (b"x", "title: bytes"),
    "owner": (b"x", "owner: bytes"),
    "logged_at": ("x", "logged_at: TypeError"),
}
"""What a file takes and a server does not."""


def damage(tx: Transaction, table: str, **columns: object) -> None:
    """Write what no version ever wrote into every row."""
    mark = "?" if tx.connection.dialect.name == "sqlite" else "%s"
    for column, value in columns.items():
        is_number = isinstance(value, str) and value.lstrip("-").isdecimal()
        raw = int(str(value)) if is_number else value
        tx.connection.exec_driver_sql(f"UPDATE {table} SET {column} = {mark}", (raw,))  # noqa: S608 - the tests name table and column


@pytest.mark.parametrize("column", DAMAGES)
def test_an_item_that_cannot_be_read_is_named_with_its_column(
    database: Database, column: str
) -> None:
    value, fault = DAMAGES[column]
    with database.write(WORKSPACE) as tx:
        bad = stored_item(tx, next_at=NOW, told=(LEAD,))
        damage(tx, "item", **{column: value})
        good = stored_item(tx, next_at=NOW)
        due = store.due(tx, now=NOW)
        assert [item.id for item in due.items] == [good.id]
        [one] = due.unreadable
        assert (one.label, one.fault, one.told) == (bad.label, fault, (LEAD,))
        assert store.get(tx, bad.id) is None
        assert store.known(tx, [bad.id, good.id, 99]) == {bad.id, good.id}
        [swept] = sweep.unreadable(tx.connection)
        assert (swept.what, swept.fault) == ("B-1", fault)


@pytest.mark.parametrize("column", ON_A_FILE)
def test_a_file_takes_what_a_server_does_not(sqlite: Database, column: str) -> None:
    value, fault = ON_A_FILE[column]
    with sqlite.write(WORKSPACE) as tx:
        stored_item(tx, next_at=NOW)
        damage(tx, "item", **{column: value})
        [one] = store.due(tx, now=NOW).unreadable
        assert one.fault == fault


def test_a_kind_that_nobody_knows_is_a_question_mark(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        stored_item(tx, next_at=NOW)
        damage(tx, "item", kind="rumour")
        [one] = store.due(tx, now=NOW).unreadable
        assert (one.label, one.fault) == ("?-1", "kind: LookupError")
        stopped.stop(tx, one.id, fault=one.fault, now=NOW)
        found = findings(tx, now=NOW, patience=MINUTE)
        assert found == (Finding(trouble=Trouble.STOPPED, what="?-1"),)
        assert [damage.what for damage in sweep.stopped(tx.connection)] == ["?-1"]


def test_what_is_stopped_is_tried_after_ever_longer_pauses_of_an_hour_at_most(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx, next_at=NOW)
        at, pauses = NOW, []
        for n in range(9):
            is_first = stopped.stop(tx, item.id, fault="plan: IndexError", now=at)
            assert is_first is (n == 0)
            next_at = store.next_at(tx)
            assert next_at is not None
            pauses.append((next_at - at) // MINUTE)
            at = next_at
        assert pauses == [1, 1, 2, 4, 8, 16, 32, 60, 60]
        assert stopped.is_stopped(tx, item.id)
        found = store.get(tx, item.id)
        assert found is not None
        store.save_positions(tx, [replace(found, version=found.version + 1)])
        assert not stopped.is_stopped(tx, item.id)


def test_an_item_with_nothing_more_to_come_is_tried_no_more(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx, next_at=NOW)
        stopped.stop(tx, item.id, fault="plan: IndexError", now=NOW)
        item = store.save(tx, item)
        assert stopped.is_stopped(tx, item.id)
        store.save(tx, changed(item, next_at=None))
        assert not stopped.is_stopped(tx, item.id)


@pytest.mark.parametrize("at", [FAR, f"-{FAR}"])
def test_an_instant_outside_of_time_keeps_no_other_plan_waiting(
    database: Database, at: str
) -> None:
    with database.write(WORKSPACE) as tx:
        bad = stored_item(tx, next_at=NOW)
        damage(tx, "item", next_at=at)
        stored_item(tx, next_at=NOW + MINUTE)
        for one in store.due(tx, now=NOW).unreadable:
            stopped.stop(tx, one.id, fault=one.fault, now=NOW)
        assert store.next_at(tx) == NOW + MINUTE
        assert [one.what for one in sweep.unreadable(tx.connection)] == (
            [bad.label] if at == FAR else []
        )


def test_a_list_names_what_it_cannot_show_and_only_to_who_sees_the_channel(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        bad = stored_item(tx, next_at=NOW)
        stored_item(tx, next_at=NOW, channel="C09")
        damage(tx, "item", status="opem")
        good = stored_item(tx)
        for one in store.due(tx, now=NOW).unreadable:
            stopped.stop(tx, one.id, fault=one.fault, now=NOW)
        here = Visible(channels={CHANNEL})
        found = search.find(tx, Search(owner=OWNER), visible=here)
        assert [item.label for item in found.items] == [good.label]
        assert [one.label for one in found.unreadable] == [bad.label]
        assert found.total == 1
        others = search.find(tx, Search(owner=LEAD), visible=here)
        assert others.unreadable == ()
        closed = search.find(tx, Search(open=False), visible=here)
        assert ([*closed.items], closed.total) == ([], 0)
        assert [one.label for one in closed.unreadable] == [bad.label]
        week = search.of_a_week(tx, channel=CHANNEL, closed_since=NOW)
        assert [one.label for one in week.unreadable] == [bad.label]


def test_what_is_stopped_is_found_by_its_index(sqlite: Database) -> None:
    with sqlite.write(WORKSPACE) as tx:
        question = plan_of(tx, lambda: [*sweep.stopped(tx.connection)])
    assert "ix_item_stopped" in question


@pytest.mark.parametrize("ladder", ["{", "[]", '"zone"', '{"zone": 5, "hold": "x"}'])
def test_a_channel_with_an_unreadable_ladder_keeps_what_is_stored(
    database: Database, ladder: str
) -> None:
    with database.write(WORKSPACE) as tx:
        channels.save(tx, a_channel())
        damage(tx, "channel", policy=ladder)
        channels.save(tx, a_channel(id="C09"))
        known = {one.id: one for one in channels.get_all(tx)}
        assert (known["C09"].ladder_fault, known[CHANNEL].policy) == ("", Policy())
        assert known[CHANNEL].ladder_fault.startswith("policy: ")
        channels.save(tx, known[CHANNEL])
        assert channels.get(tx, CHANNEL) == known[CHANNEL]
        assert [one.what for one in sweep.unreadable(tx.connection)] == [
            f"channel {WORKSPACE} {CHANNEL}"
        ]
        channels.save(tx, a_channel())
        assert channels.get(tx, CHANNEL) == a_channel()


def test_a_channel_set_aside_comes_again_and_goes_on_once_summed_up(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        channels.save(tx, a_channel(next_summary_at=NOW))
        assert stopped.stop_channel(tx, CHANNEL, fault="KeyError", now=NOW)
        assert channels.next_summary_at(tx) == NOW + MINUTE
        assert not stopped.stop_channel(tx, CHANNEL, fault="KeyError", now=NOW + MINUTE)
        found = findings(tx, now=NOW, patience=MINUTE)
        assert found == (Finding(trouble=Trouble.UNMADE, what=CHANNEL),)
        channels.summed_up(tx, CHANNEL, next_at=NOW + timedelta(days=7))
        assert findings(tx, now=NOW, patience=MINUTE) == ()
        assert channels.next_summary_at(tx) == NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("column", "value"),
    [("facts", "{"), ("facts", "null"), ("facts", "[1]"), ("kind", "rumour"), ("planned_at", FAR)],
)
def test_a_notice_that_cannot_be_read_waits_and_holds_up_no_other(
    database: Database, column: str, value: str
) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_reminder("bad")])
        damage(tx, "notice", **{column: value})
        queue.add(tx, [a_reminder("good", recipient=LEAD)])
        [good] = claim(tx, now=NOW, limit=5)
        assert good.recipient == LEAD
        transitions.finish_sent(tx, good, channel="D01", ts="1.1", now=NOW)
        assert claim(tx, now=NOW, limit=5) == ()
        assert queue.pending_to(tx, OWNER) == ()
        late = NOW + timedelta(minutes=41)
        assert claim(tx, now=late, limit=5) == ()
        found = findings(tx, now=late, patience=MINUTE)
        assert Finding(trouble=Trouble.LATE, what="bad") in found
        repaired = {"facts": "{}", "kind": "reminder", "planned_at": "1"}[column]
        damage(tx, "notice", **{column: repaired})
        [message] = claim(tx, now=late + timedelta(hours=1), limit=5)
        assert message.rows[0].notice.key == "bad"


def test_a_notice_whose_sender_died_and_that_cannot_be_read_blocks_nobody(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_reminder("bad")])
        claim(tx, now=NOW, limit=1)
        damage(tx, "notice", facts="{", first_try_at=FAR)
        queue.add(tx, [a_reminder("good")])
        [message] = claim(tx, now=NOW + timedelta(minutes=2), limit=5)
        assert [row.notice.key for row in message.rows] == ["good"]


@pytest.mark.parametrize("facts", ["{", "null", "[1]"])
def test_an_event_that_cannot_be_read_is_left_out_and_breaks_the_chain(
    database: Database, facts: str
) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx)
        history.append(tx, [an_event(item_id=item.id) for _ in range(3)])
        tx.connection.execute(
            text("UPDATE event SET facts = :facts WHERE id = 2"), {"facts": facts}
        )
        assert len(history.timeline(tx, item.id)) == 2
        found = history.of_channel_between(tx, channel=CHANNEL, start=NOW, end=NOW + MINUTE)
        assert len(found) == 2
        walked = verify(tx)
        assert (walked.broken_at, walked.found) == (2, None)


def test_a_group_that_cannot_be_read_is_as_if_unknown(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        people.save_group(tx, UserGroup(id=GROUP, handle="x", members=()), now=NOW)
        damage(tx, "user_group", members="{")
        assert people.groups(tx, [GROUP]) == {}
        assert people.all_groups(tx) == ()


def test_no_instant_of_ours_lies_outside_of_time(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        far = datetime.max.replace(tzinfo=NOW.tzinfo)
        stored_item(tx, next_at=far)
        assert store.next_at(tx) is None


def test_an_upgrade_stops_nothing_and_tells_nobody(unused_url: str) -> None:
    made_by("0010", unused_url)
    with closing(Database(unused_url)) as database:
        with database.write_all() as tx:
            values = {"workspace": WORKSPACE, "channel": CHANNEL, "policy": a_ladder()}
            insert_channel(tx, **values)
            insert_item(tx, 1, **values, next_at=NOW)
        database.migrate(now=NOW)
        with database.write(WORKSPACE) as tx:
            assert [item.label for item in store.due(tx, now=NOW).items] == ["B-1"]
            assert not stopped.is_stopped(tx, 1)
            assert findings(tx, now=NOW, patience=MINUTE) == ()
            assert claim(tx, now=NOW, limit=5) == ()
