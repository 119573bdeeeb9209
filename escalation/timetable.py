"""The timetable: every instant an item's ladder knows, anchored to its due date.

Nothing here depends on what was sent before, so a late or doubled tick changes nothing but the
moment of noticing (design §4, Planning).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from escalation.items import Item, Kind
from escalation.policy import Policy
from escalation.worktime import (
    HORIZON_DAYS,
    ONE_DAY,
    Calendar,
    next_working_instant,
    nth_workday,
    shift_date,
    window,
    working_morning,
)

LAST_CALL = timedelta(hours=1)
"""How long before the end of a working day a reminder comes that could not wait until after it."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One instant (UTC) at which the owner is reminded, and its stable name in keys."""

    at: datetime
    name: str


def reminders(item: Item, policy: Policy, calendar: Calendar) -> Iterator[Reminder]:
    """Every reminder of this round in order, without end; `calendar` is the owner's.

    Of reminders at the same instant the one nearest to due comes last.
    """
    first = [*_end_of_snooze(item), *_until_due(item, policy, calendar)]
    return chain(sorted(first, key=lambda reminder: reminder.at), _after_due(item, calendar))


def _end_of_snooze(item: Item) -> Iterator[Reminder]:
    if item.snoozed_until is not None:
        yield Reminder(item.snoozed_until, f"snooze-{item.snoozed_until.timestamp():.0f}")


def _until_due(item: Item, policy: Policy, calendar: Calendar) -> Iterator[Reminder]:
    for span in sorted(policy.reminders, reverse=True):
        at = item.due.at - span
        name = f"before-{_span_word(span)}" if span else "due"
        yield Reminder(at if item.urgent else _heard_in_time(at, item.due.at, calendar), name)


def _heard_in_time(at: datetime, due_at: datetime, calendar: Calendar) -> datetime:
    """The instant itself, or the end of the working day before it if quiet time lasts until due.

    A reminder for the due date itself has nothing to be in time for and stays.
    """
    if at >= due_at or next_working_instant(at, calendar) < due_at:
        return at
    day = at.astimezone(calendar.tz).date()
    for back in range(HORIZON_DAYS):
        start_at, end_at = window(day - back * ONE_DAY, calendar)
        if calendar.is_workday(day - back * ONE_DAY) and end_at <= at:
            return max(start_at, end_at - LAST_CALL)
    return at


def _after_due(item: Item, calendar: Calendar) -> Iterator[Reminder]:
    """Working mornings 1, 2, 3, then every third (6, 9, 12), then every fifth (17, 22, ...)."""
    number = 1
    day = shift_date(working_morning(item.due.at, calendar), calendar)
    while True:
        yield Reminder(window(day, calendar)[0], f"after-{number}")
        ahead = 1 if number < 3 else 3 if number < 12 else 5
        number += ahead
        day = nth_workday(day, ahead, calendar)


def rung_instants(item: Item, policy: Policy) -> Iterator[tuple[int, datetime]]:
    """The rungs not yet climbed, in order, each with its instant (UTC); a hold moves one of them.

    A rung never comes before the one below it.
    """
    earliest_at = item.due.at
    for index in range(item.climbed, len(policy.rungs)):
        at = item.due.at + policy.rungs[index].after
        if index == item.held_rung and item.held_until is not None:
            at = max(at, item.held_until)
        earliest_at = max(earliest_at, at)
        yield index, earliest_at


def review_at(item: Item, policy: Policy) -> datetime | None:
    """When leadership hears of a blocker that outlived a review cycle; None if it never will.

    Once per item and counted from its logging: moving the date does not move it.
    """
    if item.reviewed or item.kind is not Kind.BLOCKER:
        return None
    return item.logged_at + policy.review_cycle


def _span_word(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for length, letter in ((3600, "h"), (60, "m")):
        if seconds % length == 0:
            return f"{seconds // length}{letter}"
    return f"{seconds}s"
