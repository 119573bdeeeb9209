"""The database itself: safe settings, one writer at a time, a schema that matches."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage import inbox
from storage.engine import schema
from storage.engine.database import Database
from storage.engine.file_guard import FileGone
from storage.engine.schema import TooNew
from storage.items import store
from storage.outbox import claims, queue
from storage.outbox.model import LEASE
from storage.outbox.transitions import finish_sent
from storage.tables import ALL
from storage.tables.base import Row
from tests.support.storage.store_fixtures import (
    NOW,
    WORKSPACE,
    a_reminder,
    an_escalation,
    plan_of,
    stored_item,
)

THREADS = 8

pytestmark = pytest.mark.every_server


def together(work: Callable[[int], None]) -> None:
    """Run `work` in all threads at once, and raise whatever any of them raised."""
    start = threading.Barrier(THREADS)
    failures: list[Exception] = []

    def run(n: int) -> None:
        start.wait()
        try:
            work(n)
        except Exception as failure:  # noqa: BLE001 - handed to the test's own thread
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_the_migrated_schema_is_the_one_the_tables_declare(database: Database) -> None:
    assert set(ALL) == set(Row.metadata.tables.values())
    with database.read_all() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []


def test_an_empty_database_is_brought_up_to_date_once(tmp_path: Path) -> None:
    fresh = Database(f"sqlite:///{tmp_path / '100%.db'}")
    assert (fresh.status().current, fresh.status().is_current) == ("", False)
    fresh.migrate()
    fresh.migrate()
    assert fresh.status().is_current
    fresh.close()


def test_each_step_is_called_as_its_file(sqlite: Database) -> None:
    """So the start can see that there is nothing to do without loading them."""
    steps = [step.revision for step in ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()]
    files = sorted((schema.MIGRATIONS / "versions").glob("*.py"), reverse=True)
    assert [file.name.partition("_")[0] for file in files] == steps
    assert sqlite.status().wanted == steps[0]


def test_each_write_waits_for_other_processes_as_long_as_it_was_told_to(tmp_path: Path) -> None:
    """Also on a connection that waited differently before, and on a new one."""
    with closing(Database(f"sqlite:///{tmp_path / 'new.db'}")) as database:
        for longest in (60, 1, 60, 1):
            with database.write_all(timedelta(seconds=longest)) as tx:
                told = tx.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
            assert longest * 1000 - 1000 <= told <= longest * 1000
            if longest == 1:
                database.close()


def test_a_start_with_nothing_to_upgrade_waits_for_no_writer(database_url: str) -> None:
    with (
        closing(Database(database_url)) as writing,
        closing(Database(database_url)) as starting,
        writing.write_all(),
    ):
        starting.migrate()


def test_replicas_that_start_together_migrate_once(unused_url: str) -> None:
    databases = [Database(unused_url) for _ in range(THREADS)]
    together(lambda n: databases[n].migrate())
    assert all(database.status().is_current for database in databases)
    for database in databases:
        database.close()


def test_a_database_of_a_later_version_is_refused(database: Database) -> None:
    with database.write_all() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    wanted = database.status().wanted
    with pytest.raises(TooNew, match=rf"has schema 9999.*knows only up to {wanted}"):
        database.migrate()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("mysql://localhost/x", "mysql is not known"),
        ("postgresql+psycopg://user:pass@word@host/x", "write @ as %40"),
    ],
)
def test_an_unfit_address_is_refused_with_what_to_use(url: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Database(url)


def test_sqlite_syncs_fully_and_checks_references(sqlite: Database) -> None:
    with sqlite.read_all() as tx:
        settings = {
            name: tx.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_many_threads_writing_at_once_all_succeed_without_gaps(database: Database) -> None:
    def log(_: int) -> None:
        for _again in range(10):
            with database.write(WORKSPACE) as tx:
                stored_item(tx)

    together(log)
    with database.read_all() as tx:
        count = tx.execute(text("SELECT count(*), max(number) FROM item")).one()
    assert tuple(count) == (80, 80)


def test_what_a_writer_has_read_does_not_change_before_it_saves(
    database: Database, database_url: str
) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx, card_ts="0")
    replicas = [Database(database_url) for _ in range(THREADS)]

    def count_one_more(n: int) -> None:
        for _ in range(5):
            with replicas[n].write(WORKSPACE) as tx:
                found = store.get(tx, item.id)
                assert found is not None
                store.card_posted(tx, item.id, str(int(found.card_ts) + 1))

    together(count_one_more)
    with database.read(WORKSPACE) as tx:
        assert store.get_many(tx, [item.id])[item.id].card_ts == "40"
    for replica in replicas:
        replica.close()


def test_two_processes_writing_at_once_wait_for_each_other(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    databases = [Database(url) for _ in range(THREADS)]  # each with a writer lock of its own
    databases[0].migrate()

    def log(n: int) -> None:
        for _ in range(5):
            with databases[n].write(WORKSPACE) as tx:
                stored_item(tx)

    together(log)
    with databases[0].read_all() as tx:
        assert tx.execute(text("SELECT max(number) FROM item")).scalar() == 40
    for database in databases:
        database.close()


def test_claimers_at_once_never_take_the_same_notice(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        people = [f"U{n:03}" for n in range(40)]
        queue.add(tx, [a_reminder(f"r{p}", recipient=p) for p in people])
        queue.add(tx, [an_escalation(f"e{p}", recipient=p) for p in people])
    taken: list[str] = []

    def deliver(n: int) -> None:
        while True:
            with database.write(WORKSPACE) as tx:
                messages = claims.claim(tx, now=NOW, limit=3)
            if not messages:
                return
            for message in messages:
                taken.extend(row.notice.key for row in message.rows)
                with database.write(WORKSPACE) as tx:
                    assert finish_sent(tx, message, channel="D", ts=f"{n}.{len(taken)}", now=NOW)

    together(deliver)
    with database.read(WORKSPACE) as tx:
        assert claims.next_at(tx, now=NOW + 2 * LEASE) is None
    assert Counter(Counter(taken).values()) == {1: 80}


def test_redeliveries_at_once_have_one_effect(database: Database) -> None:
    answers: list[Any] = []

    def receive(n: int) -> None:
        with database.write(WORKSPACE) as tx:
            click = {"kind": "click", "external_id": "17.1"}
            answer = inbox.receive(tx, **click, now=NOW)
            if answer is None:
                stored_item(tx)
                inbox.remember(tx, **click, answer={"by": n})
            else:
                answers.append(answer)

    together(receive)
    with database.read_all() as tx:
        assert tx.execute(text("SELECT count(*) FROM item")).scalar() == 1
    assert len(answers) == THREADS - 1
    assert all(answer == answers[0] for answer in answers)


def test_the_hot_queries_go_by_their_indexes(sqlite: Database) -> None:
    with sqlite.write(WORKSPACE) as tx:
        due = plan_of(tx, lambda: store.due(tx, now=NOW))
        claim = plan_of(tx, lambda: claims.claim(tx, now=NOW, limit=5, busy={"U1"}))
        following = plan_of(tx, lambda: claims.next_at(tx, now=NOW + timedelta(days=1)))
    assert "ix_item_next_at (workspace=? AND next_at<?)" in due
    assert "ix_notice_ahead (workspace=? AND rank=? AND try_at<?)" in claim
    assert "ix_notice_sending (workspace=? AND try_at>?)" in claim
    assert "SCAN notice" not in claim
    assert "ix_notice_try_at" in following
    assert "TEMP B-TREE" not in due + claim + following


def test_a_file_that_is_taken_away_takes_nothing_more_until_it_is_back(tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "backstop.db", tmp_path / "elsewhere.db"
    with closing(Database(f"sqlite:///{file}")) as database:
        database.migrate()
        file.rename(elsewhere)
        with pytest.raises(FileGone, match=r"backstop\.db was deleted, moved or replaced"):
            stored(database)
        file.touch()
        with pytest.raises(FileGone), database.read_all():
            pass
        elsewhere.replace(file)
        stored(database)
    with closing(Database(f"sqlite:///{file}")) as database, database.read_all() as tx:
        assert tx.execute(text("SELECT count(*) FROM item")).scalar() == 1


def stored(database: Database) -> None:
    """One item."""
    with database.write(WORKSPACE) as tx:
        stored_item(tx)
