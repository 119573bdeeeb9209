"""Faults of rows: what is stored and cannot be read or planned, each by itself."""

from collections.abc import Iterator

from storage import sweep
from storage.database import Database, OperatorTransaction


def stopped(database: Database) -> Iterator[str]:
    """One line for each item whose escalation has stopped, with where to look."""
    with database.read_all() as tx:
        for one in sweep.stopped(tx):
            yield f"{one.what}: its escalation has stopped ({one.fault}). See: backstop verify"


def found(tx: OperatorTransaction) -> list[str]:
    """One line for each row that cannot be read, and for each item that cannot be planned."""
    unreadable = [*sweep.unreadable(tx)]
    known = {one.what for one in unreadable}
    unplanned = [one for one in sweep.stopped(tx) if one.what not in known]
    return [
        *(f"{one.what}: cannot be read ({one.fault}). {FIX}" for one in unreadable),
        *(f"{one.what}: cannot be planned ({one.fault}). {FIX}" for one in unplanned),
    ]


FIX = "To fix it, write what was there before, from a backup if need be; it goes on by itself"
