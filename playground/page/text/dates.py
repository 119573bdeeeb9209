"""Instants in words, in the reader's own time zone, as Slack writes them.

Source of the tokens and of the six-month rule for years: Slack, "Formatting text for app surfaces",
section "Date formatting".
"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playground.page.reader import Reader

_TOKEN = re.compile(r"\{(\w+)\}")
_NEAR = timedelta(days=183)
_NEIGHBOURS = {-1: "yesterday", 0: "today", 1: "tomorrow"}
_SPANS = ((1440, "day"), (60, "hour"), (1, "minute"))


def at(unix: float) -> datetime:
    """The aware UTC instant of Unix seconds, as in a message's `ts`."""
    return datetime.fromtimestamp(unix, UTC)


def clock_time(instant: datetime, zone: ZoneInfo) -> str:
    """The wall clock of the zone at `instant`, as in `6:39 AM`."""
    local = instant.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local:%M %p}"


def day_title(instant: datetime, reader: Reader) -> str:
    """The line between two days of messages, as in `Today` or `Tuesday, February 18th`."""
    title = _day(instant, reader, "date_long_pretty")
    return title[0].upper() + title[1:]


def formatted(pattern: str, instant: datetime, reader: Reader) -> str | None:
    """A `<!date^…>` pattern filled for the reader; None if it holds a token Slack does not know."""
    try:
        return _TOKEN.sub(lambda match: _part(match[1], instant, reader), pattern)
    except KeyError:
        return None


def _part(token: str, instant: datetime, reader: Reader) -> str:
    if token == "time":
        return clock_time(instant, reader.zone)
    if token == "time_secs":
        local = instant.astimezone(reader.zone)
        return f"{local.hour % 12 or 12}:{local:%M:%S %p}"
    if token == "ago":
        return _ago(reader.now - instant)
    return _day(instant, reader, token)


def _day(instant: datetime, reader: Reader, token: str) -> str:
    local = instant.astimezone(reader.zone)
    distance = (local.date() - reader.now.astimezone(reader.zone).date()).days
    if token.endswith("_pretty") and distance in _NEIGHBOURS:
        return _NEIGHBOURS[distance]
    year = "" if abs(instant - reader.now) < _NEAR else f", {local.year}"
    return {
        "date_num": f"{local:%Y-%m-%d}",
        "date_short": f"{local:%b} {local.day}{year}",
        "date": f"{local:%B} {_ordinal(local.day)}{year}",
        "date_long": f"{local:%A, %B} {_ordinal(local.day)}{year}",
    }[token.removesuffix("_pretty")]


def _ordinal(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _ago(passed: timedelta) -> str:
    minutes = int(abs(passed).total_seconds() // 60)
    if not minutes:
        return "just now"
    size, unit = next(pair for pair in _SPANS if minutes >= pair[0])
    count = minutes // size
    span = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{span} ago" if passed > timedelta() else f"in {span}"
