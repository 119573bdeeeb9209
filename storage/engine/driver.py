"""The driver: hand statements to it directly, without the work SQLAlchemy does on each run.

For a small statement that work is most of the cost.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


@dataclass(frozen=True, slots=True)
class Done:
    """What a statement found or changed."""

    rows: Sequence[tuple[Any, ...]]
    changed: int


def execute_sql(tx: Connection, sql: str, bound: Any = (), *, many: bool = False) -> Done:
    """Run a statement; the engine's listeners are called as usual.

    `bound` are its parameters in the driver's form, or with `many` a list of those. Raises
    SQLAlchemy's DBAPIError.
    """
    with closing(tx.connection.cursor()) as cursor:
        for listener in tx.engine.dispatch.before_cursor_execute:
            sql, bound = listener(tx, cursor, sql, bound, None, many)
        try:
            (cursor.executemany if many else cursor.execute)(sql, bound)
            rows = cursor.fetchall() if cursor.description else []
        except tx.dialect.loaded_dbapi.Error as error:
            raise _fault(tx, error, sql) from error
        tx.engine.dispatch.after_cursor_execute(tx, cursor, sql, bound, None, many)
        return Done(rows, cursor.rowcount)


def _fault(tx: Connection, error: Any, sql: str) -> Any:
    """The error as SQLAlchemy raises it; a connection that was lost is not used again."""
    is_lost = tx.dialect.is_disconnect(error, tx.connection.dbapi_connection, None)
    if is_lost:
        tx.invalidate(error)
    return DBAPIError.instance(
        sql,
        None,
        error,
        tx.dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_lost,
        dialect=tx.dialect,
    )
