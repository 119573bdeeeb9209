"""Copying an installation: everything arrives, on either kind of database, or nothing."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text

from storage import channels, copying, workspaces
from storage.copying import CannotCopy
from storage.engine.database import Database
from storage.items import chain, history, store
from storage.outbox import queue, rate_limits
from storage.outbox.claims import claim
from storage.tables.base import Row
from tests.support.factories import LEAD, OWNER
from tests.support.storage.store_fixtures import NOW, WORKSPACE, a_reminder, an_event, stored_item


@pytest.fixture
def target(unused_url: str) -> Iterator[Database]:
    with closing(Database(unused_url)) as made:
        yield made


@pytest.fixture
def source(sqlite: Database) -> Database:
    """An SQLite file with a bit of everything, for what depends on the target alone."""
    return filled(sqlite)


def filled(database: Database) -> Database:
    """An installation with a bit of everything."""
    with database.write(WORKSPACE) as tx:
        workspaces.save(tx, name="Ours", bot_user="U00")
        for title in ("Größe", "", "100% *sure*"):
            item = stored_item(tx, title=title, told=(LEAD,), options=("yes", "«no»"), next_at=NOW)
        history.append(tx, [an_event(item_id=item.id, facts={"to": "U9"}) for _ in range(5)])
        queue.add(tx, [a_reminder("a", item_id=item.id), a_reminder("b")])
        claim(tx, now=NOW, limit=1)
        channels.set_members(tx, "C01", listed=[OWNER, LEAD], now=NOW)
        rate_limits.hold(tx, LEAD, until=NOW)
    return database


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in the order of its key."""
    with database.read_all() as tx:
        return {
            table.name: [tuple(row) for row in tx.execute(table.select().order_by(*table.c))]
            for table in Row.metadata.sorted_tables
        }


def test_everything_arrives_as_it_was_and_is_counted(database: Database, target: Database) -> None:
    told: list[int] = []
    source = filled(database)
    counts = copying.copy(source, target, tell=told.append)
    assert everything(target) == everything(source)
    assert (counts["item"], counts["event"], counts["told"], counts["notice"]) == (3, 5, 3, 2)
    assert sum(told) == sum(counts.values())
    assert target.status().is_current


def test_numbers_go_on_where_they_were(source: Database, target: Database) -> None:
    copying.copy(source, target, tell=print)
    with target.write(WORKSPACE) as tx:
        item = stored_item(tx)
        history.append(tx, [an_event(item_id=item.id)])
        assert (item.id, item.label) == (4, "B-4")
        walked = chain.verify(tx)
        assert (walked.events, walked.broken_at) == (6, None)
        assert len(store.get_many(tx, [1, 2, 3, 4])) == 4


def test_a_target_that_holds_anything_is_refused_and_stays_as_it_is(
    source: Database, target: Database
) -> None:
    target.migrate()
    with target.write(WORKSPACE) as tx:
        workspaces.save(tx, name="Theirs", bot_user="U00")
    before = everything(target)
    with pytest.raises(CannotCopy, match="is not empty"):
        copying.copy(source, target, tell=print)
    assert everything(target) == before


def test_a_copy_that_is_cut_short_leaves_nothing(source: Database, target: Database) -> None:
    def give_up(_rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copying.copy(source, target, tell=give_up)
    assert target.status().current == ""


def test_a_history_that_was_tampered_with_is_copied_as_it_is(
    source: Database, target: Database
) -> None:
    with source.write_all() as tx:
        tx.execute(text("UPDATE event SET reason = 'forged' WHERE id = 2"))
    copying.copy(source, target, tell=print)
    with target.read(WORKSPACE) as tx:
        assert chain.verify(tx).broken_at == 2
