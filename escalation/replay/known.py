"""Who is known: people, groups and channels of today, and absences where the history has them."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from escalation.copies.copied import copied
from escalation.events import Event
from escalation.facts.circumstances import CameBack, WentAway
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

    `people` are as known from an instant on, in order; before the first nobody is away.
    """

    directory: Directory
    people: tuple[tuple[datetime, Mapping[str, Person]], ...] = ()
    turns: tuple[Turn, ...] = ()

    def at(self, now: datetime) -> Directory:
        """Everybody as known at an instant."""
        index = bisect_right(self.people, now, key=itemgetter(0))
        people = self.people[index - 1][1] if index else self.directory.people
        return copied(self.directory, now=now, people=people)


def known(directory: Directory, absences: Iterable[Event]) -> Known:
    """Everybody, with the absences of the history, oldest first; other absences do not count."""
    people = {user: replace(one, absences=()) for user, one in directory.people.items()}
    directory = replace(directory, people=people)
    known_since, turns = list[tuple[datetime, Mapping[str, Person]]](), set[Turn]()
    for event in absences:
        user = _whose(event)
        if user not in people:
            continue
        theirs = _after(people[user].absences, event)
        people = {**people, user: replace(people[user], absences=theirs)}
        known_since.append((event.at, people))
        instants = [event.at, *(at for one in theirs for at in (one.starts_at, one.until))]
        turns |= {Turn(at, user) for at in instants if at}
    ordered = sorted(turns, key=lambda turn: (turn.at, turn.user))
    return Known(directory, tuple(known_since), tuple(ordered))


def _whose(event: Event) -> str:
    facts = event.facts
    return (isinstance(facts, WentAway | CameBack) and facts.person) or event.actor


def _after(before: tuple[Away, ...], event: Event) -> tuple[Away, ...]:
    """Somebody's absences after one was entered or ended; older versions kept one at a time."""
    facts = event.facts
    if isinstance(facts, CameBack) and facts.until is not None:
        return tuple(one for one in before if one.until != facts.until)
    if not isinstance(facts, WentAway) or facts.until is None:
        return ()
    away = Away(until=facts.until, stand_in=facts.stand_in, starts_at=facts.starts_at)
    if facts.beside is None:
        return (away,)
    others = [one for one in before if event.at < one.until != facts.instead_of]
    return tuple(sorted([*others, away], key=lambda one: one.until))
