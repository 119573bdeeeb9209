"""J: what people write instead: one APScheduler job per item in its SQLAlchemy store."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import create_engine, event, text

from bot.process.clock import stopwatch

PATIENCE = 60.0
"""Seconds after which a scheduler that rings no more is believed to have lost the rest."""

POST = 0.05
"""Seconds."""
EMPTY = "DELETE FROM apscheduler_jobs"

_rung = threading.Semaphore(0)


def ring() -> None:
    """What each job does: only count."""
    _rung.release()


def post() -> None:
    """What each posting job does: wait for Slack's answer."""
    threading.Event().wait(POST)


class JobPerItem:
    """A scheduler whose store holds `amount` jobs, all due at one instant.

    `tuned` puts the store's SQLite file into WAL mode without a sync for each commit. `job` is what
    each does, and `grace` how many seconds late it may run: None for no limit; APScheduler's
    default is 1.
    """

    def __init__(
        self,
        url: str,
        amount: int,
        *,
        due_at: datetime,
        tuned: bool = False,
        job: Callable[[], None] = ring,
        grace: int | None = None,
    ) -> None:
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        self._amount, self._grace = amount, grace
        self._engine = create_engine(url)
        if tuned:
            event.listen(self._engine, "connect", _tune)
        with self._scheduler() as scheduler:
            for number in range(amount):
                scheduler.add_job(job, "date", run_date=due_at, id=str(number))
            self._execute("CREATE TABLE kept AS SELECT * FROM apscheduler_jobs", EMPTY)

    def seconds(self) -> float:
        """How long it takes until the last job has run."""
        self._execute("INSERT INTO apscheduler_jobs SELECT * FROM kept")
        with self._scheduler() as scheduler:
            began = stopwatch()
            scheduler.resume()
            for _ in range(self._amount):
                assert _rung.acquire(timeout=PATIENCE), "a job was lost"
            span = stopwatch() - began
            _until_taken_out(scheduler)
            return span

    def lost(self) -> int:
        """How many never run if all are loaded now, or when they fall due."""
        over = threading.Semaphore(0)
        missed: list[str] = []

        def ended(told: Any) -> None:
            if told.code == EVENT_JOB_MISSED:
                missed.append(told.job_id)
            over.release()

        self._execute("INSERT INTO apscheduler_jobs SELECT * FROM kept")
        with self._scheduler() as scheduler:
            scheduler.add_listener(ended, EVENT_JOB_MISSED | EVENT_JOB_EXECUTED)
            scheduler.resume()
            for _ in range(self._amount):
                assert over.acquire(timeout=PATIENCE), "a job neither ran nor was missed"
            _until_taken_out(scheduler)
        return len(missed)

    def add(self, due_at: datetime) -> None:
        """Schedule one more job."""
        with self._scheduler() as scheduler:
            scheduler.add_job(ring, "date", run_date=due_at)

    def close(self) -> None:
        """Close the store."""
        self._engine.dispose()

    def _execute(self, *statements: str) -> None:
        with self._engine.begin() as tx:
            for statement in statements:
                tx.execute(text(statement))

    @contextmanager
    def _scheduler(self) -> Iterator[Any]:
        """A paused scheduler on the store."""
        scheduler = BackgroundScheduler(
            jobstores={"default": SQLAlchemyJobStore(engine=self._engine)},
            job_defaults={"misfire_grace_time": self._grace},
            timezone="UTC",
        )
        scheduler.start(paused=True)
        try:
            yield scheduler
        finally:
            scheduler.shutdown()


def _until_taken_out(scheduler: Any) -> None:
    """Wait until the last jobs have left the store, which is after they ran."""
    while scheduler.get_jobs():
        threading.Event().wait(0.01)


def _tune(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
