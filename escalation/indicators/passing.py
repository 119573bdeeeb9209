"""What the clock does about an indicator: ask for a value that is due, and say that one is missing.

The owner is asked when a value is due. The lead is told once, a week later, or at once if nobody
answers for it; then not again before a value has come. The lead is told at once, too, of an owner
who leaves.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.indicators.due_days import due_after, last_due
from escalation.indicators.how_it_stands import missing
from escalation.indicators.indicator import Indicator, Value
from escalation.worktime.hours import Calendar, days_later

LATE = 7
"""After how many days without a value the lead is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """An indicator after the clock has looked at it.

    Its owner is asked for what was due at `asks_for`, and its lead is told that something has been
    missing, or nobody has answered for it, since `tells_since`; unless these are None.
    """

    indicator: Indicator
    asks_for: datetime | None = None
    tells_since: datetime | None = None


def passed(
    indicator: Indicator,
    values: Sequence[Value],
    now: datetime,
    *,
    calendar: Calendar,
    is_answered_for: bool,
) -> Passed:
    """What is due at `now` (UTC). Of several values that were missed only the last is asked for."""
    asks_for = None
    if indicator.due_at <= now:
        last = last_due(indicator.due_at, now, indicator.weekdays, calendar=calendar)
        is_new = not missing(indicator, values, indicator.last_due_at)
        after = due_after(last, indicator.weekdays, calendar)
        indicator = replace(indicator, last_due_at=last, due_at=after)
        asks_for = last if missing(indicator, values, last) else None
        if asks_for and is_new:
            late = days_later(last, LATE, calendar) if is_answered_for else last
            indicator = replace(indicator, tell_at=late)
    at = indicator.tell_at
    if at is None or at > now:
        return Passed(indicator=indicator, asks_for=asks_for)
    is_missing = bool(missing(indicator, values, indicator.last_due_at))
    since = at if is_missing or not is_answered_for else None
    told = replace(indicator, tell_at=None)
    return Passed(indicator=told, asks_for=asks_for, tells_since=since)


def answered(indicator: Indicator, values: Sequence[Value]) -> Indicator:
    """The indicator once a value came: the lead is not told if nothing is missing."""
    if missing(indicator, values, indicator.last_due_at):
        return indicator
    return replace(indicator, tell_at=None)


def answers_for(indicator: Indicator, values: Sequence[Value], cohort: str) -> datetime:
    """When the value was or is due that a new one answers for, if nobody names its day."""
    last = indicator.last_due_at
    return last if last and cohort in missing(indicator, values, last) else indicator.due_at
