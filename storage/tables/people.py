"""The tables for people, their absences, user groups and Home tabs."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Row, partial
from storage.tables.columns import Instant, Json


class PersonRow(Row, table=True):
    """A Slack user as of `checked_at`."""

    __tablename__ = "person"

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
    checked_at: datetime = Field(sa_type=Instant)


class AbsenceRow(Row, table=True):
    """An absence of somebody; the row goes when it ends. `starts_at` is set until it begins."""

    __tablename__ = "absence"
    __table_args__ = (
        partial("ix_absence_starts_at", "workspace", "starts_at", where="starts_at IS NOT NULL"),
        Index("ix_absence_until", "workspace", "until"),
        partial("ix_absence_stand_in", "workspace", "stand_in", where="stand_in <> ''"),
    )

    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    until: datetime = Field(primary_key=True, sa_type=Instant)
    starts_at: datetime | None = Field(sa_type=Instant)
    stand_in: str
    entered_by: str
    reason: str


class QuietRow(Row, table=True):
    """How much somebody wants to be told at once; no row for those who keep the defaults.

    `most` is their limit, `first` the news that waits for the first bundle of the day.
    """

    __tablename__ = "quiet"

    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    most: int
    bundles: int
    first: Any = Field(sa_type=Json)


class UserGroupRow(Row, table=True):
    """A Slack user group and its members as of `checked_at`."""

    __tablename__ = "user_group"

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    handle: str
    members: Any = Field(sa_type=Json)
    checked_at: datetime = Field(sa_type=Instant)


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


_TABLES = Row.metadata.tables
PERSON = _TABLES["person"]
ABSENCE = _TABLES["absence"]
QUIET = _TABLES["quiet"]
USER_GROUP = _TABLES["user_group"]
HOME = _TABLES["home"]
