"""`backstop db`: the database's schema, and its move to another one."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import typer

from bot import opening
from bot.clock import utc_now
from bot.settings import LocalSettings, load
from storage import copying
from storage.engine.database import Database


def upgrade() -> None:
    """Bring it up to date; raises CannotRun when it cannot be opened or a later version made it."""
    settings = load(LocalSettings)
    database = opening.migrated(settings.database_url, utc_now(), chain_key=settings.history_key)
    typer.echo(f"{database.name} is up to date ({database.status().current}).")
    database.close()


def status() -> None:
    """Say which schema it has; raises CannotRun unless it is the one wanted."""
    database = opening.current(load(LocalSettings).database_url)
    typer.echo(f"{database.name} is up to date ({database.status().current}).")
    database.close()


def copy(source: str, target: str) -> None:
    """Copy everything and say how much it was; raises CannotRun, and then the target is as before.

    A bot that runs on an SQLite file has to be stopped first.
    """
    with opening.alone(source), opening.alone(target):
        here, there = opening.current(source), opening.opened(target)
        with closing(here), closing(there), opening.explained(there), _bar(here) as tell:
            counts = copying.copy(here, there, tell=tell)
    for table, count in counts.items():
        typer.echo(f"{count:>9,} {table.replace('_', ' ')}")
    typer.echo(f"{there.name} has everything. Before the next start, set DATABASE_URL to it.")


@contextmanager
def _bar(database: Database) -> Iterator[Callable[[int], None]]:
    """A progress bar, drawn on a terminal only."""
    with database.read_all() as tx:
        total = sum(copying.sizes(tx).values())
    with typer.progressbar(length=total, label="Copying", file=sys.stderr) as bar:
        yield bar.update
