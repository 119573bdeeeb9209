"""The schema's version: what a database has, what this program wants, and the steps between."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from storage.engine import driver

MIGRATIONS = Path(__file__).parents[1] / "migrations"

_TABLE_OF_VERSION = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'",
    "postgresql": "SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL",
}
"""Finds a row if the table exists. Each pass asks, and SQLAlchemy's own way takes three times as
long."""


class TooNew(Exception):
    """The database was made by a later version of this program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The schema that a database has ("" if it is empty) and the one this program wants."""

    current: str
    wanted: str
    known: bool

    @property
    def is_current(self) -> bool:
        """Whether there is nothing to upgrade."""
        return self.current == self.wanted


def status(connection: Connection) -> Status:
    """Which schema there is, which one is wanted, and whether this program knows it."""
    current = _current(connection)
    wanted, *older = _steps()
    return Status(current=current, wanted=wanted, known=current in {"", wanted, *older})


def upgrade(connection: Connection, *, now: datetime | None = None) -> None:
    """Take the missing steps, inside the caller's transaction.

    `now` is for the history; an empty database has none and does not need it. Raises TooNew for an
    unknown schema.
    """
    require_known(connection)
    if not status(connection).is_current:
        _take_steps(connection, now)


def require_known(connection: Connection) -> None:
    """Raise TooNew if a later version of this program has upgraded the database."""
    found = status(connection)
    if not found.known:
        raise TooNew(
            f"The database has schema {found.current}, but this Backstop knows only up to "
            f"{found.wanted}. Start the newer Backstop that wrote it, or restore an older backup."
        )


def rehearse(connection: Connection) -> None:
    """Try everything that the start and each write need permission for; the caller rolls back.

    Tables are created only in an empty database: elsewhere that would hold up a running bot.
    """
    if not status(connection).current:
        upgrade(connection)
    connection.exec_driver_sql("DELETE FROM alembic_version WHERE version_num IS NULL")


def _current(connection: Connection) -> str:
    table = _TABLE_OF_VERSION[connection.dialect.name]
    if not driver.execute_sql(connection, table).rows:
        return ""
    found = driver.execute_sql(connection, "SELECT version_num FROM alembic_version")
    return str(found.rows[0][0]) if found.rows else ""


@cache
def _steps() -> list[str]:
    """All steps, the last one first; read once, because each heartbeat asks for them.

    A step's name is the first word of its file name.
    """
    files = (MIGRATIONS / "versions").glob("*.py")
    return sorted((file.name.partition("_")[0] for file in files), reverse=True)


def _take_steps(connection: Connection, now: datetime | None) -> None:
    # Imported here because nearly every start finds no step to take, and is a tenth faster for it.
    from alembic import command, config  # noqa: PLC0415 - see the line above

    settings = config.Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes.update(connection=connection, now=now)
    command.upgrade(settings, "head")
