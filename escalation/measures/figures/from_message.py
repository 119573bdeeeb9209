"""Comment to decision: from the message that an item was logged from to its closing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from escalation.measures.clocks import Clocks
from escalation.measures.estimate import Estimate, Observed, estimate
from escalation.measures.figures.rate import Rate
from escalation.measures.tracks import Track
from escalation.measures.whole_weeks import Period
from escalation.measures.working import NO_TIME, WorkingClock
from escalation.worktime.hours import Calendar, add_working_days, next_working_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class FromMessage:
    """How long it takes, and how many were closed within the channel's default due days.

    Those that still can be are not counted.
    """

    time: Estimate
    in_window: Rate


def from_message(
    tracks: Iterable[Track], period: Period, clocks: Clocks, *, window_days: int
) -> FromMessage:
    """Estimate it from those of these items that were logged from a message.

    They were logged or open in the period.
    """
    mine = [track for track in tracks if track.item.message_at]
    each = [_in_window(one, period, _window(one, window_days, clocks.calendar)) for one in mine]
    over = [is_in for is_in in each if is_in is not None]
    return FromMessage(
        time=estimate(
            [_observed(track, period, clocks.channel) for track in mine],
            still_open=sum(track.ending(period.until) is None for track in mine),
        ),
        in_window=Rate(sum(over), len(over)),
    )


def _observed(track: Track, period: Period, clock: WorkingClock) -> Observed:
    """The time until it was logged and the time that it was open."""
    before = clock.spent(_written_at(track), track.logged_at)
    ending = track.ending(period.until)
    is_older = track.logged_at < period.since
    return Observed(
        time=before + track.open_time(period.until, clock),
        over=ending is not None and ending.is_done,
        since=before + track.open_time(period.since, clock) if is_older else NO_TIME,
    )


def _written_at(track: Track) -> datetime:
    return min(track.item.message_at or track.logged_at, track.logged_at)


def _window(track: Track, days: int, calendar: Calendar) -> datetime:
    start_at = next_working_instant(_written_at(track), calendar)
    return add_working_days(start_at, days, calendar)


def _in_window(track: Track, period: Period, window_ends: datetime) -> bool | None:
    """Whether it was closed in time; None if it still can be, or was withdrawn."""
    ending = track.ending(period.until)
    if ending is None:
        return None if period.until <= window_ends else False
    return ending.at <= window_ends if ending.is_done else None
