"""Notices: one thing to tell one recipient, with the key that makes it happen once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from escalation.facts.shape import F, Facts, shaped
from escalation.items import Item


class NoticeKind(StrEnum):
    """What a notice says."""

    CARD = "card"  # the item's card in its channel, posted once and then updated in place
    LOGGED = "logged"  # to the owner: this is yours now
    REMINDER = "reminder"  # to the owner: the date is coming, is here, or has passed
    COVER = "cover"  # to a stand-in: what they cover from now on
    ESCALATION = "escalation"  # to somebody above the owner: a rung was reached
    FALLBACK = "fallback"  # the fallback now applies
    REVIEW = "review"  # to leadership: still open after a review cycle
    QUESTION = "question"  # to leadership: what should become of an item whose fallback applies?
    SLIPPED = "slipped"  # to the lead or leadership: the date has moved too often
    GAP = "gap"  # nobody on the rung below can answer
    UNPOSTED = "unposted"  # to the reporter: we cannot post to a channel, and how to fix it
    LEFT = "left"  # to the lead and reporters: we left their channel, and what is still open there
    HANDED = "handed"  # the item changed hands
    OFFERED = "offered"  # to the person who may take the item, or to the owner who is asked for it
    STAYED = "stayed"  # to who offered or asked, and of an offer to the lead: the owner stays
    NOT_MINE = "not_mine"  # to who has to name another owner, and to the lead if nobody did
    HAND_OVER = "hand_over"  # everything of somebody was handed over or offered, or that is over
    MOVED = "moved"  # the due date moved
    NEEDED = "needed"  # to the owner of what needs it: it closed, reopened or moved
    PROMISED = "promised"  # the due date is later than a customer was promised
    CLOSED = "closed"  # to everybody who had been told: it is closed
    FOLLOWED = "followed"  # to somebody who follows the item: it closed, reopened or moved
    UNDONE = "undone"  # to everybody who had been told: it is open again, or whose it is again
    CHANGED = "changed"  # a line in the thread: who did what
    INVITE = "invite"  # to the lead: somebody who cannot see the item asks to be invited
    LADDER = "ladder"  # to the channel and its leads: what changed in the channel's ladder
    GREETING = "greeting"  # the first words in a channel: what Backstop does
    SUMMARY = "summary"  # the weekly channel post
    ABSENCE = "absence"  # to a person: somebody else entered an absence for them
    STAND_IN = (
        "stand_in"  # to a stand-in, or who counts on one: who covers now, or that nobody does
    )
    INDICATOR = "indicator"  # values of indicators: to the owner who owes them, to the lead
    STATUS = "status"  # to a person whose Slack status reads like an absence: are they away?
    STOPPED = "stopped"  # an item cannot be read or planned, and an operator has to look
    ALARM = "alarm"  # to an admin: the auditor found something wrong with Backstop itself
    HINT = "hint"  # to somebody who wrote to the bot: the answer
    EDIT = "edit"  # update a message that shows an item, because the item changed


TO_THE_OWNER = frozenset({NoticeKind.LOGGED, NoticeKind.REMINDER, NoticeKind.HANDED})
"""What an owner is told as the owner; if that fails, there is an ownership gap."""


class Place(StrEnum):
    """Where a notice goes."""

    DM = "dm"  # a direct message to the recipient
    THREAD = "thread"  # the item's thread
    ALOUD = "aloud"  # the item's thread, also shown in the channel
    CHANNEL = "channel"  # the channel itself


class NoticeState(StrEnum):
    """How far a notice has got (docs/architecture.md#a-notice)."""

    PENDING = "pending"  # not sent yet; may be tried from `not_before` on
    SENDING = "sending"  # claimed; a call may be in progress until the lease ends
    SENT = "sent"  # Slack has it; `channel` and `ts` say where
    UNKNOWN = "unknown"  # the answer was lost; look for the message before sending it again
    SUPERSEDED = "superseded"  # no longer needed when its turn came
    PARKED = "parked"  # refused for good; somebody else was told instead


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One thing to tell one recipient.

    `key` is unique per workspace: the same step never tells the same recipient twice.
    `recipient` is a user id for a DM, else the channel id. `facts` are what the wording
    needs besides the item itself; their class depends on the kind.
    `planned_at` is when it fell due; it waits for `not_before` (both UTC) when that is later.
    `bundle_at` is the bundle for which it waits or has waited, if it does.
    """

    key: str
    kind: NoticeKind
    place: Place
    recipient: str
    planned_at: datetime
    not_before: datetime
    item_id: int | None = None
    round: int = 0
    urgent: bool = False
    bundle_at: datetime | None = None
    facts: Facts

    @property
    def was_held(self) -> bool:
        """Whether quiet time kept it back."""
        return self.not_before > self.planned_at and self.not_before != self.bundle_at

    def says(self, shape: type[F]) -> F:
        """Its facts, which have this shape; TypeError if they have another."""
        return shaped(self.facts, shape)


def about(
    item: Item,
    *,
    key: str,
    kind: NoticeKind,
    recipient: str,
    facts: Facts,
    planned_at: datetime,
    not_before: datetime,
    place: Place = Place.DM,
) -> Notice:
    """A notice about an item as it is now."""
    return Notice(
        key=key,
        kind=kind,
        place=place,
        recipient=recipient,
        planned_at=planned_at,
        not_before=not_before,
        item_id=item.id,
        round=item.round,
        urgent=item.urgent,
        facts=facts,
    )
