"""Puts an item on another ladder than the one it was logged with."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from escalation.items import Item, RungState
from escalation.ladder.holds import next_rung
from escalation.ladder.plan import plan, watched
from escalation.policy import Policy
from escalation.rungs import Condition, Rung, Target, TargetKind
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
    `now` are skipped. Rungs are matched by whom they tell, the fallback with the fallback. A rung
    with anybody new lies ahead, and those on it who have been told already are spared. A pause
    lasts, whichever rung is next now.
    """
    owes = plan(item, item.policy, now, calendar=calendar).steps
    was = item.position
    position = replace(
        was,
        rungs=_matched(item, policy, now=now),
        reminded_until=was.reminded_until if owes else max(was.reminded_until, now),
    )
    told = _told(item, (state for state in was.rungs if state.fired_at))
    taken = replace(policy, switches=item.policy.switches + 1, spared=told)
    moved = replace(item, policy=taken, position=position)
    ahead = next_rung(moved)
    if was.held(now) and was.hold and ahead is not None:
        moved = moved.at(replace(position, hold=replace(was.hold, rung=ahead)))
    return watched(moved, now, calendar=calendar)


def _told(item: Item, states: Iterable[RungState]) -> tuple[Target, ...]:
    """Whom these rungs tell, and whom the item's earlier ladders have told in this round."""
    targets = (one for state in states for one in item.policy.rungs[state.rung].targets)
    return tuple(dict.fromkeys([*item.policy.spared, *targets]))


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


def _matched(item: Item, policy: Policy, *, now: datetime) -> tuple[RungState, ...]:
    """What the rungs of another ladder have done; below a fallback that applies nobody is told."""
    places, states = _places(item.policy, policy), item.position.rungs
    kept = {
        place: _on(policy.rungs[place], replace(state, rung=place))
        for state in states
        if (place := places.get(state.rung)) is not None
    }
    gone = [state for state in states if state.fired_at and state.rung not in places]
    told, heard = _told(item, gone), gone[-1] if gone else RungState(rung=0, left_out_at=now)
    owner = Target(TargetKind.PERSON, item.owner)  # is told anyway, never by a rung
    for index, rung in enumerate(policy.rungs[:-1]):
        above = {*rung.targets}.difference([owner])
        if above and above.issubset(told) and index not in places.values():
            kept[index] = replace(heard, rung=index)
    if item.position.fallback_at is not None:
        for index in range(policy.fallback):
            state = kept.get(index, RungState(rung=index))
            kept[index] = state if state.is_over else replace(state, left_out_at=now)
    return tuple(kept[index] for index in sorted(kept))


def _on(rung: Rung, state: RungState) -> RungState:
    """The state on a rung; without its condition it is no longer left out."""
    return replace(state, left_out_at=None) if rung.only_if is Condition.OPEN else state
