"""The table for which items need which."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Row
from storage.tables.columns import Id, Instant


class ItemNeedsRow(Row, table=True):
    """One item needs another: it waits for that one to close.

    `kept_due_at` is the date of the needed one that the owner has seen and kept their own for.
    """

    __tablename__ = "item_needs"
    __table_args__ = (Index("ix_item_needs_needed", "needed_id", "item_id"),)

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_type=Id)
    needed_id: int = Field(primary_key=True, foreign_key="item.id", sa_type=Id)
    kept_due_at: datetime | None = Field(sa_type=Instant)


ITEM_NEEDS = Row.metadata.tables["item_needs"]
