"""When all open items are checked for ownership gaps: once each night."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from escalation.worktime.hours import wall_clock

NIGHT = time(3)
"""When nobody works."""


def next_night(now: datetime, zone: str) -> datetime:
    """The first instant after `now` (UTC) at which it is night in this zone."""
    tz = ZoneInfo(zone)
    today: date = now.astimezone(tz).date()
    tonight = wall_clock(today, NIGHT, tz)
    return tonight if tonight > now else wall_clock(today + timedelta(days=1), NIGHT, tz)
