"""Candidates: every instant a due phrase could mean, for each way to split it into day and time.

We keep all different readings, so that we ask about `fri 17` (17:00, or Friday the 17th).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from escalation.worktime import hours as working_hours
from escalation.worktime import wording
from escalation.worktime.hours import ONE_DAY, Calendar
from grammar.due import clock as due_clock
from grammar.due import fractions, from_days
from grammar.due import spans as due_spans
from grammar.due.clock import END, START, Clock
from grammar.due.days import nth_days, periods, weekdays
from grammar.due.days.calendar_dates import Days
from grammar.due.fractions import Part
from grammar.due.result import DueContext, DueFault, Refused
from grammar.due.words import NEVERS, TODAYS

MOST_WORDS = 10
MOST_DAYS = 20
SHORTLY = timedelta(hours=4)
"""Shortly before the end of the day, `wednesday` on a Wednesday may be that of the next week."""
_STAMP = re.compile(r"[12]\d{3}-\d\d-\d\d(?:t\S+| \d\d:\d\d(?::\d\d)?\+\d\d:\d\d)")
_BEFORE = "before "
_NEAR_YEARS = 2
_FOUR_DIGITS = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One instant (UTC) a phrase could mean, on the date meant.

    We ask before using a `surprising` one, such as a date without a year that falls in the next.
    """

    at: datetime
    day: date
    surprising: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parting:
    """A day and a time of day; either may be left out."""

    day: str
    clock: Clock | None


def candidates(text: str, context: DueContext) -> list[Candidate]:
    """Every reading of the tidied text; empty if there is none.

    Raises Refused for a date that cannot exist: 31 Feb, a weekday and a date that disagree.
    """
    if text in NEVERS:
        raise Refused(DueFault.NOT_A_DATE, "I need a day.")
    if stamped := _stamp(text, context.calendar):
        return [stamped]
    found = _elapsed(text, context)
    if found and not found[0].surprising:
        return found
    refused: Refused | None = None
    for parting in _partings(text.removeprefix(_BEFORE), context):
        is_eve = text.startswith(_BEFORE) and parting.clock is None
        try:
            found += _eves(parting.day, context) if is_eve else _dated(parting, context)
        except Refused as refusal:
            refused = refused or refusal
    if refused and not found:
        raise refused
    return found


def _elapsed(text: str, context: DueContext) -> list[Candidate]:
    """Hours or minutes from now; surprising if they may be something else."""
    if part := fractions.read(text):
        ends = [context.now + part.span, *_worked(part, context)]
        asks = part.asks
    else:
        at = due_spans.elapsed(text, context)
        ends = [at] if at else []
        asks = due_spans.has_another_meaning(text, context)
    days = (working_hours.shift_date(at, context.calendar) for at in ends)
    return [Candidate(at=at, day=day, surprising=asks) for at, day in zip(ends, days, strict=True)]


def _worked(part: Part, context: DueContext) -> list[datetime]:
    """`half a day` in working time."""
    if not 0 < part.days < MOST_DAYS:
        return []
    start, end = working_hours.window(context.today, context.calendar)
    span = part.days * (end - start)
    return [working_hours.add_working_time(context.now, span, context.calendar)]


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
    day = working_hours.shift_date(at, calendar)
    return Candidate(at=at, day=day, notes=(note,) if note else ())


def _partings(text: str, context: DueContext) -> Iterator[_Parting]:
    """Every way to split the text into a day and a time; either may be missing."""
    rest, part = due_clock.part_of_day(text)
    words = rest.replace(",", " ").split()
    if len(words) > MOST_WORDS or not (words or part):
        return
    for cut in range(max(len(words), 1)):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        if clock := _clock(tail, part, day=head, context=context):
            yield _Parting(day=head, clock=clock)
        if head:
            clock = _clock(head, part, day=tail, leads=True, context=context)
        else:
            clock = due_clock.within(part, END) if part else None
        if clock or not head:
            yield _Parting(day=tail, clock=clock)


def _clock(
    text: str, part: str, *, day: str, context: DueContext, leads: bool = False
) -> Clock | None:
    """The time, read in its part of the day; None for a mere number that may be something else.

    A number is a time after a day, also before `tomorrow`, and `1900` before a weekday.
    """
    clock = due_clock.read(text)
    if clock is None or part:
        return clock and due_clock.within(part, clock)
    follows = day in TODAYS or (_FOUR_DIGITS.fullmatch(text) and weekdays.takes_any_hour(day))
    if clock.bare and not (follows if leads else day):
        return None
    if clock.year and (_is_near(clock, context) or not weekdays.takes_any_hour(day)):
        return None
    return clock


def _is_near(clock: Clock, context: DueContext) -> bool:
    """Whether a time like 20:26 is rather this year or one of the next."""
    return clock.wall is not None and (
        abs(clock.wall.hour * 100 + clock.wall.minute - context.today.year) <= _NEAR_YEARS
    )


def _dated(parting: _Parting, context: DueContext) -> list[Candidate]:
    clock = parting.clock or context.unsaid
    if not parting.day:
        clock = replace(clock, night=False)
        found = _moments(_undated(clock, context), clock, context=context)
        return [_said_late(moment, clock, context) for moment in found]
    return [
        moment
        for days in _days(parting, context)
        for moment in _moments(days, clock, context=context, unsaid=parting.clock is None)
    ]


def _days(parting: _Parting, context: DueContext) -> tuple[Days, ...]:
    text, clock = parting.day, parting.clock
    readings = weekdays.read(text, context)
    readings = readings or periods.read(text, context, timed=clock is not None)
    readings = readings or nth_days.read(text, context)
    if readings or (clock and clock.bare):
        return readings  # the 4 in `in 3 days 4` is not a time: people mean something else by it
    counted = () if clock and clock.counted else due_spans.read(text, context)
    return counted or from_days.read(text, context)


def _eves(text: str, context: DueContext) -> list[Candidate]:
    """Before a day or period: the end of the last working day before it begins."""
    begins = weekdays.read(text, context) or periods.beginning(text, context)
    if not begins:
        ends = periods.read(text, context, timed=False)
        return [one for days in ends for one in _moments(days, context.unsaid, context=context)]
    found = []
    for days in begins:
        skipped = days.is_weekday and days.dates[0] == context.today
        ahead = [day for day in days.dates if day >= context.today] or [days.dates[0]]
        start = ahead[-1] if skipped else ahead[0]
        eve = weekdays.last_workday(start - ONE_DAY, context.calendar)
        at = due_clock.instant(eve, END, context.calendar)
        found.append(Candidate(at=at, day=eve, surprising=days.is_surprising(start)))
    return found


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


def _said_late(found: Candidate, clock: Clock, context: DueContext) -> Candidate:
    """Say which day `eod` took if it is not today's."""
    if not clock.end or found.day == context.today:
        return found
    over = context.calendar.is_workday(context.today)
    why = "The working day is over" if over else "Today is not a working day"
    return replace(found, notes=(f"{why}, so this is the end of {wording.day(found.day)}.",))


def _moments(
    days: Days, clock: Clock, *, context: DueContext, unsaid: bool = False
) -> list[Candidate]:
    """The first of the days on which that time is still ahead; `unsaid` if nobody said a time."""
    if clock.midnight:
        return _midnights(days, clock, context)
    for day in days.dates:
        at = due_clock.instant(day, clock, context.calendar)
        if at > context.now:
            break
    if unsaid and clock == START and not context.calendar.is_workday(day):
        day = working_hours.nth_workday(day, 1, context.calendar)  # work never starts on a day off
        at = due_clock.instant(day, clock, context.calendar)
    note = due_clock.note(day, clock, context.calendar)
    notes = (note,) if note else ()
    moment = Candidate(at=at, day=day, surprising=days.is_surprising(day), notes=notes)
    is_today = days.is_weekday and unsaid and day == context.today
    if not is_today or at - context.now >= SHORTLY or day == days.dates[-1]:
        return [moment]
    next_at = due_clock.instant(days.dates[-1], clock, context.calendar)
    return [moment, Candidate(at=next_at, day=days.dates[-1])]


def _midnights(days: Days, clock: Clock, context: DueContext) -> list[Candidate]:
    """Both ends of that day: people may mean either; we ask only about those still ahead."""
    day = days.dates[0]
    starts = [
        due_clock.instant(start, replace(clock, midnight=False, wall=time(0)), context.calendar)
        for start in (day, day + ONE_DAY)
    ]
    surprising = clock.night or days.is_surprising(day)
    return [Candidate(at=at, day=day, surprising=surprising) for at in starts]
