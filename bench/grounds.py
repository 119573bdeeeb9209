"""Grounds: the databases that are measured on, SQLite with full durability and PostgreSQL.

Both lie on the disk and sync as they would in earnest.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from sqlalchemy import make_url

from storage.engine.database import Database
from tests.postgres import Server, running

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
KINDS = (SQLITE, POSTGRESQL)


class Grounds:
    """A folder and a server of their own, until the end of the block."""

    def __init__(self) -> None:
        self._parts = ExitStack()
        self._numbers = count()
        self._server: Server | None = None

    def __enter__(self) -> Self:
        self.folder = Path(self._parts.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._parts.close()

    def url(self, kind: str) -> str:
        """The address of a new and empty database."""
        name = f"bench_{next(self._numbers)}"
        if kind == SQLITE:
            return f"sqlite:///{self.folder / name}.db"
        server = self._started()
        address = make_url(server.url()).set(drivername="postgresql")
        with psycopg.connect(address.render_as_string(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return server.url(name)

    @contextmanager
    def database(self, kind: str) -> Iterator[Database]:
        """A new database with today's schema."""
        database = Database(self.url(kind))
        database.migrate()
        try:
            yield database
        finally:
            database.close()

    def _started(self) -> Server:
        if self._server is None:
            self._server = self._parts.enter_context(running(durable=True))
        return self._server
