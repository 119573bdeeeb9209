"""The workspaces in the database, for commands that run beside the bot."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from bot import database as bot_database
from bot.settings import LocalSettings, load
from storage import workspaces
from workflows.transaction.unit_of_work import WorkspaceContext


@dataclass(frozen=True, slots=True)
class Served:
    """The name of the database, and each workspace in it."""

    database: str
    contexts: tuple[WorkspaceContext, ...]


@contextmanager
def opened() -> Iterator[Served]:
    """Open the database, and close it at the end; raises CannotRun."""
    settings = load(LocalSettings)
    with closing(bot_database.current(settings.database_url, settings.history_key)) as database:
        with bot_database.explained(database), database.read_all() as tx:
            found = workspaces.get_all(tx)
        contexts = (
            WorkspaceContext(
                database=database,
                workspace=one.id,
                zone=settings.zone,
                commands=settings.commands,
                admins=settings.admins,
            )
            for one in found
        )
        yield Served(database.name, tuple(contexts))
