"""Engines: how this program connects to each kind of database, and what it asks of it."""

import sqlite3
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from storage.columns import storable

PATIENCE = timedelta(seconds=30)
"""How long a write waits for others, if nobody waits for its answer."""

MILLISECOND = timedelta(milliseconds=1)

MARGIN = timedelta(seconds=1)
"""By so much a write may wait longer than told, to be spared a word with PostgreSQL."""

POOL = 8
"""Connections to PostgreSQL that a process keeps."""

SESSION = {
    "lock_timeout": f"{PATIENCE.seconds}s",
    "idle_in_transaction_session_timeout": "20s",  # a frozen replica must not stop the others
}
"""What every session at PostgreSQL is told."""

CONNECTION = {
    "application_name": "backstop",
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",  # ms
}
"""How a lost server is noticed (libpq's parameters); what the URL says goes first."""

TAKE_TURN = "SELECT pg_advisory_xact_lock(1650549611)"
"""Writers take turns on PostgreSQL too, whichever replica they are in: any number would do."""

CUT_OFF = frozenset(
    {
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "55P03",  # lock_not_available: the lock timeout
        "25P03",  # idle_in_transaction_session_timeout: this process was frozen
        "57P01",  # admin_shutdown
        "57P02",  # crash_shutdown
        "57P03",  # cannot_connect_now: it is starting or stopping
    }
)
"""States in which PostgreSQL ends a transaction that had no fault of its own."""


def state(fault: DBAPIError) -> str:
    """PostgreSQL's five characters for what went wrong; "" for any other fault."""
    return getattr(fault.orig, "sqlstate", None) or ""


def sqlite(url: URL) -> Engine:
    """An engine on a file, which is made if need be; a transaction takes the write lock at once."""
    # The driver would begin a transaction late, at its first write; ours begin in time.
    engine = create_engine(url, connect_args={"isolation_level": None}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return _cleaned(engine)


def postgresql(url: URL) -> Engine:
    """An engine on a server; a connection that was lost while idle is replaced unnoticed."""
    options = {name: value for name, value in CONNECTION.items() if name not in url.query}
    engine = create_engine(
        url,
        connect_args=options,
        hide_parameters=True,  # an error's text would quote what people wrote
        pool_size=POOL,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
    )
    event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "begin", _begin_postgresql)
    return _cleaned(engine)


def looking_only(engine: Engine) -> Engine:
    """The same connections, for transactions that see one state and change nothing."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(begin="BEGIN")
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # The mode stays with the file. Busy here, which no timeout cures, is another one setting it.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    timeout = options.get("patience", PATIENCE) // MILLISECOND
    connection.connection.cursor().execute(f"PRAGMA busy_timeout = {timeout}")
    connection.exec_driver_sql(options.get("begin", "BEGIN IMMEDIATE"))


def _prepare_postgresql(connection: Any, _record: object) -> None:
    for name, value in SESSION.items():
        connection.execute(f"SET {name} = '{value}'")
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("postgresql_readonly"):
        return
    patience = options.get("patience", PATIENCE)
    if abs(patience - PATIENCE) > MARGIN:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience // MILLISECOND}")
    connection.exec_driver_sql(TAKE_TURN)


def _cleaned(engine: Engine) -> Engine:
    """Let no text in that only one kind of database can hold: the one place where it is mended."""
    event.listen(engine, "before_cursor_execute", _clean, retval=True)
    return engine


def _clean(*call: Any) -> tuple[str, Any]:
    _, _, statement, values, _, many = call
    return statement, [_storable(row) for row in values] if many else _storable(values)


def _storable(row: Any) -> Any:
    """One statement's values, by name or in order; nearly all of them are well as they are."""
    texts = "".join([value for value in _values(row) if isinstance(value, str)])
    if storable(texts) == texts:
        return row
    if isinstance(row, dict):
        return {name: _storable_value(value) for name, value in row.items()}
    return tuple(map(_storable_value, row))


def _values(row: Any) -> Any:
    return row.values() if isinstance(row, dict) else row


def _storable_value(value: object) -> object:
    return storable(value) if isinstance(value, str) else value
