"""Items: logged blockers and decisions, each with one owner, one due date and one fallback."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from escalation.policy import Policy

TEXT_LIMIT = 3000
"""Characters of any text that people give: what a whole command or one field of a form can hold."""


class Kind(StrEnum):
    """What was logged."""

    BLOCKER = "blocker"  # work that is stopped until something is removed
    DECISION = "decision"  # a choice that waits for someone to make it

    @property
    def letter(self) -> str:
        """The letter in front of the number: `B-12`, `D-7`."""
        return "B" if self is Kind.BLOCKER else "D"


class Status(StrEnum):
    """Where an item stands."""

    OPEN = "open"  # somebody still has to act
    RESOLVED = "resolved"  # a blocker that was removed
    DECIDED = "decided"  # a decision that was made
    FELL_BACK = "fell_back"  # closed by taking the fallback
    WITHDRAWN = "withdrawn"  # closed because it no longer matters


class Trajectory(StrEnum):
    """Which way the customer impact is going."""

    IMPROVING = "improving"  # customers notice it less than before
    STEADY = "steady"  # no change
    WORSENING = "worsening"  # customers notice it more than before


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The instant the ladder is anchored to (UTC), with the zone and phrase it was typed as."""

    at: datetime
    zone: str
    phrase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One blocker or decision and where it stands on its ladder.

    People and channels are Slack ids, instants are UTC. `id` is 0 until stored; `number` is per
    workspace and kind. `policy` is the copy taken when it was logged (or last applied).

    The ladder's position is three values, so that a tick may come late or twice and change nothing:
    `climbed` counts the rungs fired in this `round`; reminders timed at or before `reminded_until`
    are dealt with; `reviewed` says leadership heard that the item outlived a review cycle.
    `held_until` and `held_rung` are the hold of the last acknowledgement and the rung it holds.
    `told` are the people above the owner whom the ladder has reached, in any round.
    `next_at` is when the plan has to be looked at again; None once nothing more can happen.
    """

    id: int = 0
    kind: Kind
    number: int = 0
    channel: str
    title: str
    owner: str
    reporter: str
    due: Due
    fallback: str
    policy: Policy
    impact: str = ""
    trajectory: Trajectory = Trajectory.STEADY
    urgent: bool = False
    options: tuple[str, ...] = ()
    default: str = ""
    permalink: str = ""
    status: Status = Status.OPEN
    outcome: str = ""
    round: int = 1
    slips: int = 0
    climbed: int = 0
    reminded_until: datetime
    reviewed: bool = False
    acknowledged_at: datetime | None = None
    held_until: datetime | None = None
    held_rung: int = -1
    snoozed_until: datetime | None = None
    told: tuple[str, ...] = ()
    logged_at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""
    next_at: datetime | None = None
    card_ts: str = ""
    version: int = 0

    @property
    def label(self) -> str:
        """How people refer to it: `B-12` or `D-7`."""
        return f"{self.kind.letter}-{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.status is Status.OPEN

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is open and its due date has passed."""
        return self.is_open and self.due.at <= now

    @property
    def fallback_in_force(self) -> bool:
        """Whether the whole ladder has been climbed: the fallback is announced as in force."""
        return self.is_open and self.climbed >= len(self.policy.rungs)
