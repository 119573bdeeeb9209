"""Changes: what each move does to an open item; `closings` has the moves that close it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from escalation.agreed.agreed_dates import may_counter
from escalation.calendars import calendar_of
from escalation.errors import BadInput
from escalation.facts.action import Action
from escalation.facts.by_people import (
    Acknowledged,
    CalledForHelp,
    Depended,
    Kept,
    Noted,
    Rescheduled,
    Snoozed,
    TrajectorySet,
)
from escalation.facts.circumstances import GapAccepted
from escalation.facts.shape import EventFacts
from escalation.fields import Field
from escalation.items import Due, Hold, Item, Keep, Position
from escalation.ladder import holds
from escalation.ladder.plan import Step, call_step, called
from escalation.ladder.timetable import rung_at
from escalation.moves import calls
from escalation.moves.move import Intent, Move, instead
from escalation.policy import Policy
from escalation.rungs import Audience
from escalation.worktime.hours import Calendar, working_dates_between

MOST_KEPT = timedelta(days=28)
"""The longest an item can be kept open."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a move is made (UTC), and the working hours that count."""

    now: datetime
    calendar: Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The item after a move, the facts for its event and reply, and the rung it called."""

    item: Item
    facts: EventFacts
    steps: tuple[Step, ...] = ()


def new_round(item: Item, now: datetime) -> Item:
    """Put the item back at the foot of its ladder; skip reminders up to `now`."""
    foot = Position(
        round=item.round + 1,
        reminded_until=now,
        reviewed_until=now,
        reminder_asked_at=item.position.reminder_asked_at,
        trajectory_asked_at=asked_before(item.position, now),
        leadership_told_at=item.position.leadership_told_at,
        told=item.told,
        notified=item.position.notified,
    )
    return replace(item, policy=replace(item.policy, spared=()), position=foot)


def asked_before(position: Position, now: datetime) -> datetime | None:
    """When the owner was asked for the trajectory; None if that reminder is still on its way.

    A new date or owner makes it pointless, so another one has to ask.
    """
    asked_at = position.trajectory_asked_at
    return asked_at if asked_at and asked_at <= now else None


def without_promises(position: Position) -> Position:
    """The position without acknowledgement, hold and snooze, which the owner promised."""
    return replace(position, acknowledged_at=None, hold=None, snoozed_until=None)


def acknowledge(item: Item, _: Intent, moment: Moment) -> Change:
    """Delay the next rung by the policy's hold: in working time, or by the clock if urgent.

    If an earlier acknowledgement already delays a rung, do not delay it again.
    """
    position = replace(item.position, acknowledged_at=moment.now)
    seen = item.at(position)
    index = holds.next_rung(item)
    if index is None:
        return Change(item=seen, facts=Acknowledged())
    fires_at = rung_at(item.at(replace(position, hold=None)), item.policy, index)
    if position.hold and position.hold.rung == index and fires_at <= moment.now:
        until = position.hold.until if position.held(moment.now) else None
        facts = Acknowledged(rung=index, was_held=True, held_until=until)
        return Change(item=seen, facts=facts)
    held_until = holds.end_of_hold(item, moment.now, calendar=moment.calendar)
    delays = fires_at < held_until
    facts = Acknowledged(rung=index, held_until=held_until) if delays else Acknowledged()
    first = replace(
        item.rung(index), acknowledged_at=item.rung(index).acknowledged_at or moment.now
    )
    held = replace(position.with_rung(first), hold=Hold(rung=index, until=held_until))
    return Change(item=item.at(held), facts=facts)


def note(item: Item, intent: Intent, moment: Moment) -> Change:
    """Add to the history; by the owner, prolong the hold of an acknowledgement."""
    until = holds.prolonged_until(item, moment.now, by=intent.actor, calendar=moment.calendar)
    return Change(item=holds.held(item, until), facts=Noted(text=intent.text, held_until=until))


def snooze(item: Item, intent: Intent, moment: Moment) -> Change:
    """Silence reminders until an instant, at most until due; this never silences the ladder."""
    if item.due.at <= moment.now:
        past = f"{item.label} is past its date, so its reminders cannot be silenced."
        raise BadInput(
            f"{past} If you are on it: {instead(item, Move.ACKNOWLEDGE)}. If you need more time: "
            f"{instead(item, Move.RESCHEDULE)}.",
            in_form=past,
        )
    if intent.until is None or intent.until <= moment.now:
        raise wrong(item, intent, "Until when? Name a time that lies ahead", field=Field.UNTIL)
    until = min(intent.until, item.due.at)
    if until == item.position.snoozed_until:
        already = f"{item.label} is snoozed until then already. Name another time"
        raise wrong(item, intent, already, field=Field.UNTIL)
    facts = Snoozed(until=until, is_clipped=until < intent.until)
    return Change(item=item.at(replace(item.position, snoozed_until=until)), facts=facts)


def reschedule(item: Item, intent: Intent, moment: Moment) -> Change:
    """Move the due date and start a new round: a slip, or a pull-in to an earlier date.

    What replaces the logging sets the first date again, and so does a counter-proposal.
    """
    due = intent.due
    if due is None or due.at <= moment.now:
        raise wrong(item, intent, "I need a date that lies ahead", field=Field.DUE)
    if due.at == item.due.at:
        raise wrong(
            item, intent, f"{item.label} has that date already. Name another", field=Field.DUE
        )
    done = intent.replaces
    is_counter = _is_counter(item, intent, moment)
    is_first = is_counter or (done is not None and done.what is Action.LOGGED)
    first_due_at = due.at if is_first else item.first_due_at
    facts = Rescheduled(
        old_due_at=item.due.at,
        new_due_at=due.at,
        slips=item.slips,
        pull_ins=item.pull_ins,
        first_due_at=first_due_at,
        drift=0,
        replaces=done.what if done else None,
        replaced_at=done.at if done else None,
        base_due_at=done.base_due_at if done else None,
        is_counter=is_counter,
    )
    change = moved_to(item, due, facts, now=moment.now)
    return replace(change, item=_countered(item, change.item)) if is_counter else change


def _is_counter(item: Item, intent: Intent, moment: Moment) -> bool:
    """Whether it is the owner's counter-proposal, or replaces the one that they just made."""
    done = intent.replaces
    if done is None:
        return may_counter(item, moment.now, by=intent.actor, calendar=moment.calendar)
    is_last = done.what is Action.RESCHEDULE and intent.actor == item.owner
    return is_last and item.agreement.countered_due_at is not None


def _countered(before: Item, after: Item) -> Item:
    """The item with the dates that a counter-proposal replaced, which may be put back."""
    was = before.agreement
    due_at = was.countered_due_at or before.due.at
    first_at = was.countered_first_at or before.first_due_at
    dates = (due_at, first_at) if due_at != after.due.at else (None, None)
    agreement = replace(was, countered_due_at=dates[0], countered_first_at=dates[1])
    return replace(after, agreement=agreement)


def moved_to(item: Item, due: Due, facts: Rescheduled, *, now: datetime) -> Change:
    """The item with this date in its next round; the facts with counts and drift afterwards."""
    slips, pull_ins = item.slips + facts.counts[0], item.pull_ins + facts.counts[1]
    above = slip_audience(item.policy, slips) if facts.is_slip else None
    moved = replace(
        new_round(item, now),
        due=due,
        first_due_at=facts.first_due_at or item.first_due_at,
        slips=slips,
        pull_ins=pull_ins,
    )
    channel = calendar_of("", item.policy, now)
    drift = working_dates_between(moved.first_due_at, due.at, channel)
    facts = replace(facts, slips=slips, pull_ins=pull_ins, drift=drift, above=above)
    return Change(item=moved, facts=facts)


def slip_audience(policy: Policy, slips: int) -> Audience | None:
    """Who is told of this slip: the lead at the budget, leadership from then on, else nobody."""
    if slips < policy.slip_budget:
        return None
    return Audience.LEAD if slips == policy.slip_budget else Audience.LEADERSHIP


def escalate(item: Item, intent: Intent, moment: Moment) -> Change:
    """Call a rung for help; before due this does not use it up. Raises Called."""
    index = calls.rung_to_call(item, intent.rung, moment.now)
    policy = item.policy
    facts = CalledForHelp(
        rung=index, audience=policy.audience(index), name=policy.rungs[index].name or None
    )
    calling = item.at(called(item, index, moment.now, by=intent.actor))
    return Change(item=calling, facts=facts, steps=(call_step(index, moment.now),))


def keep(item: Item, intent: Intent, moment: Moment) -> Change:
    """Keep an item open although its fallback applies; the last question waits until then."""
    if not item.fallback_applies:
        early = (
            f"The fallback of {item.label} does not apply yet, so there is nothing to keep open."
        )
        another = f"To set another date: {instead(item, Move.RESCHEDULE)}."
        raise BadInput(f"{early} {another}", in_form=early)
    if intent.until is None or intent.until <= moment.now:
        raise wrong(item, intent, "Until when? Name a day that lies ahead", field=Field.UNTIL)
    if intent.until > moment.now + MOST_KEPT:
        most = f"{item.label} can be kept open for at most {MOST_KEPT.days} days from now."
        raise wrong(item, intent, f"{most} Name an earlier day", field=Field.UNTIL)
    kept = Keep(until=intent.until, by=intent.actor, reason=intent.reason)
    facts = Kept(until=intent.until)
    answered = replace(item.position, kept=kept, unanswered=0, asked=())
    return Change(item=item.at(answered), facts=facts)


def accept_gap(item: Item, _intent: Intent, _: Moment) -> Change:
    """Only add to the history: gaps are kept beside the item, and the ladder goes on."""
    return Change(item=item, facts=GapAccepted())


def wrong(item: Item, intent: Intent, what: str, *, field: Field) -> BadInput:
    """What is wrong with a field; people who typed a command also see what to type instead."""
    return BadInput(f"{what}: {instead(item, intent.move)}.", field=field, in_form=f"{what}.")


def depend(item: Item, intent: Intent, _: Moment) -> Change:
    """Only add to the history: what items need is kept beside them."""
    if intent.relation is None:
        raise wrong(item, intent, "Which other item is it about", field=Field.NONE)
    return Change(item=item, facts=Depended(relation=intent.relation, others=intent.others))


def set_trajectory(item: Item, intent: Intent, moment: Moment) -> Change:
    """Say which way the customer impact is going; by the owner, prolong a hold as a note does."""
    if intent.trajectory is None:
        raise BadInput(
            f"Which way is it going? Type `{item.label} improving`, `{item.label} steady` or "
            f"`{item.label} worsening`.",
            field=Field.TRAJECTORY,
        )
    until = holds.prolonged_until(item, moment.now, by=intent.actor, calendar=moment.calendar)
    facts = TrajectorySet(old=item.trajectory, new=intent.trajectory, held_until=until)
    said = replace(item, trajectory=intent.trajectory, trajectory_said_at=moment.now)
    said = holds.held(said, until)
    return Change(item=said, facts=facts)
