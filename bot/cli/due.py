"""`backstop due`: which instant a phrase means, with no database and no Slack."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import typer

from bot.errors import CannotRun
from bot.process.clock import utc_now
from bot.settings import FaultySettings, ZoneSettings, load
from escalation.errors import BadInput
from escalation.worktime.holidays import days_off
from escalation.worktime.hours import Calendar
from grammar.due.read import read
from grammar.due.result import DueContext, DueUnclear

EARLIEST, LATEST = 1970, 9900
"""Years around which holidays, weeks and zones can still be counted."""


def show(phrase: str, *, now: str, tz: str, locale: str, holidays: str, hours: str) -> None:
    """Print the instant as ISO 8601 with the zone's offset, and its weekday.

    An empty `tz` means the zone in the settings. Raises CannotRun if the phrase is unclear.
    """
    zone = _zone(tz) if tz else _usual_zone()
    now_at = _instant(now, zone) if now else utc_now()
    start, end = _hours(hours)
    try:
        off = days_off(holidays, now_at.astimezone(zone).year)
    except BadInput as unknown:
        raise CannotRun(f"--holidays: {unknown.text}") from None
    calendar = Calendar(tz=zone, start=start, end=end, off=off)
    answer = read(phrase, DueContext(now=now_at, calendar=calendar, locale=locale))
    if isinstance(answer, DueUnclear):
        raise CannotRun(answer.text)
    at = answer.at.astimezone(zone)
    typer.echo(f"{at.isoformat()} {at:%a}")
    for note in answer.notes:
        typer.echo(note, err=True)


def _usual_zone() -> ZoneInfo:
    """The zone in the settings; UTC, with a warning, if they cannot be read."""
    try:
        return ZoneInfo(load(ZoneSettings).zone)
    except FaultySettings as unread:
        typer.echo(f"{unread}\nUsing UTC; choose another zone with --tz.", err=True)
        return ZoneInfo("UTC")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise CannotRun(f"--tz: {name!r} is not a time zone. Use one like Europe/Berlin.") from None


def _instant(text: str, zone: ZoneInfo) -> datetime:
    """An ISO 8601 instant, in UTC; one without an offset is local time in the zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CannotRun(f"--now: {text!r} is not a time. Use one like 2026-11-20T16:00.") from None
    if not EARLIEST <= at.year <= LATEST:
        raise CannotRun(f"--now: only the years {EARLIEST} to {LATEST} are in the calendar")
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _hours(text: str) -> tuple[time, time]:
    start, _, end = text.partition("-")
    try:
        day = time.fromisoformat(start), time.fromisoformat(end)
    except ValueError:
        day = None
    if day is None or any(wall.tzinfo for wall in day):
        raise CannotRun(f"--hours: {text!r} is not a valid time range. Use one like 09:00-17:00.")
    return day
