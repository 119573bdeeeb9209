"""The tables for items, their ladders and their history."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from escalation.items import Kind, Status, Trajectory
from storage.tables.base import Row, partial
from storage.tables.columns import Facts, Id, Instant, Json, OptionalWord, word


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
    trajectory: Trajectory | None = Field(sa_type=OptionalWord(Trajectory), nullable=False)
    trajectory_said_at: datetime | None = Field(sa_type=Instant)
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
    notified: Any = Field(sa_type=Json)
    kept_until: datetime | None = Field(sa_type=Instant)
    kept_by: str
    kept_reason: str = Field(sa_type=Text)
    rungs_from: datetime | None = Field(sa_type=Instant)
    leadership_told_at: datetime | None = Field(sa_type=Instant)
    acknowledged_at: datetime | None = Field(sa_type=Instant)
    held_until: datetime | None = Field(sa_type=Instant)
    held_rung: int
    snoozed_until: datetime | None = Field(sa_type=Instant)
    reminder_asked_at: datetime | None = Field(sa_type=Instant)
    trajectory_asked_at: datetime | None = Field(sa_type=Instant)
    edited_at: datetime | None = Field(sa_type=Instant)
    dated_by: str
    date_asked_at: datetime | None = Field(sa_type=Instant)
    agreed_at: datetime | None = Field(sa_type=Instant)
    agreed_by: str
    agreed_due_at: datetime | None = Field(sa_type=Instant)
    countered_due_at: datetime | None = Field(sa_type=Instant)
    countered_first_at: datetime | None = Field(sa_type=Instant)
    put_back_at: datetime | None = Field(sa_type=Instant)
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
    left_out_at: datetime | None = Field(sa_type=Instant)
    acknowledged_at: datetime | None = Field(sa_type=Instant)


class EventRow(Row, table=True):
    """One fact of the append-only history; `hash` covers it and `prev_hash`."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_item", "item_id"),
        Index("ix_event_at", "workspace", "at"),
        partial("ix_event_absence", "workspace", "at", where="action IN ('away', 'back')"),
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


_TABLES = Row.metadata.tables
COUNTER = _TABLES["counter"]
ITEM = _TABLES["item"]
ITEM_RUNG = _TABLES["item_rung"]
EVENT = _TABLES["event"]
