"""Another ladder tried on two weeks of a thousand items, and commands that come meanwhile.

Of ten items seven are resolved before they are due, one three hours after it, one on the Monday
after an acknowledgement, and one never. A second thousand that nobody answers is the worst case.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypeAlias

from bench.figures import Figure, exactly, up_to
from bench.fixtures import seed_data
from bench.fixtures.databases import SQLITE, Databases
from bench.fixtures.seed_data import BOSS, LEAD, NOW
from bench.measures.thousand_due import fire_all
from bench.measures.writers import log_one
from bench.rounds import Rounds
from bot.process.clock import stopwatch
from bot.process.worker_pool import WorkerPool
from escalation.items import Kind
from escalation.moves.move import Intent, Move
from escalation.policy import Policy
from escalation.rungs import Offset, Rung, Shown, Unit, with_targets
from workflows.channels import replay
from workflows.channels.replay import Replayed
from workflows.clock import fire
from workflows.items import move
from workflows.items.move import Which
from workflows.transaction.unit_of_work import Request, WorkspaceContext

Answers: TypeAlias = Mapping[int, tuple[tuple[timedelta, Intent], ...]]

AMOUNT, CHANNEL, SIDE = 1_000, "C0", "replay"
ENDS = NOW + timedelta(days=14)


def measure(databases: Databases) -> Iterator[Figure]:
    """Everything is read and lived through on both ladders, on SQLite."""
    WorkerPool(1).close()  # sets how soon a thread that computes lets another one
    what = "another ladder tried on 1,000 items of two weeks"
    for answers, whose in ((ANSWERS, ""), ({}, " that nobody answers")):
        rounds = Rounds()
        with databases.database(SQLITE) as database:
            context = _lived(seed_data.settled(database, NOW), answers)
            for _ in rounds.turns(SIDE):
                began = stopwatch()
                found = _replayed(context)
                rounds.add(SIDE, stopwatch() - began)
            slowest = _slowest_command(context)
        yield up_to(f"{what}{whose}", 2.0, ours=rounds.median(SIDE))
        yield exactly("of these, different from the history", "0", ours=_unlike(found))
        yield up_to("the slowest command meanwhile", 0.15, ours=slowest)


DUE = timedelta(days=2)
RESOLVED = Intent(move=Move.RESOLVE, actor="U2", text="restarted it")
SEEN = Intent(move=Move.ACKNOWLEDGE, actor="U2")
ANSWERS: Answers = {
    **{number: ((DUE - timedelta(days=1), RESOLVED),) for number in range(7)},
    7: ((DUE + timedelta(hours=3), RESOLVED),),
    8: ((DUE + timedelta(hours=1), SEEN), (DUE + timedelta(days=3, hours=1), RESOLVED)),
}
"""What the owners of ten items do, and how long after logging them."""


def _lived(context: WorkspaceContext, answers: Answers) -> WorkspaceContext:
    """A thousand items of one channel, and every pass of the clock in two weeks."""
    for number in range(AMOUNT):
        log_one(context, f"lived:{number}", now=NOW)
    acts = [
        (NOW + after, number, intent)
        for number in range(AMOUNT)
        for after, intent in answers.get(number % 10, ())
    ]
    for at, number, intent in sorted(acts, key=lambda act: act[:2]):
        _pass_until(context, at)
        request = Request(kind="command", external_id=f"{at}:{number}", actor="U2", channel="C0")
        move.make(
            context, request, Which(kind=Kind.BLOCKER, number=number + 1), intent=intent, now=at
        )
    _pass_until(context, ENDS)
    return context


def _pass_until(context: WorkspaceContext, end: datetime) -> None:
    while (at := _next_at(context)) <= end:
        fire_all(context, at)


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
