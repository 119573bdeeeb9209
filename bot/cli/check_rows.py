"""Row faults: stored items and people that cannot be read or planned."""

from collections.abc import Iterator
from datetime import datetime

from storage import workspaces
from storage.checks import sweep
from storage.engine.database import Database, OperatorTransaction, Transaction
from workflows.clock import misplaced

FIX = "To fix it, restore what was there before, from a backup if need be; it resumes by itself"
HEALS = "A running bot corrects it within minutes; if none is running, start one"


def stopped(database: Database) -> Iterator[str]:
    """One line for each item that no longer escalates and each person only partly readable."""
    with database.read_all() as tx:
        for one in sweep.stopped(tx):
            yield f"{one.what}: its escalation has stopped ({one.fault}). See: backstop verify"
        for one in sweep.people(tx):
            yield f"{one.what}: the damaged part is ignored ({one.fault}). See: backstop verify"


def found(tx: OperatorTransaction, now: datetime) -> list[str]:
    """One line for each row that cannot be read and each item that is not planned in time."""
    unreadable = [*sweep.unreadable(tx)]
    known = {one.what for one in unreadable}
    unplanned = [one for one in sweep.stopped(tx) if one.what not in known]
    return [
        *(f"{one.what}: cannot be read ({one.fault}). {FIX}" for one in unreadable),
        *(f"{one.what}: cannot be planned ({one.fault}). {FIX}" for one in unplanned),
        *(f"{label}: waits longer than its plan. {HEALS}" for label in _overslept(tx, now)),
    ]


def _overslept(everything: OperatorTransaction, now: datetime) -> Iterator[str]:
    for known in workspaces.get_all(everything):
        after: int | None = 0
        tx = Transaction(everything, known.id)
        while after is not None:
            looked = misplaced.look(tx, now=now, after=after)
            yield from (item.label for item in looked.items)
            after = looked.after or None
