"""Several processes on one outbox, some killed at any moment: one process takes each notice."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing

from sqlalchemy import BigInteger, Integer, column, select, text
from sqlalchemy import table as sql_table

from bot.process.clock import utc_now
from storage import installations
from storage.engine.database import Database
from storage.outbox import queue
from tests.support.bots import claim_workers
from tests.support.storage.databases import POSTGRESQL, Templates
from tests.support.storage.store_fixtures import WORKSPACE, an_escalation

NOTICES = 250
WORKERS = 4
KILLS = 6


def fill(database: Database, notices: int) -> None:
    """Queue notices to different people, and create the tables that record what was done."""
    now = utc_now()
    due = {"planned_at": now, "not_before": now}
    with database.write(WORKSPACE) as tx:
        for name in ("claimed", "finished"):
            tx.connection.execute(text(f"CREATE TABLE {name} (notice BIGINT, fence INTEGER)"))
        found = [an_escalation(f"n{n}", recipient=f"U{n:05}", **due) for n in range(notices)]
        queue.add(tx, found)
        installations.ensure(tx, now=now)


def recorded(database: Database, table: str) -> Counter[tuple[int, int]]:
    """How often each notice was claimed or finished with each fence."""
    with database.read_all() as tx:
        found = select(column("notice", BigInteger), column("fence", Integer))
        rows = tx.execute(found.select_from(sql_table(table)))
        return Counter((row.notice, row.fence) for row in rows)


def test_processes_that_are_killed_take_no_notice_twice(
    database: Database, database_url: str
) -> None:
    fill(database, NOTICES)
    killed = claim_workers.empty_it(database_url, WORKERS, kills=KILLS, seed=7)
    claimed, finished = recorded(database, "claimed"), recorded(database, "finished")
    assert killed > WORKERS
    assert max(claimed.values()) == 1
    assert sorted(notice for notice, _ in finished.elements()) == list(range(1, NOTICES + 1))


def test_without_locks_of_rows_they_would(templates: Callable[[str], Templates]) -> None:
    with templates(POSTGRESQL).database() as url, closing(Database(url)) as database:
        fill(database, 100)
        claim_workers.empty_it(url, WORKERS, kills=0, seed=7, locked=False)
        assert max(recorded(database, "claimed").values()) > 1
