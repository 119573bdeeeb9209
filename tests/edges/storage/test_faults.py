"""Disks and servers on bad days: nothing half-done stays, and work continues afterwards."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from signal import SIGKILL, SIGQUIT, Signals

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError

from storage import inbox
from storage.engine.database import Database, Interrupted, again
from tests.support.storage.postgres import Server, running
from tests.support.storage.store_fixtures import NOW, WORKSPACE, stored_item


def count_items(database: Database) -> int:
    with database.read_all() as tx:
        return int(tx.execute(text("SELECT count(*) FROM item")).scalar_one())


@pytest.fixture
def path(sqlite_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "backstop.db"))


def test_a_full_disk_loses_nothing_and_work_goes_on_once_there_is_room(path: Path) -> None:
    pages = {"left": 2}

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages['left']}")

    with closing(Database(f"sqlite:///{path}")) as database:
        event.listen(database._engine, "begin", limit)
        with pytest.raises(OperationalError, match="full"), database.write(WORKSPACE) as tx:
            stored_item(tx, title="x" * 100_000)
        assert count_items(database) == 0
        pages["left"] = 1_000_000
        with database.write(WORKSPACE) as tx:
            assert stored_item(tx).label == "B-1"


def test_a_file_that_may_not_be_written_to_is_said_and_stays_readable(path: Path) -> None:
    with closing(Database(f"sqlite:///file:{path}?mode=ro&uri=true")) as database:
        with pytest.raises(OperationalError, match="readonly"), database.write(WORKSPACE) as tx:
            stored_item(tx)
        assert count_items(database) == 0


@pytest.fixture(scope="module")
def server(pytestconfig: pytest.Config) -> Iterator[Server]:
    """A server that really syncs, to be killed."""
    if pytestconfig.getoption("--no-postgres"):
        pytest.skip("--no-postgres")
    with running(durable=True) as made:
        yield made


def nothing() -> None:
    """Leave the server alone."""


def click(database: Database, key: str, meanwhile: Callable[[], None]) -> str:
    """Log an item once per key; `meanwhile` happens right before the commit."""
    name = {"kind": "click", "external_id": key}
    with database.write(WORKSPACE) as tx:
        earlier = inbox.receive(tx, **name, now=NOW)
        if earlier is not None:
            return str(earlier["item"])
        item = stored_item(tx)
        inbox.remember(tx, **name, answer={"item": item.label})
        meanwhile()
    return item.label


@pytest.mark.parametrize("by", [SIGKILL, SIGQUIT])
def test_a_server_that_is_killed_loses_no_answered_request_and_doubles_none(
    server: Server, by: Signals
) -> None:
    with closing(Database(server.url())) as database:
        database.migrate()
        before = count_items(database)
        for n in range(2):
            key = f"{by}.{n}"
            answer = ""
            with suppress(Interrupted, OperationalError):
                answer = again(partial(click, database, key, partial(server.kill, by)))
            server.stop()
            server.start()
            repeated = again(partial(click, database, key, nothing))
            assert repeated == f"B-{before + n + 1}"
            assert answer in {"", repeated}
            assert count_items(database) == before + n + 1
