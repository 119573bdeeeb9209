"""What a pending item costs while it waits: no transaction and no memory of its own."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from bench.figures import Figure, exactly, up_to
from bench.fixtures import seed_data
from bench.fixtures.databases import KINDS, SQLITE, Databases
from bench.fixtures.seed_data import NOW
from bench.fixtures.statements import overheard
from bench.measures.writers import log_one
from bench.references.job_per_item import JobPerItem, ring
from workflows.clock import fire
from workflows.outbox import dispatch
from workflows.transaction.unit_of_work import WorkspaceContext

AMOUNT = 10_000
POINTER = 8
"""Bytes; what is measured wavers by a few kilobytes for all of them."""
LATER = datetime(2100, 1, 1, tzinfo=UTC)


def measure(databases: Databases) -> Iterator[Figure]:
    """Commits of a logged blocker, and how much the process grows with ten thousand more."""
    job = _commits_of_a_job(databases)
    for kind in KINDS:
        with databases.database(kind) as database:
            context = seed_data.settled(database, NOW)
            yield exactly(
                f"writing transactions to log and schedule a blocker, {kind}",
                "1",
                ours=str(_writes(partial(log_one, context, "1", now=NOW))),
                beside=f"J {job} for the schedule alone",
            )
            yield up_to(
                f"process memory of a pending item, {kind}",
                POINTER,
                ours=max(0.0, _grown(context) / AMOUNT),
                shown="{:.0f} bytes".format,
                beside=f"J in memory {_job_in_memory():.0f} bytes",
            )


def _writes(work: Callable[[], object]) -> int:
    """How many transactions of `work` change something."""
    with overheard() as traffic:
        work()
    return traffic.writing


def _commits_of_a_job(databases: Databases) -> int:
    store = JobPerItem(databases.url(SQLITE), 0, due_at=LATER)
    try:
        return _writes(lambda: store.add(LATER))
    finally:
        store.close()


def _grown(context: WorkspaceContext) -> float:
    """Bytes by which the process has grown with so many more items, after a pass over them."""
    tracemalloc.start()
    try:
        _traced_with(context, AMOUNT)  # whatever is remembered once is remembered now
        before = _traced_with(context, AMOUNT)
        return _traced_with(context, AMOUNT) - before
    finally:
        tracemalloc.stop()


def _traced_with(context: WorkspaceContext, more: int) -> int:
    """The process's memory after a pass over so many more items."""
    later = NOW + timedelta(days=30)
    with context.database.write(context.workspace) as tx:
        seed_data.lay_in(tx, more, due_at=later, next_at=later)
    assert fire.fire_due(context, NOW) == 0
    fire.queue_summaries(context, NOW)
    dispatch.take(context, NOW)
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def _job_in_memory() -> float:
    """Bytes of one job in APScheduler's own store."""
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.start(paused=True)
    tracemalloc.start()
    for _ in range(AMOUNT // 10):
        scheduler.add_job(ring, "date", run_date=LATER)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    scheduler.shutdown()
    return grown / (AMOUNT // 10)
