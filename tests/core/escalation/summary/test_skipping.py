"""When a week gets no post."""

from datetime import timedelta

import pytest

from escalation.summary.period import slot_of
from escalation.summary.skipping import Skipped, nothing_to_say, too_late
from tests.support.factories import a_policy, utc

SLOT = slot_of(a_policy(), utc("03-09 09:00"))
"""Mon 9 Mar 09:00 to Mon 16 Mar 09:00."""


@pytest.mark.parametrize(
    ("now", "shown_at", "why"),
    [
        ("03-09 09:00", "03-09 09:00", None),
        ("03-11 09:00", "03-11 09:00", None),  # two days later to the minute
        ("03-11 09:01", "03-11 09:01", Skipped.LATE),
        ("03-09 09:00", "03-15 09:00", None),  # moved by holidays, a day before the next
        ("03-09 09:00", "03-15 09:01", Skipped.CLOSE),
    ],
)
def test_a_post_comes_within_two_days_and_a_day_before_the_next(
    now: str, shown_at: str, why: Skipped | None
) -> None:
    found = too_late(SLOT, utc(now), owed_at=SLOT.opens_at, shown_at=utc(shown_at))
    assert found is why


@pytest.mark.parametrize(
    ("weeks", "has_items", "why"),
    [(1, False, Skipped.EMPTY), (1, True, None), (3, True, None), (4, True, Skipped.RESTING)],
)
def test_a_channel_without_anything_to_say_rests_after_three_weeks(
    weeks: int, *, has_items: bool, why: Skipped | None
) -> None:
    assert nothing_to_say(weeks, has_items=has_items) is why


def test_a_slot_is_a_week() -> None:
    assert SLOT.until_at - SLOT.opens_at == timedelta(days=7)
