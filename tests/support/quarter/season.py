"""The season: when the twelve act, come and go, drawn by a seed, and what they did."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.demo.fortnight import Listener
from bot.demo.people import CHANNEL
from bot.process.jitter import jitter
from tests.support.quarter.journal import Absence, Did, Fact, Journal
from tests.support.quarter.people import HOME, LADDER, LEAD, OPENS_AT, PEOPLE, is_workday, local

FOREVER = timedelta(weeks=99)
GAPS_LISTED_ON, AT = 4, 15
"""On Fridays at 15:00 the lead lists the gaps."""


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """When somebody acts, leaves, returns, or lists the gaps."""

    at: datetime
    who: str
    what: str


@dataclass
class Season:
    """Weeks of a channel in a sandbox: what is open, who is asked for what, and the journal."""

    listener: Listener
    seed: int
    weeks: int
    journal: Journal = field(default_factory=Journal)
    open: dict[str, Fact] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    """Who was offered an item or asked for it last; the wait may be over."""
    countered: dict[str, datetime] = field(default_factory=dict)
    """Which date the owner's counter-proposal replaced, until it moves again."""
    not_mine: set[str] = field(default_factory=set)
    """Whose owner said that it is not theirs, until somebody else owns it."""
    answered: Counter[str] = field(default_factory=Counter)
    """How often owners and reporters answered a date, other than by agreeing."""
    listed: list[tuple[datetime, frozenset[str]]] = field(default_factory=list)
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = jitter(self.seed)

    @property
    def now(self) -> datetime:
        """The instant of the sandbox."""
        return self.listener.sandbox.now()

    @property
    def ends_at(self) -> datetime:
        """When the last week is over."""
        return OPENS_AT + timedelta(weeks=self.weeks)

    def moments(self) -> list[Moment]:
        """Everything that will happen, in order."""
        return sorted({*self._turns(), *self._comings()})

    def _turns(self) -> Iterator[Moment]:
        """When people act: mostly in their working hours, sometimes at night or on a day off."""
        for day, who in product(range(7 * self.weeks), PEOPLE):
            for _ in range(self.random.choice((0, 0, 1, 1, 2))):
                at = self._moment(day, who)
                if is_workday(local(at, who).date()) or self.random.random() < 0.1:
                    yield Moment(at, who, "acts")
            if (day % 7, who) == (GAPS_LISTED_ON, LEAD):
                yield Moment(_on(day, AT * 60, HOME), LEAD, "lists gaps")

    def _comings(self) -> Iterator[Moment]:
        """Two or three lose their account, the lead among them once in a while; some come back."""
        others = [who for who in PEOPLE if who not in LADDER]
        leavers = self.random.sample(others, 2) + [LEAD] * (self.random.random() < 0.25)
        for who in leavers:
            day = self.random.randrange(2, 7 * self.weeks - 4)
            yield Moment(self._moment(day, who), who, "leaves")
            if who == LEAD or self.random.random() < 0.5:
                back = day + self.random.randrange(3, 12)
                yield Moment(self._moment(back, who), who, "returns")
        goer = self.random.choice([who for who in others if who not in leavers])
        day = self.random.randrange(2, 7 * self.weeks - 4)
        yield Moment(self._moment(day, goer), goer, "walks out")

    def _moment(self, day: int, who: str) -> datetime:
        is_late = self.random.random() < 0.06
        hours = (0, 24) if is_late else (9, 17)
        minute = self.random.randrange(hours[0] * 60, hours[1] * 60, 5)
        return _on(day, minute, PEOPLE[who])

    async def turns(self, moment: Moment) -> None:
        """Somebody loses their account, gets it back, or leaves the channel."""
        slack, who = self.listener.sandbox.slack, moment.who
        if moment.what == "walks out":
            slack.person(who).leaves(CHANNEL)
        elif moment.what == "leaves":
            slack.deactivate(who)
            at, until = moment.at, moment.at + FOREVER
            gone = Absence(who=who, start=at, until=until, entered_at=at, left=True)
            self.journal.absences.append(gone)
        else:
            slack.person(who).changes(deleted=False)
            slack.person(who).joins(CHANNEL)
            self.journal.absences = [
                replace(one, until=moment.at) if one.who == who and one.left else one
                for one in self.journal.absences
            ]
        await self.settle()

    async def settle(self) -> None:
        """Everybody is told, and the listener has heard it."""
        await self.listener.sandbox.settle()
        self.listener.listen()

    async def types(self, who: str, line: str) -> str:
        """Type a line in the channel, and get the words of its answer."""
        person = self.listener.sandbox.slack.person(who)
        seen = await person.types(CHANNEL, line)
        if person.form:
            await person.closes(everything=True)
        await self.settle()
        return seen.error or "\n".join(message.text for message in seen.messages)

    def reporter(self, label: str) -> str:
        """Who logged an item."""
        return self.journal.of(label)[0].who

    async def list_gaps(self) -> None:
        """The lead lists the gaps."""
        answer = await self.types(LEAD, "/backstop list gaps")
        self.listed.append((self.now, frozenset(re.findall(r"\b[BD]-\d+\b", answer))))

    def happened(self, label: str, did: Did, who: str, **changes: Any) -> None:
        """Write it down."""
        fact = replace(self.open[label], at=self.now, did=did, who=who, **changes)
        self.journal.facts.append(fact)
        self.open[label] = fact
        if did in (Did.MOVED, Did.GIVEN, Did.CLOSED):
            self.asked.pop(label, None)
            self.countered.pop(label, None)
        if did in (Did.GIVEN, Did.CLOSED):
            self.not_mine.discard(label)
        if did is Did.CLOSED:
            del self.open[label]


def _on(day: int, minute: int, zone: str) -> datetime:
    """So many minutes after midnight of a day of the season, on a wall clock."""
    there = ZoneInfo(zone)
    midnight = OPENS_AT.astimezone(there).replace(hour=0, minute=0)
    wall = midnight.replace(tzinfo=None) + timedelta(days=day, minutes=minute)
    return wall.replace(tzinfo=there).astimezone(OPENS_AT.tzinfo)
