"""What the tests of single edges share."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.support.bots.delivery_office import Office, an_office
from tests.support.storage.databases import POSTGRESQL, SQLITE, targets
from tests.support.storage.store_fixtures import database, database_url, sqlite, unused_url

__all__ = ["database", "database_url", "sqlite", "unused_url"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever needs a database runs on both kinds, some of it on every server that is found."""
    if "database_url" in metafunc.fixturenames:
        of_every_server = metafunc.definition.get_closest_marker("every_server")
        found = targets() if of_every_server else [SQLITE, POSTGRESQL]
        metafunc.parametrize("database_url", found, indirect=True)


@pytest.fixture
def folder(tmp_path: Path, sqlite_template: Path) -> Path:
    """A bot's folder, with the database that it made when it was first started."""
    shutil.copy(sqlite_template, tmp_path / "backstop.db")
    return tmp_path


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    """A delivery with a database of each kind."""
    async with an_office(database) as office:
        yield office


@pytest.fixture
async def office_on_a_file(sqlite: Database) -> AsyncIterator[Office]:
    """For what depends on Slack alone."""
    async with an_office(sqlite) as office:
        yield office
