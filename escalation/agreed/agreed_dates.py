"""When an owner is asked about a date, has agreed to it, and may still propose another one."""

from dataclasses import replace
from datetime import datetime, timedelta

from escalation.about.agreements import Agreement
from escalation.events import Event
from escalation.facts.by_owners import Agreed
from escalation.facts.by_people import Acknowledged, Reassigned, Reopened, Rescheduled
from escalation.items import Item
from escalation.worktime.hours import Calendar, add_working_days

_AGREES = (Acknowledged, Agreed, Reassigned, Reopened, Rescheduled)
"""What agrees to the date if the owner does it; for the last two only if they set one."""


def is_asked(item: Item) -> bool:
    """Whether the owner has yet to agree to the date."""
    return item.is_open and not item.agreement.covers(item.due.at)


def answer_by(item: Item, *, calendar: Calendar) -> datetime | None:
    """The end of the working day that the owner has to answer; None before they are asked.

    `calendar` is the owner's. If the item is urgent, it is a day by the clock.
    """
    asked_at = item.agreement.date_asked_at
    if asked_at is None:
        return None
    return asked_at + timedelta(days=1) if item.urgent else add_working_days(asked_at, 1, calendar)


def is_unanswered(item: Item, now: datetime, *, calendar: Calendar) -> bool:
    """Whether the owner did not agree in that time: `not yet agreed`."""
    if not is_asked(item):
        return False
    until = answer_by(item, calendar=calendar)
    return until is not None and until < now


def may_counter(item: Item, now: datetime, *, by: str, calendar: Calendar) -> bool:
    """Whether a new date from this user (an id) is a counter-proposal: it moves no promise yet."""
    if by != item.owner or not is_asked(item) or item.agreement.put_back_at or item.due.at <= now:
        return False
    until = answer_by(item, calendar=calendar)
    return until is None or now <= until


def is_from_others(item: Item) -> bool:
    """Whether somebody else than the owner logged or dated it."""
    return item.owner != item.reporter or item.agreement.dated_by not in ("", item.owner)


def logged(owner: str, due_at: datetime, *, by: str, at: datetime) -> Agreement:
    """That of a new item: who logs one of their own agrees to its date."""
    unasked = Agreement(dated_by=by)
    return unasked.given(owner, due_at, at) if by == owner else unasked


def settled(before: Item, after: Item, event: Event) -> Item:
    """The item after this event, with what that makes of the agreement.

    Who sets a date agrees to it. Another owner, and a date that somebody else set, ask again.
    """
    facts, was = event.facts, after.agreement
    is_moved = before.due.at != after.due.at
    if before.owner != after.owner:
        was = Agreement(dated_by=was.dated_by)
    if is_moved:
        was = _dated(was, after, facts, by=event.actor)
    sets = is_moved or not isinstance(facts, Reopened | Rescheduled)
    if sets and not was.covers(after.due.at) and is_kept(after, event):
        was = was.given(after.owner, after.due.at, event.at)
    return replace(after, agreement=was)


def is_kept(item: Item, event: Event) -> bool:
    """Whether its owner keeps it by this event: they did it, or asked for the hand-over."""
    facts = event.facts
    if isinstance(facts, Rescheduled) and facts.puts_back:
        return False
    asked_by = facts.asked_by if isinstance(facts, Reassigned) else None
    return isinstance(facts, _AGREES) and item.owner in (event.actor, asked_by)


def _dated(was: Agreement, item: Item, facts: object, *, by: str) -> Agreement:
    """The agreement once this user (an id) has set another date; a counter-proposal may stand."""
    moved = facts if isinstance(facts, Rescheduled) else None
    stands = moved is not None and moved.is_counter
    return replace(
        was,
        dated_by=by,
        date_asked_at=was.date_asked_at if by == item.owner else None,
        countered_due_at=was.countered_due_at if stands else None,
        countered_first_at=was.countered_first_at if stands else None,
    )


def as_before(item: Item, event: Event) -> Item:
    """The item with the agreement that this event found, which the history does not say."""
    facts = event.facts
    was = Agreement().given(item.owner, item.due.at, event.at)
    if isinstance(facts, Agreed):
        was = Agreement()
    elif isinstance(facts, Rescheduled) and (facts.is_counter or facts.puts_back):
        due_at = facts.new_due_at if facts.puts_back else facts.base_due_at
        first_at = facts.first_due_at if due_at else None
        was = Agreement(countered_due_at=due_at, countered_first_at=first_at)
    return replace(item, agreement=was)
