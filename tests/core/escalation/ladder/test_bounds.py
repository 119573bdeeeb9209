"""What can be entered in a ladder, and what only an older one can have."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from escalation.fields import Field
from escalation.ladder.bounds import beyond
from escalation.policy import Policy
from escalation.rungs import Offset, Rung, Unit

TODAY = date(2026, 3, 25)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NEVER = timedelta(0)


def ends(after: Offset) -> Policy:
    """A ladder whose fallback applies so late."""
    return Policy(rungs=(Rung(Offset()), Rung(after)))


def found(policy: Policy, before: Policy | None = None) -> list[tuple[int | None, Field]]:
    return [(rung, field) for rung, field, _ in beyond(policy, before or Policy(), TODAY)]


@pytest.mark.parametrize(
    ("within", "without"),
    [(Offset(40), Offset(41)), (Offset(30, Unit.DAYS), Offset(31, Unit.DAYS))],
)
def test_a_step_comes_after_40_working_hours_or_30_working_days_at_most(
    within: Offset, without: Offset
) -> None:
    assert found(ends(within)) == []
    assert found(ends(without)) == [(1, Field.AFTER)]


@pytest.mark.parametrize(
    ("field", "within", "without"),
    [
        (Field.REMINDERS, {"reminders": (15 * MINUTE, NEVER)}, {"reminders": (14 * MINUTE,)}),
        (
            Field.REMINDERS,
            {"reminders": (timedelta(days=14),)},
            {"reminders": (timedelta(days=14, minutes=1), NEVER)},
        ),
        (Field.HOLD, {"hold": 16 * HOUR}, {"hold": 17 * HOUR}),
        (Field.END, {"end": time(9, 1)}, {"end": time(9)}),
        (Field.END, {"end": time(9, 1)}, {"start": time(22), "end": time(6)}),
        (
            Field.DAYS_OFF,
            {"days_off": (TODAY, date(2026, 12, 24))},
            {"days_off": (date(2026, 3, 24), TODAY)},
        ),
    ],
)
def test_each_has_its_bounds(field: Field, within: Any, without: Any) -> None:
    assert found(replace(Policy(), **within)) == []
    assert found(replace(Policy(), **without)) == [(None, field)]


def test_what_the_ladder_before_has_is_within_them() -> None:
    old = Policy(
        rungs=(Rung(Offset()), Rung(Offset(31, Unit.DAYS)), Rung(Offset(45, Unit.DAYS))),
        reminders=(timedelta(days=60), MINUTE, NEVER),
        hold=90 * HOUR,
        start=time(22),
        end=time(6),
        days_off=(date(2020, 1, 1),),
    )
    assert found(replace(old, holidays="DE"), old) == []
    assert len(found(old)) == 6
