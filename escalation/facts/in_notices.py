"""The facts of notices: what the wording needs besides the item itself."""

from dataclasses import dataclass
from datetime import datetime

from escalation.facts.action import Action
from escalation.facts.shape import EventFacts, Facts, Unable
from escalation.rungs import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedBy(Facts):
    """A card, or `this is yours now`: who logged the item."""

    actor: str

    @property
    def users(self) -> tuple[str, ...]:
        """Who logged it."""
        return (self.actor,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Facts):
    """Who did what, and why.

    `undone` is not stored: it is found out whenever the notice is drawn again.
    """

    actor: str
    reason: str
    change: EventFacts
    undone: bool = False

    @property
    def users(self) -> tuple[str, ...]:
        """Who did it, and whom the change names."""
        return self.actor, *self.change.users


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededChanged(Facts):
    """What the item needs (`needed`, a label) was changed: what was done, by whom and why.

    `days` are the working days by which its date moved, all in all since the owner last answered.
    "" and 0 are what the reader may not see, or is no longer offered. `instead_of` is the owner for
    whom the reader stands in.
    """

    actor: str
    reason: str
    needed: str
    title: str
    what: Action | None
    outcome: str | None = None
    old_due_at: datetime | None = None
    new_due_at: datetime | None = None
    days: int = 0
    instead_of: str | None = None

    @property
    def users(self) -> tuple[str, ...]:
        """Who did it, and whom the reader stands in for."""
        return self.actor, self.instead_of or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised(Facts):
    """Who gave an item a date after the one that this customer was promised."""

    actor: str
    customer: int
    name: str
    live_at: datetime | None
    live_zone: str

    @property
    def users(self) -> tuple[str, ...]:
        """Who gave it."""
        return (self.actor,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForStep(Facts):
    """A step of the ladder: its name, the owner then, and whom the reader stands in for."""

    step: str
    owner: str
    instead_of: str | None = None

    @property
    def users(self) -> tuple[str, ...]:
        """The owner, and whom the reader stands in for."""
        return self.owner, self.instead_of or ""

    def is_for(self, owner: str) -> bool:
        """Whether it was planned for this owner; yes if it does not say for whom."""
        return self.owner in (owner, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested(ForStep):
    """`actor` asked for it, giving `reason`, unless the clock did."""

    actor: str | None = None
    reason: str | None = None

    @property
    def users(self) -> tuple[str, ...]:
        """The owner, whom the reader stands in for, and who asked."""
        return self.owner, self.instead_of or "", self.actor or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Requested):
    """How many earlier reminders it stands for, and the date its reader knew if it has moved.

    `asks_trajectory`: it also asks which way the customer impact is going. `begins_cover`: it is
    the first that its reader is told since they stand in for the owner.
    """

    missed: int | None = None
    old_due_at: datetime | None = None
    asks_trajectory: bool = False
    begins_cover: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover(ForStep):
    """Somebody begins to stand in for the owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(ForStep):
    """Still open after a review cycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(ForStep):
    """The last question, and how many before it got no answer."""

    unanswered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AboveOwner(Requested):
    """Told above the owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb(AboveOwner):
    """A rung fired or was called.

    `audience` is None for the third rung and those above; `name` is None for a usual name.
    `gap` names who below it could not answer; `called_at` is when this rung was called before.
    """

    rung: int | None
    audience: Audience | None
    name: str | None = None
    gap: Unable | None = None
    called_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(AboveOwner):
    """Who cannot answer."""

    why: Unable | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unposted(Facts):
    """Where Slack refused a post, with which error, and the owner then."""

    channel: str
    error: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AsksIn(Facts):
    """Who asks to be invited to the item's channel."""

    actor: str

    @property
    def users(self) -> tuple[str, ...]:
        """Who asks."""
        return (self.actor,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting(Facts):
    """The first words in a channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderChanged(Facts):
    """Somebody saved another version of a channel's ladder, `since` the one its reader knows.

    It is 0 for a channel that nobody had set up.
    """

    channel: str
    actor: str
    version: int
    since: int
    reason: str | None = None

    @property
    def is_first(self) -> bool:
        """Whether nobody had set up the channel before."""
        return self.since == 0

    @property
    def users(self) -> tuple[str, ...]:
        """Who saved it."""
        return (self.actor,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Facts):
    """The channel that we have left."""

    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Facts):
    """An item that was set aside; nothing else of it may be readable."""

    label: str
    item_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm(Facts):
    """A kind of trouble: how often, what it concerns, and `of` which error, if that matters."""

    trouble: str
    of: str
    count: int
    named: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint(Facts):
    """The reply as JSON; older versions kept only the label of the item that was written about."""

    about: str | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(Facts):
    """Which message to redraw, and the version of the item that it has to show.

    If it shows no item, `said` is what it has to say, as JSON. One that shows that a date is not
    yet agreed says since when its owner was asked (`date_asked_at`).
    """

    ts: str
    version: int = 0
    said: str | None = None
    date_asked_at: datetime | None = None
