"""Worker processes that empty an outbox together while some of them are killed."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from random import Random
from signal import SIGKILL
from typing import Any

from sqlalchemy import event, text

from bot.process.clock import utc_now
from storage.engine.database import Database, again
from storage.outbox.claims import claim
from storage.outbox.model import ClaimedMessage
from storage.outbox.transitions import finish_sent
from tests.support.bots.processes import forked
from tests.support.storage.store_fixtures import WORKSPACE, backlog

LEASE = timedelta(milliseconds=400)
AT_A_TIME = 5


def empty_it(url: str, workers: int, *, kills: int, seed: int, locked: bool = True) -> int:
    """Let workers claim and finish until nothing is left, killing some; how many were killed.

    Killed workers are replaced. Without `locked` they use neither turns nor row locks, and nobody
    claims anything before all have looked.
    """
    looked = None if locked else forked.Barrier(workers)

    def another() -> BaseProcess:
        worker = forked.Process(target=_work, args=(url, looked))
        worker.start()
        return worker

    random, killed = Random(seed), 0
    alive = [another() for _ in range(workers)]
    while alive:
        pause = random.uniform(0.005, 0.03) if killed < kills else None
        wait([worker.sentinel for worker in alive], timeout=pause)
        if all(worker.is_alive() for worker in alive):
            random.choice(alive).kill()
            alive.append(another())
            killed += 1
        for worker in [worker for worker in alive if not worker.is_alive()]:
            assert worker.exitcode in {0, -SIGKILL}, "a worker failed"
            alive.remove(worker)
            worker.close()
    return killed


def _work(url: str, looked: Any) -> None:
    database = Database(url)
    if looked:
        event.listen(database._engine, "before_cursor_execute", _unlocked, retval=True)
        event.listen(database._engine, "before_cursor_execute", _taking_together(looked))
    while (messages := again(partial(_claim, database))) or _waits(database):
        for message in messages:
            again(partial(_finish, database, message))
        if not messages:
            threading.Event().wait(0.02)


def _claim(database: Database) -> tuple[ClaimedMessage, ...]:
    with database.write(WORKSPACE) as tx:
        messages = claim(tx, now=utc_now(), limit=AT_A_TIME, lease=LEASE)
        for message in messages:
            tx.connection.execute(
                text("INSERT INTO claimed VALUES (:notice, :fence)"), _record(message)
            )
    return messages


def _finish(database: Database, message: ClaimedMessage) -> None:
    with database.write(WORKSPACE) as tx:
        if finish_sent(tx, message, channel="D", ts=message.token, now=utc_now()):
            tx.connection.execute(
                text("INSERT INTO finished VALUES (:notice, :fence)"), _record(message)
            )


def _waits(database: Database) -> bool:
    with database.read(WORKSPACE) as tx:
        return bool(backlog(tx))


def _record(message: ClaimedMessage) -> dict[str, int]:
    return {"notice": message.rows[0].id, "fence": message.fence}


def _taking_together(looked: Any) -> Callable[..., None]:
    """Before the first claim, wait until all workers have looked for what to claim."""
    first = [looked]

    def wait_for_all(*call: Any) -> None:
        if first and call[2].startswith("UPDATE notice"):
            first.pop().wait(timeout=60)

    return wait_for_all


def _unlocked(*call: Any) -> tuple[str, Any]:
    statement = call[2].replace("FOR UPDATE OF notice SKIP LOCKED", "")
    return statement.partition("SELECT pg_advisory_xact_lock")[0] or statement, call[3]
