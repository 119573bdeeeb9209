"""The tables for notices, and for whom an item has told."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from escalation.notices.notice import NoticeKind, NoticeState, Place
from storage.tables.base import Row, partial
from storage.tables.columns import Facts, Id, Instant, word

_ON_ITS_WAY = "try_at IS NOT NULL"


class NoticeRow(Row, table=True):
    """A notice in the outbox.

    `try_at` is when it may next be tried: the end of its hold, of a back-off, of the wait for a
    lost answer, or of the lease while a call is under way; null once nothing more will happen.
    `tried_until` is the latest time at which the last try can reach Slack.
    `rank` decides what goes first (low first). `why` is Slack's last answer, or why the notice is
    no longer wanted. `repair_at` is when to check for a duplicate, null if there is no doubt.
    `maybe_again` means that it is sent again although an earlier try may have arrived. `lean` is
    why Slack refused its content once; it then goes out as plain text. `bundle_at` is the bundle
    for which it waits. `counted_at` is set on one notice of each direct message that counts
    towards its reader's limit: when that message was taken.
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
        partial(
            "ix_notice_counted",
            *("workspace", "recipient", "counted_at"),
            where="counted_at IS NOT NULL",
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
    bundle_at: datetime | None = Field(sa_type=Instant)
    counted_at: datetime | None = Field(sa_type=Instant)


class ToldRow(Row, table=True):
    """Someone above the owner whom an item's ladder has reached; `n` keeps the order."""

    __tablename__ = "told"
    __table_args__ = (Index("ix_told_person", "person"),)

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_type=Id)
    person: str = Field(primary_key=True)
    n: int


_TABLES = Row.metadata.tables
NOTICE = _TABLES["notice"]
TOLD = _TABLES["told"]
