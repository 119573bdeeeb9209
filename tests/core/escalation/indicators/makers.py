"""Makers of indicators and values: confidence of Owner's, due every Friday at 17:00 UTC."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from escalation.indicators.indicator import Better, Indicator, Scale, Value
from tests.support.factories import CHANNEL, LEAD, OWNER, utc

FRIDAYS = frozenset({4})
MADE_AT = utc("03-02 09:00")
FIRST, SECOND, THIRD = utc("03-06 17:00"), utc("03-13 17:00"), utc("03-20 17:00")


def an_indicator(**changes: Any) -> Indicator:
    """Made on Mon 2 March; name only what a test is about."""
    usual: dict[str, Any] = {
        "id": 3,
        "channel": CHANNEL,
        "name": "confidence",
        "owner": OWNER,
        "scale": Scale(most=Decimal(10)),
        "better": Better.UP,
        "weekdays": FRIDAYS,
        "made_by": LEAD,
        "made_at": MADE_AT,
        "due_at": FIRST,
    }
    return Indicator(**{**usual, **changes})


def a_value(amount: str, due_at: datetime, n: int = 1, **changes: Any) -> Value:
    """A value of the day on which it was due."""
    usual: dict[str, Any] = {
        "n": n,
        "day": due_at.date(),
        "amount": Decimal(amount),
        "due_at": due_at,
        "by": OWNER,
        "at": due_at,
    }
    return Value(**{**usual, **changes})


def by_cohort(due_at: datetime, start: int, **amounts: str) -> list[Value]:
    """A value of each of these cohorts."""
    return [
        a_value(amount, due_at, n, cohort=cohort)
        for n, (cohort, amount) in enumerate(amounts.items(), start)
    ]


def day(number: int) -> date:
    """A day in March."""
    return date(2026, 3, number)


COHORTS: Sequence[str] = ("pilot", "first", "second")
