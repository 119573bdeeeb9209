"""Chances: when a rung's people can first be told, and how long they have to answer.

The next rung waits for the end of the chance, in the working hours of the first person told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.calendars import calendar_of
from escalation.dm_times import next_dm_at
from escalation.items import Item, Position
from escalation.notices.review_cycles import recipients_of
from escalation.people import Person
from escalation.recipients import Directory, Recipient, targets_of
from escalation.worktime.hours import add_working_time, next_working_instant


@dataclass(frozen=True, slots=True, order=True)
class Chance:
    """When somebody on a rung can first be told, and when their time to answer ends (UTC)."""

    heard_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """The people told directly, whether a channel is told too, and whether anybody can answer."""

    people: tuple[Recipient, ...]
    in_channel: bool
    can_answer: bool


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


def are_there(item: Item, recipients: Iterable[Recipient], *, told_from: datetime) -> bool:
    """Whether any of them is still there when their quiet time is over, not only now."""
    people = (one.person for one in recipients)
    return any(not person.is_away(_usually_at(person, item, told_from)) for person in people)


def _usually_at(person: Person, item: Item, at: datetime) -> datetime:
    """When somebody would be told if they were never away."""
    return next_dm_at(replace(person, absences=()), item, at)


def _until(item: Item, heard_at: datetime, zone: str) -> Chance:
    if item.urgent:
        return Chance(heard_at, heard_at)
    calendar = calendar_of(zone, item.policy, heard_at)
    return Chance(heard_at, add_working_time(heard_at, item.policy.chance, calendar))


def with_chance_again(item: Item, rung: int, directory: Directory) -> Position:
    """Its position with a rung's chance counted from now: nobody on the rung was told yet."""
    targets = targets_of(item, rung, directory)
    recipients = rung_recipients(item, rung, directory)
    in_channel = not targets or bool(directory.channels(targets))
    again = chance(item, recipients, in_channel=in_channel, told_from=directory.now)
    if again is None or item.urgent:
        return item.position
    state = replace(item.rung(rung), heard_at=again.heard_at, chance_ends_at=again.ends_at)
    return item.position.with_rung(state)


def rung_recipients(item: Item, rung: int, directory: Directory) -> tuple[Recipient, ...]:
    """The people a rung tells directly: its targets, or the reporter if none are set."""
    return recipients_of(item, targets_of(item, rung, directory), directory)
