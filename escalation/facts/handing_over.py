"""The facts of hand-overs that ask somebody first: offers, requests, and how they end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from escalation.facts.action import Action
from escalation.facts.shape import EventFacts, Facts


class Unanswered(StrEnum):
    """Why an offer or a request ended without an answer, if not for want of time."""

    LEFT = "gone"  # no active account
    REMOVED = "removed"  # no longer in the item's channel
    REFUSED = "refused"  # Slack refused to deliver the question
    AWAY = "away"  # away when the time was over


@dataclass(frozen=True, slots=True, kw_only=True)
class OfHandOver(EventFacts):
    """The owner, who stays the owner for now, and who would be the next one."""

    owner: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed(OfHandOver):
    """It waits for an answer `until` then; it may replace an earlier one, to `instead_of`.

    `replaces` is how that one was made; older versions did not say.
    """

    until: datetime | None
    instead_of: str | None = None
    replaces: Action | None = None

    @property
    def users(self) -> tuple[str, ...]:
        """The owner, who would be the next one, and who would have been before this."""
        return self.owner, self.to, self.instead_of or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered(Proposed):
    """The item was offered to somebody."""

    action = Action.OFFER


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedToTake(Proposed):
    """Somebody asked the owner to hand it over to them."""

    action = Action.TAKE


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmade(OfHandOver):
    """The item stays with its owner; the offer or request was made `by` somebody."""

    by: str

    @property
    def is_request(self) -> bool:
        """Whether the owner was asked to hand it over."""
        return self.by == self.to

    @property
    def users(self) -> tuple[str, ...]:
        """The owner, who would have been the next one, and who made it."""
        return self.owner, self.to, self.by


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(Unmade):
    """The person asked said no."""

    action = Action.DECLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed(Unmade):
    """Nobody answered in time: `why` not, and `missing` is who could not (a user id)."""

    action = Action.LAPSED
    why: Unanswered | None = None
    missing: str | None = None

    @property
    def unanswering(self) -> str:
        """The user id of the person who did not answer, or who is missing."""
        return self.missing or (self.owner if self.is_request else self.to)


@dataclass(frozen=True, slots=True, kw_only=True)
class EverythingHanded(Facts):
    """A hand-over of everything, by its mark: what `to` got or is offered, "" for all of it.

    `is_over`: everything that was offered is answered.
    """

    mark: str
    to: str
    is_over: bool = False
