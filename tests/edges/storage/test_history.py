"""The history: ordered, per item and per channel, and tampering shows."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Executable, select, text

from storage.engine.database import Database
from storage.items import chain, history
from storage.tables.items import EVENT
from storage.tables.workspaces import WORKSPACE as WORKSPACE_TABLE
from tests.support.factories import CHANNEL, LEADS_CHANNEL
from tests.support.storage.store_fixtures import (
    NOW,
    WORKSPACE,
    an_event,
    elsewhere,
    plan_of,
    stored_item,
)

HOUR = timedelta(hours=1)


def test_a_timeline_tells_the_newest_events_in_order(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx)
        events = [
            an_event(item_id=item.id, action=action, reason="«ß»", facts={"to": "U9"})
            for action in ("logged", "acknowledge", "resolve")
        ]
        history.append(tx, events)
        history.append(tx, [an_event(item_id=stored_item(tx).id)])
        assert history.timeline(tx, item.id) == tuple(events)
        assert history.timeline(tx, item.id, limit=2) == tuple(events[1:])


def test_a_channels_week_starts_at_its_start_and_ends_before_its_end(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        here, there = stored_item(tx), stored_item(tx, channel=LEADS_CHANNEL)
        inside = [an_event(item_id=here.id, at=NOW), an_event(item_id=here.id, at=NOW + HOUR)]
        outside = [
            an_event(item_id=here.id, at=NOW - HOUR),
            an_event(item_id=here.id, at=NOW + 2 * HOUR),
            an_event(item_id=there.id, at=NOW),
            an_event(item_id=None, at=NOW),
        ]
        history.append(tx, [*reversed(inside), *outside])
        week = history.of_channel_between(tx, channel=CHANNEL, start=NOW, end=NOW + 2 * HOUR)
    assert week == tuple(inside)


def test_an_untouched_history_verifies_in_every_workspace(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        history.append(tx, [an_event(), an_event()])
        history.append(elsewhere(tx), [an_event()])
        history.append(tx, [an_event(facts={"b": "1", "a": "2"})])
        walked = [chain.verify(elsewhere(tx, one)) for one in (WORKSPACE, "T02", "T03")]
    assert [(walk.events, walk.broken_at) for walk in walked] == [
        (3, None),
        (1, None),
        (0, None),
    ]


def test_a_reason_no_database_can_hold_is_not_tampering(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        history.append(tx, [an_event(reason="a\0b \ud83d", facts={"c": "d\0e \ud83d"})])
    with database.read(WORKSPACE) as tx:
        assert chain.verify(tx).broken_at is None


@pytest.mark.parametrize(
    ("tampering", "held", "broken_at", "is_there"),
    [
        (EVENT.update().where(EVENT.c.id == 2).values(reason="forged"), 1, 2, True),
        (EVENT.update().where(EVENT.c.id == 1).values(at=NOW - HOUR), 0, 1, True),
        (EVENT.update().where(EVENT.c.id == 3).values(workspace="T02"), 2, 4, True),
        (EVENT.delete().where(EVENT.c.id == 2), 1, 3, True),
        (EVENT.delete().where(EVENT.c.id == 4), 3, 4, False),
        (EVENT.delete(), 0, 1, False),
    ],
)
def test_tampering_shows(
    database: Database, tampering: Any, held: int, broken_at: int, is_there: bool
) -> None:
    assert isinstance(tampering, Executable)
    with database.write(WORKSPACE) as tx:
        history.append(tx, [an_event() for _ in range(4)])
        tx.connection.execute(tampering)
        walked = chain.verify(tx)
    assert (walked.events, walked.broken_at) == (held, broken_at)
    assert (walked.found is not None) == is_there


def test_a_walk_goes_by_an_index_and_sorts_nothing(sqlite: Database) -> None:
    """It used to be quadratic: each page of a thousand sorted all remaining events."""
    with sqlite.read(WORKSPACE) as tx:
        plan = plan_of(tx, lambda: [*chain.rows(tx)])
    assert "ix_event_chain (workspace=? AND id>?)" in plan
    assert "TEMP B-TREE" not in plan


def test_an_event_that_was_put_before_all_others_shows(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        history.append(tx, [an_event()])
        tx.connection.execute(text("UPDATE event SET id = -1"))
        history.append(tx, [an_event()])
        tx.connection.execute(EVENT.update().where(EVENT.c.id == -1).values(reason="forged"))
        assert chain.verify(tx).broken_at == -1


def test_a_newest_hash_that_was_set_back_shows(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        history.append(tx, [an_event() for _ in range(3)])
        first = select(EVENT.c.hash).where(EVENT.c.id == 1).scalar_subquery()
        tx.connection.execute(WORKSPACE_TABLE.update().values(chain_head=first))
        walked = chain.verify(tx)
    assert (walked.events, walked.broken_at) == (3, 4)
