"""Databases of older versions upgrade: whatever they hold can be read and works."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from escalation.items import Status, Trajectory
from escalation.notices.notice import NoticeKind
from escalation.rungs import Audience, Rung
from storage import channels
from storage.engine.database import Database, Transaction
from storage.items import chain, store, titles
from storage.items import words as item_words
from storage.tables.channels import CHANNEL
from storage.tables.columns import microseconds
from storage.tables.customers import CUSTOMER, CUSTOMER_ALIAS, ITEM_CUSTOMER
from storage.tables.dependencies import ITEM_NEEDS
from storage.tables.followers import ITEM_FOLLOWER
from storage.tables.inbox import DRAFT
from storage.tables.items import EVENT, ITEM
from storage.tables.links import ITEM_LINK
from storage.tables.notices import NOTICE
from tests.support.context_fixtures import NOW, WORKSPACE, a_context
from tests.support.factories import a_policy, rung, utc
from tests.support.storage.old_databases import (
    a_ladder,
    insert,
    insert_channel,
    insert_item,
    made_by,
)
from workflows.clock import fire
from workflows.people import sync
from workflows.people.sync import ChannelFacts

HOUR = 3600
LEAD_FIRST = rung(Audience.LEAD)
LONGEST = timedelta(days=90)


def lead_then(*rungs: Rung) -> tuple[Rung, ...]:
    return (LEAD_FIRST, *rungs)


NONSENSE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "C0WINDOW": ({"window_days": -3}, {"window_days": 1}),
    "C0LONG": ({"window_days": 999_999_999}, {"window_days": 10}),
    "C0IDLE": ({"weekdays": []}, {"weekdays": frozenset({0, 1, 2, 3, 4})}),
    "C0NINE": ({"weekdays": [3, 9]}, {"weekdays": frozenset({3})}),
    "C0POST": ({"summary_weekday": 9}, {"summary_weekday": 6}),
    "C0ZONE": ({"zone": "Mars/Olympus"}, {"zone": "UTC"}),
    "C0PATH": ({"zone": "../\ud800"}, {"zone": "UTC"}),
    "C0BACK": (
        {"rungs": [[0, "lead", False], [48 * HOUR, "leadership", True], [HOUR, "channel", True]]},
        {
            "rungs": lead_then(
                rung(Audience.LEADERSHIP, 2, aloud=True),
                rung(Audience.CHANNEL, 2, aloud=True),
            )
        },
    ),
    "C0RUNG": (
        {"rungs": [[-60, "lead", False], [999_999_999, "leadership", True]]},
        {"rungs": lead_then(rung(Audience.LEADERSHIP, 90, aloud=True), rung(Audience.CHANNEL, 90))},
    ),
    "C0HOLD": ({"hold": -1, "version": 0}, {"hold": timedelta(0), "version": 1}),
    "C0REMIND": ({"reminders": [-5, 10**30]}, {"reminders": (timedelta(0), LONGEST)}),
    "C0CYCLE": ({"review_cycle": 60}, {"review_cycle": timedelta(days=3)}),
    "C0CLOCK": (
        {"start": "08:00:00+02:00", "summary_time": "08:00:00Z"},
        {"start": time(8), "summary_time": time(8)},
    ),
}
"""By channel: what is stored there, and what has to become of it."""

EQUAL = [[0, "lead", False], [0, "leadership", True], [0, "channel", True]]


@contextmanager
def an_old_database(url: str) -> Iterator[Database]:
    """A database of the version before, with nonsense of each kind.

    Each is on a channel, on an open item and on a closed one. One channel has it on an item only,
    and one has an item whose ladder could never be read. Two ladders are fine.
    """
    made_by("0005", url)
    with closing(Database(url)) as database:
        with database.write_all() as tx:
            for number, (channel, (wrong, _)) in enumerate(NONSENSE.items()):
                policy = a_ladder(**wrong, colour="red")
                insert_channel(tx, workspace=WORKSPACE, channel=channel, policy=policy)
                where = {"workspace": WORKSPACE, "channel": channel, "policy": policy}
                insert_item(tx, 10 * number + 1, next_at=utc("03-05 12:00"), **where)
                insert_item(tx, 10 * number + 2, status=Status.RESOLVED, closed_at=NOW, **where)
            for channel, policy in (("C0FINE", a_ladder()), ("C0SAME", a_ladder(rungs=EQUAL))):
                insert_channel(tx, workspace=WORKSPACE, channel=channel, policy=policy)
            where = {"workspace": WORKSPACE, "channel": "C0FINE"}
            insert_item(tx, 501, policy=a_ladder(window_days=-3), **where)
            insert_item(tx, 502, policy='{"rungs":7}', **where)
        yield database


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    with an_old_database(f"sqlite:///{tmp_path / 'backstop.db'}") as database:
        yield database


@pytest.fixture
def old_anywhere(unused_url: str) -> Iterator[Database]:
    """One of each kind of database, for what the upgrade stores."""
    with an_old_database(unused_url) as database:
        yield database


def test_each_stored_ladder_becomes_the_nearest_that_is_allowed(old_anywhere: Database) -> None:
    old_anywhere.migrate(now=NOW)
    with old_anywhere.read(WORKSPACE) as tx:
        for number, (channel, (_, changes)) in enumerate(NONSENSE.items()):
            found = channels.get(tx, channel)
            assert found is not None
            ids = (10 * number + 1, 10 * number + 2)
            copies = [item.policy for item in store.get_many(tx, ids).values()]
            assert [found.policy, *copies] == [a_policy(**changes)] * 3, channel


def test_what_is_allowed_or_was_never_read_is_left_to_the_letter(old_anywhere: Database) -> None:
    old_anywhere.migrate(now=NOW)
    with old_anywhere.read_all() as tx:
        of_channel, of_item = (
            {row.id: row.policy for row in tx.execute(select(t.c.id, t.c.policy))}
            for t in (CHANNEL, ITEM)
        )
    assert (of_channel["C0FINE"], of_channel["C0SAME"]) == (a_ladder(), a_ladder(rungs=EQUAL))
    assert of_item[502] == '{"rungs":7}'
    assert json.loads(of_channel["C0LONG"])["colour"] == "red"


def test_each_channels_history_says_what_was_changed(old_anywhere: Database) -> None:
    old_anywhere.migrate(now=NOW)
    with old_anywhere.read_all() as tx:
        events = tx.execute(select(EVENT).where(EVENT.c.action == "corrected")).all()
        walked = chain.verify(Transaction(tx, WORKSPACE))
    said = {event.facts["channel"]: event.facts["corrected"] for event in events}
    assert said.keys() == NONSENSE.keys() | {"C0FINE"}
    assert {(event.actor, event.action, event.item_id, event.at) for event in events} == {
        ("backstop", "corrected", None, NOW)
    }
    assert said["C0LONG"] == "window_days: 999999999 is now 10"
    assert said["C0CLOCK"] == (
        'start: "08:00:00+02:00" is now "08:00:00"; summary_time: "08:00:00Z" is now "08:00:00"'
    )
    assert walked.broken_at is None


def test_what_people_did_before_stays_in_the_chain(old: Database) -> None:
    with old.write_all() as tx:
        insert(tx, "workspace", workspace=WORKSPACE, name="Acme", bot_user="U0BOT", chain_head="x")
    old.migrate(now=NOW)
    with old.read_all() as tx:
        first, *_ = tx.execute(select(EVENT).order_by(EVENT.c.id)).all()
    assert first.prev_hash == "x"


def test_every_ladder_is_climbed_and_nobody_is_told_before_its_time(old: Database) -> None:
    old.migrate(now=NOW)
    with old.write_all() as tx:
        tx.execute(ITEM.delete().where(ITEM.c.id == 502))
    context = a_context(old)
    fire.fire_due(context, NOW)
    assert fire.fire_due(context, NOW) == 0
    with old.read_all() as tx:
        assert tx.execute(select(func.count()).select_from(NOTICE)).scalar_one() == 0
    assert fire.fire_due(context, utc("03-05 12:00")) == len(NONSENSE) + 1


def test_no_line_waits_for_its_form_after_the_upgrade(old: Database) -> None:
    old.migrate(now=NOW)
    with old.read_all() as tx:
        assert tx.execute(select(DRAFT)).all() == []


def test_nobody_was_reminded_by_hand_before_the_upgrade(old_anywhere: Database) -> None:
    old_anywhere.migrate(now=NOW)
    with old_anywhere.read_all() as tx:
        assert set(tx.execute(select(ITEM.c.reminder_asked_at)).scalars()) == {None}


def test_nobody_followed_anything_before_the_upgrade(old_anywhere: Database) -> None:
    old_anywhere.migrate(now=NOW)
    with old_anywhere.read_all() as tx:
        assert tx.execute(select(func.count()).select_from(ITEM_FOLLOWER)).scalar_one() == 0


def test_an_item_of_before_is_not_said_unless_its_history_has_a_word(
    old_anywhere: Database,
) -> None:
    said_at = (utc("02-25 09:00"), utc("02-27 09:00"))
    with old_anywhere.write_all() as tx:
        for at in said_at:
            insert(
                tx, "event", workspace=WORKSPACE, item_id=1, at=microseconds(at), actor="U01",
                action="trajectory", reason="", facts='{"from":"steady","to":"worsening"}',
                prev_hash="", hash="",
            )  # fmt: skip
        tx.exec_driver_sql("UPDATE item SET trajectory = 'worsening' WHERE id = 1")
        tx.execute(ITEM.delete().where(ITEM.c.id == 502))  # it cannot be read
    old_anywhere.migrate(now=NOW)
    with old_anywhere.read(WORKSPACE) as tx:
        items = store.get_many(tx, (1, 11))
    said, unsaid = items[1], items[11]
    assert (said.trajectory, said.trajectory_said_at) == (Trajectory.WORSENING, said_at[1])
    assert (unsaid.trajectory, unsaid.trajectory_said_at) == (None, None)
    assert said.position.trajectory_asked_at is None
    context = a_context(old_anywhere)
    fire.fire_due(context, NOW)
    with old_anywhere.read_all() as all_of_them:
        assert all_of_them.execute(select(func.count()).select_from(NOTICE)).scalar_one() == 0


def test_no_item_was_edited_before_the_upgrade_and_rungs_count_from_due(
    old_anywhere: Database,
) -> None:
    old_anywhere.migrate(now=NOW)
    with old_anywhere.read_all() as tx:
        rows = tx.execute(select(ITEM.c.edited_at, ITEM.c.rungs_from)).all()
        assert {(row.edited_at, row.rungs_from) for row in rows} == {(None, None)}


def test_no_item_needs_another_after_the_upgrade(old_anywhere: Database) -> None:
    old_anywhere.migrate(now=NOW)
    with old_anywhere.read_all() as tx:
        assert tx.execute(select(ITEM_NEEDS)).all() == []


def test_every_channel_of_before_counts_as_greeted(old_anywhere: Database) -> None:
    old_anywhere.migrate(now=NOW)
    with old_anywhere.read_all() as tx:
        assert set(tx.execute(select(CHANNEL.c.greeted_at)).scalars()) == {NOW}
    context = a_context(old_anywhere)
    facts = ChannelFacts(
        id="C0FINE", name="fine", private=False, archived=False, external=False, member=True
    )
    for member in (False, True):
        sync.save_channels(context, [replace(facts, member=member)], NOW)
    with old_anywhere.read_all() as tx:
        assert tx.execute(select(func.count()).select_from(NOTICE)).scalar_one() == 0


def test_channels_that_the_bot_was_not_in_count_as_left_at_the_upgrade(
    old_anywhere: Database,
) -> None:
    with old_anywhere.write_all() as tx:
        tx.exec_driver_sql("UPDATE channel SET member = false WHERE id = 'C0FINE'")
        tx.exec_driver_sql("UPDATE channel SET archived = true WHERE id = 'C0SAME'")
    old_anywhere.migrate(now=NOW)
    with old_anywhere.read_all() as tx:
        rows = tx.execute(select(CHANNEL.c.id, CHANNEL.c.left_at, CHANNEL.c.leavings)).all()
        assert {row.id for row in rows if row.left_at == NOW} == {"C0FINE", "C0SAME"}
        assert {row.leavings for row in rows} == {0}
        told = select(NOTICE.c.id).where(NOTICE.c.kind == NoticeKind.LEFT)
        assert tx.execute(told).all() == []


def test_items_and_channels_of_before_are_about_no_customer(old_anywhere: Database) -> None:
    old_anywhere.migrate(now=NOW)
    with old_anywhere.read_all() as tx:
        for table in (CUSTOMER, CUSTOMER_ALIAS, ITEM_CUSTOMER):
            assert tx.execute(select(table)).all() == []
        assert set(tx.execute(select(CHANNEL.c.customer_id)).scalars()) == {None}
        ids = tx.execute(select(ITEM.c.id)).scalars().all()
        items = store.get_many(Transaction(tx, WORKSPACE), ids)
    assert {one.customers for one in items.values()} == {()}


def test_items_of_before_have_no_links(old_anywhere: Database) -> None:
    old_anywhere.migrate(now=NOW)
    with old_anywhere.read_all() as tx:
        assert tx.execute(select(ITEM_LINK)).all() == []
        ids = tx.execute(select(ITEM.c.id)).scalars().all()
        items = store.get_many(Transaction(tx, WORKSPACE), ids)
    assert {one.links for one in items.values()} == {()}


def test_titles_of_before_are_compared_once_folded(old_anywhere: Database) -> None:
    old_anywhere.migrate(now=NOW)
    with old_anywhere.write(WORKSPACE) as tx:
        older = store.get_many(tx, [1])[1]
        new = replace(older, id=10**6)
        assert titles.sharing(tx, new) == {}
        while item_words.fold(tx, limit=3):
            pass
        assert titles.sharing(tx, new) == {1: older.title}


def test_dates_of_before_are_agreed_and_nobody_is_asked(old_anywhere: Database) -> None:
    old_anywhere.migrate(now=NOW)
    with old_anywhere.read_all() as tx:
        ids = tx.execute(select(ITEM.c.id)).scalars().all()
        items = store.get_many(Transaction(tx, WORKSPACE), ids).values()
        assert tx.execute(select(func.count()).select_from(NOTICE)).scalar_one() == 0
    assert items
    for item in items:
        said = item.agreement
        assert (said.agreed_at, said.agreed_by) == (item.logged_at, item.owner)
        assert (said.covers(item.due.at), said.date_asked_at) == (True, None)
