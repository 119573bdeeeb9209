"""Candidates: every instant a due phrase could mean, for each way to split it into day and time.

We keep all different readings, so that we ask about `fri 17` (17:00, or Friday the 17th).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from escalation.worktime import hours as working_hours
from escalation.worktime.hours import ONE_DAY, Calendar
from grammar.due import (
    clock as due_clock,
)
from grammar.due import (
    days as due_days,
)
from grammar.due import (
    periods as due_periods,
)
from grammar.due import (
    spans as due_spans,
)
from grammar.due.clock import Clock
from grammar.due.days import Days
from grammar.due.result import DueContext, DueFault, Refused
from grammar.due.words import NEVERS

MOST_WORDS = 10
_STAMP = re.compile(r"[12]\d{3}-\d\d-\d\d(?:t\S+| \d\d:\d\d(?::\d\d)?\+\d\d:\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One instant (UTC) a phrase could mean, on the date meant.

    We ask before using a `surprising` one, such as a date without a year that falls in the next.
    """

    at: datetime
    day: date
    surprising: bool = False
    clock_note: str = ""


def candidates(text: str, context: DueContext) -> list[Candidate]:
    """Every reading of the tidied text; empty if there is none.

    Raises Refused for a date that cannot exist: 31 Feb, a weekday and a date that disagree.
    """
    if text in NEVERS:
        raise Refused(DueFault.NOT_A_DATE, "That is not a date: name a day that can pass.")
    if at := due_spans.elapsed(text, context):
        return [Candidate(at=at, day=working_hours.shift_date(at, context.calendar))]
    if stamped := _stamp(text, context.calendar):
        return [stamped]
    found: list[Candidate] = []
    refused: Refused | None = None
    for day_text, clock in _partings(text, context):
        try:
            for days in _days(day_text, clock, context=context):
                found += _moments(days, clock, context=context)
        except Refused as refusal:
            refused = refused or refusal
    if refused and not found:
        raise refused
    return found


def _stamp(text: str, calendar: Calendar) -> Candidate | None:
    """Read the whole text as an ISO 8601 date and time, with or without an offset."""
    if not _STAMP.fullmatch(text):
        return None
    try:
        stamp = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    note = ""
    if stamp.tzinfo is None:
        note = due_clock.note(stamp.date(), Clock(wall=stamp.time()), calendar)
        stamp = working_hours.wall_clock(stamp.date(), stamp.time(), calendar.tz)
    at = stamp.astimezone(UTC)
    return Candidate(at=at, day=working_hours.shift_date(at, calendar), clock_note=note)


def _partings(text: str, context: DueContext) -> Iterator[tuple[str, Clock]]:
    """Every way to split the text into a day and a time; either may be missing."""
    rest, part = due_clock.part_of_day(text)
    unsaid = due_clock.END if part else context.unsaid
    words = rest.replace(",", " ").split()
    if len(words) > MOST_WORDS or not (words or part):
        return
    for cut in range(max(len(words), 1)):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        if clock := _clock(due_clock.read(tail), part, alone=not head):
            yield head, clock
        if clock := _clock(due_clock.read(head) if head else unsaid, part, alone=True):
            yield tail, clock


def _clock(clock: Clock | None, part: str, *, alone: bool) -> Clock | None:
    """The time, read in its part of the day; None for a mere number without a day."""
    if clock and clock.bare and alone and not part:
        return None
    return due_clock.within(part, clock) if clock and part else clock


def _days(text: str, clock: Clock, *, context: DueContext) -> tuple[Days, ...]:
    if not text:
        return (_undated(clock, context),)
    readings = due_days.read(text, context) or due_periods.read(text, context)
    # The 4 in `in 3 days 4` is not a time: people mean something else by it.
    return readings or (() if clock.bare else due_spans.read(text, context))


def _undated(clock: Clock, context: DueContext) -> Days:
    """A time without a day: today if still ahead, else the next working day, or next midnight."""
    today = context.today
    if clock.midnight:
        return Days(dates=(today,))
    if clock.wall == time(0):
        return Days(dates=(today + ONE_DAY,))
    next_day = working_hours.nth_workday(today, 1, context.calendar)
    working = (clock.end or clock.start) and not context.calendar.is_workday(today)
    return Days(dates=(next_day,) if working else (today, next_day))


def _moments(days: Days, clock: Clock, *, context: DueContext) -> list[Candidate]:
    if clock.midnight:
        return _midnights(days.dates[0], context)
    for day in days.dates:
        at = due_clock.instant(day, clock, context.calendar)
        if at > context.now:
            break
    if clock == context.unsaid == due_clock.START and not context.calendar.is_workday(day):
        day = working_hours.nth_workday(day, 1, context.calendar)  # work never starts on a day off
        at = due_clock.instant(day, clock, context.calendar)
    later = days.ask_after is not None and day != days.dates[0]
    far = later and day - context.today > (days.ask_after or timedelta(0))
    note = due_clock.note(day, clock, context.calendar)
    return [Candidate(at=at, day=day, surprising=far, clock_note=note)]


def _midnights(day: date, context: DueContext) -> list[Candidate]:
    """Both ends of that day: people may mean either; we ask only about those still ahead."""
    starts = [
        due_clock.instant(start, Clock(wall=time(0)), context.calendar)
        for start in (day, day + ONE_DAY)
    ]
    return [Candidate(at=at, day=day) for at in starts]
