"""Checks of a ladder before it is saved: what stops saving, and what needs a tick.

What holds of the saved ladder already is not doubted again, so that every ladder saves as it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from escalation.fields import Field
from escalation.ladder import bounds
from escalation.policy import Policy
from escalation.recipients import Directory
from escalation.refusals import UNREAD, unfit
from escalation.rungs import OF_THE_ITEM, Offset, Target, TargetKind, Unit, usual_names

HOUR = timedelta(hours=1)
MOST_NAMED = 5
MAY_BE_EMPTY = 2
"""The lead and leadership: the reporter and the channel are told instead."""


@dataclass(frozen=True, slots=True)
class Stop:
    """What stops saving: on which rung, under which field of its form, and what to do instead.

    `rung` is None if it is about none.
    """

    rung: int | None
    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """What needs a tick before it is saved, and the rung that it is about."""

    rung: int
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """All that is wrong or doubtful with a ladder, by rung."""

    stops: tuple[Stop, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the checks need besides the ladder.

    `unusable` says of each channel where we cannot post what to do about it; `owned` is how many
    open items of this channel each person owns.
    """

    directory: Directory
    unusable: Mapping[str, str] = field(default_factory=dict)
    owned: Mapping[str, int] = field(default_factory=dict)


def check(policy: Policy, before: Policy, known: Known) -> Checked:
    """Check a ladder that is to replace another one."""
    said = {doubt.text for doubt in _doubts(before, known)}
    doubts = tuple(doubt for doubt in _doubts(policy, known) if doubt.text not in said)
    today = known.directory.now.astimezone(ZoneInfo(policy.zone)).date()
    beyond = (Stop(*found) for found in bounds.beyond(policy, before, today))
    return Checked((*_stops(policy, known), *beyond), doubts)


def _stops(policy: Policy, known: Known) -> Iterator[Stop]:
    called: set[str] = set()
    usual = [*usual_names(policy.rungs), "fallback"]
    for index, rung in enumerate(policy.rungs[:-1]):
        if not rung.targets and index >= MAY_BE_EMPTY:
            yield Stop(index, Field.TELL_PEOPLE, _empty(policy, index))
        for target in rung.targets:
            if fault := _unreachable(target, known):
                yield Stop(index, _FIELDS[target.kind], fault)
        name = rung.name.casefold().removeprefix("the ")
        if name and name != usual[index] and name in {*usual, *called}:
            yield Stop(index, Field.NAME, "Another step has this name. Choose a different one.")
        called.add(name)


def _empty(policy: Policy, index: int) -> str:
    """Where it is seen first, another step may have moved it up: so it names the empty one."""
    step = policy.step(index)
    return f"Nobody would be notified as {step}. Name somebody: only the first two may be empty."


_FIELDS = {
    TargetKind.PERSON: Field.TELL_PEOPLE,
    TargetKind.GROUP: Field.TELL_GROUPS,
    TargetKind.CHANNEL: Field.TELL_CHANNELS,
}


def _unreachable(target: Target, known: Known) -> str:
    """Why nobody can be told through this target, and what to do; "" if somebody can."""
    if known.directory.reaches(target):
        return ""
    if target.kind is TargetKind.CHANNEL:
        return known.unusable[target.id]
    if target.kind is TargetKind.PERSON:
        person = known.directory.people.get(target.id)
        return unfit(person.name, person.unfit) if person else UNREAD
    handle = known.directory.handles.get(target.id, "")
    group = f"@{handle.lstrip('@')}" if handle else "that group"
    return f"Nobody in {group} can be reached: it is empty or switched off. Choose another."


def _doubts(policy: Policy, known: Known) -> Iterator[Doubt]:
    yield from _timing(policy)
    yield from _same_person(policy, known)
    yield from _owners(policy, known)
    yield from _away(policy, known)


def _timing(policy: Policy) -> Iterator[Doubt]:
    """Steps at the same time, and those that wait for the chance of the one below."""
    told_after = policy.span(policy.rungs[0].after)
    for below, (rung, above) in enumerate(pairwise(policy.rungs)):
        index, span = below + 1, policy.span(above.after)
        step = _opening(policy.step(index))
        told_after = max(span, told_after + policy.chance)
        if span == policy.span(rung.after):
            both = f"{step} is set to the same time as {policy.step(below)}"
            yield Doubt(index, f"{both}: {above.after}.")
        elif told_after > span:
            verb = "applies" if index == policy.fallback else "is notified"
            late = _hours(told_after, beside=above.after)
            yield Doubt(index, f"{step} is set to {above.after} but {verb} after {late}.")


def _hours(span: timedelta, *, beside: Offset) -> str:
    """`4`, or `20 working hours` beside an offset in days."""
    hours = f"{span / HOUR:g}"
    return hours if beside.unit is Unit.HOURS else f"{hours} working hours"


def _same_person(policy: Policy, known: Known) -> Iterator[Doubt]:
    alone = {index: _alone(policy, index, known) for index in range(policy.fallback)}
    for below, above in combinations(alone, 2):
        if alone[below] and alone[below] == alone[above]:
            both = f"as {policy.step(below)} and as {policy.step(above)}"
            who = _named([alone[below]], known)
            yield Doubt(above, f"{who} is the only person notified both {both}.")


def _alone(policy: Policy, index: int, known: Known) -> str:
    """The one user that a rung tells besides channels; "" if it tells more, or is not set."""
    targets = policy.rungs[index].targets
    if not OF_THE_ITEM.isdisjoint(target.kind for target in targets):
        return ""
    users = set(known.directory.users(targets))
    return users.pop() if len(users) == 1 else ""


def _owners(policy: Policy, known: Known) -> Iterator[Doubt]:
    users = dict.fromkeys(known.directory.users(policy.rungs[0].targets))
    for user in users:
        if count := known.owned.get(user, 0):
            items = "1 open item" if count == 1 else f"{count} open items"
            those = "that one" if count == 1 else "those"
            then = _instead(policy, user, known)
            yield Doubt(0, f"{_named([user], known)} owns {items} here. For {those} {then}.")


def _instead(policy: Policy, owner: str, known: Known) -> str:
    """Who is told of the items of somebody who is the lead too."""
    if known.directory.recipients(policy.rungs[0].targets, beside=owner):
        return "only the others on that step are notified"
    if policy.fallback == 1:
        return "nobody on that step is notified"
    return f"{policy.step(1)} is notified at once"


def _away(policy: Policy, known: Known) -> Iterator[Doubt]:
    for index, rung in enumerate(policy.rungs[:-1]):
        if any(target.kind not in (TargetKind.PERSON, TargetKind.GROUP) for target in rung.targets):
            continue
        told = known.directory.recipients(rung.targets, beside="")
        if told and not known.directory.can_answer(told):
            who = _named([one.person.id for one in told], known)
            yield Doubt(index, f"Everybody notified as {policy.step(index)} is away now: {who}.")


def _named(users: list[str], known: Known) -> str:
    """People by name, at most five of them."""
    people = known.directory.people
    named = [people[user].name if user in people else user for user in users[:MOST_NAMED]]
    more = len(users) - len(named)
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def _opening(step: str) -> str:
    return f"{step[:1].upper()}{step[1:]}"
