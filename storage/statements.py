"""Inserts that meet an existing row: written once for both databases.

SQLite took its `ON CONFLICT` from PostgreSQL, so SQLAlchemy's PostgreSQL insert serves both.
"""

from collections.abc import Iterable

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import Insert, insert


def insert_new(table: Table) -> Insert:
    """An insert that leaves a row alone which has the same key."""
    return insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def insert_or_update(table: Table, columns: Iterable[str]) -> Insert:
    """An insert that brings `columns` up to date in the row which has the same primary key."""
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={column: statement.excluded[column] for column in columns},
    )
