"""The facts of what happens without a person: the clock, delivery, Slack and upgrades."""

from dataclasses import dataclass
from datetime import datetime

from escalation.facts.action import Action
from escalation.facts.shape import EventFacts, OfChannel, Unable
from escalation.rungs import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class OfStep(EventFacts):
    """A step of the ladder: its name, the owner then, and the people it tells directly.

    It fell due at `planned_at`; older versions did not say so.
    """

    step: str
    owner: str
    to: tuple[str, ...]
    planned_at: datetime | None = None

    @property
    def users(self) -> tuple[str, ...]:
        """The owner and whom it told."""
        return self.owner, *self.to


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded(OfStep):
    """The owner was reminded, which stands for `missed` earlier reminders.

    An owner for whose return the reminder waits is not among those told.
    """

    action = Action.REMINDED
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated(OfStep):
    """A rung fired; `gap` names who below it could not answer, `called_at` an earlier call.

    `audience` is None for the third rung and those above; `name` is None for a usual name.
    The first of its people is told at `heard_at`, and their chance to answer ends at `ends_at`.
    """

    action = Action.ESCALATED
    rung: int | None
    audience: Audience | None
    name: str | None = None
    gap: Unable | None = None
    called_at: datetime | None = None
    heard_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut(EventFacts):
    """A rung did not fire because the item had been acknowledged since the date passed."""

    action = Action.LEFT_OUT
    rung: int | None
    audience: Audience | None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFound(OfStep):
    """Somebody could not answer, so others were told.

    `missing` are those who cannot answer until somebody acts, by id: the owner, targets of the
    `rung`, or the account owner of the `customer`. It is None if somebody is only away.
    """

    action = Action.GAP
    why: Unable | None
    rung: int | None = None
    customer: int | None = None
    missing: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed(OfStep):
    """Leadership was told that the item is still open."""

    action = Action.REVIEWED


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(OfStep):
    """The last question was asked; `unanswered` counts those before it that got no answer."""

    action = Action.ASKED
    unanswered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceMoved(EventFacts):
    """Replaces what the firing of the rung said of `heard_at` and `ends_at`."""

    action = Action.CHANCE_MOVED
    rung: int | None
    heard_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked(EventFacts):
    """Slack refused to tell this recipient: the kind of the notice, and Slack's error."""

    action = Action.PARKED
    recipient: str
    kind: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedAgain(EventFacts):
    """A card was posted again; `gone` is the ts of the one that was deleted."""

    action = Action.POSTED_AGAIN
    gone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired(OfChannel):
    """Duplicates were deleted; `kept` is the ts of the message that is left, "" for none."""

    action = Action.REPAIRED
    kept: str
    deleted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummedUp(OfChannel):
    """A channel's summary for this week was made."""

    action = Action.SUMMED_UP
    week: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelIdChanged(OfChannel):
    """The channel's id before."""

    action = Action.CHANNEL_ID_CHANGED
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected(OfChannel):
    """An upgrade changed what no form could have set; in words."""

    action = Action.CORRECTED
    corrected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted(OfChannel):
    """An upgrade made the channel's ladder count in working time."""

    action = Action.CONVERTED
