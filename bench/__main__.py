"""`python -m bench`: measures all or what is named; `soak`, `load`, `phrases` stand alone."""

import logging
import os
import sys
from typing import Annotated

import typer

from bench import table
from bench.figures import Figure
from bench.fixtures.databases import Databases
from bench.measures import (
    burst,
    delivery_cost,
    footprint,
    idle_heartbeat,
    line_cost,
    load,
    message_cost,
    pending,
    reading,
    reminders,
    thousand_due,
    twenty_users,
    views,
    writers,
)
from bench.measures.channels import stats
from bench.measures.ladders import replay
from bench.phrases import command as phrases_command
from bench.soak import command as soak_command
from bot.process.clock import stopwatch

MEASUREMENTS = {
    "line": line_cost.measure,
    "reading": reading.measure,
    "users": twenty_users.measure,
    "writers": writers.measure,
    "idle": idle_heartbeat.measure,
    "due": thousand_due.measure,
    "reminders": reminders.measure,
    "pending": pending.measure,
    "tls": delivery_cost.measure,
    "burst": burst.measure,
    "footprint": footprint.measure,
    "views": views.measure,
    "message": message_cost.measure,
    "replay": replay.measure,
    "stats": stats.measure,
}

log = logging.getLogger("bench")

own_words = typer.Typer(no_args_is_help=True, add_completion=False)
own_words.command("soak")(soak_command.main)
own_words.command("load")(load.main)
own_words.command("phrases")(phrases_command.main)


@own_words.callback()
def own() -> None:
    """Runs that are not measurements."""


def measure(
    *, words: Annotated[list[str] | None, typer.Argument(help=", ".join(MEASUREMENTS))] = None
) -> None:
    """Measure; exit 1 unless everything could be measured. Measuring all updates the document."""
    wanted = words or list(MEASUREMENTS)
    if unknown := set(wanted) - MEASUREMENTS.keys():
        raise typer.BadParameter(
            f"{', '.join(sorted(unknown))}: there is {', '.join(MEASUREMENTS)}"
        )
    began, elsewhere = stopwatch(), os.getloadavg()[0]
    figures: list[Figure] = []
    with Databases() as databases:
        complete = [_measured(word, databases, figures) for word in wanted]
    print(f"\n{table.plain(figures)}\n")
    minutes = (stopwatch() - began) / 60
    print(f"{minutes:.1f} minutes, {sum(not figure.met for figure in figures)} goals not met")
    if not words and all(complete):
        table.renew(figures, minutes=minutes, load=elsewhere)
    raise typer.Exit(0 if all(complete) else 1)


def _measured(word: str, databases: Databases, figures: list[Figure]) -> bool:
    """Add a measurement's figures; False if it failed, which must not stop the others."""
    try:
        for figure in MEASUREMENTS[word](databases):
            met = "met" if figure.met else "NOT MET"
            print(f"{figure.what}: {figure.ours} {figure.ratio} ({figure.goal}: {met})", flush=True)
            figures.append(figure)
    except Exception:
        log.exception("%s could not be measured:", word)
        return False
    return True


if __name__ == "__main__":
    if {"soak", "load", "phrases"}.intersection(sys.argv[1:2]):
        own_words()
    else:
        typer.run(measure)
