"""Ownership gaps: who cannot answer for an item, since when, and how that ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from escalation.facts.by_clock import GapFound
from escalation.facts.shape import Unable


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipGap:
    """One gap of one item; all instants are UTC.

    `cause` says who is missing (see the function). `who`, a user id, closed it: by naming an
    owner, or by saying why the gap is fine (`accepted`).
    """

    item_id: int
    cause: str
    why: Unable
    opened_at: datetime
    closed_at: datetime | None = None
    who: str = ""
    reason: str = ""
    accepted: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nobody has closed it yet."""
        return self.closed_at is None


def open_at(gaps: Iterable[OwnershipGap], at: datetime) -> tuple[OwnershipGap, ...]:
    """Those of these gaps that were open at this instant."""
    begun = (gap for gap in gaps if gap.opened_at < at)
    return tuple(gap for gap in begun if gap.closed_at is None or gap.closed_at >= at)


OWNER = "owner:"
"""The start of a cause that is about the item's owner."""


def cause(rung: int | None, customer: int | None, missing: Iterable[str]) -> str:
    """Who is missing, and where: `owner:U1`, `rung:0:U2,S3`, `account:7:U1`."""
    place = OWNER if rung is None else f"rung:{rung}:"
    return (f"account:{customer}:" if customer else place) + ",".join(missing)


def cause_of(found: GapFound) -> str:
    """The cause of a gap in the history; "" if somebody is only away."""
    return cause(found.rung, found.customer, found.missing) if found.missing and found.why else ""


LEFT = "left:"
"""The start of a cause that is no gap: an owner who left has answered *Still mine*."""


def still_mine(item_id: int, owner: str, at: datetime) -> OwnershipGap:
    """The row, closed at once, of an owner who left the channel and keeps the item."""
    return OwnershipGap(
        item_id=item_id,
        cause=LEFT + owner,
        why=Unable.DECLINED,
        opened_at=at,
        closed_at=at,
        who=owner,
        accepted=True,
    )


def has_answered(gap: OwnershipGap, owner: str) -> bool:
    """Whether this row is the answer of an owner who left: *Still mine* or *No longer mine*."""
    if gap.cause == LEFT + owner:
        return True
    return gap.cause == OWNER + owner and gap.why is Unable.DECLINED and gap.is_open


def opens(cause: str, before: Iterable[OwnershipGap]) -> bool:
    """Whether this cause opens a gap, after those that the item has had.

    It opens only one, except for an owner who was replaced: they may own the item again.
    """
    same = [gap for gap in before if gap.cause == cause]
    if not same:
        return True
    last = same[-1]
    return not last.is_open and cause.startswith(OWNER) and not last.accepted
