"""`backstop db`: upgrades the database's schema, or copies it to another database."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import typer

from bot import database as bot_database
from bot.process.clock import utc_now
from bot.settings import LocalSettings, load
from storage import copying
from storage.engine.database import Database


def upgrade() -> None:
    """Upgrade the schema; raises CannotRun if it cannot be opened or comes from a later version."""
    settings = load(LocalSettings)
    database = bot_database.migrated(
        settings.database_url, utc_now(), chain_key=settings.history_key
    )
    typer.echo(f"{database.name} is up to date ({database.status().current}).")
    database.close()


def status() -> None:
    """Print which schema it has; raises CannotRun unless it is the current one."""
    database = bot_database.current(load(LocalSettings).database_url)
    typer.echo(f"{database.name} is up to date ({database.status().current}).")
    database.close()


def copy(source: str, target: str) -> None:
    """Copy everything and print how much it was; on CannotRun the target is unchanged.

    A bot that runs on an SQLite file has to be stopped first.
    """
    with bot_database.alone(source), bot_database.alone(target):
        here, there = bot_database.current(source), bot_database.opened(target)
        with closing(here), closing(there), bot_database.explained(there), _bar(here) as tell:
            counts = copying.copy(here, there, tell=tell)
    for table, count in counts.items():
        typer.echo(f"{count:>9,} {table.replace('_', ' ')}")
    typer.echo(f"{there.name} has everything. Before the next start, set DATABASE_URL to it.")


@contextmanager
def _bar(database: Database) -> Iterator[Callable[[int], None]]:
    """A progress bar, drawn only on a terminal."""
    with database.read_all() as tx:
        total = sum(copying.sizes(tx).values())
    with typer.progressbar(length=total, label="Copying", file=sys.stderr) as bar:
        yield bar.update
