"""The ladder: what an item owes to whom at an instant, and when to look again.

Pure: the same item, policy and instant give the same plan. Where an item stands is three values on
it (`climbed`, `reminded_until`, `reviewed`), and only `apply` moves them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from escalation.items import Item
from escalation.policy import Audience, Policy
from escalation.timetable import Reminder, reminders, review_at, rung_instants
from escalation.worktime import Calendar


class StepKind(StrEnum):
    """What one firing of the ladder does."""

    REMINDER = "reminder"  # the owner hears
    RUNG = "rung"  # somebody above the owner hears
    REVIEW = "review"  # leadership hears that a blocker outlived a review cycle
    GAP = "gap"  # the owner can no longer answer, so somebody else hears at once


class Reason(StrEnum):
    """Why a plan is what it is."""

    CLOSED = "closed"  # nobody has to act any more
    STEP_DUE = "step due"  # something is owed now
    HELD = "held"  # an acknowledgement holds a rung whose time has come
    SNOOZED = "snoozed"  # a snooze silences a reminder whose time has come
    NOTHING_DUE = "nothing due"  # the next instant lies ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One firing. `at` is when it fell due (UTC), `name` its stable word for keys.

    `missed` counts the earlier reminders it stands for. `rung` is the index of the rung fired, -1
    for other steps.
    """

    kind: StepKind
    at: datetime
    name: str
    missed: int = 0
    rung: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is owed now, in order of time, why, when to look again, and the position it leads to.

    `next_at` lies after the instant planned for, and is None only for a closed item.
    """

    steps: tuple[Step, ...]
    reason: Reason
    next_at: datetime | None
    climbed: int
    reminded_until: datetime
    reviewed: bool


def plan(item: Item, policy: Policy, now: datetime, *, calendar: Calendar) -> Plan:
    """Decide what is owed at `now` (UTC); `calendar` is the owner's.

    However late the tick, the owner hears once for all missed reminders and every rung whose time
    has come fires.
    """
    if not item.is_open:
        return _closed(item)
    owed, coming = _split_reminders(item, policy, now, calendar=calendar)
    rungs = list(rung_instants(item, policy))
    steps = [rung_step(index, at) for index, at in rungs if at <= now]
    climbed = item.climbed + len(steps)
    if owed:
        steps.append(_reminder_step(item, owed))
    review = review_at(item, policy)
    reviewed = item.reviewed or (review is not None and review <= now)
    if review is not None and reviewed and not _leadership_heard(policy, climbed):
        steps.append(Step(kind=StepKind.REVIEW, at=review, name="review"))
    ahead = [
        at for at in (_silenced(item, coming), review, *(at for _, at in rungs)) if at and at > now
    ]
    return Plan(
        steps=tuple(sorted(steps, key=lambda step: step.at)),
        reason=_reason(item, policy, now, owes=bool(steps), coming=coming),
        next_at=min(ahead),
        climbed=climbed,
        reminded_until=owed[-1].at if owed else item.reminded_until,
        reviewed=reviewed,
    )


def apply(item: Item, planned: Plan) -> Item:
    """The item after its plan was carried out."""
    return replace(
        item,
        climbed=planned.climbed,
        reminded_until=planned.reminded_until,
        reviewed=planned.reviewed,
        next_at=planned.next_at,
    )


def watched(item: Item, now: datetime, *, calendar: Calendar) -> Item:
    """The item with `next_at` set anew after a change: `now` if something is owed already."""
    planned = plan(item, item.policy, now, calendar=calendar)
    return replace(item, next_at=now if planned.steps else planned.next_at)


def adopted(item: Item, policy: Policy, now: datetime, *, calendar: Calendar) -> Item:
    """The item under another ladder, from where it stands on the old one.

    What the old ladder still owes stays owed; otherwise reminders that the new one times before
    `now` are not. Rungs are matched by position.
    """
    owes = plan(item, item.policy, now, calendar=calendar).steps
    changed = replace(
        item,
        policy=policy,
        climbed=min(item.climbed, len(policy.rungs)),
        reminded_until=item.reminded_until if owes else max(item.reminded_until, now),
    )
    return watched(changed, now, calendar=calendar)


def preview(item: Item, now: datetime, *, calendar: Calendar, count: int = 10) -> tuple[Step, ...]:
    """The next steps if nobody acts, found by living through them."""
    steps: list[Step] = []
    at: datetime | None = now
    while at is not None and len(steps) < count:
        planned = plan(item, item.policy, at, calendar=calendar)
        steps.extend(planned.steps)
        item, at = apply(item, planned), planned.next_at
    return tuple(steps[:count])


def rung_step(index: int, at: datetime) -> Step:
    """The firing of one rung."""
    return Step(kind=StepKind.RUNG, at=at, name=f"rung-{index}", rung=index)


def gap_step(item: Item, now: datetime) -> Step:
    """What to address when the owner can no longer answer and no reminder is due: once a day."""
    return Step(kind=StepKind.GAP, at=now, name=f"gap-{item.owner}-{now:%Y%m%d}")


def _closed(item: Item) -> Plan:
    return Plan(
        steps=(),
        reason=Reason.CLOSED,
        next_at=None,
        climbed=item.climbed,
        reminded_until=item.reminded_until,
        reviewed=item.reviewed,
    )


def _split_reminders(
    item: Item, policy: Policy, now: datetime, *, calendar: Calendar
) -> tuple[list[Reminder], Reminder]:
    """The reminders owed at `now`, and the first that is not yet."""
    ahead = (
        reminder
        for reminder in reminders(item, policy, calendar)
        if reminder.at > item.reminded_until
    )
    owed = []
    reminder = next(ahead)
    while _silenced(item, reminder) <= now:
        owed.append(reminder)
        reminder = next(ahead)
    return owed, reminder


def _silenced(item: Item, reminder: Reminder) -> datetime:
    """When a reminder is heard: at its instant, or at the end of the snooze that covers it."""
    return max(reminder.at, item.snoozed_until or reminder.at)


def _reminder_step(item: Item, owed: Iterable[Reminder]) -> Step:
    instants = {_silenced(item, reminder) for reminder in owed}
    *_, latest = owed
    return Step(
        kind=StepKind.REMINDER,
        at=_silenced(item, latest),
        name=latest.name,
        missed=len(instants) - 1,
    )


def _leadership_heard(policy: Policy, climbed: int) -> bool:
    return any(rung.audience is Audience.LEADERSHIP for rung in policy.rungs[:climbed])


def _reason(item: Item, policy: Policy, now: datetime, *, owes: bool, coming: Reminder) -> Reason:
    if owes:
        return Reason.STEP_DUE
    if item.climbed < len(policy.rungs) and item.due.at + policy.rungs[item.climbed].after <= now:
        return Reason.HELD
    return Reason.SNOOZED if coming.at <= now else Reason.NOTHING_DUE
