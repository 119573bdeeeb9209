"""The tables for a workspace's people and channels, and for what the clock does for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field

from storage.tables.base import Row, partial
from storage.tables.columns import Instant, Json, Number


class ChannelRow(Row, table=True):
    """A Slack channel, its ladder, and when its next summary is due.

    If a summary cannot be made, `fault` says why, `stopped_at` since when, and `next_summary_at` is
    the next try.
    """

    __tablename__ = "channel"
    __table_args__ = (
        partial(
            "ix_channel_next_summary_at",
            "workspace",
            "next_summary_at",
            where="next_summary_at IS NOT NULL",
        ),
        partial("ix_channel_stopped", "workspace", where="stopped_at IS NOT NULL"),
    )

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    private: bool
    archived: bool
    external: bool
    member: bool
    configured: bool
    policy: str = Field(sa_type=Text)
    next_summary_at: datetime | None = Field(sa_type=Instant)
    members_checked_at: datetime | None = Field(sa_type=Instant)
    greeted_at: datetime | None = Field(sa_type=Instant)
    left_at: datetime | None = Field(sa_type=Instant)
    leavings: int
    fault: str
    stopped_at: datetime | None = Field(sa_type=Instant)


class ChannelMemberRow(Row, table=True):
    """Who is in a channel, as of its `members_checked_at`."""

    __tablename__ = "channel_member"
    __table_args__ = (Index("ix_channel_member_person", "workspace", "person"),)

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    person: str = Field(primary_key=True)


class PersonRow(Row, table=True):
    """A Slack user as of `checked_at`, and the absence they told Backstop.

    `away_from` is set until the absence begins, `away_until` until it ends.
    """

    __tablename__ = "person"
    __table_args__ = (
        partial("ix_person_stand_in", "workspace", "stand_in", where="stand_in <> ''"),
        partial("ix_person_away_from", "workspace", "away_from", where="away_from IS NOT NULL"),
        partial("ix_person_away_until", "workspace", "away_until", where="away_until IS NOT NULL"),
    )

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    zone: str
    locale: str
    deactivated: bool
    bot: bool
    guest: bool
    stranger: bool
    admin: bool
    away_from: datetime | None = Field(sa_type=Instant)
    away_until: datetime | None = Field(sa_type=Instant)
    stand_in: str
    checked_at: datetime = Field(sa_type=Instant)


class UserGroupRow(Row, table=True):
    """A Slack user group and its members as of `checked_at`."""

    __tablename__ = "user_group"

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    handle: str
    members: Any = Field(sa_type=Json)
    checked_at: datetime = Field(sa_type=Instant)


class SummaryRow(Row, table=True):
    """A channel's summary of one local week: once per slot."""

    __tablename__ = "summary"

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    made_at: datetime = Field(sa_type=Instant)
    content: Any = Field(sa_type=Json)


class MeasureRow(Row, table=True):
    """One number of a channel's week, by its name in `escalation.summary.measures`."""

    __tablename__ = "measure"

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: int = Field(sa_type=Number)


class HomeRow(Row, table=True):
    """Somebody's Home tab; `wanted_at` is since when a redraw is wanted, if one is.

    `asked` counts how often a redraw was asked for; until `taken_until` one bot is drawing it.
    """

    __tablename__ = "home"
    __table_args__ = (
        partial("ix_home_wanted_at", "workspace", "wanted_at", where="wanted_at IS NOT NULL"),
    )

    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    wanted_at: datetime | None = Field(sa_type=Instant)
    asked: int
    taken_until: datetime | None = Field(sa_type=Instant)


class RateBucketRow(Row, table=True):
    """A recipient or method that Slack has asked us to leave alone until `free_at`."""

    __tablename__ = "rate_bucket"

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    free_at: datetime = Field(sa_type=Instant)


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


_TABLES = Row.metadata.tables
CHANNEL = _TABLES["channel"]
CHANNEL_MEMBER = _TABLES["channel_member"]
PERSON = _TABLES["person"]
USER_GROUP = _TABLES["user_group"]
SUMMARY = _TABLES["summary"]
MEASURE = _TABLES["measure"]
HOME = _TABLES["home"]
HEARTBEAT = _TABLES["heartbeat"]
RATE_BUCKET = _TABLES["rate_bucket"]
INSTALLATION = _TABLES["installation"]
