"""`python -m bench`: measures everything, or what is named; `soak` and `load` stand alone."""

import os
import sys
import traceback
from typing import Annotated

import typer

from bench import (
    burst,
    crowd,
    delivery_cost,
    footprint,
    idle_heartbeat,
    line_cost,
    load,
    message_cost,
    pending,
    reminders,
    soak,
    table,
    thousand_due,
    views,
    writers,
)
from bench.figures import Figure
from bench.grounds import Grounds
from bot.clock import stopwatch

MEASUREMENTS = {
    "line": line_cost.measure,
    "crowd": crowd.measure,
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
}

own_words = typer.Typer(no_args_is_help=True, add_completion=False)
own_words.command("soak")(soak.main)
own_words.command("load")(load.main)


@own_words.callback()
def own() -> None:
    """Runs that are no measurement."""


def measure(
    *, words: Annotated[list[str] | None, typer.Argument(help=", ".join(MEASUREMENTS))] = None
) -> None:
    """Measure; exit 1 unless everything could be measured. All of it renews the document."""
    wanted = words or list(MEASUREMENTS)
    if unknown := set(wanted) - MEASUREMENTS.keys():
        raise typer.BadParameter(
            f"{', '.join(sorted(unknown))}: there is {', '.join(MEASUREMENTS)}"
        )
    began, elsewhere = stopwatch(), os.getloadavg()[0]
    figures: list[Figure] = []
    with Grounds() as grounds:
        complete = [_measured(word, grounds, figures) for word in wanted]
    print(f"\n{table.plain(figures)}\n")
    minutes = (stopwatch() - began) / 60
    print(f"{minutes:.1f} minutes, {sum(not figure.met for figure in figures)} goals not met")
    if not words and all(complete):
        table.renew(figures, minutes=minutes, load=elsewhere)
    raise typer.Exit(0 if all(complete) else 1)


def _measured(word: str, grounds: Grounds, figures: list[Figure]) -> bool:
    """Add what a measurement finds; whether it came to its end."""
    try:
        for figure in MEASUREMENTS[word](grounds):
            met = "met" if figure.met else "NOT MET"
            print(f"{figure.what}: {figure.ours} {figure.ratio} ({figure.goal}: {met})", flush=True)
            figures.append(figure)
    except Exception:  # noqa: BLE001 - whatever it is, it is printed, counts as a failure, and ends no other
        print(f"{word} could not be measured:\n{traceback.format_exc()}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    if {"soak", "load"}.intersection(sys.argv[1:2]):
        own_words()
    else:
        typer.run(measure)
