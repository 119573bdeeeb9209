"""When each rung has to fire, by brute force: every five minutes of an item's life, rule by rule.

Written from the rules in words (`docs/reference.md`), not from the planner. The ladder is the usual
one: the lead at due, leadership a working day later, the fallback after two.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.support.quarter.journal import Did, Fact, Journal
from tests.support.quarter.people import (
    HOME,
    LADDER,
    PEOPLE,
    STEP,
    days_later,
    is_open,
    next_open,
    worked,
)

CHANCE, HOLD, MOST_HOLD = 4, 4, 12
"""Working hours: to answer, of an acknowledgement, and of all that the owner says after it."""
FALLBACK = len(LADDER)


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung that fires; `told` are the people it tells, with when each of them can be told."""

    label: str
    number: int
    at: datetime
    told: tuple[tuple[str, datetime], ...]


@dataclass
class Life:
    """One item on its way up its ladder."""

    journal: Journal
    label: str
    now: datetime
    fact: Fact
    rungs: list[Rung] = field(default_factory=list)
    fired: int = 0
    fired_at: datetime | None = None
    chance_ends: datetime | None = None
    hold_ends: datetime | None = None
    first_acknowledged: datetime | None = None
    held_by: set[str] = field(default_factory=set)

    def is_open(self) -> bool:
        """Whether nobody has closed it."""
        return self.fact.did is not Did.CLOSED

    def pass_by(self) -> None:
        """Fire what may fire now."""
        while self.is_open() and self.fired <= FALLBACK and self.now >= self.fires_at():
            if self.is_shown() and not is_open(self.now, HOME):
                return  # found late: it waits for the channel's hours
            self.fire()

    def is_shown(self) -> bool:
        """Whether the channel is shown the next rung, in its hours."""
        return self.fired > 0 and not self.fact.urgent

    def fires_at(self) -> datetime:
        """When the next rung is ready; what the channel is shown waits for its hours."""
        at = self.ready_at()
        return next_open(at, HOME) if self.is_shown() else at

    def ready_at(self) -> datetime:
        """Due and the offset, a hold, and the chance of those below."""
        instants = (self.counted(), self.hold_ends, self.chance_ends, self.fired_at)
        return max(one for one in instants if one)

    def counted(self) -> datetime:
        """So many working days after due; of an urgent item, so many days."""
        due = self.fact.due
        if self.fact.urgent:
            return due + timedelta(days=self.fired)
        return days_later(due, self.fired) if self.fired else due

    def fire(self) -> None:
        """One rung fires, and the next one with it if nobody on this one can answer."""
        number, self.fired_at = self.fired, self.now
        told = tuple((who, self.first_told(who)) for who in self.recipients(number))
        self.rungs.append(Rung(self.label, number, self.now, told))
        self.fired, self.hold_ends, self.first_acknowledged = number + 1, None, None
        if any(self.is_there(who) for who, _ in told):
            ends = [(at, worked(at, CHANCE, PEOPLE[who])) for who, at in told]
            self.chance_ends = None if self.fact.urgent else min(ends)[1]
        elif number + 1 < FALLBACK:
            self.fire()

    def is_there(self, who: str) -> bool:
        """Whether somebody can answer now, and still when their working hours begin."""
        at = self.now if self.fact.urgent else next_open(self.now, PEOPLE[who])
        stays = self.journal.will_be_there(who, at, now=self.now)
        return stays and self.journal.can_answer(who, self.now)

    def recipients(self, number: int) -> list[str]:
        """Who is on a rung and has an account, and their stand-in; never the owner."""
        if number == FALLBACK:
            return []
        who, found = LADDER[number], []
        if not self.journal.is_gone(who, self.now) and who != self.fact.owner:
            found.append(who)
            away = self.journal.away(who, self.now)
            if away and away.stand_in != self.fact.owner and self.stands_in(away.stand_in):
                found.append(away.stand_in)
        return found

    def stands_in(self, who: str) -> bool:
        """Whether somebody is there to cover."""
        return bool(who) and self.journal.can_answer(who, self.now)

    def first_told(self, who: str) -> datetime:
        """In their working hours, and not while they are away; of what is urgent at once."""
        if self.fact.urgent:
            return self.now
        at = next_open(self.now, PEOPLE[who])
        while away := self.journal.away(who, at):
            at = next_open(away.until, PEOPLE[who])
        return at

    def after(self, hours: int, since: datetime) -> datetime:
        """In the owner's working time; of an urgent item by the clock."""
        if self.fact.urgent:
            return since + timedelta(hours=hours)
        return worked(since, hours, PEOPLE[self.fact.owner])

    def take(self, fact: Fact) -> None:
        """Somebody does something."""
        if fact.did is Did.MOVED:
            self.fired, self.fired_at, self.chance_ends = 0, None, None
        if fact.did in (Did.MOVED, Did.GIVEN):
            self.hold_ends = self.first_acknowledged = None
        self.fact = fact
        if fact.did is Did.ACKNOWLEDGED:
            self.hold(fact.who)
        if fact.did is Did.SAID and fact.who == fact.owner:
            self.prolong()

    def hold(self, who: str) -> None:
        """An acknowledgement holds the next rung: once, and again while its time lies ahead.

        Somebody who acknowledged during the same pause changes nothing.
        """
        was, self.hold_ends = self.hold_ends, None
        stands = was and self.now < was
        self.held_by = self.held_by if stands else set()
        if (was and self.fires_at() <= self.now) or self.fired > FALLBACK or who in self.held_by:
            self.hold_ends = was
            return
        self.held_by.add(who)
        self.hold_ends = self.after(HOLD, self.now)
        self.first_acknowledged = self.first_acknowledged or self.now

    def prolong(self) -> None:
        """The owner goes on with it: the hold that stands ends later, within twelve hours."""
        if self.hold_ends and self.now < self.hold_ends and self.first_acknowledged:
            latest = self.after(MOST_HOLD, self.first_acknowledged)
            self.hold_ends = max(self.hold_ends, min(self.after(HOLD, self.now), latest))


def rungs(journal: Journal, label: str, until: datetime) -> list[Rung]:
    """All rungs of an item, in the order in which they fire."""
    facts = journal.of(label)
    life = Life(journal, label, facts[0].at, facts[0])
    while life.now <= until and life.is_open():
        life.pass_by()
        for fact in facts[1:]:
            if fact.at == life.now:
                life.take(fact)
                life.pass_by()
        life.now += STEP
    return life.rungs
