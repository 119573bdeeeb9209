"""`backstop db`: the database's schema."""

import typer

from bot import opening
from bot.refusals import CannotRun
from bot.settings import LocalSettings, load


def upgrade() -> None:
    """Bring it up to date; raises CannotRun when it cannot be opened or a later version made it."""
    database = opening.migrated(load(LocalSettings).database_url)
    typer.echo(f"{database.name} is up to date ({database.status().current}).")
    database.close()


def status() -> None:
    """Say which schema it has; raises CannotRun unless it is the one wanted."""
    database = opening.opened(load(LocalSettings).database_url)
    with opening.explained(database):
        found = database.status()
    database.close()
    if not found.is_current:
        mend = "backstop db upgrade" if found.known else "start the newer Backstop that made it"
        raise CannotRun(
            f"{database.name} has schema {found.current or 'none'}, wanted is {found.wanted}. "
            f"To mend it: {mend}"
        )
    typer.echo(f"{database.name} is up to date ({found.current}).")
