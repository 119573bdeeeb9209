"""`backstop stats C0123`: a channel's measures over whole weeks, as docs/measures.md has them."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import typer

from bot.cli import served
from bot.errors import CannotRun
from bot.process.clock import utc_now
from escalation.errors import BadInput
from escalation.measures.figures.rate import Rate
from grammar.masking import unescaped
from messages.stats.channel_figures import NOTHING, figure_lines
from workflows.stats import channel_stats
from workflows.stats.channel_stats import Ask, Stats


def show(channel: str, *, weeks: int, as_json: bool) -> None:
    """Print them, and those of the period before. Raises CannotRun for an unknown channel."""
    ask = Ask(channel=channel, weeks=weeks)
    with served.opened() as here:
        try:
            found = [
                one
                for context in here.contexts
                if (one := channel_stats.of_channel(context, ask, now=utc_now()))
            ]
        except BadInput:
            raise CannotRun(f"--weeks: Choose 1 to {channel_stats.MOST_WEEKS} weeks.") from None
    if not found:
        raise CannotRun(
            f"Channel {channel} was not found in {here.database}. Use an id like C0123."
        )
    for one in found:
        typer.echo(_json(one) if as_json else _words(one))


def _words(found: Stats) -> str:
    period = found.found.this.period
    figures = [f"{name}: {words}" for name, words in figure_lines(found.found, str)]
    between = f"{period.since:%Y-%m-%d %H:%M} to {period.until:%Y-%m-%d %H:%M} UTC"
    lines = [between, *(figures or [NOTHING])]
    return "\n".join(map(unescaped, lines))


def _json(found: Stats) -> str:
    answer = {"channel": found.channel.id, "weeks": found.ask.weeks, **_plain(found.found)}
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _plain(value: object) -> Any:
    """Measures as plain JSON: times in hours, shares with their percentage."""
    if isinstance(value, Rate):
        return {"count": value.count, "of": value.of, "percent": value.percent}
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [*map(_plain, value)]
    write = _VALUES.get(type(value))
    return write(value) if write else value


_VALUES: dict[type, Callable[[Any], object]] = {
    datetime: datetime.isoformat,
    timedelta: lambda span: round(span / timedelta(hours=1), 4),
    Fraction: float,
}
