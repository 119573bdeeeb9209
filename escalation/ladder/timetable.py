"""The timetable: every instant of an item's ladder, anchored to its due date.

Nothing here depends on what was sent before, so a late or repeated tick only changes when we
notice. Only a rung's chance looks back: at when the people on the rung below could answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain, count, islice
from operator import attrgetter

from escalation.calendars import calendar_of
from escalation.items import Item
from escalation.policy import Policy
from escalation.rungs import Cadence, Condition, Offset, Rung, Unit
from escalation.worktime.hours import (
    HORIZON_DAYS,
    ONE_DAY,
    Calendar,
    add_working_days,
    add_working_time,
    days_later,
    next_working_instant,
    nth_workday,
    shift_date,
    start_of_day,
    window,
    working_days_before,
    working_morning,
)

SETTLED = timedelta(minutes=1)
"""How long after a change of urgency no rung fires, so that a slip can be corrected in time."""
LAST_CALL = timedelta(hours=1)
"""How long before the end of a working day to send a reminder that cannot wait any longer."""
COVER = "-cover"
"""How the name of a reminder ends that comes early, for the owner's stand-in alone."""
SOON = 12
"""How many reminders after due to keep in a cache: each plan asks for them, rarely for more."""


@dataclass(frozen=True, slots=True, order=True)
class Reminder:
    """An instant (UTC) at which the owner is reminded, and its stable name in keys."""

    at: datetime
    name: str


def reminders(item: Item, policy: Policy, calendar: Calendar) -> Iterator[Reminder]:
    """Every reminder of this round in order, an endless series; `calendar` is the owner's.

    A stand-in who would read one only after due gets it an hour before the end of their own last
    working day before. Among reminders at the same instant, the one nearest to due comes last.
    """
    until_due = _until_due(
        item.due.at,
        policy.reminders,
        policy.reminder_days,
        calendar=calendar,
        is_urgent=item.urgent,
    )
    also = [*_end_of_snooze(item)]
    if calendar.cover is not None and not item.urgent:
        also += _for_cover(until_due, item.due.at, calendar.cover)
    first = sorted([*also, *until_due], key=_instant) if also else until_due
    return chain(first, _after_due(item.due.at, policy.cadence, calendar))


_instant = attrgetter("at")


def _end_of_snooze(item: Item) -> Iterator[Reminder]:
    at = item.position.snoozed_until
    if at is not None:
        yield Reminder(at, f"snooze-{at.timestamp():.0f}")


@lru_cache(maxsize=4096)
def _until_due(
    due_at: datetime,
    spans: tuple[timedelta, ...],
    days: tuple[int, ...],
    *,
    calendar: Calendar,
    is_urgent: bool,
) -> tuple[Reminder, ...]:
    """The reminders up to due, without any that had to come early if a later one is on time.

    Cached because many items share a date, and each is planned many times.
    """
    planned = [Reminder(due_at - span, f"before-{_span_word(span)}") for span in {*spans} if span]
    planned += [
        Reminder(_days_before(due_at, count, calendar, is_urgent=is_urgent), f"before-{count}d")
        for count in {*days}
    ]
    planned.sort()
    heard = planned if is_urgent else [_in_time(one, due_at, calendar) for one in planned]
    on_time = [told.at for told, one in zip(heard, planned, strict=True) if told == one]
    kept = [
        told
        for told, one in zip(heard, planned, strict=True)
        if told == one or not any(later >= told.at for later in on_time)
    ]
    return (*sorted([*kept, Reminder(due_at, "due")], key=_instant),)


def _for_cover(
    until_due: Iterable[Reminder], due_at: datetime, cover: Calendar
) -> Iterable[Reminder]:
    """The reminders that a stand-in would read too late, when they can still read them."""
    late = [one for one in until_due if next_working_instant(one.at, cover) >= due_at > one.at]
    early = {one.at: _in_time(one, due_at, cover).at for one in late}
    named = {early[one.at]: one.name for one in late if early[one.at] < one.at}
    return [Reminder(at, f"{name}{COVER}") for at, name in named.items()]


def _days_before(due_at: datetime, days: int, calendar: Calendar, *, is_urgent: bool) -> datetime:
    if is_urgent:
        return due_at - timedelta(days=days)
    return working_days_before(due_at, days, calendar)


def _in_time(reminder: Reminder, due_at: datetime, calendar: Calendar) -> Reminder:
    return replace(reminder, at=_told_in_time(reminder.at, due_at, calendar))


def _told_in_time(at: datetime, due_at: datetime, calendar: Calendar) -> datetime:
    """The instant itself, or the end of the working day before it if quiet time lasts until due."""
    if next_working_instant(at, calendar) < due_at:
        return at
    day = at.astimezone(calendar.tz).date()
    for back in range(HORIZON_DAYS):
        start_at, end_at = window(day - back * ONE_DAY, calendar)
        if calendar.is_workday(day - back * ONE_DAY) and end_at <= at:
            return max(start_at, end_at - LAST_CALL)
    return at


def _after_due(due_at: datetime, cadence: Cadence, calendar: Calendar) -> Iterator[Reminder]:
    """Usually working mornings 1, 2, 3, then every third (6, 9, 12), then every fifth (17, …)."""
    soon = _soon_after_due(due_at, cadence, calendar)
    later = islice(_mornings(due_at, cadence, calendar), len(soon), None)
    return chain(soon, later)


@lru_cache(maxsize=4096)
def _soon_after_due(due_at: datetime, cadence: Cadence, calendar: Calendar) -> tuple[Reminder, ...]:
    return tuple(islice(_mornings(due_at, cadence, calendar), SOON))


def _mornings(due_at: datetime, cadence: Cadence, calendar: Calendar) -> Iterator[Reminder]:
    number = 1
    day = shift_date(working_morning(due_at, calendar), calendar)
    while True:
        yield Reminder(window(day, calendar)[0], f"after-{number}")
        ahead = cadence.after(number)
        number += ahead
        day = nth_workday(day, ahead, calendar)


def rung_at(item: Item, policy: Policy, index: int) -> datetime:
    """The earliest instant (UTC) at which a rung that has not fired may fire.

    It is the latest of due plus its offset, the end of a hold on it, and the end of the chance of
    the rung below. Channel posts, such as the fallback, also wait for the channel's working hours
    unless the item is urgent.
    """
    channel = calendar_of("", policy, item.due.at)
    rung = policy.rungs[index]
    at = _counted(item, policy, index, channel=channel)
    hold = item.position.hold
    if hold and hold.rung == index:
        at = max(at, hold.until)
    at = max([at, *_from_below(item, index)])
    return next_working_instant(at, channel) if rung.is_aloud and not item.urgent else at


def may_fire(item: Item, rung: Rung) -> bool:
    """Whether the condition of a rung holds now."""
    if rung.only_if is Condition.OPEN:
        return True
    held = (state.acknowledged_at for state in item.position.rungs)  # a hand-over leaves these
    acknowledged = (at for at in (item.position.acknowledged_at, *held) if at)
    return max(acknowledged, default=item.logged_at) < item.due.at


def _counted(item: Item, policy: Policy, index: int, *, channel: Calendar) -> datetime:
    """Due plus the rung's offset, or else counted from a change of urgency after due.

    From there it is as long as from the highest rung that had fired, so those ahead keep their
    distances. However often the urgency changes, no rung waits more than a review cycle for it.
    """
    after = policy.rungs[index].after
    from_due = _after(item, after, item.due.at, channel=channel)
    changed_at = item.position.rungs_from
    if changed_at is None:
        return from_due
    fired = {one.rung: one.fired_at for one in item.position.rungs if one.fired_at}
    highest = max((rung for rung, at in fired.items() if at <= changed_at), default=None)
    ahead = after if highest is None else _ahead(policy.rungs[highest].after, after)
    at = max(_after(item, ahead, changed_at, channel=channel), changed_at + SETTLED)
    told_at = max((at for rung, at in fired.items() if rung < index), default=item.due.at)
    return min(at, max(from_due, days_later(told_at, policy.review_cycle.days, channel)))


def _after(item: Item, offset: Offset, since: datetime, *, channel: Calendar) -> datetime:
    if item.urgent:
        return since + offset.elapsed
    if offset.unit is Unit.DAYS:
        return add_working_days(since, offset.count, channel)
    return add_working_time(since, offset.elapsed, channel)


def _ahead(below: Offset, after: Offset) -> Offset:
    """How far a rung is from one below; hours and days do not mix, so then its own offset."""
    is_same = below.unit is after.unit
    return Offset(max(0, after.count - below.count), after.unit) if is_same else after


def _from_below(item: Item, index: int) -> Iterator[datetime]:
    """When the rungs below fired, and when the chance of the highest of them ends.

    A rung where nobody could answer gives no chance; then the one below it counts.
    """
    chances = []
    for state in item.position.rungs:
        if state.rung < index and state.fired_at is not None:
            yield state.fired_at
            chances += [state.chance_ends_at] if state.chance_ends_at else []
    yield from chances[-1:]


def reviews(item: Item, policy: Policy) -> Iterator[datetime]:
    """When to tell leadership that the item is still open: every review cycle since it was logged.

    Cycles count days on the channel's wall clock, whatever happens to the due date. This leaves out
    reviews done long ago. Once the fallback applies, the last question takes their place.
    """
    if item.position.fallback_at is not None:
        return iter(())
    return _cycles(item.logged_at, policy, after=item.position.reviewed_until)


def questions(item: Item, policy: Policy) -> Iterator[datetime]:
    """When to ask the last question: at the start of the day on which each review cycle ends.

    Cycles count from when the fallback began to apply. If somebody kept the item open, they count
    from the end of that, when the question is asked too. This leaves out questions asked long ago.
    """
    position = item.position
    if position.fallback_at is None:
        return
    since = position.kept.until if position.kept is not None else position.fallback_at
    if position.kept is not None:
        yield since
    channel = calendar_of("", policy, since)
    cycles = _cycles(since, policy, after=position.asked_until or since)
    yield from (start_of_day(at, channel) for at in cycles)


def _cycles(since: datetime, policy: Policy, *, after: datetime) -> Iterator[datetime]:
    channel = calendar_of("", policy, since)
    first = max(1, (after - since) // policy.review_cycle)
    return (days_later(since, n * policy.review_cycle.days, channel) for n in count(first))


def _span_word(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for length, letter in ((3600, "h"), (60, "m")):
        if seconds % length == 0:
            return f"{seconds // length}{letter}"
    return f"{seconds}s"
