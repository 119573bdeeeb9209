"""The table for the links of items."""

from sqlalchemy import Text
from sqlmodel import Field

from storage.tables.base import Row
from storage.tables.columns import Id


class ItemLinkRow(Row, table=True):
    """A link of an item as `escalation.about.links.Link` describes it."""

    __tablename__ = "item_link"

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_type=Id)
    n: int = Field(primary_key=True)
    url: str = Field(sa_type=Text)
    words: str = Field(sa_type=Text)


ITEM_LINK = Row.metadata.tables["item_link"]
