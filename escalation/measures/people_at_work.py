"""When people worked: today's zones, and the absences that the history has."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from escalation.events import Event
from escalation.load.pace import past
from escalation.measures.subjects import Hours
from escalation.people import Person


def hours(
    people: Mapping[str, Person], absences: Iterable[Event], now: datetime
) -> dict[str, Hours]:
    """The hours of these people by id; `absences` are events of the history, oldest first."""
    named = defaultdict[str, list[Event]](list)
    for event in absences:
        for user in {event.actor, *event.facts.users} & people.keys():
            named[user].append(event)
    return {
        user: Hours(zone=person.zone, absent=tuple(past(person, named[user], now)))
        for user, person in people.items()
    }


def involved(events: Iterable[Event]) -> set[str]:
    """Everybody whose hours matter: who was told, or owned something."""
    return {user for event in events for user in event.facts.users if user}
