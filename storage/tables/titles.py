"""The table for the words of open items' titles, by which the same thing is found twice."""

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Row
from storage.tables.columns import Id


class TitleWordRow(Row, table=True):
    """A longer word in the title of an open item (`escalation.alike.words`)."""

    __tablename__ = "title_word"
    __table_args__ = (Index("ix_title_word_item_id", "item_id"),)

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    word: str = Field(primary_key=True)
    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_type=Id)


TITLE_WORD = Row.metadata.tables["title_word"]
