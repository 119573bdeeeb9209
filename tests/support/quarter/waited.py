"""What the limit makes of direct messages: too many on a day, one that came too late, one lost.

Read from what people were told and from the journal, by the rules in words.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from bot.demo.fortnight import Said
from tests.support.quarter.journal import Did, Fact
from tests.support.quarter.people import PEOPLE, STEP, local, next_bundle, worked
from tests.support.quarter.season import Season

WAITED = "Waited for a bundle"
WORKING_DAY = 8
NEWS = re.compile(r"\*(B-\d+)\* (is due \w{3} \d|has a new date: |is resolved)")
REMINDED = re.compile(r"• \*(B-\d+)\* .* · due ")
SAYS = {Did.MOVED: ("has a new date: ", "slipped "), Did.CLOSED: ("is resolved",)}


def faults(season: Season, limit: int) -> list[str]:
    """Everything that is not as the rules of the limit have it, in words."""
    found: list[str] = []
    for who in PEOPLE:
        for day, number in counted(season, who).items():
            if number > limit:
                found.append(f"{who}: {number} messages that can wait on {day}")
        found += [fault for said in season.listener.told(who) for fault in late(season, who, said)]
    for fact in season.journal.facts:
        found += [fault for who in to_be_told(season, fact) for fault in lost(season, who, fact)]
    return found


def counted(season: Season, who: str) -> Counter[date]:
    """How many messages that can wait somebody got on each day of theirs, bundles apart."""
    days: Counter[date] = Counter()
    for said in season.listener.told(who):
        news = NEWS.match(said.text.removeprefix("✅ "))
        if news and WAITED not in said.text and can_wait(season, who, said, news[1]):
            days[local(said.at, who).date()] += 1
    return days


def can_wait(season: Season, who: str, said: Said, label: str) -> bool:
    """Whether no date of which it speaks would pass before the next bundle."""
    fact = season.journal.last(label, said.at)
    if fact is None or fact.urgent:
        return False
    bundle_at = next_bundle(said.at, PEOPLE[who])
    return not any(said.at < one <= bundle_at for one in dates(season, fact, said.text))


def dates(season: Season, fact: Fact, words: str) -> list[datetime]:
    """The dates of which these words speak: if it moved, the one before too."""
    before = [one.due for one in season.journal.of(fact.label) if one.at < fact.at]
    if "is resolved" in words:
        return []
    return [fact.due, *(before[-1:] if "has a new date" in words else [])]


def late(season: Season, who: str, said: Said) -> Iterator[str]:
    """What waited for a bundle beyond a date of which it speaks."""
    lines = said.text.splitlines() if WAITED in said.text else []
    for line in lines:
        news = NEWS.search(line) or REMINDED.match(line)
        fact = season.journal.last(news[1], said.at) if news else None
        if fact and any(fact.at < one < said.at for one in dates(season, fact, line)):
            yield f"{who}: {fact.label} came too late at {said.at:%a %d %b %H:%M}: {line}"


def to_be_told(season: Season, fact: Fact) -> set[str]:
    """Who has to be told that a date moved or that an item is closed."""
    return {fact.owner, season.reporter(fact.label)} - {fact.who} if fact.did in SAYS else set()


def lost(season: Season, who: str, fact: Fact) -> Iterator[str]:
    """What somebody was not told by a working day of theirs later, unless things had changed."""
    until = next_bundle(worked(fact.at, WORKING_DAY, PEOPLE[who]), PEOPLE[who]) + STEP
    journal = season.journal
    is_same = journal.last(fact.label, until) is fact and until < season.ends_at
    is_there = not any(
        one.who == who and one.start <= until and fact.at <= one.until for one in journal.absences
    )
    words = [f"*{fact.label}* {said}" for said in SAYS[fact.did]]
    said = (one for one in season.listener.told(who) if fact.at <= one.at <= until)
    if is_same and is_there and not any(each in one.text for one in said for each in words):
        yield f"{who}: not told that {fact.label} {fact.did} at {fact.at:%a %d %b %H:%M}"
