"""Instants for Slack: in the reader's own zone where Slack can, on a named wall clock elsewhere.

Source: docs.slack.dev/messaging/formatting-message-text (its date tokens). The wall clock's words
come from `escalation.worktime.wording`.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from escalation.worktime import wording
from escalation.worktime.hours import zone
from messages.slack import text

_LONG = "{date_long_pretty} at {time}"
_SHORT = "{date_short_pretty} at {time}"


NOWHERE = ZoneInfo.no_cache("UTC")
"""Stands in for an unknown zone, as wording must never fail."""


def zone_info(name: str) -> ZoneInfo:
    """The zone of this IANA name, or UTC."""
    return zone(name, NOWHERE)


def wall(at: datetime, zone_name: str, *, now: datetime | None = None) -> str:
    """The wall clock of a zone, complete on its own: `Fri 27 Mar 17:00 CET`."""
    return wording.instant(at, zone_info(zone_name), now=now)


def stamp(at: datetime, zone_name: str, *, now: datetime | None = None, dense: bool = False) -> str:
    """Slack's date token, drawn in the reader's zone, with a wall clock where that fails.

    `dense` leaves out the weekday, for lists with many dates.
    """
    return (
        f"<!date^{int(at.timestamp())}^{_SHORT if dense else _LONG}|{wall(at, zone_name, now=now)}>"
    )


def clock_in(at: datetime, zone_name: str, *, beside: str) -> str:
    """What a zone's clock shows: `17:00 in Berlin`, weekday added if `beside` has another day."""
    local, other = at.astimezone(zone_info(zone_name)), at.astimezone(zone_info(beside))
    day = "" if local.date() == other.date() else f"{wording.WEEKDAYS[local.weekday()]} "
    return f"{day}{local:%H:%M} in {city(zone_name)}"


def brief(at: datetime, zone_name: str) -> str:
    """An instant of this week on a zone's wall clock, for a button: `Thu 15:00`."""
    local = at.astimezone(zone_info(zone_name))
    return f"{wording.WEEKDAYS[local.weekday()]} {local:%H:%M}"


def typed(at: datetime, zone_name: str) -> str:
    """An instant as somebody could type it into a form: `2026-03-27 17:00`."""
    return f"{at.astimezone(zone_info(zone_name)):%Y-%m-%d %H:%M}"


def city(zone_name: str) -> str:
    """A zone as people say it: `Berlin`, `New York`."""
    return zone_info(zone_name).key.rsplit("/", maxsplit=1)[-1].replace("_", " ")


def differs(at: datetime, zone_name: str, other: str) -> bool:
    """Whether two zones show different wall clocks at this instant."""
    return (
        at.astimezone(zone_info(zone_name)).utcoffset()
        != at.astimezone(zone_info(other)).utcoffset()
    )


def days(since: datetime, until: datetime, zone: str) -> str:
    """The whole days between two instants on a wall clock: `1 day`, `7 days`."""
    first, last = (at.astimezone(zone_info(zone)).replace(tzinfo=None) for at in (since, until))
    return text.counted((last - first).days, "day")
