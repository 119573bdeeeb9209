"""Puts an item on another ladder than the one it was logged with."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from escalation.items import Item, RungState
from escalation.ladder.plan import plan, watched
from escalation.policy import Policy
from escalation.worktime.hours import Calendar


class Adoption(StrEnum):
    """Which open items switch to an edited ladder."""

    NONE = "none"  # only items logged from now on use it
    NOT_DUE = "not_due"  # open items whose date lies ahead
    ALL = "all"  # every open item

    def takes(self, item: Item, now: datetime) -> bool:
        """Whether this open item switches."""
        return self is Adoption.ALL or (self is Adoption.NOT_DUE and item.due.at > now)


def adopted(item: Item, policy: Policy, now: datetime, *, calendar: Calendar) -> Item:
    """Put the item on another ladder, at the place it had on the old one.

    What was already due on the old ladder stays due. Otherwise the new ladder's reminders before
    `now` are skipped. Rungs are matched by whom they tell, the fallback with the fallback, so
    nobody is told twice and a rung that tells anybody new lies ahead.
    """
    owes = plan(item, item.policy, now, calendar=calendar).steps
    was, places = item.position, _places(item.policy, policy)
    position = replace(
        was,
        rungs=_matched(item, policy, places, now=now),
        reminded_until=was.reminded_until if owes else max(was.reminded_until, now),
    )
    taken = replace(item, policy=policy, position=position)
    if was.hold is not None:
        ahead = (index for index in range(policy.fallback) if not taken.rung(index).is_over)
        rung = places.get(was.hold.rung, next(ahead, policy.fallback))
        taken = taken.at(replace(position, hold=replace(was.hold, rung=rung)))
    return watched(taken, now, calendar=calendar)


def _places(old: Policy, new: Policy) -> dict[int, int]:
    """Where the rungs of one ladder stand on another, if they tell the same people there."""
    places = {old.fallback: new.fallback}
    for index, rung in enumerate(new.rungs[:-1]):
        same = [
            place
            for place, one in enumerate(old.rungs[:-1])
            if place not in places and {*one.targets} == {*rung.targets}
        ]
        if same:
            places[index if index in same else same[0]] = index
    return places


def _matched(
    item: Item, policy: Policy, places: Mapping[int, int], *, now: datetime
) -> tuple[RungState, ...]:
    """What the rungs of another ladder have done; below a fallback that applies nobody is told."""
    states = item.position.rungs
    kept = {
        place: replace(state, rung=place)
        for state in states
        if (place := places.get(state.rung)) is not None
    }
    gone = [state for state in states if state.fired_at and state.rung not in places]
    told = {target for state in gone for target in item.policy.rungs[state.rung].targets}
    for index, rung in enumerate(policy.rungs[:-1]):
        is_told = rung.targets and told.issuperset(rung.targets)
        if is_told and index not in places.values():
            kept[index] = replace(gone[-1], rung=index)
    if item.position.fallback_at is not None:
        for index in range(policy.fallback):
            state = kept.get(index, RungState(rung=index))
            kept[index] = state if state.is_over else replace(state, left_out_at=now)
    return tuple(kept[index] for index in sorted(kept))
