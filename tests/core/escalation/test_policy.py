"""A ladder rejects settings that no ladder can have, whoever makes it."""

from datetime import UTC, date, time, timedelta
from typing import Any

import pytest

from escalation.errors import BadInput
from escalation.rungs import Audience, Offset, Rung, Unit
from tests.support.factories import a_policy, rung


def rungs(*hours: int) -> tuple[Rung, ...]:
    audiences = (Audience.LEAD, Audience.LEADERSHIP, Audience.CHANNEL)
    return tuple(rung(who, after, Unit.HOURS) for after, who in zip(hours, audiences, strict=True))


def days(*counts: int) -> tuple[Rung, ...]:
    audiences = (Audience.LEAD, Audience.LEADERSHIP, Audience.CHANNEL)
    return tuple(rung(who, count) for count, who in zip(counts, audiences, strict=True))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("rung_1", {"rungs": rungs(2, 1, 3)}),
        ("rung_2", {"rungs": rungs(0, 24, 23)}),
        ("rung_1", {"rungs": (rung(Audience.LEAD, 1), *rungs(0, 7, 16)[1:])}),
        ("rung_2", {"rungs": days(0, 2, 1)}),
        ("rungs", {"rungs": rungs(-1, 0, 0)}),
        ("rungs", {"rungs": days(0, 0, 91)}),
        ("chance", {"chance": timedelta(hours=17)}),
        ("chance", {"chance": timedelta(seconds=-1)}),
        ("slip_budget", {"slip_budget": 0}),
        ("slip_budget", {"slip_budget": 6}),
        ("review_cycle", {"review_cycle": timedelta(days=7, hours=1)}),
        ("reminders", {"reminders": (timedelta(hours=2), timedelta(seconds=-1))}),
        ("reminders", {"reminders": (timedelta(days=91),)}),
        ("hold", {"hold": timedelta(seconds=-1)}),
        ("hold", {"hold": timedelta(days=91)}),
        ("review_cycle", {"review_cycle": timedelta(days=2)}),
        ("review_cycle", {"review_cycle": timedelta(days=29)}),
        ("weekdays", {"weekdays": frozenset()}),
        ("weekdays", {"weekdays": frozenset({0, 9})}),
        ("weekdays", {"weekdays": frozenset({-1})}),
        ("window_days", {"window_days": -3}),
        ("window_days", {"window_days": 0}),
        ("window_days", {"window_days": 11}),
        ("window_days", {"window_days": 999_999_999}),
        ("summary_weekday", {"summary_weekday": 7}),
        ("summary_weekday", {"summary_weekday": -1}),
        ("zone", {"zone": ""}),
        ("zone", {"zone": "Mars/Olympus"}),
        ("zone", {"zone": "../../etc/passwd"}),
        ("zone", {"zone": "x" * 300_000}),
        ("start", {"start": time(9, tzinfo=UTC)}),
        ("end", {"end": time(17, tzinfo=UTC)}),
        ("summary_time", {"summary_time": time(9, tzinfo=UTC)}),
        ("version", {"version": 0}),
    ],
    ids=str,
)
def test_nonsense_is_refused_at_its_field(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        a_policy(**changes)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "changes",
    [
        {"rungs": rungs(0, 0, 0)},
        {"rungs": rungs(5, 5, 90)},
        {"weekdays": frozenset(range(7))},
        {"start": time(22), "end": time(6)},
        {"hold": timedelta(0)},
        {"review_cycle": timedelta(days=28)},
        {"window_days": 10, "summary_weekday": 6},
        {"zone": "US/Pacific"},
    ],
    ids=str,
)
def test_what_is_unusual_is_allowed(changes: dict[str, Any]) -> None:
    a_policy(**changes)


def test_when_a_rung_fires_is_put_into_words() -> None:
    offsets = (Offset(), Offset(1), Offset(4), Offset(1, Unit.DAYS), Offset(2, Unit.DAYS))
    assert [*map(str, offsets)] == [
        *("at once", "1 working hour", "4 working hours", "1 working day", "2 working days"),
    ]


@pytest.mark.parametrize("name", ["two\nlines", 'the "boss"', "„Chef“", "«x»", "x" * 41])
def test_a_name_stands_on_one_line_without_quotation_marks(name: str) -> None:
    named = Rung(Offset(), name=name)
    with pytest.raises(BadInput) as refused:
        a_policy(rungs=(named, *a_policy().rungs[1:]))
    assert refused.value.field == "name"


def test_at_most_thirty_days_off() -> None:
    days = tuple(date(2026, 5, day) for day in range(1, 32))
    assert a_policy(days_off=days[:30]).days_off == days[:30]
    with pytest.raises(BadInput, match="at most 30 days off") as refused:
        a_policy(days_off=days)
    assert refused.value.field == "days_off"


def test_rules_name_the_first_rung_the_second_and_the_last() -> None:
    policy, alone = a_policy(), a_policy(rungs=(rung(Audience.LEAD), rung(Audience.CHANNEL)))
    assert [policy.index(one) for one in Audience] == [0, 1, 2]
    assert [alone.index(one) for one in Audience] == [0, None, 1]
    assert [policy.audience(index) for index in range(3)] == [*Audience]
    assert alone.targets_of(Audience.LEADERSHIP) == ()
