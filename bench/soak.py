"""`make soak`: bots that are killed and frozen, a Slack that fails, a database that restarts.

What was told must be there once, and be the same as one undisturbed bot tells. The control sends
again without looking: it must fail, or the soak would prove nothing (reliability §6 and §8).
"""

import asyncio
import tempfile
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from bench.soak_run import Result, Stress, run


class Databases(StrEnum):
    """On what to soak."""

    SQLITE = "sqlite"  # one bot at a time
    POSTGRESQL = "postgresql"  # several replicas, and the server is killed as well
    BOTH = "both"  # one after the other


def main(
    *,
    deliveries: Annotated[int, typer.Option(help="Messages that have to arrive.")] = 10_000,
    kills: Annotated[int, typer.Option(help="How often a bot is killed with SIGKILL.")] = 1_000,
    replicas: Annotated[int, typer.Option(help="Bots at a time, on PostgreSQL.")] = 4,
    database: Annotated[Databases, typer.Option(help="On what to run.")] = Databases.BOTH,
    seed: Annotated[int, typer.Option(help="Of the dice.")] = 1,
    control: Annotated[bool, typer.Option(help="Send again without looking; must fail.")] = False,
) -> None:
    """Soak; exit 1 unless nothing was lost and nothing doubled."""
    kinds = [kind for kind in ("sqlite", "postgresql") if database in (kind, Databases.BOTH)]
    well = True
    for kind in kinds:
        stress = Stress(
            deliveries=deliveries,
            kills=kills,
            replicas=replicas if kind == "postgresql" else 1,
            careless=control,
        )
        hurt = _soaked(kind, stress, seed)
        calm = _soaked(kind, Stress(deliveries=deliveries), seed)
        print(_report(kind, hurt, calm))
        well = well and hurt.is_clean and hurt.outcome.keys == calm.outcome.keys
    raise typer.Exit(0 if well else 1)


def _soaked(kind: str, stress: Stress, seed: int) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(kind, Path(folder), stress=stress, random=Random(seed)))


def _report(kind: str, hurt: Result, calm: Result) -> str:
    told = hurt.outcome
    missing, more = calm.outcome.keys - told.keys, told.keys - calm.outcome.keys
    return (
        f"{kind}: {told.messages} messages, {hurt.kills} kills, {hurt.freezes} freezes, "
        f"{hurt.restarts} database restarts, {hurt.faults} of {hurt.calls} posts failed "
        f"({hurt.faults / max(1, hurt.calls):.0%}), {hurt.seconds:.0f} s: "
        f"{len(told.lost)} lost, {len(told.doubled)} doubled, {hurt.repaired} repaired; "
        f"one undisturbed bot told {len(calm.outcome.keys)} notices, "
        f"of which {len(missing)} are missing, {len(more)} are new"
    )
