"""Notices: one thing to tell one recipient, with the key that makes it happen once."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice says."""

    CARD = "card"  # the item's card in its channel, posted once and then updated in place
    LOGGED = "logged"  # to the owner: this is yours now
    REMINDER = "reminder"  # to the owner: the date comes, is here, or has passed
    ESCALATION = "escalation"  # above the owner: a rung was reached
    FALLBACK = "fallback"  # the fallback applies now
    REVIEW = "review"  # to leadership: still open after a review cycle
    QUESTION = "question"  # to leadership: what becomes of an item whose fallback applies
    SLIPPED = "slipped"  # to the lead or leadership: the date has moved too often
    GAP = "gap"  # nobody can answer on the rung below
    UNPOSTED = "unposted"  # to the reporter: a channel cannot be posted to, and how to fix it
    HANDED = "handed"  # the item changed hands
    MOVED = "moved"  # the due date moved
    CLOSED = "closed"  # to those who had heard: it is over
    CHANGED = "changed"  # a line in the thread: who did what
    SUMMARY = "summary"  # the weekly channel post
    STOPPED = "stopped"  # an item cannot be read or planned, and an operator has to look
    ALARM = "alarm"  # to an admin: the auditor found something wrong with Backstop itself
    HINT = "hint"  # to somebody who wrote to the bot: what to type instead
    EDIT = "edit"  # draw a message again that shows an item which has changed since


TO_THE_OWNER = frozenset({NoticeKind.LOGGED, NoticeKind.REMINDER, NoticeKind.HANDED})
"""What an owner is told as the owner; if it cannot reach them, that is an ownership gap."""
ABOUT_THE_OWNER = frozenset({"gone", "away"})
"""Why there is a gap (the fact `why`), where it is the owner who cannot answer."""


class Place(StrEnum):
    """Where a notice is put."""

    DM = "dm"  # a direct message to the recipient
    THREAD = "thread"  # the item's thread
    ALOUD = "aloud"  # the item's thread, shown in the channel as well
    CHANNEL = "channel"  # the channel itself


class NoticeState(StrEnum):
    """Where a notice is on its way (docs/architecture.md#a-notice)."""

    PENDING = "pending"  # not sent; may be tried from `not_before` on
    SENDING = "sending"  # claimed; a call may be under way until the lease ends
    SENT = "sent"  # Slack has it; `channel` and `ts` say where
    UNKNOWN = "unknown"  # the answer was lost; looked for before anything is sent again
    SUPERSEDED = "superseded"  # no longer wanted when its turn came
    PARKED = "parked"  # refused for good; somebody else was told instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell one recipient.

    `key` is unique per workspace: the same step never tells the same recipient twice.
    `recipient` is a user id for a DM, else the channel id. `facts` are the few plain values that
    the wording needs beside the item itself (step, missed reminders, who did what, the reason).
    `planned_at` is when it fell due; it waits for `not_before` (both UTC) when that is later.
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
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def was_held(self) -> bool:
        """Whether quiet time kept it back."""
        return self.not_before > self.planned_at
