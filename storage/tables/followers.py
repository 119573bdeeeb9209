"""The table for who follows an item."""

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Row
from storage.tables.columns import Id


class ItemFollowerRow(Row, table=True):
    """Somebody who asked to be told when an item closes, reopens or gets a new date."""

    __tablename__ = "item_follower"
    __table_args__ = (Index("ix_item_follower_person", "person"),)

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_type=Id)
    person: str = Field(primary_key=True)


ITEM_FOLLOWER = Row.metadata.tables["item_follower"]
