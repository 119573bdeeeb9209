"""The facts of what people do to items: logging and the moves."""

from dataclasses import dataclass
from datetime import datetime

from escalation.dependencies import Relation
from escalation.facts.action import Action
from escalation.facts.shape import EventFacts
from escalation.fields import Field
from escalation.items import Status, Trajectory
from escalation.rungs import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged(EventFacts):
    """An item was logged, with this owner and due date."""

    action = Action.LOGGED
    owner: str
    due_at: datetime | None

    @property
    def users(self) -> tuple[str, ...]:
        """The owner."""
        return (self.owner,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged(EventFacts):
    """Somebody is on it. If that delays a rung, it does so until `held_until`.

    `was_held` means that an earlier acknowledgement had delayed the same rung already.
    """

    action = Action.ACKNOWLEDGE
    rung: int | None = None
    was_held: bool = False
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(EventFacts):
    """Somebody noted this; a hold that this prolongs ends at `held_until`."""

    action = Action.NOTE
    text: str
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snoozed(EventFacts):
    """Reminders are silent until then; `is_clipped` if the due date ends that early."""

    action = Action.SNOOZE
    until: datetime | None
    is_clipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderAsked(EventFacts):
    """Somebody had the owner reminded; `to` are the first to be told, at `heard_at`.

    They are others than the owner while the owner cannot answer.
    """

    action = Action.REMIND
    owner: str
    to: tuple[str, ...] = ()
    heard_at: datetime | None = None

    @property
    def users(self) -> tuple[str, ...]:
        """The owner and whom it told."""
        return self.owner, *self.to


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassigned(EventFacts):
    """The item changed hands: what that ended, and how far the old owner had been reminded.

    `asked_by` gave the reason when they offered or asked for it. Older versions did not say this.
    It may replace what the same person had just done.
    """

    action = Action.REASSIGN
    old_owner: str
    new_owner: str
    acknowledged_at: datetime | None = None
    held_until: datetime | None = None
    held_rung: int | None = None
    snoozed_until: datetime | None = None
    reminded_until: datetime | None = None
    reminder_asked_at: datetime | None = None
    asked_by: str | None = None
    date_asked_at: datetime | None = None
    agreed_at: datetime | None = None
    agreed_due_at: datetime | None = None
    countered_due_at: datetime | None = None
    countered_first_at: datetime | None = None
    put_back_at: datetime | None = None
    replaces: Action | None = None
    replaced_at: datetime | None = None

    @property
    def users(self) -> tuple[str, ...]:
        """Both owners, and who asked."""
        return self.old_owner, self.new_owner, *filter(None, [self.asked_by])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescheduled(EventFacts):
    """The due date moved: the counts afterwards, and the drift from the first date in working days.

    `above` are told of the slip, if anybody is. If it `replaces` what the same person had just done
    (at `replaced_at`), it counts from `base_due_at`, the date before that; None: not at all.
    A counter-proposal counts neither way, nor does what puts the date back that it replaced.
    """

    action = Action.RESCHEDULE
    old_due_at: datetime | None
    new_due_at: datetime | None
    slips: int
    pull_ins: int
    first_due_at: datetime | None
    drift: int
    above: Audience | None = None
    replaces: Action | None = None
    replaced_at: datetime | None = None
    base_due_at: datetime | None = None
    is_counter: bool = False
    puts_back: bool = False

    @property
    def times_moved(self) -> int:
        """How often the date has moved, either way."""
        return self.slips + self.pull_ins

    @property
    def is_slip(self) -> bool:
        """Whether the date is later than the one it counts from."""
        return self._is_counted and _is_before(self._counts_from, self.new_due_at)

    @property
    def counts(self) -> tuple[int, int]:
        """How many slips and pull-ins it adds; a move and what replaces it are one."""
        if not self._is_counted:
            return 0, 0
        slips, pull_ins = self.is_slip, _is_before(self.new_due_at, self._counts_from)
        replaced = _is_before(self.base_due_at, self.old_due_at)
        return slips - replaced, pull_ins - _is_before(self.old_due_at, self.base_due_at)

    @property
    def _is_counted(self) -> bool:
        return not (self.is_counter or self.puts_back)

    @property
    def _counts_from(self) -> datetime | None:
        return self.base_due_at if self.replaces else self.old_due_at


def _is_before(one: datetime | None, other: datetime | None) -> bool:
    return bool(one and other and one < other)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledForHelp(EventFacts):
    """Somebody called a rung for help; `to` are told directly, the first of them at `heard_at`.

    `audience` is None for the third rung and those above; `name` is None for a usual name.
    `asked` is the rung that was called if nobody on it could answer, so that `rung` was told.
    """

    action = Action.ESCALATE
    rung: int | None
    audience: Audience | None
    name: str | None = None
    asked: int | None = None
    to: tuple[str, ...] | None = None
    heard_at: datetime | None = None

    @property
    def users(self) -> tuple[str, ...]:
        """Whom it told."""
        return self.to or ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(EventFacts):
    """The item stays open until then although its fallback applies."""

    action = Action.KEEP
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrajectorySet(EventFacts):
    """The customer impact is going another way; a hold that this prolongs ends at `held_until`."""

    action = Action.TRAJECTORY
    old: Trajectory | None
    new: Trajectory | None
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(EventFacts):
    """What was logged was corrected: a field, and what it said before and says now."""

    action = Action.EDIT
    field: Field | None
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Depended(EventFacts):
    """The item needs or blocks the `others`, or no longer does; they are labels."""

    action = Action.DEPEND
    relation: Relation | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(EventFacts):
    """The item was closed, with this outcome."""

    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved(Closed):
    """Closed as resolved."""

    action = Action.RESOLVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Closed):
    """Closed as decided."""

    action = Action.DECIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class FellBack(Closed):
    """Closed with its fallback."""

    action = Action.FALL_BACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Closed):
    """Closed because it no longer matters."""

    action = Action.WITHDRAW


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(EventFacts):
    """The item is open again; with a new due date if the old one had passed."""

    action = Action.REOPEN
    was: Status | None
    old_due_at: datetime | None = None
    new_due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone(EventFacts):
    """What this person had done at `done_at` (`what`, event `event`) counts no more.

    If it was a hand-over, the item went back from `old_owner` to `new_owner`. If it was the logging
    of an item that is the same as another, `same_as` is the label of that.
    """

    action = Action.UNDO
    event: int
    what: Action | None
    done_at: datetime | None
    old_owner: str | None = None
    new_owner: str | None = None
    same_as: str | None = None

    def closed_before(self, instant: datetime) -> bool:
        """Whether what was undone is a closing from before this instant."""
        is_closing = self.what in {Action.RESOLVE, Action.DECIDE, Action.FALL_BACK, Action.WITHDRAW}
        return is_closing and self.done_at is not None and self.done_at < instant

    @property
    def users(self) -> tuple[str, ...]:
        """Both owners of a hand-over."""
        return self.old_owner or "", self.new_owner or ""
