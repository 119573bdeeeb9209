"""Offers: an item may change hands once somebody says yes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A hand-over that waits for an answer: an offer, or a request by somebody who wants it.

    `actor` made it at `made_at`, giving `reason`; nothing comes of it from `ends_at` on (both UTC).
    `to` would be the next owner, which is the actor themselves if it is a request.
    """

    actor: str
    to: str
    reason: str
    made_at: datetime
    ends_at: datetime

    @property
    def is_request(self) -> bool:
        """Whether the owner is asked to hand it over."""
        return self.actor == self.to

    def answerer(self, owner: str) -> str:
        """Who is asked, given the item's owner (both user ids)."""
        return owner if self.is_request else self.to

    @property
    def mark(self) -> str:
        """Names it among all offers of its item, in buttons and keys."""
        return f"{self.made_at:%Y%m%d%H%M%S%f}"
