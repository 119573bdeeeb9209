"""What two ladders do to the same past: messages by kind, and rungs reached at different times."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from escalation.calendars import calendar_of
from escalation.facts.by_clock import Asked, Escalated, Reminded, Reviewed
from escalation.items import Item
from escalation.policy import Policy
from escalation.replay.known import Known
from escalation.replay.life import Lived, live
from escalation.replay.past import Past
from escalation.rungs import MOST_RUNGS
from escalation.worktime.hours import add_working_days, working_dates_between, working_time_between

FALLBACK = "fallback"
"""What the last rung is called here."""
_LAST = MOST_RUNGS
"""Its place, above those of every ladder."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often the owner was reminded, each rung fired, the last question was asked and so on.

    `direct` are direct messages, each with all that its reader got at that instant.
    """

    reminders: int = 0
    rungs: tuple[tuple[str, int], ...] = ()
    questions: int = 0
    reviews: int = 0
    direct: int = 0

    @property
    def escalations(self) -> int:
        """How often a rung below the fallback fired."""
        return sum(count for name, count in self.rungs if name != FALLBACK)


@dataclass(frozen=True, slots=True)
class Apart:
    """How far apart two instants are: in whole working days, or else in working time.

    If there is neither, `elapsed` is by the clock.
    """

    days: int = 0
    worked: timedelta = timedelta(0)
    elapsed: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A rung, and when an item reaches it now and on the ladder that is tried; None for never."""

    name: str
    now_at: datetime | None
    then_at: datetime | None
    apart: Apart = Apart()


@dataclass(frozen=True, slots=True)
class Changed:
    """An item, by its label, and the rungs that it reaches at different times, in their order."""

    label: str
    rungs: tuple[Reached, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was, and what would have been on the ladder that is tried.

    `left_out` are the labels of items that cannot be lived through again.
    """

    items: int
    now: Counts
    then: Counts
    changed: tuple[Changed, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """An item's past, lived through on the ladder that it carried and on the one that is tried."""

    now: Lived
    then: Lived


def twice(past: Past, tried: Policy, known: Known) -> Twice | None:
    """Live through an item's past on both ladders; None if its history does not begin."""
    now = live(past, None, known)
    is_same = tried == past.item.policy == past.first_ladder
    then = now if is_same else live(past, tried, known)
    return Twice(now=now, then=then) if now and then else None


def compared(lives: Sequence[Twice], since: datetime) -> Comparison:
    """Compare what both ladders did to the same items from an instant on."""
    lives = [Twice(now=_late(one.now, since), then=_late(one.then, since)) for one in lives]
    changed = (Changed(one.now.item.label, _reached(one)) for one in lives)
    tried = lives[0].then.item.policy if lives else None
    return Comparison(
        items=len(lives),
        now=_counted([one.now for one in lives], tried),
        then=_counted([one.then for one in lives], tried),
        changed=tuple(one for one in changed if one.rungs),
    )


def _late(life: Lived, since: datetime) -> Lived:
    """What happened from an instant on."""
    events = tuple((round_, one) for round_, one in life.events if one.at >= since)
    told = frozenset((user, at) for user, at in life.told if at >= since)
    return replace(life, events=events, told=told)


def _counted(lives: Sequence[Lived], tried: Policy | None) -> Counts:
    """What was done, each rung by its name on the ladder that is tried, if it is there."""
    facts = [event.facts for life in lives for _, event in life.events]
    kinds = Counter(map(type, facts))
    rungs = Counter(
        (rung, _name(tried if tried and rung < tried.fallback else life.item.policy, rung))
        for life in lives
        for _, rung, _ in _fired(life)
    )
    named = Counter[str]()
    for (_, name), count in sorted(rungs.items()):
        named[name] += count
    return Counts(
        reminders=kinds[Reminded],
        rungs=tuple(named.items()),
        questions=kinds[Asked],
        reviews=kinds[Reviewed],
        direct=len({message for life in lives for message in life.told}),
    )


def _fired(life: Lived) -> Iterator[tuple[int, int, datetime]]:
    """The rungs that fired: in which round, which (the fallback is `_LAST`), and when."""
    for round_, event in life.events:
        if isinstance(event.facts, Escalated):
            rung = event.facts.rung or 0
            is_last = rung == life.item.policy.fallback
            yield round_, _LAST if is_last else rung, event.facts.planned_at or event.at


def _name(policy: Policy, rung: int) -> str:
    return FALLBACK if rung == _LAST else policy.name(rung)


def _reached(lives: Twice) -> tuple[Reached, ...]:
    """The rungs that are reached at different times, each in the first round in which it is.

    Rungs are matched by their position, the fallback with the fallback.
    """
    now, then = (
        {(rung, round_): at for round_, rung, at in _fired(life)}
        for life in (lives.now, lives.then)
    )
    item, found = lives.now.item, dict[int, Reached]()
    for key in sorted({*now, *then}):
        was, would, rung = now.get(key), then.get(key), key[0]
        if was != would and rung not in found:
            has_it = rung == _LAST or rung < item.policy.fallback
            name = _name((item if has_it else lives.then.item).policy, rung)
            apart = _apart(item, was, would)
            found[rung] = Reached(name=name, now_at=was, then_at=would, apart=apart)
    return tuple(found.values())


def _apart(item: Item, one: datetime | None, other: datetime | None) -> Apart:
    if one is None or other is None:
        return Apart()
    since, until = sorted((one, other))
    if item.urgent:
        return Apart(elapsed=until - since)
    calendar = calendar_of("", item.policy, since)
    days = working_dates_between(since, until, calendar)
    if days and add_working_days(since, days, calendar) == until:
        return Apart(days=days)
    worked = working_time_between(since, until, calendar)
    return Apart(worked=worked, elapsed=until - since)
