"""When a week gets no post: too late, too close to the next, or with nothing to say."""

from datetime import datetime, timedelta
from enum import StrEnum

from escalation.summary.period import Slot

LATEST = timedelta(days=2)
"""How much later than its slot a post may still come."""
APART = timedelta(hours=24)
"""How far a moved post stays from the next."""
QUIET_WEEKS = 3
"""After so many weeks without anything to say a channel's post rests."""


class Skipped(StrEnum):
    """Why a slot has no post."""

    SHUT = "shut"  # we could not post in the channel
    LATE = "late"  # it would have come too late
    CLOSE = "close"  # it would have come shortly before the next
    EMPTY = "empty"  # nothing was ever logged in the channel
    RESTING = "resting"  # nothing has happened for weeks, and the channel was told


def too_late(slot: Slot, now: datetime, *, owed_at: datetime, shown_at: datetime) -> Skipped | None:
    """Why the post of a slot, owed at one instant, is not shown at another (all UTC)."""
    if now - owed_at > LATEST:
        return Skipped.LATE
    return Skipped.CLOSE if slot.until_at - shown_at < APART else None


def nothing_to_say(quiet_weeks: int, *, has_items: bool) -> Skipped | None:
    """Why a quiet week, the so-manyth in a row, has no post."""
    if not has_items:
        return Skipped.EMPTY
    return Skipped.RESTING if quiet_weeks > QUIET_WEEKS else None
