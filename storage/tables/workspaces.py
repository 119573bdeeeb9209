"""The tables for workspaces, and for the replicas that serve them."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Row
from storage.tables.columns import Id, Instant


class WorkspaceRow(Row, table=True):
    """One Slack workspace; `chain_head` is the hash of its newest event.

    The auditor has checked its history up to event `walked_id`, whose hash is `walked_hash`.
    Slack refused a chart; until `no_charts_until` we draw none.
    """

    __tablename__ = "workspace"

    workspace: str = Field(primary_key=True)
    name: str = ""
    bot_user: str = ""
    chain_head: str = ""
    walked_id: int = Field(sa_type=Id)
    walked_hash: str
    no_charts_until: datetime | None = Field(sa_type=Instant)


class InstallationRow(Row, table=True):
    """The secret behind our messages' tokens in one workspace, and whether Slack returns them.

    `unechoed_since` is null while Slack's last answer had our metadata.
    """

    __tablename__ = "installation"

    workspace: str = Field(primary_key=True)
    secret: str
    made_at: datetime = Field(sa_type=Instant)
    unechoed_since: datetime | None = Field(sa_type=Instant)


class HeartbeatRow(Row, table=True):
    """The last pass of one running bot."""

    __tablename__ = "heartbeat"

    workspace: str = Field(primary_key=True)
    replica: str = Field(primary_key=True)
    started_at: datetime = Field(sa_type=Instant)
    last_at: datetime = Field(sa_type=Instant)
    version: str


class RateBucketRow(Row, table=True):
    """A recipient or method that Slack has asked us to leave alone until `free_at`."""

    __tablename__ = "rate_bucket"

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    free_at: datetime = Field(sa_type=Instant)


_TABLES = Row.metadata.tables
WORKSPACE = _TABLES["workspace"]
INSTALLATION = _TABLES["installation"]
HEARTBEAT = _TABLES["heartbeat"]
RATE_BUCKET = _TABLES["rate_bucket"]
