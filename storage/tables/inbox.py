"""The tables for what came from Slack: answered requests, and lines that wait to be completed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field

from storage.tables.base import Row
from storage.tables.columns import Instant, Json


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
INBOX = _TABLES["inbox"]
DRAFT = _TABLES["draft"]
