"""How a channel's customers fare, against a week ago, worked out by hand.

It is Mon 9 Mar 2026 09:00 UTC; a word holds for seven days.
"""

from typing import Any

from escalation.about.customers import Customer
from escalation.items import Item, Trajectory
from escalation.summary.customers import CustomerWeek, weeks_of_customers
from tests.support.factories import an_item, utc

NOW, THEN = utc("03-09 09:00"), utc("03-02 09:00")
HARBOR, MERIDIAN = Customer(id=1, name="Harbor Law"), Customer(id=2, name="Meridian")
WORSE, STEADY, BETTER = Trajectory.WORSENING, Trajectory.STEADY, Trajectory.IMPROVING


def about(
    number: int,
    *customers: Customer,
    way: Trajectory | None = None,
    at: str = "03-05 12:00",
    logged: str = "02-19 10:00",
    **more: Any,
) -> Item:
    said = {"trajectory": way, "trajectory_said_at": utc(at)} if way else {}
    return an_item(
        id=number, number=number, customers=customers, logged_at=utc(logged), **said, **more
    )


def weeks(now: list[Item], before: list[Item]) -> list[CustomerWeek]:
    return [*weeks_of_customers(now, before, at=NOW, since=THEN)]


def test_the_worst_of_its_items_counts_now_and_a_week_ago() -> None:
    now = [about(1, HARBOR, way=WORSE), about(4, HARBOR, way=BETTER, logged="02-24 10:00")]
    before = [
        about(1, HARBOR, way=STEADY, at="02-26 11:00"),
        about(4, HARBOR, way=BETTER, at="02-24 14:00"),
    ]
    (harbor,) = weeks(now, before)
    assert (harbor.now, harbor.before, harbor.items) == (WORSE, STEADY, 2)
    assert (harbor.oldest.label, harbor.is_worse) == ("B-1", True)


def test_a_customer_that_fell_silent_is_not_worse() -> None:
    (one,) = weeks(
        [about(2, MERIDIAN, way=STEADY, at="02-27 16:00")],
        [about(2, MERIDIAN, way=STEADY, at="02-27 16:00")],
    )
    assert (one.now, one.before, one.is_worse) == (None, STEADY, False)
    assert one.said_at == utc("02-27 16:00")


def test_one_that_still_worsens_is_not_worse_and_a_new_one_is() -> None:
    still, new = about(1, HARBOR, way=WORSE), about(2, MERIDIAN, way=WORSE)
    earlier = about(1, HARBOR, way=WORSE, at="02-28 12:00")
    found = weeks([still, new], [earlier])
    assert [(one.customer.name, one.is_worse, one.was_open) for one in found] == [
        ("Harbor Law", False, True),
        ("Meridian", True, False),
    ]


def test_the_worst_come_first_then_those_with_more_items() -> None:
    acme = Customer(id=3, name="Acme")
    found = weeks([about(1, HARBOR, way=STEADY), about(2, MERIDIAN), about(3, MERIDIAN, acme)], [])
    assert [one.customer.name for one in found] == ["Meridian", "Acme", "Harbor Law"]
