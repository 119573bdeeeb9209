"""Whether somebody is away when an item is due."""

from datetime import timedelta

from escalation.calendars import calendar_of
from escalation.items import Item
from escalation.people import Away
from escalation.recipients import Directory
from escalation.worktime.hours import working_time_between

SOON = timedelta(hours=4)
"""Somebody who is back for less of their working time before the date counts as away."""


def away_at_due(item: Item, user: str, directory: Directory) -> Away | None:
    """The absence of this person (an id) during which the item is due, or that ends just before."""
    person = directory.reachable(user)
    if person is None:
        return None
    due_at = item.due.at
    calendar = calendar_of(person.zone, item.policy, due_at)
    for away in person.absences:
        has_begun = away.starts_at is None or away.starts_at <= due_at
        if directory.now >= away.until or not has_begun:
            continue
        if away.until > due_at or working_time_between(away.until, due_at, calendar) < SOON:
            return away
    return None
