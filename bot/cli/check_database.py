"""Database faults: what would keep the bot from starting or from writing."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

from bot import database as bot_database
from bot.cli import check_ladders, check_rows
from bot.errors import CannotRun
from storage import installations, workspaces
from storage.engine.database import REHEARSAL_PATIENCE, Database, Transaction
from storage.items import chain
from storage.items.chain import WrongKey

UNECHOED = (
    "note {}: since {:%Y-%m-%d %H:%M} UTC Slack has returned messages without their metadata. "
    "If an answer is lost, the message is sent again after half an hour and says that it may be a "
    "repeat"
)
EMPTY = "ok database {} (empty; `backstop run` sets it up)"


def found(
    url: str, patience: timedelta = REHEARSAL_PATIENCE, *, chain_key: str = ""
) -> Iterator[str]:
    """One line per fault, with its fix; lines that begin with `ok` or `note` are not faults.

    `patience` is how long other writers may take.
    """
    try:
        bot_database.on_own_disk(url)
        with closing(bot_database.opened(url, chain_key)) as database:
            if bot_database.is_to_be_made(url):
                yield EMPTY.format(database.name)
                return
            with bot_database.explained(database):
                yield from _looked_at(database, patience)
    except CannotRun as fault:
        yield from fault.faults


def _looked_at(database: Database, patience: timedelta) -> Iterator[str]:
    status = database.status()
    if status.current and not status.is_current:
        yield f"DATABASE_URL: {bot_database.behind(database.name, status)}"
        return
    database.rehearse(patience)
    if not status.current:
        yield EMPTY.format(database.name)
        return
    yield f"ok database {database.name}"
    yield from _keys(database)
    faults = check_ladders.found(database)
    yield from faults or ["ok ladders"]
    yield from check_ladders.unset(database)
    yield from check_rows.stopped(database)
    yield from _unechoed(database)


def _unechoed(database: Database) -> Iterator[str]:
    with database.read_all() as tx:
        known = installations.get_all(tx)
    for ours in known:
        if since := ours.unechoed_since:
            yield UNECHOED.format(ours.workspace, since)


def _keys(database: Database) -> Iterator[str]:
    """Workspaces whose history needs another key: a fault if all of them do, otherwise a note."""
    refused = list[str]()
    with database.read_all() as everything:
        known = workspaces.get_all(everything)
        for workspace in known:
            try:
                chain.require_key(Transaction(everything, workspace.id))
            except WrongKey as fault:
                refused.append(str(fault))
    is_note = "note " if len(refused) < len(known) else ""
    yield from (f"{is_note}{fault}" for fault in refused)
