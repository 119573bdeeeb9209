"""The tables for channels, their members, their weeks and their indicators."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field

from escalation.indicators.indicator import Better
from storage.tables.base import Row, partial
from storage.tables.columns import Id, Instant, Json, Number, word


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
    customer_id: int | None = Field(sa_type=Id)
    fault: str
    stopped_at: datetime | None = Field(sa_type=Instant)


class ChannelMemberRow(Row, table=True):
    """Who is in a channel, as of its `members_checked_at`."""

    __tablename__ = "channel_member"
    __table_args__ = (Index("ix_channel_member_person", "workspace", "person"),)

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    person: str = Field(primary_key=True)


class RemovedMemberRow(Row, table=True):
    """Somebody who used to be in a channel."""

    __tablename__ = "removed_member"
    __table_args__ = (Index("ix_removed_member_person", "workspace", "person"),)

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    person: str = Field(primary_key=True)


class LadderRow(Row, table=True):
    """A version of a channel's ladder."""

    __tablename__ = "ladder"

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    policy: str = Field(sa_type=Text)
    by: str
    at: datetime | None = Field(sa_type=Instant)
    reason: str = Field(sa_type=Text)


class SummaryRow(Row, table=True):
    """A channel's summary of one local week: once per slot. `skipped` says why it has no post."""

    __tablename__ = "summary"

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    made_at: datetime = Field(sa_type=Instant)
    skipped: str = ""
    content: Any = Field(sa_type=Json)


class MeasureRow(Row, table=True):
    """One number of a channel's week, by its name in `escalation.summary.measures`."""

    __tablename__ = "measure"

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: int = Field(sa_type=Number)


class LadderDraftRow(Row, table=True):
    """What somebody has changed in a channel's ladder and not saved, until `ends_at`.

    `version` is that of the ladder that was edited, `base`.
    """

    __tablename__ = "ladder_draft"
    __table_args__ = (Index("ix_ladder_draft_ends_at", "workspace", "ends_at"),)

    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    version: int
    policy: str = Field(sa_type=Text)
    base: str = Field(sa_type=Text)
    ends_at: datetime = Field(sa_type=Instant)


class IndicatorRow(Row, table=True):
    """An `escalation.indicators.indicator.Indicator`; `key` is its name, compared.

    `next_at` is when the clock looks at it, None once it is retired. Of a scale without an end,
    `most` is "".
    """

    __tablename__ = "indicator"
    __table_args__ = (
        partial("ix_indicator_next_at", "workspace", "next_at", where="next_at IS NOT NULL"),
        partial("ix_indicator_channel", "workspace", "channel", where="next_at IS NOT NULL"),
        partial("ix_indicator_owner", "owner", where="next_at IS NOT NULL"),
    )

    id: int = Field(primary_key=True, sa_type=Id)
    workspace: str
    channel: str
    name: str
    key: str
    owner: str
    least: str
    most: str
    unit: str
    better: Better = Field(sa_type=word(Better))
    weekdays: str
    customer_id: int = Field(sa_type=Id)
    cohorts: Any = Field(sa_type=Json)
    made_by: str
    made_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    last_due_at: datetime | None = Field(sa_type=Instant)
    tell_at: datetime | None = Field(sa_type=Instant)
    next_at: datetime | None = Field(sa_type=Instant)
    retired_at: datetime | None = Field(sa_type=Instant)
    retired_by: str


class IndicatorValueRow(Row, table=True):
    """A value or the correction of one, as `escalation.indicators.indicator.Value` has it."""

    __tablename__ = "indicator_value"

    indicator_id: int = Field(primary_key=True, foreign_key="indicator.id", sa_type=Id)
    n: int = Field(primary_key=True)
    workspace: str
    day: str
    cohort: str
    amount: str
    due_at: datetime = Field(sa_type=Instant)
    person: str
    at: datetime = Field(sa_type=Instant)
    note: str = Field(sa_type=Text)
    corrects: int
    reason: str = Field(sa_type=Text)


class StatsAskedRow(Row, table=True):
    """Somebody asked for the figures of one person in a channel."""

    __tablename__ = "stats_asked"

    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    at: datetime = Field(primary_key=True, sa_type=Instant)
    asker: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)


class StatsOffRow(Row, table=True):
    """A channel in which nobody may ask for the figures of one person."""

    __tablename__ = "stats_off"

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)


_TABLES = Row.metadata.tables
CHANNEL = _TABLES["channel"]
CHANNEL_MEMBER = _TABLES["channel_member"]
REMOVED_MEMBER = _TABLES["removed_member"]
LADDER = _TABLES["ladder"]
SUMMARY = _TABLES["summary"]
MEASURE = _TABLES["measure"]
LADDER_DRAFT = _TABLES["ladder_draft"]
INDICATOR = _TABLES["indicator"]
INDICATOR_VALUE = _TABLES["indicator_value"]


STATS_ASKED = _TABLES["stats_asked"]
STATS_OFF = _TABLES["stats_off"]
