"""Time to resolution: how long items stay open."""

from collections.abc import Iterable

from escalation.measures.estimate import Estimate, Observed, estimate
from escalation.measures.tracks import Track
from escalation.measures.whole_weeks import Period
from escalation.measures.working import NO_TIME, WorkingClock


def time_to_resolution(tracks: Iterable[Track], period: Period, clock: WorkingClock) -> Estimate:
    """Estimate it from what was logged or open in the period.

    Whatever is open at the end, or was withdrawn, may have taken longer.
    """
    mine = [one for one in tracks if one.is_in(period.since, period.until)]
    return estimate(
        [_observed(one, period, clock) for one in mine],
        still_open=sum(one.ending(period.until) is None for one in mine),
    )


def _observed(track: Track, period: Period, clock: WorkingClock) -> Observed:
    ending = track.ending(period.until)
    is_older = track.logged_at < period.since
    return Observed(
        time=track.open_time(period.until, clock),
        over=ending is not None and ending.is_done,
        since=track.open_time(period.since, clock) if is_older else NO_TIME,
    )
