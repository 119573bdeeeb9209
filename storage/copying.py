"""Copying a whole installation from one database to another, of whichever kinds."""

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from sqlalchemy import Table, func, select

from storage import workspaces
from storage.checks import sweep
from storage.engine import schema
from storage.engine.database import Database, OperatorTransaction, Transaction
from storage.engine.statements import count_on
from storage.items import chain
from storage.tables import ALL

BATCH = 1000


class CannotCopy(Exception):
    """The target is not empty, the source is damaged, or the copy differs from its source."""


def copy(source: Database, target: Database, *, tell: Callable[[int], None]) -> dict[str, int]:
    """Copy every row, all or nothing; returns the number of rows by table.

    Stop the source's bots first: whatever they write during the copy is not in it. The target gets
    today's schema, and the source must already have it. `tell` is called with the number of rows
    that were just copied. Raises CannotCopy and `schema.TooNew`.
    """
    with source.read_all() as here, target.write_all() as there:
        schema.upgrade(there)
        if any(sizes(there).values()):
            raise CannotCopy(f"{target.name} is not empty: nothing was copied. Name an empty one.")
        for damage in sweep.unreadable(here):
            raise CannotCopy(
                f"{damage.what} cannot be read ({damage.fault}): nothing was copied. "
                "`backstop verify` names all that has to be fixed first."
            )
        for table in ALL:
            for rows in _batches(here, table):
                there.execute(table.insert(), rows)
                tell(len(rows))
            count_on(there, table)
        _compare(here, there)
        return sizes(there)


def sizes(tx: OperatorTransaction) -> dict[str, int]:
    """How many rows there are, by table."""
    return {
        table.name: tx.execute(select(func.count()).select_from(table)).scalar_one()
        for table in ALL
    }


def _batches(tx: OperatorTransaction, table: Table) -> Iterator[list[dict[str, Any]]]:
    everything = select(table).order_by(*table.primary_key)
    with tx.execute(everything, execution_options={"yield_per": BATCH}) as rows:
        for batch in rows.mappings().partitions():
            yield [dict(row) for row in batch]


def _compare(here: OperatorTransaction, there: OperatorTransaction) -> None:
    """Raise CannotCopy unless all counts and every history are the same on both sides."""
    before, after = sizes(here), sizes(there)
    if before != after:
        raise CannotCopy(f"The copy was undone, its row counts differ: {before}, now {after}.")
    for workspace in workspaces.get_all(here):
        sides = [chain.rows(Transaction(side, workspace.id)) for side in (here, there)]
        if any(ours != theirs for ours, theirs in zip_longest(*sides)):
            raise CannotCopy(f"The copy was undone, its history of {workspace.id} differs.")
