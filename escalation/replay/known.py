"""Who is known: people, groups and channels of today, and absences where the history has them."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.events import Event
from escalation.facts.circumstances import WentAway
from escalation.people import Away, Person
from escalation.recipients import Directory


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody says that they are away or back, or their absence begins or ends."""

    at: datetime
    user: str


@dataclass(frozen=True, slots=True)
class Known:
    """The directory of today, whose now is when the replay ends, with everybody's absences.

    `since` are the instants from which `people` are as known; before the first nobody is away.
    """

    directory: Directory
    since: tuple[datetime, ...] = ()
    people: tuple[Mapping[str, Person], ...] = ()
    turns: tuple[Turn, ...] = ()

    def at(self, now: datetime) -> Directory:
        """Everybody as known at an instant."""
        index = bisect_right(self.since, now)
        people = self.people[index - 1] if index else self.directory.people
        return replace(self.directory, now=now, people=people)


def known(directory: Directory, absences: Iterable[Event]) -> Known:
    """Everybody, with the absences of the history, oldest first; other absences do not count."""
    people = {user: replace(one, absences=()) for user, one in directory.people.items()}
    since, each, turns = list[datetime](), list[Mapping[str, Person]](), set[Turn]()
    directory = replace(directory, people=people)
    for event in absences:
        if event.actor not in people:
            continue
        away = _away(event)
        people = {
            **people,
            event.actor: replace(people[event.actor], absences=(away,) if away else ()),
        }
        since.append(event.at)
        each.append(people)
        instants = (event.at, away and away.starts_at, away and away.until)
        turns |= {Turn(at, event.actor) for at in instants if at}
    ordered = sorted(turns, key=lambda turn: (turn.at, turn.user))
    return Known(directory, tuple(since), tuple(each), tuple(ordered))


def _away(event: Event) -> Away | None:
    facts = event.facts
    if not isinstance(facts, WentAway) or facts.until is None:
        return None
    return Away(until=facts.until, stand_in=facts.stand_in, starts_at=facts.starts_at)
