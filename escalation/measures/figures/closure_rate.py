"""Closure rate: of what had its first due date in the period, how much was closed by its end."""

from collections.abc import Iterable
from dataclasses import dataclass

from escalation.items import Status
from escalation.measures.figures.rate import Rate
from escalation.measures.tracks import Ending, Track
from escalation.measures.whole_weeks import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureRate:
    """Shares of the items whose first due date lies in the period.

    `withdrawn` were withdrawn before that and are not among them. `again` are the labels of those
    that log a withdrawn one again.
    """

    closed: Rate
    on_time: Rate
    as_moved: Rate
    by_fallback: Rate
    withdrawn: int
    again: tuple[str, ...]


def closure_rate(tracks: Iterable[Track], period: Period) -> ClosureRate:
    """Count items that were closed other than by withdrawing them and are not open again."""
    due = [one for one in tracks if period.since <= one.first_due < period.until]
    mine = [one for one in due if one.logged_at < period.until and not one.is_out(period.until)]
    closings = [(one, ending) for one in mine if (ending := _ending(one, period))]
    return ClosureRate(
        closed=Rate(len(closings), len(mine)),
        on_time=Rate(sum(ending.at <= one.first_due for one, ending in closings), len(mine)),
        as_moved=Rate(sum(_is_as_moved(one, ending) for one, ending in closings), len(mine)),
        by_fallback=Rate(sum(ending.how is Status.FELL_BACK for _, ending in closings), len(mine)),
        withdrawn=sum(one.is_out(period.until) for one in due),
        again=tuple(one.item.label for one in mine if one.again),
    )


def _ending(track: Track, period: Period) -> Ending | None:
    ending = track.ending(period.until)
    return ending if ending and ending.is_done else None


def _is_as_moved(track: Track, ending: Ending) -> bool:
    """Whether it was closed by the date that it had then."""
    due_at = track.due(ending.at)
    return due_at is not None and ending.at <= due_at
