"""When a direct message may reach somebody: in their working hours, not while they are away."""

from datetime import datetime

from escalation.calendars import calendar_of
from escalation.items import Item
from escalation.people import Person
from escalation.policy import Policy
from escalation.worktime.hours import (
    INSTANT,
    next_working_instant,
    working_morning,
)


def next_dm_at(person: Person, item: Item, at: datetime) -> datetime:
    """The first instant from `at` on (UTC) at which the person may get a DM about the item.

    It waits for working hours and for the end of an absence, unless the item is urgent.
    """
    return at if item.urgent else working_from(person, item, at)


def working_from(person: Person | None, item: Item, at: datetime) -> datetime:
    """The first working instant from `at` on (UTC): the person's, else the channel's.

    It waits for the end of an absence.
    """
    calendar = calendar_of(person.zone if person else "", item.policy, at)
    working_at = next_working_instant(at, calendar)
    while person and person.is_away(working_at):
        working_at = next_working_instant(person.back_at(working_at), calendar)
    return working_at


def usually_working_from(person: Person, zone: str, at: datetime) -> datetime:
    """The first instant from `at` on (UTC) at which the person usually works, away or not.

    It uses the default hours, for messages that belong to no ladder; `zone` is used if they have
    none.
    """
    return in_hours_of(Policy(zone=zone), person, at)


def in_hours_of(policy: Policy, person: Person, at: datetime) -> datetime:
    """The first instant from `at` on (UTC) in a channel's hours on the person's clock."""
    return next_working_instant(at, calendar_of(person.zone, policy, at))


def next_morning(person: Person | None, item: Item, at: datetime) -> datetime:
    """The first start of a working day at or after `at` (UTC): the person's, else the channel's.

    It waits for the end of an absence.
    """
    back_at = person.back_at(at) if person else at
    calendar = calendar_of(person.zone if person else "", item.policy, back_at)
    morning_at = working_morning(back_at - INSTANT, calendar)
    while person and person.is_away(morning_at):
        morning_at = working_morning(person.back_at(morning_at) - INSTANT, calendar)
    return morning_at
