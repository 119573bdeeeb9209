"""The steps that tell somebody of an ownership gap at once."""

from datetime import datetime

from escalation.items import Item
from escalation.ladder.plan import Step, StepKind


def rung_gap_step(rung: int, now: datetime) -> Step:
    """The step when nobody is left on a rung, or in a group of it; at most once a day."""
    return Step(kind=StepKind.GAP, at=now, name=f"gap-{rung}-{now:%Y%m%d}", rung=rung)


def account_gap_step(customer: int, now: datetime) -> Step:
    """The step when the account owner of a customer is gone; at most once a day."""
    name = f"gap-account-{customer}-{now:%Y%m%d}"
    return Step(kind=StepKind.GAP, at=now, name=name, customer=customer)


def declined_step(item: Item, now: datetime) -> Step:
    """The step when an owner who left gives the item up; at most once a day."""
    return Step(kind=StepKind.GAP, at=now, name=f"declined-{item.owner}-{now:%Y%m%d}")
