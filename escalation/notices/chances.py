"""Chances: when a rung's people can first be told, and how long they have to answer.

The next rung waits for the end of the chance, in the working hours of the first person told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from escalation.calendars import calendar_of
from escalation.dm_times import next_dm_at
from escalation.items import Item
from escalation.recipients import Recipient
from escalation.worktime.hours import add_working_time, next_working_instant


@dataclass(frozen=True, slots=True, order=True)
class Chance:
    """When somebody on a rung can first be told, and when their time to answer ends (UTC)."""

    heard_at: datetime
    ends_at: datetime


def chance(
    item: Item, recipients: Iterable[Recipient], *, in_channel: bool, told_from: datetime
) -> Chance | None:
    """The chance that a rung gives: that of the first person told; the shortest if several tie.

    `in_channel`: a channel is told too, in the channel's working hours. None if nobody is told.
    """
    found = []
    for recipient in recipients:
        heard_at = next_dm_at(recipient.person, item, told_from)
        found.append(_until(item, heard_at, recipient.person.zone))
    if in_channel:
        channel = calendar_of("", item.policy, told_from)
        heard_at = told_from if item.urgent else next_working_instant(told_from, channel)
        found.append(_until(item, heard_at, ""))
    return min(found, default=None)


def _until(item: Item, heard_at: datetime, zone: str) -> Chance:
    if item.urgent:
        return Chance(heard_at, heard_at)
    calendar = calendar_of(zone, item.policy, heard_at)
    return Chance(heard_at, add_working_time(heard_at, item.policy.chance, calendar))
