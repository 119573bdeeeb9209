"""Statements that databases word differently, above all inserts that meet an existing row.

SQLite took its `ON CONFLICT` from PostgreSQL, so SQLAlchemy's PostgreSQL insert serves both.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, Table, func, select
from sqlalchemy.dialects.postgresql import Insert, insert


def insert_new(table: Table) -> Insert:
    """An insert that leaves a row alone which has the same key."""
    return insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def insert_or_update(table: Table, columns: Iterable[str], **more: ColumnElement[object]) -> Insert:
    """An insert that brings `columns` up to date in the row which has the same primary key.

    `more` are columns that take another value there than the insert's.
    """
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={**{column: statement.excluded[column] for column in columns}, **more},
    )


def count_on(tx: Connection, table: Table) -> None:
    """Let new rows be numbered after those that are there.

    PostgreSQL numbers on from where it left off itself, SQLite from its rows.
    """
    column = table.autoincrement_column
    if tx.dialect.name == "postgresql" and column is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        tx.execute(select(func.setval(sequence, func.max(column))))
