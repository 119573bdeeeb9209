"""Another ladder tried on two weeks of a thousand items, and commands that come meanwhile.

Of ten items seven are resolved before they are due, one three hours after it, one on the Monday
after an acknowledgement, and one never. A second thousand that nobody answers is the worst case: it
is compared with P, every pass of the clock planned for both ladders with nobody told. Both take
seconds of a processor, whatever else it has to do. Commands are compared with those that come while
a thread counts.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from time import process_time
from typing import TypeAlias
from uuid import uuid4

from bench.figures import Figure, at_most, exactly, up_to
from bench.fixtures import seed_data
from bench.fixtures.databases import SQLITE, Databases
from bench.fixtures.seed_data import BOSS, LEAD, NOW
from bench.measures.thousand_due import fire_all
from bench.measures.writers import log_one
from bench.rounds import Rounds
from bot.process import gc_tuning
from bot.process.clock import stopwatch
from bot.process.worker_pool import WorkerPool
from escalation.calendars import owners_calendar
from escalation.items import Item, Kind
from escalation.ladder.plan import apply, plan
from escalation.moves.move import Intent, Move
from escalation.people import Person
from escalation.policy import Policy
from escalation.replay.past import begun
from escalation.rungs import Offset, Rung, Shown, Unit, with_targets
from workflows.channels import replay
from workflows.channels.replay import Replayed, Window
from workflows.clock import fire
from workflows.items import move
from workflows.items.move import Which
from workflows.transaction.unit_of_work import Request, WorkspaceContext

Answers: TypeAlias = Mapping[int, tuple[tuple[timedelta, Intent], ...]]

AMOUNT, CHANNEL = 1_000, "C0"
WHAT = "processor time of another ladder tried on 1,000 items of two weeks"
REPLAY, PLANS = "replay", "P"
MEANWHILE, COUNTING = "meanwhile", "a thread that counts"
COUNTED = 40_000_000
ENDS = NOW + timedelta(days=14)


def measure(databases: Databases) -> Iterator[Figure]:
    """Everything is read and lived through on both ladders, on SQLite."""
    WorkerPool(1).close()  # sets how soon a thread that computes lets another one
    gc_tuning.spare_what_stays()  # as the bot does once it has started
    with databases.database(SQLITE) as database:
        context, rounds = _lived(seed_data.settled(database, NOW), ANSWERS), Rounds()
        for _ in rounds.turns(REPLAY):
            rounds.add(REPLAY, _seconds_to_replay(context))
        unlike = _unlike(context)
        for side in rounds.turns(MEANWHILE, COUNTING):  # these log more items
            rounds.add(side, _SIDES[side](context))
    yield up_to(WHAT, 2.0, ours=rounds.median(REPLAY))
    yield exactly("of these, different from the history", "0", ours=unlike)
    yield at_most(
        "the slowest command meanwhile",
        3,
        ratio=rounds.ratio(MEANWHILE, COUNTING),
        name=COUNTING,
        reference=rounds.median(COUNTING),
        ours=rounds.median(MEANWHILE),
    )
    yield from _worst(databases)


def _worst(databases: Databases) -> Iterator[Figure]:
    with databases.database(SQLITE) as database:
        context, rounds = _lived(seed_data.settled(database, NOW), {}), Rounds()
        for side in rounds.turns(REPLAY, PLANS):
            rounds.add(side, _SIDES[side](context))
    yield at_most(
        f"{WHAT} that nobody answers",
        4,
        ratio=rounds.ratio(REPLAY, PLANS),
        name=PLANS,
        reference=rounds.median(PLANS),
        ours=rounds.median(REPLAY),
    )
    yield exactly("of these, different from the history", "0", ours=_unlike(context))


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


def _window(context: WorkspaceContext) -> Window:
    window = replay.of_channel(context, CHANNEL, now=ENDS, tried=_slower())
    assert window
    return window


def _replayed(context: WorkspaceContext) -> Replayed:
    return replay.replayed(_window(context))


def _seconds_to_replay(context: WorkspaceContext) -> float:
    began = process_time()
    _replayed(context)
    return process_time() - began


def _seconds_to_plan(context: WorkspaceContext) -> float:
    """Every pass planned, for both ladders, and nobody told."""
    window = _window(context)
    began = process_time()
    for past in window.pasts:
        for policy in (past.first_ladder, window.tried):
            item = begun(past, policy, window.known.directory)
            assert item
            _plan_all(item, window.known.directory.people)
    return process_time() - began


def _plan_all(item: Item, people: Mapping[str, Person]) -> None:
    while item.next_at and item.next_at <= ENDS:
        calendar = owners_calendar(item, people, item.next_at)
        item = apply(item, plan(item, item.policy, item.next_at, calendar=calendar))


def _slower() -> Policy:
    rungs = (Rung(Offset(days, Unit.DAYS), (), Shown.ALOUD) for days in (1, 2, 3))
    usual = seed_data.ladder(LEAD, BOSS)
    return Policy(rungs=with_targets((*rungs,), usual.lead, usual.leadership))


def _unlike(context: WorkspaceContext) -> str:
    found = _replayed(context)
    assert len(found.lives) == AMOUNT
    return str(len(found.exceptions))


def _slowest_command(context: WorkspaceContext, beside: Callable[[], object]) -> float:
    """The longest that logging an item takes while something else runs."""
    spans = list[float]()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(beside)
        while not running.done():
            began = stopwatch()
            log_one(context, f"meanwhile:{uuid4()}", now=ENDS)
            spans.append(stopwatch() - began)
    return max(spans)


def _counted() -> int:
    return sum(1 for _ in range(COUNTED))


_SIDES: Mapping[str, Callable[[WorkspaceContext], float]] = {
    REPLAY: _seconds_to_replay,
    PLANS: _seconds_to_plan,
    MEANWHILE: lambda context: _slowest_command(context, partial(_replayed, context)),
    COUNTING: lambda context: _slowest_command(context, _counted),
}
