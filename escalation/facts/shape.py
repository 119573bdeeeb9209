"""What the facts of all events and notices have in common."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeVar

from escalation.facts.action import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A few plain values; `storage` keeps them as JSON."""

    @property
    def users(self) -> tuple[str, ...]:
        """The ids of the people they name."""
        return ()


F = TypeVar("F", bound=Facts)


def shaped(facts: Facts, shape: type[F]) -> F:
    """The facts, which have this shape; TypeError if they have another."""
    if not isinstance(facts, shape):
        raise TypeError(f"{type(facts).__name__} is not {shape.__name__}")
    return facts


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts(Facts):
    """What one kind of event says; the class is its action."""

    action: ClassVar[Action]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfChannel(EventFacts):
    """What happened to a channel itself."""

    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Other(EventFacts):
    """What a newer version did; `word` is what it calls that."""

    action = Action.OTHER
    word: str


class Unable(StrEnum):
    """Who cannot answer, when somebody else is told instead."""

    GONE = "gone"  # the owner has no active account, or Slack refuses to tell them
    REMOVED = "removed"  # the owner cannot see the item's channel
    AWAY = "away"  # the owner is away without a stand-in
    OWNER = "owner"  # the owner; older versions did not say why
    LEAD = "lead"  # nobody set as lead can answer
    LEADERSHIP = "leadership"  # nobody set as leadership can answer
    RUNG = "rung"  # nobody on a rung above leadership can answer
    ACCOUNT = "account"  # the account owner of a customer has no active account
    DECLINED = "declined"  # the owner has left the channel and given the item up
    TARGET = "target"  # nobody in a group or a channel of a rung can answer


class Covering(StrEnum):
    """What has become of the cover for somebody who is away."""

    BEGINS = "begins"  # the stand-in covers from now on, though nothing is open
    ENDED = "ended"  # the stand-in covers no longer, earlier than they were told
    NOBODY = "nobody"  # the stand-in cannot cover, or not all the time


ABOUT_THE_OWNER = frozenset({Unable.GONE, Unable.AWAY, Unable.REMOVED})
"""It is the owner who cannot answer."""
