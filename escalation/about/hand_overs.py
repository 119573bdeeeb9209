"""Offers: an item changes hands once somebody says yes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A hand-over that waits for an answer: an offer, or a request by somebody who wants the item.

    `actor` made it at `made_at`, giving `reason`; it is over at `ends_at` (both UTC). `to` would be
    the next owner; in a request that is the actor. `batch` is the mark of the hand-over of
    everything that it is a line of, "" if it stands alone.
    """

    actor: str
    to: str
    reason: str
    made_at: datetime
    ends_at: datetime
    batch: str = ""

    @property
    def is_request(self) -> bool:
        """Whether the owner is asked to hand it over."""
        return self.actor == self.to

    def answerer(self, owner: str) -> str:
        """The user id of the person asked, given that of the item's owner."""
        return owner if self.is_request else self.to

    def is_taken(self, owner: str, *, actor: str, to: str) -> bool:
        """Whether the actor says yes by handing the item of this owner to this person."""
        return self.to == to and self.answerer(owner) == actor

    @property
    def mark(self) -> str:
        """Tells it from other offers of its item, in buttons and keys."""
        return f"{self.made_at:%Y%m%d%H%M%S%f}"
