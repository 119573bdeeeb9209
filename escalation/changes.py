"""Changes: what each move does to an open item; the closing ones are in `closings`."""

from dataclasses import dataclass, replace
from datetime import datetime

from escalation.errors import BadInput
from escalation.items import Item
from escalation.ladder import Step, rung_step
from escalation.moves import Intent, Move, instead
from escalation.policy import Audience
from escalation.worktime import Calendar, add_working_time


@dataclass(frozen=True, slots=True)
class Moment:
    """When a move is made (UTC), and in whose working hours."""

    now: datetime
    calendar: Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The item after a move, what its event and reply have to say, and the rung it fired."""

    item: Item
    facts: dict[str, str]
    steps: tuple[Step, ...] = ()


def new_round(item: Item, now: datetime) -> Item:
    """The item at the foot of its ladder again; reminders timed until `now` are not owed."""
    fresh = without_promises(item)
    return replace(fresh, round=item.round + 1, climbed=0, reminded_until=now)


def without_promises(item: Item) -> Item:
    """The item without acknowledgement, hold and snooze: what somebody said about the old date."""
    return replace(item, acknowledged_at=None, held_until=None, held_rung=-1, snoozed_until=None)


def acknowledge(item: Item, _: Intent, moment: Moment) -> Change:
    """Hold the next rung for the policy's hold: in working time, or by the clock if urgent.

    A rung that an earlier acknowledgement already delays is not delayed again.
    """
    seen = replace(item, acknowledged_at=moment.now)
    index = item.climbed
    if index >= len(item.policy.rungs):
        return Change(item=seen, facts={})
    rung_at = item.due.at + item.policy.rungs[index].after
    if item.held_rung == index and rung_at <= moment.now:
        return Change(item=seen, facts={"rung": str(index), "held": "already"})
    held_until = _end_of_hold(item, moment)
    delays = rung_at < held_until
    facts = {"rung": str(index), "held_until": held_until.isoformat()} if delays else {}
    return Change(item=replace(seen, held_rung=index, held_until=held_until), facts=facts)


def _end_of_hold(item: Item, moment: Moment) -> datetime:
    if item.urgent:
        return moment.now + item.policy.hold
    return add_working_time(moment.now, item.policy.hold, moment.calendar)


def note(item: Item, intent: Intent, _: Moment) -> Change:
    """Change nothing but the history."""
    return Change(item=item, facts={"text": intent.text})


def snooze(item: Item, intent: Intent, moment: Moment) -> Change:
    """Silence reminders until an instant, at most until due; the ladder is never silenced."""
    if item.due.at <= moment.now:
        raise BadInput(
            f"{item.label} is past its date, so its reminders cannot be silenced. Say you are on "
            f"it with {instead(item, Move.ACKNOWLEDGE)}, or set a new date: "
            f"{instead(item, Move.RESCHEDULE)}."
        )
    if intent.until is None or intent.until <= moment.now:
        raise BadInput(
            f"Say until when, later than now: {instead(item, Move.SNOOZE)}.", field="until"
        )
    until = min(intent.until, item.due.at)
    facts = {"until": until.isoformat()} | ({"clipped": "due"} if until < intent.until else {})
    return Change(item=replace(item, snoozed_until=until), facts=facts)


def reassign(item: Item, intent: Intent, _: Moment) -> Change:
    """Hand over within the same round."""
    owner = intent.owner
    if owner is None or not owner.can_own:
        raise BadInput(
            "An owner is one person of this company with an active account: "
            f"{instead(item, Move.REASSIGN)}.",
            field="owner",
        )
    if owner.id == item.owner:
        whose = "yours" if owner.id == intent.actor else "theirs"
        raise BadInput(
            f"{item.label} is {whose} already. Name somebody else: {instead(item, Move.REASSIGN)}.",
            field="owner",
        )
    facts = {"from": item.owner, "to": owner.id}
    return Change(item=replace(without_promises(item), owner=owner.id), facts=facts)


def reschedule(item: Item, intent: Intent, moment: Moment) -> Change:
    """Move the due date: a new round, and a slip."""
    due = intent.due
    if due is None or due.at <= moment.now:
        raise BadInput(
            f"A due date lies ahead. Name one: {instead(item, Move.RESCHEDULE)}.", field="due"
        )
    if due.at == item.due.at:
        raise BadInput(
            f"{item.label} has that date already. Name another: {instead(item, Move.RESCHEDULE)}.",
            field="due",
        )
    moved = replace(new_round(item, moment.now), due=due, slips=item.slips + 1)
    facts = {"from": item.due.at.isoformat(), "to": due.at.isoformat(), "slips": str(moved.slips)}
    return Change(item=moved, facts=facts)


def escalate(item: Item, _: Intent, moment: Moment) -> Change:
    """Fire the next rung now, held or not; the fallback never comes into force before its time."""
    index = item.climbed
    rungs = item.policy.rungs
    if index >= len(rungs) or rungs[index].audience is Audience.CHANNEL:
        raise BadInput(
            f"Everyone on the ladder of {item.label} has heard. Take the fallback with "
            f"{instead(item, Move.FALL_BACK)}, or set a new date: "
            f"{instead(item, Move.RESCHEDULE)}."
        )
    facts = {"rung": str(index), "audience": rungs[index].audience.value}
    climbed = replace(item, climbed=index + 1)
    return Change(item=climbed, facts=facts, steps=(rung_step(index, moment.now),))


def set_trajectory(item: Item, intent: Intent, _: Moment) -> Change:
    """Say which way the customer impact is going."""
    if intent.trajectory is None:
        raise BadInput(
            f"Which way is it going? Type `{item.label} improving`, `{item.label} steady` or "
            f"`{item.label} worsening`.",
            field="trajectory",
        )
    facts = {"from": item.trajectory.value, "to": intent.trajectory.value}
    return Change(item=replace(item, trajectory=intent.trajectory), facts=facts)
