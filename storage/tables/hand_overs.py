"""The tables for hand-overs, of one item or of everything, and for ownership gaps."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from storage.tables.base import Row, partial
from storage.tables.columns import Id, Instant


class ItemOfferRow(Row, table=True):
    """The offer or request of an item as `escalation.about.hand_overs.Offer` describes it.

    `not_mine`: its owner, the actor, says that it is not theirs, and the person has to name
    another one (`escalation.about.agreements.NotMine`).
    """

    __tablename__ = "item_offer"
    __table_args__ = (Index("ix_item_offer_ends_at", "ends_at"),)

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_type=Id)
    actor: str
    person: str
    reason: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    batch: str
    not_mine: bool


class BatchRow(Row, table=True):
    """What one person handed over to another at once: `escalation.handover.batches.Batch`.

    `ends_at` is None once nothing in it waits for an answer.
    """

    __tablename__ = "batch"
    __table_args__ = (partial("ix_batch_ends_at", "ends_at", where="ends_at IS NOT NULL"),)

    workspace: str = Field(primary_key=True)
    mark: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    actor: str
    owner: str
    reason: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_type=Instant)
    ends_at: datetime | None = Field(sa_type=Instant)


class BatchLineRow(Row, table=True):
    """One line of a batch: an item, a customer or a role, and what became of it and why."""

    __tablename__ = "batch_line"
    __table_args__ = (partial("ix_batch_line_waiting", "what", "ref", where="became = 'waiting'"),)

    workspace: str = Field(primary_key=True)
    mark: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    n: int = Field(primary_key=True)
    what: str
    ref: str
    became: str
    why: str = Field(sa_type=Text)


class ItemGapRow(Row, table=True):
    """A time in which nobody answers for an item: its cause, and who closed it, when and why.

    `accepted` means that somebody said it is fine, so that what causes it still holds.
    """

    __tablename__ = "item_gap"
    __table_args__ = (partial("ix_item_gap_open", "item_id", where="closed_at IS NULL"),)

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_type=Id)
    cause: str = Field(primary_key=True)
    opened_at: datetime = Field(primary_key=True, sa_type=Instant)
    why: str
    closed_at: datetime | None = Field(sa_type=Instant)
    closed_by: str
    reason: str
    accepted: bool


class GapSweepRow(Row, table=True):
    """When the open items of a workspace are looked at next for gaps, and after which id.

    `first` is true until all of them were looked at once.
    """

    __tablename__ = "gap_sweep"

    workspace: str = Field(primary_key=True)
    due_at: datetime = Field(sa_type=Instant)
    after_id: int = Field(sa_type=Id)
    first: bool


ITEM_OFFER = Row.metadata.tables["item_offer"]
BATCH = Row.metadata.tables["batch"]
BATCH_LINE = Row.metadata.tables["batch_line"]
ITEM_GAP = Row.metadata.tables["item_gap"]
GAP_SWEEP = Row.metadata.tables["gap_sweep"]
