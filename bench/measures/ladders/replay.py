"""Another ladder tried on two weeks of a thousand items, and commands that come meanwhile."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from bench.figures import Figure, exactly, up_to
from bench.fixtures import seed_data
from bench.fixtures.databases import SQLITE, Databases
from bench.fixtures.seed_data import BOSS, LEAD, NOW
from bench.measures.thousand_due import fire_all
from bench.measures.writers import log_one
from bench.rounds import Rounds
from bot.process.clock import stopwatch
from bot.process.worker_pool import WorkerPool
from escalation.policy import Policy
from escalation.rungs import Offset, Rung, Shown, Unit, with_targets
from workflows.channels import replay
from workflows.channels.replay import Replayed
from workflows.clock import fire
from workflows.transaction.unit_of_work import WorkspaceContext

AMOUNT, CHANNEL, SIDE = 1_000, "C0", "replay"
ENDS = NOW + timedelta(days=14)


def measure(databases: Databases) -> Iterator[Figure]:
    """Everything is read and lived through on both ladders, on SQLite."""
    rounds = Rounds()
    WorkerPool(1).close()  # sets how soon a thread that computes lets another one
    with databases.database(SQLITE) as database:
        context = _lived(seed_data.settled(database, NOW))
        for _ in rounds.turns(SIDE):
            began = stopwatch()
            found = _replayed(context)
            rounds.add(SIDE, stopwatch() - began)
        slowest = _slowest_command(context)
    what = "another ladder tried on 1,000 items of two weeks"
    yield up_to(what, 2.0, ours=rounds.median(SIDE))
    yield exactly("of these, otherwise than the history has it", "0", ours=_unlike(found))
    yield up_to("the slowest command meanwhile", 0.15, ours=slowest)


def _lived(context: WorkspaceContext) -> WorkspaceContext:
    """A thousand items of one channel, and every pass of the clock in two weeks."""
    for number in range(AMOUNT):
        log_one(context, f"lived:{number}", now=NOW)
    while (at := _next_at(context)) <= ENDS:
        fire_all(context, at)
    return context


def _next_at(context: WorkspaceContext) -> datetime:
    with context.reading(ENDS) as uow:
        at = fire.planned_at(uow)
    assert at, "open items have another step"
    return at


def _replayed(context: WorkspaceContext) -> Replayed:
    window = replay.of_channel(context, CHANNEL, now=ENDS, tried=_slower())
    assert window
    return replay.replayed(window)


def _slower() -> Policy:
    rungs = (Rung(Offset(days, Unit.DAYS), (), Shown.ALOUD) for days in (1, 2, 3))
    usual = seed_data.ladder(LEAD, BOSS)
    return Policy(rungs=with_targets((*rungs,), usual.lead, usual.leadership))


def _unlike(found: Replayed) -> str:
    assert len(found.lives) == AMOUNT
    return str(len(found.exceptions))


def _slowest_command(context: WorkspaceContext) -> float:
    """The longest that logging an item takes while a replay runs beside it."""
    spans = list[float]()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(_replayed, context)
        while not running.done():
            began = stopwatch()
            log_one(context, f"meanwhile:{len(spans)}", now=ENDS)
            spans.append(stopwatch() - began)
    return max(spans)
