"""A heartbeat with nothing to do: as quick with a million open items as with a thousand."""

from collections.abc import Iterator
from contextlib import ExitStack

from bench.figures import Figure, at_most, exactly
from bench.fixtures import seed_data
from bench.fixtures.databases import KINDS, Databases
from bench.fixtures.seed_data import NOW
from bench.fixtures.statements import overheard
from bench.rounds import Rounds
from bot.process.clock import stopwatch
from workflows.clock import fire
from workflows.outbox import dispatch, home_tabs
from workflows.transaction.unit_of_work import WorkspaceContext

FEW, MANY = 1_000, 1_000_000
PASSES = 200
INDEX = "ix_item_next_at"


def measure(databases: Databases) -> Iterator[Figure]:
    """On both databases; the next item falls due in a month."""
    for kind in KINDS:
        rounds = Rounds()
        with ExitStack() as parts:
            few, many = (
                seed_data.idle(parts.enter_context(databases.database(kind)), amount, now=NOW)
                for amount in (FEW, MANY)
            )
            for side in rounds.turns("few", "many"):
                rounds.add(side, _passes(few if side == "few" else many))
            plan = _plan(many)
        yield at_most(
            f"idle heartbeat, 1,000,000 open items against 1,000, {kind}",
            1.2,
            ratio=rounds.ratio("many", "few"),
            name="1,000 items",
            reference=rounds.median("few"),
            ours=rounds.median("many"),
        )
        found = INDEX if INDEX in plan else plan.replace("\n", "; ")
        yield exactly(f"its plan names the index, {kind}", INDEX, ours=found)


def _passes(context: WorkspaceContext) -> float:
    """Seconds per pass: what is due, the summaries, what waits to be sent and shown."""
    began = stopwatch()
    for _ in range(PASSES):
        assert fire.fire_due(context, NOW) == 0
        fire.queue_summaries(context, NOW)
        dispatch.take(context, NOW)
        home_tabs.next_home(context, NOW)
    return (stopwatch() - began) / PASSES


def _plan(context: WorkspaceContext) -> str:
    with overheard() as traffic:
        fire.fire_due(context, NOW)
    [query] = traffic.queries()
    return query.plan(context.database)
