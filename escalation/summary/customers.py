"""A channel's customers in a week: which way each is going, and which way it was a week ago."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from escalation.about.customers import Customer
from escalation.items import Item, Trajectory
from escalation.trajectories import WORST_FIRST, OfCustomer, of_customer


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWeek:
    """A customer with open items here, the oldest of which is `oldest`.

    `now` and `before` say which way it goes and went, None for no word that holds. `was_open` says
    whether it had open items a week ago; `said_at` is when somebody last said anything.
    """

    customer: Customer
    now: Trajectory | None
    before: Trajectory | None
    was_open: bool
    items: int
    oldest: Item
    said_at: datetime | None

    @property
    def is_worse(self) -> bool:
        """Whether customers notice more than a week ago; a lost word is not worse."""
        return self.now is Trajectory.WORSENING and self.before is not Trajectory.WORSENING


def weeks_of_customers(
    now: Iterable[Item], before: Iterable[Item], *, at: datetime, since: datetime
) -> tuple[CustomerWeek, ...]:
    """The customers of items open at an instant, the worst first.

    `before` are the items that were open a week ago, with what had been said by then.
    """
    here, then = _by_customer(now), _by_customer(before)
    found = [
        _week(whom, items, of_customer(then.get(whom.id, (whom, []))[1], since), at=at)
        for whom, items in here.values()
    ]
    return tuple(sorted(found, key=_worst_first))


def _by_customer(items: Iterable[Item]) -> dict[int, tuple[Customer, list[Item]]]:
    found: dict[int, tuple[Customer, list[Item]]] = {}
    for item in items:
        for customer in item.customers:
            found.setdefault(customer.id, (customer, []))[1].append(item)
    return found


def _week(
    customer: Customer, items: list[Item], before: OfCustomer | None, *, at: datetime
) -> CustomerWeek:
    now = of_customer(items, at)
    said = [item.trajectory_said_at for item in items if item.trajectory_said_at]
    return CustomerWeek(
        customer=customer,
        now=now.going if now else None,
        before=before.going if before else None,
        was_open=before is not None,
        items=len(items),
        oldest=min(items, key=lambda item: (item.logged_at, item.id)),
        said_at=max(said, default=None),
    )


def _worst_first(week: CustomerWeek) -> tuple[int, int, datetime, str]:
    return WORST_FIRST.index(week.now), -week.items, week.oldest.logged_at, week.customer.key
