"""`make soak`: bots that are killed and frozen, a Slack that fails, a database that restarts.

Every message must be there once, and match what one undisturbed bot sends. The control resends
without a search: it must fail, or the soak would prove nothing. See
docs/reliability.md#the-long-run.
"""

import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Annotated

import pytest
import typer

from bench.soak.run import Result, Stress, counted, run
from bench.soak.told import Fact

CONTROL = Stress(deliveries=200, kills=10, careless=True)
MOST_NAMED = 20


class Databases(StrEnum):
    """Which databases to soak on."""

    SQLITE = "sqlite"  # one bot at a time
    POSTGRESQL = "postgresql"  # several replicas, and the server is killed as well
    BOTH = "both"  # one after the other


def main(
    *,
    deliveries: Annotated[int, typer.Option(help="Messages that have to arrive.")] = 10_000,
    kills: Annotated[int, typer.Option(help="How often a bot is killed, at least.")] = 1_000,
    replicas: Annotated[int, typer.Option(help="Bots at a time, on PostgreSQL.")] = 4,
    database: Annotated[Databases, typer.Option(help="On what to run.")] = Databases.BOTH,
    seed: Annotated[int, typer.Option(help="Of the dice.")] = 1,
    seeds: Annotated[int, typer.Option(help="Instead, so many simulated mornings.")] = 0,
    quarters: Annotated[int, typer.Option(help="Instead, so many quarters of a channel.")] = 0,
    crashes: Annotated[bool, typer.Option(help="Instead, all deaths under all faults.")] = False,
) -> None:
    """Soak; exit 1 if anything was lost or doubled, or if the control was not."""
    if seeds:
        raise typer.Exit(_tested("test_simulation.py", BACKSTOP_SEEDS=str(seeds)))
    if quarters:
        raise typer.Exit(_tested("test_quarter.py", BACKSTOP_QUARTERS=str(quarters)))
    if crashes:
        raise typer.Exit(_tested("test_crash_points.py", BACKSTOP_CRASHES="all"))
    kinds = [kind for kind in ("sqlite", "postgresql") if database in (kind, Databases.BOTH)]
    crews = {"sqlite": 1, "postgresql": replicas}
    well = [
        _soaked(kind, Stress(deliveries=deliveries, kills=kills, replicas=crews[kind]), seed)
        for kind in kinds
    ]
    raise typer.Exit(0 if all(well) else 1)


def _tested(tests: str, **asked: str) -> int:
    """Run more of these tests than `make test` does, on all CPUs; pytest's exit code."""
    os.environ |= asked
    return pytest.main(["-q", "-n", "auto", f"tests/reliability/{tests}"])


def _soaked(kind: str, stress: Stress, seed: int) -> bool:
    """Whether all is well on one kind of database; prints what was found."""
    careless = _run(kind, CONTROL, seed)
    print(f"{kind}, the control, which sends again without looking: {_ending(careless)}")
    hurt = _run(kind, stress, seed)
    print(f"{kind}: {_troubles(hurt)}")
    print(f"{kind}: {_ending(hurt)}")
    calm = _run(kind, Stress(deliveries=stress.deliveries), seed)
    missing = calm.outcome.facts - hurt.outcome.facts
    new = hurt.outcome.facts - calm.outcome.facts
    facts = Counter(fact.kind for fact in calm.outcome.facts)
    print(f"{kind}, one undisturbed bot: {_ending(calm)}")
    print(f"{kind}, both say the same of {counted(facts)}: {_differences(missing, new)}")
    return bool(
        careless.outcome.doubled and hurt.is_clean and calm.is_clean and not (missing or new)
    )


def _run(kind: str, stress: Stress, seed: int) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(kind, Path(folder), stress=stress, random=Random(seed)))


def _troubles(result: Result) -> str:
    return (
        f"{counted(result.troubles)}, {result.faults:,} of {result.posts:,} posts failed "
        f"({result.faults / result.posts:.0%}), {result.outcome.retried:,} messages took more than "
        f"one try, {result.seconds:,.0f} s"
    )


def _ending(result: Result) -> str:
    told = result.outcome
    return (
        f"{told.messages:,} messages, {len(told.lost)} lost, {len(told.doubled)} doubled, "
        f"{result.repaired} repaired, the auditor finds {len(told.findings) or 'nothing'}"
    )


def _differences(missing: Iterable[Fact], new: Iterable[Fact]) -> str:
    differences = [*(f"missing {fact}" for fact in missing), *(f"new {fact}" for fact in new)]
    named = sorted(differences)[:MOST_NAMED]
    return "\n  ".join([f"{len(differences)} differences", *named])
