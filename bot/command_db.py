"""`backstop db`: the database's schema."""

import typer

from bot import opening
from bot.settings import LocalSettings, load


def upgrade() -> None:
    """Bring it up to date; raises CannotRun when it cannot be opened or a later version made it."""
    database = opening.migrated(load(LocalSettings).database_url)
    typer.echo(f"{database.name} is up to date ({database.status().current}).")
    database.close()


def status() -> None:
    """Say which schema it has; raises CannotRun unless it is the one wanted."""
    database = opening.current(load(LocalSettings).database_url)
    typer.echo(f"{database.name} is up to date ({database.status().current}).")
    database.close()
