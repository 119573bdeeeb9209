"""Opening what the bot stands on: its database and its port; each failure says how to mend it."""

from bot.refusals import StartRefused
from bot.settings import Settings
from bot.slack_facts import Identity
from bot.threads import Threads
from bot.web import Web
from storage import workspaces
from storage.database import Database
from storage.schema import TooNew
from storage.workspaces import Workspace


async def database(url: str, threads: Threads) -> Database:
    """The database behind this URL, its schema up to date; raises StartRefused."""
    return await threads.run(migrated, url)


def migrated(url: str) -> Database:
    """The same, waiting for it."""
    try:
        opened = Database(url)
    except ValueError as unknown:
        raise StartRefused(str(unknown)) from None
    except ImportError:
        raise StartRefused(
            "DATABASE_URL names PostgreSQL, whose driver is not installed. "
            "To mend it: pip install 'backstop[postgres]'"
        ) from None
    try:
        opened.migrate()
    except TooNew as newer:
        raise StartRefused(str(newer)) from None
    except Exception as fault:
        said = str(getattr(fault, "orig", fault)).strip().splitlines() or [type(fault).__name__]
        raise StartRefused(
            f"DATABASE_URL: {opened.name} cannot be opened: {said[0]}. "
            "To mend it, check that it exists, is running, and may be written to."
        ) from fault
    return opened


def remember(database: Database, who: Identity) -> None:
    """Keep whose bot this is, for commands that work without Slack."""
    with database.write() as tx:
        workspaces.save(tx, Workspace(id=who.team, name=who.team_name, bot_user=who.bot_user))


async def listening(web: Web, settings: Settings) -> int:
    """The port the web side listens on; raises StartRefused when it is taken."""
    try:
        return await web.start(settings.host, settings.port)
    except OSError as taken:
        raise StartRefused(
            f"HOST, PORT: cannot listen on {settings.host}:{settings.port} ({taken.strerror}). "
            "To mend it, stop what uses it or set another PORT."
        ) from None
