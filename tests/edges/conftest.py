"""What these tests share: databases, a workspace context, a Slack, a delivery."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from playground.slack import Playground
from storage.engine.database import Database
from tests.support.bots.delivery_rig import MANIFEST, DeliveryRig, a_rig
from tests.support.bots.playground_bot import SteppedClock, a_slack
from tests.support.context_fixtures import WORKSPACE, a_context, save_people
from tests.support.storage.databases import POSTGRESQL, SQLITE, Templates, targets
from workflows.transaction.unit_of_work import WorkspaceContext


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what needs a database on both kinds, some of it on every server we find."""
    if "database_url" in metafunc.fixturenames:
        of_every_server = metafunc.definition.get_closest_marker("every_server")
        found = targets() if of_every_server else [SQLITE, POSTGRESQL]
        metafunc.parametrize("database_url", found, indirect=True)


@pytest.fixture
def folder(tmp_path: Path, sqlite_template: Path) -> Path:
    """A bot's folder, with the database it made at its first start."""
    shutil.copy(sqlite_template, tmp_path / "backstop.db")
    return tmp_path


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DeliveryRig]:
    """A delivery with a database of each kind."""
    async with a_rig(database) as rig:
        yield rig


@pytest.fixture
async def rig_on_a_file(sqlite: Database) -> AsyncIterator[DeliveryRig]:
    """A delivery on SQLite, for what depends on Slack alone."""
    async with a_rig(sqlite) as rig:
        yield rig


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    templates: Callable[[str], Templates],
    sqlite_template: Path,
) -> Iterator[str]:
    """The address of an empty database with today's schema; the target is the parameter."""
    if request.param == SQLITE:
        yield f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'backstop.db')}"
        return
    with templates(request.param).database() as url:
        yield url


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def unused_url(
    request: pytest.FixtureRequest, tmp_path: Path, templates: Callable[[str], Templates]
) -> Iterator[str]:
    """The address of a database that has never been used."""
    if request.param == SQLITE:
        yield f"sqlite:///{tmp_path / 'unused.db'}"
        return
    with templates(POSTGRESQL).database(empty=True) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database with today's schema."""
    with closing(Database(database_url)) as opened:
        yield opened


@pytest.fixture
def sqlite(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    """An SQLite database, whatever the other tests run on."""
    with closing(Database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'own.db')}")) as own:
        yield own


@pytest.fixture
def context(tmp_path: Path, sqlite_template: Path) -> Iterator[WorkspaceContext]:
    """Six people in UTC (see `tests.support.factories`) and one public channel."""
    database = Database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'backstop.db')}")
    with database.write(WORKSPACE) as tx:
        save_people(tx)
    yield a_context(database)
    database.close()


@pytest.fixture
def three(database_url: str) -> Iterator[list[WorkspaceContext]]:
    """Three bots that share a database."""
    with (
        closing(Database(database_url)) as one,
        closing(Database(database_url)) as two,
        closing(Database(database_url)) as other,
    ):
        with one.write(WORKSPACE) as tx:
            save_people(tx)
        yield [a_context(database) for database in (one, two, other)]


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
async def slack(clock: SteppedClock) -> AsyncIterator[Playground]:
    async with a_slack(clock, manifest=MANIFEST) as slack:
        slack.engine.throttle.post_gap = 0.0
        yield slack
