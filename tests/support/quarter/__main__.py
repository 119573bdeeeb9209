"""Live through quarters and print what is wrong, or what somebody read."""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from bot.demo.clock import MovableClock
from bot.demo.fortnight import Diary
from bot.demo.narrator import Narrator
from bot.demo.sandbox import Sandbox
from bot.process import logs
from tests.support.quarter import waited
from tests.support.quarter.faults import faults
from tests.support.quarter.lived import a_quarter, per_day
from tests.support.quarter.people import LIMIT, OPENS_AT, PEOPLE


def main(
    seed: Annotated[int, typer.Option(help="The first seed.")] = 0,
    seeds: Annotated[int, typer.Option(help="How many.")] = 1,
    weeks: Annotated[int, typer.Option(help="How long each takes.")] = 12,
    limit: Annotated[int, typer.Option(help="Everybody's limit for what can wait.")] = LIMIT,
    who: Annotated[list[str] | None, typer.Option(help="Whose messages to print.")] = None,
) -> None:
    """Exit 1 if a rung was late, a gap unnamed, or the limit did not hold."""
    logs.start(level="ERROR", form="text")
    wrong = 0
    for one in range(seed, seed + seeds):
        wrong += asyncio.run(_one(one, weeks, limit, tuple(who or ())))
    raise typer.Exit(1 if wrong else 0)


async def _one(seed: int, weeks: int, limit: int, who: tuple[str, ...]) -> int:
    with tempfile.TemporaryDirectory(prefix="backstop-quarter-") as folder:
        async with Sandbox(Path(folder), MovableClock(OPENS_AT)) as sandbox:
            season = await a_quarter(sandbox, seed, weeks, limit)
            if who:
                narrator = Narrator(sandbox.slack, typer.echo)
                Diary(season.listener, narrator, typer.echo, who).write()
            found = [*faults(season), *waited.faults(season, limit)]
            done = Counter(fact.did.value for fact in season.journal.facts)
            typer.echo(f"seed {seed}: {len(found)} faults; {dict(done)} {dict(season.answered)}")
            for fault in found:
                typer.echo(f"  {fault}")
            for name in PEOPLE:
                days = per_day(season, name)
                most = max(days.values(), default=0)
                can_wait = max(waited.counted(season, name).values(), default=0)
                typer.echo(
                    f"  {name:<6} {days.total():>4} messages, at most {most} on a day, "
                    f"{can_wait} of those that can wait"
                )
            return len(found)


if __name__ == "__main__":
    typer.run(main)
