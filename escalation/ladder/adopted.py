"""Puts an item on another ladder than the one it was logged with."""

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
    `now` are skipped. Rungs are matched by position, the fallback with the fallback.
    """
    owes = plan(item, item.policy, now, calendar=calendar).steps
    was = item.position
    position = replace(
        was,
        rungs=_matched(item, policy, now),
        reminded_until=was.reminded_until if owes else max(was.reminded_until, now),
    )
    return watched(replace(item, policy=policy, position=position), now, calendar=calendar)


def _matched(item: Item, policy: Policy, now: datetime) -> tuple[RungState, ...]:
    """What the rungs of another ladder have done; below a fallback that applies nobody is told."""
    below = min(item.policy.fallback, policy.fallback)
    kept = {state.rung: state for state in item.position.rungs if state.rung < below}
    if item.position.fallback_at is None:
        return tuple(kept.values())
    for index in range(policy.fallback):
        state = kept.get(index, RungState(rung=index))
        kept[index] = state if state.is_over else replace(state, left_out_at=now)
    return (*kept.values(), replace(item.rung(item.policy.fallback), rung=policy.fallback))
