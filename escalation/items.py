"""Items: logged blockers and decisions, each with one owner, one due date and one fallback."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from escalation.about.agreements import Agreement, NotMine
from escalation.about.customers import Customer
from escalation.about.hand_overs import Offer
from escalation.about.links import Link
from escalation.copies.copied import copied
from escalation.policy import Policy


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
    FELL_BACK = "fell_back"  # closed with the fallback
    WITHDRAWN = "withdrawn"  # closed because it no longer matters


Ended = Literal[Status.RESOLVED, Status.DECIDED, Status.FELL_BACK, Status.WITHDRAWN]
"""Where a closed item stands."""


class Trajectory(StrEnum):
    """Which way the customer impact is going."""

    IMPROVING = "improving"  # customers notice it less than before
    STEADY = "steady"  # no change
    WORSENING = "worsening"  # customers notice it more than before


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The instant the ladder is anchored to (UTC), with the zone and the phrase that was typed."""

    at: datetime
    zone: str
    phrase: str


@dataclass(frozen=True, kw_only=True)
class RungState:
    """What one rung has done in an item's current round; all instants are UTC.

    `called_at` and `called_by` (a user id) are the last call for help, which uses up the rung only
    after due. `fired_at` is when the rung fired, `left_out_at` when it did not because its
    condition did not hold; None for both means it still lies ahead. `acknowledged_at` is when an
    acknowledgement first held it. `heard_at` is when one of its people could first be told in their
    own working hours, `chance_ends_at` when their time to answer ends; urgent items give no chance.
    """

    rung: int
    called_at: datetime | None = None
    called_by: str = ""
    fired_at: datetime | None = None
    heard_at: datetime | None = None
    chance_ends_at: datetime | None = None
    left_out_at: datetime | None = None
    acknowledged_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether it fired or was left out."""
        return bool(self.fired_at or self.left_out_at)

    @property
    def told_at(self) -> datetime | None:
        """When it was last told, by a call or because it fired; None if not yet."""
        return max((at for at in (self.called_at, self.fired_at) if at), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """An acknowledgement delays a rung until an instant (UTC)."""

    rung: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """A named person keeps an item open until an instant (UTC); the last question waits for it."""

    until: datetime
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where an item stands on its ladder: all that a round, a rung or a pass of the clock changes.

    It makes late or repeated ticks harmless. `rungs` says what each rung has done in this `round`.
    Reminders timed at or before `reminded_until`, reviews at or before `reviewed_until` and last
    questions at or before `asked_until` are done. `fallback_at` is when the fallback began to apply
    in this round. `hold` is that of the last acknowledgement, even if it is over. `unanswered`
    counts the last questions since somebody answered one, and `asked` are the people the latest one
    went to. `reminder_asked_at` is when somebody last had this owner reminded,
    `trajectory_asked_at` when a reminder that asks for the trajectory reaches the owner, and
    `leadership_told_at` when leadership was last told of the item, all in any round. `told` are
    the people above the owner whom the ladder has reached, `notified` who was told only the item's
    number, in any round. `rungs_from` is when the urgency changed after due in this round; rungs
    that had not fired count from then. `next_at` is when to look at the plan again, None for never.
    """

    round: int = 1
    rungs: tuple[RungState, ...] = ()
    fallback_at: datetime | None = None
    rungs_from: datetime | None = None
    reminded_until: datetime
    reviewed_until: datetime
    asked_until: datetime | None = None
    unanswered: int = 0
    asked: tuple[str, ...] = ()
    kept: Keep | None = None
    acknowledged_at: datetime | None = None
    hold: Hold | None = None
    snoozed_until: datetime | None = None
    reminder_asked_at: datetime | None = None
    trajectory_asked_at: datetime | None = None
    leadership_told_at: datetime | None = None
    told: tuple[str, ...] = ()
    notified: tuple[str, ...] = ()
    next_at: datetime | None = None

    def held(self, now: datetime) -> Hold | None:
        """The hold that still stands at `now`, if any."""
        return self.hold if self.hold and now < self.hold.until else None

    def with_rung(self, state: RungState) -> "Position":
        """The position with this state in place of what its rung had before."""
        others = (other for other in self.rungs if other.rung != state.rung)
        return copied(self, rungs=tuple(sorted((*others, state), key=lambda one: one.rung)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How an item ended: as what, when (UTC), by whom (a user id), and the outcome in words."""

    status: Ended
    at: datetime
    by: str = ""
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One blocker or decision, where it stands on its ladder, and how it ended if it is closed.

    People and channels are Slack ids, instants are UTC. `id` is 0 until stored, `number` is per
    workspace and kind, `policy` the copy taken when it was logged or last applied. `slips` and
    `pull_ins` count moves of the date away from `first_due_at` and back. `edited_at` is when words
    or urgency were last corrected. `trajectory` was said at `trajectory_said_at`; it may be over.
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
    trajectory: Trajectory | None = None
    trajectory_said_at: datetime | None = None
    urgent: bool = False
    options: tuple[str, ...] = ()
    default: str = ""
    customers: tuple[Customer, ...] = ()
    links: tuple[Link, ...] = ()
    offer: Offer | None = None
    not_mine: NotMine | None = None
    agreement: Agreement = field(default_factory=Agreement)
    permalink: str = ""
    first_due_at: datetime
    slips: int = 0
    pull_ins: int = 0
    logged_at: datetime
    edited_at: datetime | None = None
    position: Position
    closing: Closing | None = None
    card_ts: str = ""
    version: int = 0

    @property
    def label(self) -> str:
        """How people refer to it: `B-12` or `D-7`."""
        return f"{self.kind.letter}-{self.number}"

    def at(self, position: Position) -> "Item":
        """The item at another position."""
        return copied(self, position=position)

    def passed(self, position: Position) -> "Item":
        """The next version of the item, with the position that a pass of the clock leaves it in."""
        return copied(self, position=position, version=self.version + 1)

    @property
    def concerns_customers(self) -> bool:
        """Whether it is known to affect customers, so that its trajectory matters."""
        return bool(self.impact or self.customers)

    @property
    def times_moved(self) -> int:
        """How often its date has moved, either way."""
        return self.slips + self.pull_ins

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.closing is None

    @property
    def status(self) -> Status:
        """Open, or how it ended."""
        return Status.OPEN if self.closing is None else self.closing.status

    @property
    def outcome(self) -> str:
        """What came of it; "" while it is open."""
        return "" if self.closing is None else self.closing.outcome

    @property
    def round(self) -> int:
        """Which climb of its ladder this is; a new date starts another."""
        return self.position.round

    @property
    def told(self) -> tuple[str, ...]:
        """The people above the owner whom its ladder has reached."""
        return self.position.told

    @property
    def next_at(self) -> datetime | None:
        """When to look at its plan again; None once nothing more can happen."""
        return self.position.next_at

    @property
    def was_undone(self) -> bool:
        """Whether its logging was undone: every other withdrawal has a reason."""
        return self.status is Status.WITHDRAWN and not self.outcome

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is open and its due date has passed."""
        return self.is_open and self.due.at <= now

    @property
    def fallback_applies(self) -> bool:
        """Whether the ladder is climbed: people were told that the fallback applies."""
        return self.is_open and self.position.fallback_at is not None

    def kept_open(self, now: datetime) -> Keep | None:
        """Who keeps it open beyond `now`, if anybody."""
        kept = self.position.kept
        return kept if self.fallback_applies and kept and now < kept.until else None

    def rung(self, index: int) -> RungState:
        """What a rung has done in this round."""
        for state in self.position.rungs:
            if state.rung == index:
                return state
        return RungState(rung=index)

    def has_fired(self, index: int) -> bool:
        """Whether a rung has fired in this round."""
        return self.rung(index).fired_at is not None

    @property
    def is_climbed(self) -> bool:
        """Whether every rung of its ladder has fired or was left out in this round."""
        return all(self.rung(index).is_over for index in range(len(self.policy.rungs)))

    @property
    def highest(self) -> int:
        """The highest rung that has fired in this round, -1 for none."""
        return max((state.rung for state in self.position.rungs if state.fired_at), default=-1)
