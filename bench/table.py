"""The table of figures: for the terminal, and for `docs/performance.md` with the machine's name."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

from bench.figures import Figure

DOCUMENT = Path(__file__).parents[1] / "docs/performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEAD = ("what", "reference", "ours", "ratio", "goal", "met")
LIBRARIES = ("aiohttp", "APScheduler", "psycopg", "slack-bolt", "SQLAlchemy", "sqlmodel")


def plain(figures: Sequence[Figure]) -> str:
    """The table in columns."""
    rows = [HEAD, *map(_cells, figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def renew(figures: Iterable[Figure], *, minutes: float, load: float) -> None:
    """Put the table and the machine into the document, between its two marks.

    `load` is what else the machine was doing when the run began.
    """
    text = DOCUMENT.read_text()
    rows = [HEAD, tuple("---" for _ in HEAD), *map(_cells, figures)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    fresh = "\n\n".join((BEGIN, _machine(minutes, load), "\n".join(lines), END))
    marked = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.S)
    DOCUMENT.write_text(marked.sub(lambda _: fresh, text))


def _cells(figure: Figure) -> tuple[str, ...]:
    met = "yes" if figure.met else "**no**"
    return (figure.what, figure.reference, figure.ours, figure.ratio, figure.goal, met)


def _machine(minutes: float, load: float) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"Measured in {minutes:.0f} minutes on {os.cpu_count()} CPUs ({_model()}), "
        f"{platform.system()}, a load of {load:.1f} from elsewhere at the start. "
        f"{platform.python_implementation()} {platform.python_version()}, {libraries}."
    )


def _model() -> str:
    """What the system calls its processor."""
    listed = Path("/proc/cpuinfo")
    named = (
        re.search(r"^model name\s*: (.+)$", listed.read_text(), re.M) if listed.exists() else None
    )
    return named[1] if named else platform.machine()
