"""Dialects: how this program connects to each kind of database, and what it asks of it."""

import sqlite3
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from storage.engine import driver
from storage.tables.columns import storable

PATIENCE = timedelta(seconds=30)
"""How long a write waits for others when nobody is waiting for its answer."""

MILLISECOND = timedelta(milliseconds=1)

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

TAKE_TURN = (
    "BEGIN ISOLATION LEVEL READ COMMITTED; "
    "SET LOCAL lock_timeout = {milliseconds}; "
    "SELECT pg_advisory_xact_lock(1650549611)"
)
"""Writers take turns on PostgreSQL too, across all replicas; the number of the lock is arbitrary.

All of it goes to the server in one round trip. `milliseconds` is how long to wait for the turn."""

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
"""States in which PostgreSQL ends a transaction that did nothing wrong itself."""


def state(fault: DBAPIError) -> str:
    """PostgreSQL's five characters for what went wrong; "" for any other fault."""
    return getattr(fault.orig, "sqlstate", None) or ""


def sqlite(url: URL) -> Engine:
    """An engine on a file, which is created if missing."""
    # Without this the driver begins a transaction only at its first write; ours begin at once.
    engine = create_engine(url, connect_args={"isolation_level": None}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    return _cleaned(engine)


def postgresql(url: URL) -> Engine:
    """An engine on a server; a connection that was lost while idle is replaced unnoticed."""
    options = {name: value for name, value in CONNECTION.items() if name not in url.query}
    engine = create_engine(
        url,
        # The driver would say BEGIN by itself, and wait for the answer.
        connect_args={**options, "autocommit": True},
        hide_parameters=True,  # an error's text would quote what people wrote
        pool_size=POOL,
        pool_pre_ping=True,
        pool_use_lifo=True,  # the last one used knows the statements already
    )
    event.listen(engine, "connect", _prepare_postgresql)
    return _cleaned(engine)


def begin_looking(tx: Connection) -> None:
    """Begin a transaction that sees one state and changes nothing."""
    is_file = tx.dialect.name == "sqlite"
    driver.execute_sql(
        tx, "BEGIN" if is_file else "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
    )


def begin_writing(tx: Connection, patience: timedelta) -> None:
    """Begin a transaction once it is its turn to write, at most after this time."""
    milliseconds = patience // MILLISECOND
    if tx.dialect.name == "sqlite":
        if tx.info.get("patience") != milliseconds:  # to say it takes as long as all of BEGIN
            tx.connection.cursor().execute(f"PRAGMA busy_timeout = {milliseconds}")
            tx.info["patience"] = milliseconds
        driver.execute_sql(tx, "BEGIN IMMEDIATE")
    else:
        driver.execute_sql(tx, TAKE_TURN.format(milliseconds=milliseconds))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # The mode stays with the file. Busy here, which no timeout cures, is another one setting it.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    for name, value in SESSION.items():
        connection.execute(f"SET {name} = '{value}'")


def _cleaned(engine: Engine) -> Engine:
    """Clean every text that only one kind of database could hold; nothing else has to."""
    event.listen(engine, "before_cursor_execute", _clean, retval=True)
    return engine


def _clean(*call: Any) -> tuple[str, Any]:
    _, _, statement, values, _, many = call
    return statement, [_storable(row) for row in values] if many else _storable(values)


def _storable(row: Any) -> Any:
    """One statement's values, by name or in order; nearly all of them need no change."""
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
