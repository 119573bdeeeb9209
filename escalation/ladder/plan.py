"""The ladder: which steps of an item are due at an instant, and when to look again.

Pure: the same item, policy and instant give the same plan. Only `apply` and `fire` move an item
along its ladder.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from escalation.calendars import calendar_of
from escalation.copies.copied import copied
from escalation.dm_times import next_morning
from escalation.items import Item, Position
from escalation.ladder.timetable import Reminder, may_fire, questions, reminders, reviews, rung_at
from escalation.policy import Policy
from escalation.trajectories import has_lapsed, lapse_ahead
from escalation.worktime.hours import Calendar, days_later, next_working_instant

FAR = timedelta(days=400)  # no reminder is done this far ahead: counting would take too long
PROMPT = timedelta(minutes=10)
"""A pass this soon after an instant is on time: quiet time counts from the instant itself."""


class StepKind(StrEnum):
    """What one firing of the ladder does."""

    REMINDER = "reminder"  # the owner is reminded
    RUNG = "rung"  # somebody above the owner is told
    LEFT_OUT = "left_out"  # a rung is left out because its condition does not hold
    CALL = "call"  # somebody above the owner is called by hand
    REVIEW = "review"  # leadership is told of an item that is still open after a review cycle
    QUESTION = "question"  # leadership is asked what happens now that the fallback applies
    GAP = "gap"  # the owner or a rung can no longer answer, so somebody else is told at once
    COVER = "cover"  # the owner's stand-in is told what they cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One firing. `at` is when it fell due (UTC), `name` its stable name in keys.

    `missed` counts the earlier reminders it replaces. `rung` is the index of the rung that fires,
    is called, is left out or has a gap, -1 for other steps; `customer` that whose account has one.
    """

    kind: StepKind
    at: datetime
    name: str
    missed: int = 0
    rung: int = -1
    customer: int = 0

    def told_from(self, now: datetime) -> datetime:
        """When its recipients are told: at its own instant or, if it is late, at this pass."""
        return self.at if now - self.at <= PROMPT else now


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The steps due at `now`, in order of time, and when to look again.

    `next_at` is None only for a closed item. It is after `now` unless a rung fires: then what comes
    next depends on who is told.
    """

    now: datetime
    steps: tuple[Step, ...]
    next_at: datetime | None
    reminded_until: datetime
    reviewed_until: datetime
    asked_until: datetime | None


def plan(item: Item, policy: Policy, now: datetime, *, calendar: Calendar) -> Plan:
    """Decide which steps are due at `now` (UTC); `calendar` is the owner's.

    However late the tick, the owner gets one reminder for all that were missed, and leadership is
    asked once. Rungs fire in order, up to one that gives its people a chance to answer.
    """
    if not item.is_open:
        return _closed(item, now)
    owed, coming = _split_reminders(item, policy, now, calendar=calendar)
    rungs, rung_ahead = _split_rungs(item, policy, now)
    position = item.position
    reviewed, review_ahead = _split(reviews(item, policy), position.reviewed_until, now)
    asked, question_ahead = _split(questions(item, policy), _asked_until(item), now)
    steps = list(rungs)
    if owed:
        steps.append(_reminder_step(item, owed))
    if reviewed and _is_reviewed(item, policy, reviewed):
        steps.append(Step(kind=StepKind.REVIEW, at=reviewed, name=f"review-{reviewed:%Y%m%d}"))
    if asked:
        steps.append(Step(kind=StepKind.QUESTION, at=asked, name=f"asked-{asked:%Y%m%d%H%M}"))
    fires = any(step.kind is StepKind.RUNG for step in rungs)
    ahead = (now,) if fires else (_silenced(item, coming), rung_ahead, review_ahead, question_ahead)
    return Plan(
        now=now,
        steps=tuple(sorted(steps, key=lambda step: step.at)),
        next_at=min(at for at in (*ahead, lapse_ahead(item, now)) if at is not None),
        reminded_until=owed[-1].at if owed else position.reminded_until,
        reviewed_until=reviewed or position.reviewed_until,
        asked_until=asked or position.asked_until,
    )


def apply(item: Item, planned: Plan) -> Item:
    """The item's next version, after its plan was carried out.

    `routing` then adds when each rung was told.
    """
    for step in planned.steps:
        if step.kind is StepKind.RUNG:
            item = item.at(fire(item, step, planned.now))
        if step.kind is StepKind.LEFT_OUT:
            state = replace(item.rung(step.rung), left_out_at=planned.now)
            item = item.at(item.position.with_rung(state))
    asks = any(step.kind is StepKind.QUESTION for step in planned.steps)
    position = copied(
        item.position,
        reminded_until=planned.reminded_until,
        reviewed_until=planned.reviewed_until,
        asked_until=planned.asked_until,
        unanswered=item.position.unanswered + asks,
        next_at=planned.next_at,
    )
    return item.passed(position)


def fire(item: Item, step: Step, now: datetime) -> Position:
    """Its position after one rung fired; with the last one the fallback applies."""
    at = step.told_from(now)
    position = item.position.with_rung(copied(item.rung(step.rung), fired_at=at))
    is_last = step.rung == item.policy.fallback
    return copied(position, fallback_at=position.fallback_at or at) if is_last else position


def called(item: Item, index: int, now: datetime, *, by: str) -> Position:
    """Its position after somebody called a rung by hand; after the due date the rung has fired."""
    position = item.position.with_rung(replace(item.rung(index), called_at=now, called_by=by))
    if item.due.at <= now and not item.has_fired(index):
        return fire(item.at(position), call_step(index, now), now)
    return position


def watched(item: Item, now: datetime, *, calendar: Calendar) -> Item:
    """The item with `next_at` updated after a change: `now` if a step is due."""
    if has_lapsed(item, now):
        return item  # it is due already, and the pass has to see since when
    planned = plan(item, item.policy, now, calendar=calendar)
    next_at = now if planned.steps else planned.next_at
    return item.at(copied(item.position, next_at=next_at))


def rung_step(item: Item, index: int, at: datetime) -> Step:
    """The firing of one rung; on another ladder the same place has another name."""
    switches = item.policy.switches
    name = f"rung-{index}-{switches}" if switches else f"rung-{index}"
    return Step(kind=StepKind.RUNG, at=at, name=name, rung=index)


def left_out_step(index: int, at: datetime) -> Step:
    """A rung that is left out."""
    return Step(kind=StepKind.LEFT_OUT, at=at, name=f"left-out-{index}", rung=index)


def call_step(index: int, at: datetime) -> Step:
    """A call of one rung by hand."""
    return Step(kind=StepKind.CALL, at=at, name=f"call-{index}-{at.timestamp():.0f}", rung=index)


def question_step(at: datetime) -> Step:
    """Ask the last question again, because nobody asked can answer now; at most once a day."""
    return Step(kind=StepKind.QUESTION, at=at, name=f"asked-again-{at:%Y%m%d}")


def is_again(step: Step) -> bool:
    """Whether this last question was asked before, of somebody who cannot answer now."""
    return step.name.startswith("asked-again-")


def review_again_step(at: datetime) -> Step:
    """Send a review again, because nobody in leadership can read it; at most once a day."""
    return Step(kind=StepKind.REVIEW, at=at, name=f"review-again-{at:%Y%m%d}")


def gap_step(item: Item, now: datetime) -> Step:
    """The step if the owner can no longer answer and no reminder is due; at most once a day."""
    return Step(kind=StepKind.GAP, at=now, name=f"gap-{item.owner}-{now:%Y%m%d}")


def _closed(item: Item, now: datetime) -> Plan:
    return Plan(
        now=now,
        steps=(),
        next_at=None,
        reminded_until=item.position.reminded_until,
        reviewed_until=item.position.reviewed_until,
        asked_until=item.position.asked_until,
    )


def _split_rungs(item: Item, policy: Policy, now: datetime) -> tuple[list[Step], datetime | None]:
    """The rungs that fire or are left out at `now`, and when the next one may fire."""
    steps: list[Step] = []
    over = {state.rung for state in item.position.rungs if state.is_over}
    for index, rung in enumerate(policy.rungs):
        if index in over:
            continue
        at = max([rung_at(item, policy, index), *(step.at for step in steps)])
        at = _shown_at(item, policy, index, at=at, now=now)
        fires = any(step.kind is StepKind.RUNG for step in steps)
        if at > now or (fires and not item.urgent):
            return steps, at
        fired = rung_step(item, index, at)
        steps.append(fired if may_fire(item, rung) else left_out_step(index, at))
    return steps, None


def _shown_at(item: Item, policy: Policy, index: int, *, at: datetime, now: datetime) -> datetime:
    """When a rung planned for `at` fires: if found late, a channel post waits for working hours.

    The planned instant itself is already within those hours.
    """
    if now - at <= PROMPT or item.urgent or not policy.rungs[index].is_aloud:
        return at
    opens_at = next_working_instant(now, calendar_of("", policy, now))
    return opens_at if opens_at > now else at


def _split(
    instants: Iterator[datetime], dealt_until: datetime, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """The latest of these instants that is due at `now`, and the first one ahead."""
    owed = None
    for at in instants:
        if at > now:
            return owed, at
        owed = at if at > dealt_until else owed
    return owed, None


def _asked_until(item: Item) -> datetime:
    """Until when questions are done; none are due from before the fallback applied."""
    return item.position.asked_until or item.position.fallback_at or item.logged_at


def _is_reviewed(item: Item, policy: Policy, at: datetime) -> bool:
    """Whether to tell leadership at this review: the first date has passed or was moved.

    If leadership was told within the last cycle, do not tell them again. A cycle runs, on the
    channel's wall clock, from one time they are told to the next.
    """
    was_moved = item.slips + item.pull_ins > 0 or item.due.at != item.first_due_at
    if not was_moved and item.first_due_at > at:
        return False
    told_at = item.position.leadership_told_at
    if told_at is None:
        return True
    channel = calendar_of("", policy, at)
    again_at = days_later(told_at, policy.review_cycle.days, channel)
    return again_at <= next_morning(None, item, at)


def _split_reminders(
    item: Item, policy: Policy, now: datetime, *, calendar: Calendar
) -> tuple[list[Reminder], Reminder]:
    """The reminders due at `now`, and the first one ahead.

    ValueError if reminders are done far ahead: no clock is that wrong, so the row is damaged.
    """
    reminded_until = item.position.reminded_until
    if reminded_until > now + FAR:
        raise ValueError("reminders are done too far ahead")
    ahead = (
        reminder for reminder in reminders(item, policy, calendar) if reminder.at > reminded_until
    )
    owed = []
    reminder = next(ahead)
    while _silenced(item, reminder) <= now:
        owed.append(reminder)
        reminder = next(ahead)
    return owed, reminder


def _silenced(item: Item, reminder: Reminder) -> datetime:
    """When a reminder goes out: at its instant, or at the end of a snooze that covers it."""
    return max(reminder.at, item.position.snoozed_until or reminder.at)


def _reminder_step(item: Item, owed: Iterable[Reminder]) -> Step:
    instants = {_silenced(item, reminder) for reminder in owed}
    *_, latest = owed
    return Step(
        kind=StepKind.REMINDER,
        at=_silenced(item, latest),
        name=latest.name,
        missed=len(instants) - 1,
    )
