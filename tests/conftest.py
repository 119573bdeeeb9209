"""What all tests share: command-line options, and one PostgreSQL per test process."""

import gc
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from bot.process import gc_tuning
from storage.engine.database import Database
from tests.support.storage.databases import Templates, compiled_once
from tests.support.storage.postgres import roomy

settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.register_profile("roaming", deadline=None)
settings.load_profile("steady")
"""Every run tries the same examples; `--hypothesis-profile=roaming` looks for others."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--no-postgres` is the only way to skip PostgreSQL: a missing one is a failure."""
    parser.addoption(
        "--no-postgres", action="store_true", help="leave out the tests that need PostgreSQL"
    )
    parser.addoption(
        "--way",
        choices=["socket", "http", "both", "replicas"],
        help="how Slack reaches the bot in the stories (replicas: two by HTTP, on PostgreSQL); "
        "without it those marked both_ways are told by socket and by HTTP, the others by socket",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Keep test files in memory where there is room: we kill processes, never the machine.

    `--basetemp` names another place, and so does pytest's own PYTEST_DEBUG_TEMPROOT.
    """
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(roomy()))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Exempt what is loaded by now from garbage collection, and collect rarely from then on.

    Otherwise collections would take a twentieth of the time of all tests.
    """
    with gc_tuning.unsought():
        collected = yield
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    return collected


@pytest.fixture(scope="session", autouse=True)
def _statements() -> Iterator[None]:
    """Compile no statement twice in one test process."""
    with compiled_once():
        yield


@pytest.fixture(scope="session")
def templates(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Templates]]:
    """The databases of a target, on a server that starts when it is first needed."""
    started: list[Templates] = []
    of_this_process = tmp_path_factory.getbasetemp()
    is_one_of_several = "PYTEST_XDIST_WORKER" in os.environ
    of_all = of_this_process.parent if is_one_of_several else of_this_process

    @cache
    def of(target: str) -> Templates:
        if pytestconfig.getoption("--no-postgres"):
            pytest.skip("--no-postgres")
        started.append(Templates(target, of_all))
        return started[-1]

    yield of
    for templates in started:
        templates.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with today's schema, to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    with closing(Database(f"sqlite:///{path}")) as made:
        made.migrate()
    return path
