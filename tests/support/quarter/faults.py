"""Faults: a rung that is late, early or untold, and a gap that nobody is told of in time."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.fortnight import Said
from bot.demo.people import CHANNEL
from escalation.facts.by_clock import Escalated
from storage.items import history, search
from storage.items.search import Search
from tests.support.quarter import expected
from tests.support.quarter.expected import Rung
from tests.support.quarter.journal import Did
from tests.support.quarter.people import LADDER, LEAD, PEOPLE, STEP, next_open, worked
from tests.support.quarter.season import Season

WORKING_DAY = 8
"""Hours of the person who is told of a gap."""


@dataclass(frozen=True)
class Told:
    """A season that is over, with what everybody was told about each item."""

    season: Season
    about: dict[tuple[str, str], list[Said]]

    def is_told(self, who: str, label: str, since: datetime, until: datetime) -> bool:
        """Whether a message to this person was about the item."""
        return any(since <= one.at <= until for one in self.about[who, label])

    def is_told_of_gap(self, who: str, label: str, since: datetime, until: datetime) -> bool:
        """Whether a message to this person, or in this channel, said that it has nobody."""
        gap = (f"*{label}* has nobody to answer for it", f"*{label}* has an ownership gap")
        return any(
            any(g in one.text for g in gap)
            for one in self.about[who, label]
            if since <= one.at <= until
        )


def told(season: Season) -> Told:
    """Sort what was said by whom it was said to and the items that it is about."""
    about: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for said in season.listener.said:
        for label in {*re.findall(r"\bB-\d+\b", said.text)}:
            about[said.place.removeprefix("@"), label].append(said)
    return Told(season, about)


def faults(season: Season) -> list[str]:
    """Everything that is not as the rules have it, in words."""
    of = told(season)
    found: list[str] = []
    for label, fired in fired_rungs(season).items():
        rungs = expected.rungs(season.journal, label, season.ends_at)
        if not passed_on(season, rungs):
            found += compare(label, [(one.number, one.at) for one in rungs], fired)
            found += [fault for rung in rungs for fault in untold(of, rung)]
        found += unnamed(of, label)
    return [*found, *unlisted(season)]


def passed_on(season: Season, rungs: list[Rung]) -> bool:
    """Whether somebody lost their account while a rung waited for their hours.

    Slack refuses that message then, and the next rung is told at once.
    """
    told = (one for rung in rungs for one in rung.told)
    return any(season.journal.is_gone(who, at) for who, at in told)


def fired_rungs(season: Season) -> dict[str, list[tuple[int, datetime]]]:
    """What the history says: which rung of each item fired when."""
    context = season.listener.sandbox.bot.workspace.context
    fired: dict[str, list[tuple[int, datetime]]] = {}
    with context.database.read(context.workspace) as tx:
        every = Search(open=None)
        for item in search.find(tx, every, visible=None, limit=1000).items:
            events = history.timeline(tx, item.id)
            fired[item.label] = [
                (one.facts.rung or 0, one.at) for one in events if isinstance(one.facts, Escalated)
            ]
    return fired


def compare(
    label: str, right: list[tuple[int, datetime]], fired: list[tuple[int, datetime]]
) -> Iterator[str]:
    """The first difference between when rungs fire and when they have to."""
    for want, have in zip(right, fired, strict=False):
        late = have[1] - want[1]
        if want[0] != have[0] or not -STEP < late < STEP:
            yield f"{label}: {named(*want)}, was {named(*have)}"
            return
    if len(right) != len(fired):
        one = (right[len(fired) :] or fired[len(right) :])[0]
        which = "never fired" if len(right) > len(fired) else "fired too"
        yield f"{label}: {named(*one)} {which}"


def named(rung: int, at: datetime) -> str:
    return f"rung {rung} at {at:%a %d %b %H:%M}"


def untold(of: Told, rung: Rung) -> Iterator[str]:
    """Whom a rung should have told and did not, unless things had changed by then."""
    journal = of.season.journal
    for who, at in rung.told:
        before, then = journal.last(rung.label, rung.at), journal.last(rung.label, at)
        is_same = before is then and at < of.season.ends_at - STEP
        stays = journal.can_answer(who, at)
        if is_same and stays and not of.is_told(who, rung.label, at, at + STEP):
            yield f"{rung.label}: rung {rung.number} did not tell {who} at {at:%a %d %b %H:%M}"


def unnamed(of: Told, label: str) -> Iterator[str]:
    """Gaps that nobody who can answer is told of within a working day of theirs."""
    reporter = of.season.journal.of(label)[0].who
    for at in gaps(of.season, label):
        ends = {
            who: next_open(worked(at, WORKING_DAY, PEOPLE[who]) + STEP, PEOPLE[who])
            for who in (*LADDER, reporter, *stand_ins(of.season, at))
        }
        named = [
            who
            for who, until in ends.items()
            if of.season.journal.can_answer(who, at) and of.is_told_of_gap(who, label, at, until)
        ]
        last = max(ends.values())
        in_channel = of.is_told_of_gap(CHANNEL, label, at, ends[LEAD])
        if not (named or in_channel or changed_by(of.season, label, at, last)):
            yield f"{label}: nobody was told by a working day after {at:%a %d %b %H:%M}"


def stand_ins(season: Season, at: datetime) -> list[str]:
    """Who covers for those on the ladder."""
    away = [season.journal.away(who, at) for who in LADDER]
    return [one.stand_in for one in away if one and one.stand_in]


def changed_by(season: Season, label: str, since: datetime, until: datetime) -> bool:
    """Whether somebody closed it or named an owner by then, or the season was over."""
    ends = (Did.CLOSED, Did.GIVEN, Did.FINE)
    facts = [one for one in season.journal.of(label) if since < one.at <= until]
    return any(one.did in ends for one in facts) or until > season.ends_at


def gaps(season: Season, label: str) -> Iterator[datetime]:
    """Since when an item has nobody: the lead or its owner is gone, or the owner gives it up."""
    journal = season.journal
    logged = journal.of(label)[0]
    night = (logged.at - timedelta(hours=3)).replace(hour=3, minute=0) + timedelta(days=1)
    if journal.is_gone(LEAD, logged.at) and journal.is_gone(LEAD, night):
        yield logged.at  # found in the night
    for one in journal.absences:
        fact = journal.last(label, one.start)
        if one.left and fact and fact.did is not Did.CLOSED and one.who in (fact.owner, LEAD):
            yield one.start
    for fact in journal.of(label):
        if fact.did is Did.GAVE_UP:
            yield fact.at


def unlisted(season: Season) -> Iterator[str]:
    """Open gaps that `list gaps` leaves out, and closed ones that it has."""
    for at, labels in season.listed:
        right = {label for label in season.journal.labels() if is_open_gap(season, label, at)}
        for label in right ^ labels:
            which = "not listed" if label in right else "listed"
            yield f"{label}: {which} as a gap at {at:%a %d %b %H:%M}"


def is_open_gap(season: Season, label: str, at: datetime) -> bool:
    """Whether the last gap of an open item is still open: nobody named an owner, or said fine."""
    last = season.journal.last(label, at)
    if last is None or last.did is Did.CLOSED:
        return False
    begun = [since for since in gaps(season, label) if since < at]
    return any(not changed_by(season, label, since, at) for since in begun)
