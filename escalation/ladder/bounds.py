"""Bounds of what can be entered in a ladder, which ladders saved before may be beyond.

What the saved ladder has already is within them, so that every ladder saves as it is.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeAlias

from escalation.fields import Field
from escalation.policy import Policy
from escalation.rungs import Offset, Unit

LONGEST_HOURS, LONGEST_DAYS = 40, 30
"""The latest that a rung can fire, in working hours and in working days after due."""
SHORTEST_REMINDER, LONGEST_REMINDER = timedelta(minutes=15), timedelta(days=14)
LONGEST_HOLD = timedelta(hours=16)


Beyond: TypeAlias = Iterator[tuple[int | None, Field, str]]
"""On which rung, if it is about one, under which field, and what to do instead."""


def beyond(policy: Policy, before: Policy, today: date) -> Beyond:
    """What is beyond them, and not in the ladder before."""
    yield from _steps(policy, before)
    yield from _times(policy, before)
    for day in policy.days_off:
        if day < today and day not in before.days_off:
            yield None, Field.DAYS_OFF, f"{day.day} {day:%b %Y} has passed. Leave it out."


def _steps(policy: Policy, before: Policy) -> Beyond:
    known = {rung.after for rung in before.rungs}
    for index, rung in enumerate(policy.rungs):
        if _is_late(rung.after) and rung.after not in known:
            yield index, Field.AFTER, _TOO_LATE


def _times(policy: Policy, before: Policy) -> Beyond:
    new = {*policy.reminders}.difference(before.reminders, [timedelta(0)])
    if not all(SHORTEST_REMINDER <= span <= LONGEST_REMINDER for span in new):
        yield None, Field.REMINDERS, _REMINDERS
    if policy.hold > max(LONGEST_HOLD, before.hold):
        yield None, Field.HOLD, "Choose 0 to 16 working hours for the pause."
    is_kept = (policy.start, policy.end) == (before.start, before.end)
    if policy.start >= policy.end and not is_kept:
        yield None, Field.END, "The working day must end after it starts."


def _is_late(after: Offset) -> bool:
    return after.count > (LONGEST_DAYS if after.unit is Unit.DAYS else LONGEST_HOURS)


_TOO_LATE = f"Choose at most {LONGEST_HOURS} working hours or {LONGEST_DAYS} working days."
_REMINDERS = "By the clock, a reminder comes 15 minutes to 14 days before the due date."
