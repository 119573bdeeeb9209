"""The tables for items, their history, the inbox and the outbox, keyed within a workspace.

The classes only declare them; our code uses the plain tables named at the end, because SQLAlchemy
Core is much faster than its sessions. A change needs a step in `migrations/versions`; a test keeps
the two in line.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from escalation.items import Kind, Status, Trajectory
from escalation.notices.notice import NoticeKind, NoticeState, Place
from storage.tables.base import Row, partial
from storage.tables.columns import Facts, Id, Instant, Json, word


class WorkspaceRow(Row, table=True):
    """One Slack workspace; `chain_head` is the hash of its newest event.

    The auditor has checked its history up to event `walked_id`, whose hash is `walked_hash`.
    """

    __tablename__ = "workspace"

    workspace: str = Field(primary_key=True)
    name: str = ""
    bot_user: str = ""
    chain_head: str = ""
    walked_id: int = Field(sa_type=Id)
    walked_hash: str


class CounterRow(Row, table=True):
    """The last number given out per workspace and kind."""

    __tablename__ = "counter"

    workspace: str = Field(primary_key=True)
    kind: Kind = Field(primary_key=True, sa_type=word(Kind))
    last: int


class ItemRow(Row, table=True):
    """An item as `escalation.items.Item` describes it; `words` is its text, ready to search.

    If it cannot be read or planned, `fault` says why, `stopped_at` since when, and `next_at` is the
    next try. The people it concerns are told in the transaction that sets `stopped_at`, and only
    then. `folded` is false while `words` is still as an older version folded it.
    """

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("workspace", "kind", "number"),
        partial("ix_item_next_at", "workspace", "next_at", where="next_at IS NOT NULL"),
        partial("ix_item_forgotten", "workspace", where="status = 'open' AND next_at IS NULL"),
        partial("ix_item_stopped", "workspace", "channel", where="stopped_at IS NOT NULL"),
        # Everything that a list is filtered and sorted by.
        Index(
            "ix_item_channel",
            *("workspace", "channel", "status", "kind", "due_at", "closed_at", "id"),
        ),
        partial("ix_item_unfolded", "workspace", where="NOT folded"),
        Index("ix_item_owner", "workspace", "owner", "status"),
        Index("ix_item_reporter", "workspace", "reporter", "status"),
    )

    id: int = Field(primary_key=True, sa_type=Id)
    workspace: str
    kind: Kind = Field(sa_type=word(Kind))
    number: int
    channel: str
    title: str = Field(sa_type=Text)
    owner: str
    reporter: str
    due_at: datetime = Field(sa_type=Instant)
    due_zone: str
    due_phrase: str
    fallback: str = Field(sa_type=Text)
    policy: str = Field(sa_type=Text)
    impact: str = Field(sa_type=Text)
    trajectory: Trajectory = Field(sa_type=word(Trajectory))
    urgent: bool
    options: Any = Field(sa_type=Json)
    default: str = Field(sa_type=Text)
    permalink: str
    status: Status = Field(sa_type=word(Status))
    outcome: str = Field(sa_type=Text)
    round: int
    first_due_at: datetime = Field(sa_type=Instant)
    slips: int
    pull_ins: int
    fallback_at: datetime | None = Field(sa_type=Instant)
    reminded_until: datetime = Field(sa_type=Instant)
    reviewed_until: datetime = Field(sa_type=Instant)
    asked_until: datetime | None = Field(sa_type=Instant)
    unanswered: int
    asked: Any = Field(sa_type=Json)
    kept_until: datetime | None = Field(sa_type=Instant)
    kept_by: str
    kept_reason: str = Field(sa_type=Text)
    leadership_told_at: datetime | None = Field(sa_type=Instant)
    acknowledged_at: datetime | None = Field(sa_type=Instant)
    held_until: datetime | None = Field(sa_type=Instant)
    held_rung: int
    snoozed_until: datetime | None = Field(sa_type=Instant)
    reminder_asked_at: datetime | None = Field(sa_type=Instant)
    logged_at: datetime = Field(sa_type=Instant)
    closed_at: datetime | None = Field(sa_type=Instant)
    closed_by: str
    next_at: datetime | None = Field(sa_type=Instant)
    card_ts: str
    version: int
    words: str = Field(sa_type=Text)
    folded: bool
    fault: str
    stopped_at: datetime | None = Field(sa_type=Instant)


class ItemRungRow(Row, table=True):
    """What one rung has done in one round of an item: an `escalation.items.RungState`."""

    __tablename__ = "item_rung"

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_type=Id)
    round: int = Field(primary_key=True)
    rung: int = Field(primary_key=True)
    called_at: datetime | None = Field(sa_type=Instant)
    called_by: str
    fired_at: datetime | None = Field(sa_type=Instant)
    heard_at: datetime | None = Field(sa_type=Instant)
    chance_ends_at: datetime | None = Field(sa_type=Instant)


class ToldRow(Row, table=True):
    """Someone above the owner whom an item's ladder has reached; `n` keeps the order."""

    __tablename__ = "told"
    __table_args__ = (Index("ix_told_person", "person"),)

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_type=Id)
    person: str = Field(primary_key=True)
    n: int


class EventRow(Row, table=True):
    """One fact of the append-only history; `hash` covers it and `prev_hash`."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_item", "item_id"),
        Index("ix_event_at", "workspace", "at"),
        Index("ix_event_chain", "workspace", "id"),  # else each page of a walk sorts all the rest
    )

    id: int = Field(primary_key=True, sa_type=Id)
    workspace: str
    item_id: int | None = Field(foreign_key="item.id", sa_type=Id)
    at: datetime = Field(sa_type=Instant)
    actor: str
    action: str
    reason: str = Field(sa_type=Text)
    facts: Any = Field(sa_type=Facts)
    prev_hash: str
    hash: str


_ON_ITS_WAY = "try_at IS NOT NULL"


class NoticeRow(Row, table=True):
    """A notice in the outbox.

    `try_at` is when it may next be tried: the end of its hold, of a back-off, of the wait for a
    lost answer, or of the lease while a call is under way; null once nothing more will happen.
    `tried_until` is the latest time at which the last try can reach Slack.
    `rank` decides what goes first (low first). `why` is Slack's last answer, or why the notice is
    no longer wanted. `repair_at` is when to check for a duplicate, null if there is no doubt.
    `maybe_again` means that it is sent again although an earlier try may have arrived. `lean` is
    why Slack refused its content once; it then goes out as plain text.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        partial("ix_notice_try_at", "workspace", "try_at", where=_ON_ITS_WAY),
        partial("ix_notice_ahead", "workspace", "rank", "try_at", "recipient", where=_ON_ITS_WAY),
        partial(
            "ix_notice_queue",
            *("workspace", "recipient", "rank", "planned_at", "id"),
            where=_ON_ITS_WAY,
        ),
        partial("ix_notice_sending", "workspace", "try_at", "recipient", where="state = 'sending'"),
        partial("ix_notice_token", "token", where=_ON_ITS_WAY),
        partial("ix_notice_message", "workspace", "channel", "ts", where="ts <> ''"),
        Index("ix_notice_item", "item_id", "state"),
        partial(
            "ix_notice_retried",
            "workspace",
            "finished_at",
            where="state = 'sent' AND attempts > 1",
        ),
        partial("ix_notice_repair_at", "workspace", "repair_at", where="repair_at IS NOT NULL"),
    )

    id: int = Field(primary_key=True, sa_type=Id)
    workspace: str
    key: str
    kind: NoticeKind = Field(sa_type=word(NoticeKind))
    place: Place = Field(sa_type=word(Place))
    recipient: str
    item_id: int | None = Field(foreign_key="item.id", sa_type=Id)
    round: int
    urgent: bool
    facts: Any = Field(sa_type=Facts)
    planned_at: datetime = Field(sa_type=Instant)
    not_before: datetime = Field(sa_type=Instant)
    rank: int
    state: NoticeState = Field(sa_type=word(NoticeState))
    try_at: datetime | None = Field(sa_type=Instant)
    token: str
    fence: int
    first_try_at: datetime | None = Field(sa_type=Instant)
    tried_until: datetime | None = Field(sa_type=Instant)
    attempts: int
    channel: str
    ts: str
    why: str = Field(sa_type=Text)
    finished_at: datetime | None = Field(sa_type=Instant)
    repair_at: datetime | None = Field(sa_type=Instant)
    maybe_again: bool
    lean: str


class InboxRow(Row, table=True):
    """Something Slack sent, and what was answered: a redelivery gets the same answer."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_received_at", "workspace", "received_at"),)

    workspace: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    external_id: str = Field(primary_key=True)
    received_at: datetime = Field(sa_type=Instant)
    answer: Any = Field(sa_type=Json)


class DraftRow(Row, table=True):
    """A line that waits for its form, or a list of items that waits for its button.

    `message` names the message or the delivery that it came in: one draft for each, however often
    Slack sends it, and no other after a restore. It ends at `ends_at`. `author` and `permalink`
    are those of the message that a shortcut was used on, else "".
    """

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_ends_at", "workspace", "ends_at"),)

    workspace: str = Field(primary_key=True)
    message: str = Field(primary_key=True)
    person: str
    channel: str
    text: str = Field(sa_type=Text)
    author: str
    permalink: str
    written_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)


_TABLES = Row.metadata.tables
WORKSPACE = _TABLES["workspace"]
COUNTER = _TABLES["counter"]
ITEM = _TABLES["item"]
ITEM_RUNG = _TABLES["item_rung"]
TOLD = _TABLES["told"]
EVENT = _TABLES["event"]
NOTICE = _TABLES["notice"]
INBOX = _TABLES["inbox"]
DRAFT = _TABLES["draft"]
