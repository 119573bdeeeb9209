"""An SQLite file whose log is taken away or that another program locks: told, nothing lost."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.database import LOCKED
from playground.slack import Playground
from storage.engine.database import Database
from storage.engine.file_guard import FileGone
from tests.stories.scraping import readiness
from tests.support.bots.playground_bot import SteppedClock
from tests.support.bots.socket_bot import LINE, a_bot
from tests.support.storage.store_fixtures import WORKSPACE, stored_item

SOON = timedelta(milliseconds=50)


def replaced(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.touch()


WAYS: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "moved": lambda path: path.rename(path.with_name("elsewhere")),
    "replaced": replaced,
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backstop.db"


@pytest.fixture
def opened(file: Path) -> Iterator[Database]:
    with closing(Database(f"sqlite:///{file}")) as database:
        database.migrate()
        yield database


def beside(file: Path, end: str) -> Path:
    return file.with_name(f"{file.name}{end}")


def in_the_file_alone(file: Path, question: str) -> object:
    """What an SQLite file holds without its log, as a copy of it would."""
    alone = Path(shutil.copy(file, file.with_name("alone.db")))
    with closing(sqlite3.connect(alone)) as found:
        (answer,) = found.execute(question).fetchone()
    return answer


def log_one(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        stored_item(tx)


def test_after_migrating_the_schema_is_in_the_file_itself(file: Path, opened: Database) -> None:
    version = in_the_file_alone(file, "SELECT version_num FROM alembic_version")
    assert version == opened.status().current


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("end", ["-wal", "-shm"])
def test_a_log_that_is_taken_away_is_told_and_nothing_is_lost(
    file: Path, opened: Database, end: str, way: str
) -> None:
    log_one(opened)
    WAYS[way](beside(file, end))
    with pytest.raises(FileGone, match=rf"backstop\.db{end} was deleted, moved or replaced"):
        log_one(opened)
    with pytest.raises(FileGone), opened.read_all():
        pass
    assert in_the_file_alone(file, "SELECT count(*) FROM item") == 1, "be it killed now"


def test_a_log_that_comes_back_is_written_on(file: Path, opened: Database) -> None:
    log, elsewhere = beside(file, "-wal"), file.with_name("elsewhere")
    log_one(opened)
    log.rename(elsewhere)
    with pytest.raises(FileGone):
        log_one(opened)
    elsewhere.rename(log)
    log_one(opened)
    opened.close()
    assert in_the_file_alone(file, "SELECT count(*) FROM item") == 2


def test_a_log_that_sqlite_itself_tidies_away_is_not_a_fault(file: Path, opened: Database) -> None:
    for _ in range(2):
        log_one(opened)
        opened.close()
        assert not beside(file, "-wal").exists()
    log_one(opened)


def test_at_the_end_all_is_in_the_file_also_while_another_program_has_it_open(
    file: Path, opened: Database
) -> None:
    """SQLite itself merges the log only when the last program closes the file."""
    log_one(opened)
    with closing(sqlite3.connect(file)) as other:
        other.execute("SELECT count(*) FROM item").fetchall()
        log_one(opened)
        opened.close()
        assert in_the_file_alone(file, "SELECT count(*) FROM item") == 2


def test_a_lock_of_another_program_is_told_from_a_long_write_of_our_own(
    file: Path, opened: Database
) -> None:
    assert not opened.is_locked(SOON)
    with opened.write_all() as tx:
        tx.execute(text("DELETE FROM item"))
        assert not opened.is_locked(SOON)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert opened.is_locked(SOON)
        other.execute("ROLLBACK")
        assert not opened.is_locked(SOON)


async def test_a_bot_whose_log_is_deleted_takes_nothing_in_and_loses_nothing(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    file = folder / "backstop.db"
    async with a_bot(slack, folder, clock) as bot:
        await slack.person("tom").types("#launch", f"/blocker {LINE}")
        await bot.workspace.settle()
        beside(file, "-wal").unlink()
        status, state = await readiness(bot.port)
        assert (status, state["database"]) == (503, "FileGone")
        seen = await slack.person("tom").types("#launch", f"/blocker {LINE}")
        assert "Something went wrong on our side" in seen.text
        titles = in_the_file_alone(file, "SELECT group_concat(title) FROM item")
        assert titles == "Contract import is stuck", "a kill would lose nothing now"
    async with a_bot(slack, folder, clock) as bot:
        assert (await readiness(bot.port))[0] == 200
        seen = await slack.person("tom").types("#launch", "/blocker B-1")
        assert "Contract import is stuck" in seen.text
    slack.expectations.expect_all()


async def test_at_a_quiet_beat_all_that_was_saved_is_taken_over_into_the_file(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    file = folder / "backstop.db"
    async with a_bot(slack, folder, clock) as bot:
        await slack.person("tom").types("#launch", f"/blocker {LINE}")
        await bot.workspace.settle()
        assert in_the_file_alone(file, "SELECT count(*) FROM event") == 1
    slack.expectations.expect_all()


async def test_a_bot_whose_file_another_program_holds_locked_says_so(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    file = folder / "backstop.db"
    async with a_bot(slack, folder, clock) as bot:
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            status, state = await readiness(bot.port)
            assert (status, state["database"]) == (503, LOCKED)
            other.execute("ROLLBACK")
        status, state = await readiness(bot.port)
        assert (status, state["database"]) == (200, "ok")
