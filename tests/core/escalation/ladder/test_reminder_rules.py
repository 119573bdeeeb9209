"""When the owner is reminded, by the rules of a ladder: before due, at due, and after it."""

from datetime import datetime, timedelta

import pytest

from escalation.errors import BadInput
from escalation.ladder.timetable import reminders
from escalation.policy import Policy
from escalation.rungs import Cadence
from tests.support.factories import a_calendar, a_due, a_policy, an_item, utc

BERLIN = a_calendar("Europe/Berlin")


def instants(
    count: int, *, due: str = "03-05 12:00", urgent: bool = False, **rules: object
) -> list[tuple[str, datetime]]:
    """The first so many reminders of an item under these rules, for an owner in UTC."""
    item = an_item(due=a_due(due), policy=a_policy(**rules), urgent=urgent)
    series = reminders(item, item.policy, a_calendar())
    return [(one.name, one.at) for one, _ in zip(series, range(count), strict=False)]


def test_the_owner_is_reminded_at_due_whatever_the_ladder_says() -> None:
    assert instants(1, reminders=()) == [("due", utc("03-05 12:00"))]
    usual = [one for one, _ in instants(3)]
    assert usual == ["before-24h", "before-2h", "due"]


def test_working_days_before_due_leave_out_the_weekend() -> None:
    # Due Mon 9 Mar 12:00: one working day before is Friday, three are Wednesday.
    found = instants(3, due="03-09 12:00", reminders=(), reminder_days=(1, 3))
    assert found == [
        ("before-3d", utc("03-04 12:00")),
        ("before-1d", utc("03-06 12:00")),
        ("due", utc("03-09 12:00")),
    ]


def test_a_day_before_an_urgent_items_date_is_24_hours() -> None:
    found = instants(2, due="03-09 12:00", urgent=True, reminders=(), reminder_days=(1,))
    assert found[0] == ("before-1d", utc("03-08 12:00"))


def test_a_working_day_before_a_saturday_is_friday() -> None:
    # Sat 7 Mar 12:00: Friday at noon, in working hours.
    found = instants(1, due="03-07 12:00", reminders=(), reminder_days=(1,))
    assert found == [("before-1d", utc("03-06 12:00"))]


def test_a_working_day_before_keeps_the_wall_clock_over_a_clock_change() -> None:
    # Berlin moves to summer time on Sun 29 Mar: Mon 10:00 there is 08:00 UTC, Fri 10:00 is 09:00.
    item = an_item(due=a_due("03-30 08:00"), policy=a_policy(reminders=(), reminder_days=(1,)))
    first = next(reminders(item, item.policy, BERLIN))
    assert (first.name, first.at) == ("before-1d", utc("03-27 09:00"))


def test_a_quarter_of_an_hour_before_due_is_told_then() -> None:
    found = instants(2, reminders=(timedelta(minutes=15),))
    assert found == [("before-15m", utc("03-05 11:45")), ("due", utc("03-05 12:00"))]


def test_after_due_the_usual_cadence_is_three_mornings_then_every_third_then_every_fifth() -> None:
    # Due Thu 5 Mar 12:00; mornings 1 to 3 are Fri 6, Mon 9, Tue 10.
    found = [name for name, _ in instants(12) if name.startswith("after")]
    assert found == [f"after-{n}" for n in (1, 2, 3, 6, 9, 12, 17, 22, 27)]


def test_a_rarer_cadence_never_ends() -> None:
    # One morning, then every fourth until the twelfth (5, 9), then every tenth.
    found = instants(8, reminders=(), cadence=Cadence(1, 4, 10))
    assert [name for name, _ in found] == [
        "due",
        *(f"after-{n}" for n in (1, 5, 9, 19, 29, 39, 49)),
    ]
    # Working morning 5 after Thu 5 Mar is Thu 12 Mar; 19 is Wed 1 Apr.
    assert dict(found)["after-5"] == utc("03-12 09:00")
    assert dict(found)["after-19"] == utc("04-01 09:00")


@pytest.mark.parametrize(
    ("cadence", "mornings"),
    [
        (Cadence(2, 7, 4), (1, 2, 9, 13, 17)),
        (Cadence(1, 5, 10), (1, 6, 11, 21)),
        (Cadence(3, 9, 1), (1, 2, 3, 12, 13, 14)),
        (Cadence(3, 10, 1), (1, 2, 3, 4, 5)),
        (Cadence(10, 3, 5), (*range(1, 11), 15, 20)),
        (Cadence(10, 1, 5), (*range(1, 13), 17)),
    ],
)
def test_the_second_spacing_ends_with_the_twelfth_morning(
    cadence: Cadence, mornings: tuple[int, ...]
) -> None:
    found = instants(len(mornings) + 1, reminders=(), cadence=cadence)
    assert [name for name, _ in found] == ["due", *(f"after-{n}" for n in mornings)]


def test_a_denser_cadence_goes_on_to_the_tenth_morning() -> None:
    found = [name for name, _ in instants(13, reminders=(), cadence=Cadence(10, 1, 2))]
    assert found[1:] == [f"after-{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)]


@pytest.mark.parametrize(
    "rules",
    [
        {"reminder_days": (0,)},
        {"reminder_days": (11,)},
        {"reminder_days": (1, 2, 3, 4)},
        {"reminders": tuple(timedelta(hours=n) for n in range(1, 7))},
        {"cadence": Cadence(0, 3, 5)},
        {"cadence": Cadence(3, 11, 5)},
        {"cadence": Cadence(3, 3, 0)},
    ],
)
def test_rules_that_no_ladder_can_have_are_refused(rules: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        a_policy(**rules)


def test_five_reminders_before_due_and_the_one_at_due_are_allowed() -> None:
    policy = Policy(reminders=(timedelta(0), timedelta(hours=2)), reminder_days=(1, 2, 3, 5))
    assert len(policy.reminder_days) == 4
