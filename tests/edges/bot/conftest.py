"""What the tests of the running bot share."""

from collections.abc import AsyncIterator

import pytest

from storage.engine.database import Database
from tests.support.bots.registry import Registry, a_registry


@pytest.fixture
async def registry(sqlite: Database) -> AsyncIterator[Registry]:
    async with a_registry(sqlite) as registry:
        yield registry


@pytest.fixture
async def registry_anywhere(database: Database) -> AsyncIterator[Registry]:
    """A directory on each kind of database."""
    async with a_registry(database) as registry:
        yield registry
