"""Wording of instants and spans where Slack cannot format them: buttons, headers, logs.

We use our own names, so the process locale cannot change them.
"""

from datetime import date, datetime, timedelta, tzinfo

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHARED = frozenset({"CDT", "CST", "IST", "PDT", "PST"})
"""Short names that several zones have (Kolkata, Dublin and Jerusalem all say IST), and PDT, so that
Los Angeles is written the same way all year."""


def day(on: date, *, year: bool = False) -> str:
    """`Fri 27 Mar`, with the year when asked for."""
    words = f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"
    return f"{words} {on.year}" if year else words


def instant(at: datetime, tz: tzinfo, *, now: datetime | None = None) -> str:
    """`Fri 27 Mar 17:00 CET` in that zone; with the year if it is not that of `now`."""
    local = at.astimezone(tz)
    other_year = now is not None and now.astimezone(tz).year != local.year
    return f"{day(local, year=other_year)} {local:%H:%M} {abbreviation(local)}"


def abbreviation(local: datetime) -> str:
    """`CET`, or `UTC-3` and `UTC+5:30` if the short name is a number or several zones have it."""
    name = local.tzname() or "UTC"
    if name[0] not in "+-" and name not in _SHARED:
        return name
    offset = f"{local:%z}"
    hours, minutes = int(offset[1:3]), offset[3:5]
    return f"UTC{offset[0]}{hours}:{minutes}" if minutes.strip("0") else f"UTC{offset[0]}{hours}"


def span(length: timedelta) -> str:
    """`1 h 29 min`, `2 d 3 h`, `less than a minute`: the two largest units, never rounded up."""
    minutes = max(length, timedelta(0)) // timedelta(minutes=1)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{rest} min" if rest else "less than a minute"
