"""The table for hand-overs that wait for an answer."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from storage.tables.base import Row
from storage.tables.columns import Id, Instant


class ItemOfferRow(Row, table=True):
    """The offer or request of an item as `escalation.about.hand_overs.Offer` describes it."""

    __tablename__ = "item_offer"
    __table_args__ = (Index("ix_item_offer_ends_at", "ends_at"),)

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_type=Id)
    actor: str
    person: str
    reason: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)


ITEM_OFFER = Row.metadata.tables["item_offer"]
