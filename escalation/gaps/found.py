"""Which ownership gaps an item has now: its owner, and the rungs of its ladder."""

from collections.abc import Iterator
from dataclasses import dataclass

from escalation.about.customers import Customer
from escalation.facts.shape import Unable
from escalation.gaps.gap import cause
from escalation.items import Item
from escalation.recipients import Directory
from escalation.rungs import Audience, TargetKind

_SEVERAL = frozenset({TargetKind.GROUP, TargetKind.CHANNEL})
"""Targets that stand for many people: somebody has to fix one in which nobody is left."""
_WHY = {Audience.LEAD: Unable.LEAD, Audience.LEADERSHIP: Unable.LEADERSHIP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A gap: who is missing, by id; the owner, unless it is on a `rung` or of a `customer`."""

    why: Unable
    missing: tuple[str, ...]
    rung: int | None = None
    customer: int | None = None

    @property
    def cause(self) -> str:
        """Its cause as it is stored."""
        return cause(self.rung, self.customer, self.missing)


def found(item: Item, directory: Directory) -> tuple[Found, ...]:
    """The gaps of an open item; an absence leaves none.

    `directory` is that of its channel.
    """
    return tuple(_found(item, directory)) if item.is_open else ()


def _found(item: Item, directory: Directory) -> Iterator[Found]:
    if directory.was_removed(item.owner):
        yield Found(why=Unable.REMOVED, missing=(item.owner,))
    elif directory.reachable(item.owner) is None:
        yield Found(why=Unable.GONE, missing=(item.owner,))
    for customer in item.customers:
        if gap := of_account(customer, directory):
            yield gap
    for rung in range(item.policy.fallback):
        if gap := of_rung(item, rung, directory):
            yield gap


def of_account(customer: Customer, directory: Directory) -> Found | None:
    """The gap of a customer whose account owner is gone."""
    if not customer.owner or directory.reachable(customer.owner):
        return None
    return Found(why=Unable.ACCOUNT, missing=(customer.owner,), customer=customer.id)


def of_rung(item: Item, rung: int, directory: Directory) -> Found | None:
    """The gap of a rung that reaches nobody, or on which a group or a channel reaches nobody."""
    targets = item.policy.rungs[rung].targets
    lost = [target for target in targets if not directory.reaches(target)]
    if lost and len(lost) == len(targets):
        audience = item.policy.audience(rung)
        why = _WHY.get(audience, Unable.RUNG) if audience else Unable.RUNG
        return Found(why=why, missing=tuple(one.id for one in lost), rung=rung)
    several = tuple(one.id for one in lost if one.kind in _SEVERAL)
    return Found(why=Unable.TARGET, missing=several, rung=rung) if several else None
