"""Faults of the database: what would keep the bot from starting on it or from writing to it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

from bot import ladder_faults, opening
from bot.refusals import CannotRun
from storage import installations
from storage.database import REHEARSAL_PATIENCE, Database

UNECHOED = (
    "note {}: since {:%Y-%m-%d %H:%M} UTC Slack has given messages back without their metadata. "
    "A message whose answer is lost is sent again after half an hour, and says that it may be a "
    "repeat"
)
EMPTY = "ok database {} (empty; `backstop run` sets it up)"


def found(url: str, patience: timedelta = REHEARSAL_PATIENCE) -> Iterator[str]:
    """One line for each fault, with its mend; lines with `ok` or `note` first are none.

    `patience` is how long other writers may take.
    """
    try:
        opening.on_own_disk(url)
        with closing(opening.opened(url)) as database:
            if opening.is_to_be_made(url):
                yield EMPTY.format(database.name)
                return
            with opening.explained(database):
                yield from _looked_at(database, patience)
    except CannotRun as fault:
        yield from fault.faults


def _looked_at(database: Database, patience: timedelta) -> Iterator[str]:
    status = database.status()
    if status.current and not status.is_current:
        yield f"DATABASE_URL: {opening.behind(database.name, status)}"
        return
    database.rehearse(patience)
    if not status.current:
        yield EMPTY.format(database.name)
        return
    yield f"ok database {database.name}"
    faults = ladder_faults.found(database)
    yield from faults or ["ok ladders"]
    yield from ladder_faults.unset(database)
    yield from _unechoed(database)


def _unechoed(database: Database) -> Iterator[str]:
    with database.read_all() as tx:
        known = installations.get_all(tx)
    for ours in known:
        if since := ours.unechoed_since:
            yield UNECHOED.format(ours.workspace, since)
