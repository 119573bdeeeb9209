"""The harness: a server that starts on every machine and never outlives its runner."""

import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.storage.postgres import DISK, NoPostgres, Server, copied, from_wheel, open_to_all

START_AND_DIE = """
import os, signal
from tests.support.storage.postgres import Server, from_wheel
server = Server(from_wheel())
server.start()
print(server.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def programs(pytestconfig: pytest.Config) -> Path:
    found = from_wheel()
    if pytestconfig.getoption("--no-postgres") or found is None:
        pytest.skip("about the pip package")
    return found


def test_a_server_dies_with_a_runner_that_is_killed(
    programs: Path, pytestconfig: pytest.Config
) -> None:
    command = [sys.executable, "-c", START_AND_DIE]
    runner = subprocess.run(
        command, cwd=pytestconfig.rootpath, capture_output=True, text=True, check=False
    )
    folder = Path(runner.stdout.strip())
    for _ in range(500):
        if not folder.exists():
            break
        threading.Event().wait(0.02)
    assert folder.name.startswith("backstop-pg-")
    assert not folder.exists()


def test_programs_that_nobody_else_may_enter_work_as_a_copy(programs: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert not open_to_all(closed)
    copy = copied(programs, tmp_path)
    said = subprocess.run([copy / "postgres", "--version"], capture_output=True, check=True)
    assert said.stdout.startswith(b"postgres (PostgreSQL)")


def test_programs_that_do_not_work_are_told_by_their_words() -> None:
    with TemporaryDirectory(dir=DISK) as place:
        folder = Path(place)
        broken = folder / "initdb"
        broken.write_text("#!/bin/sh\necho no luck >&2\nexit 1\n")
        for one in (folder, broken):
            one.chmod(0o755)  # whoever runs the server may enter, and nothing else is opened
        with pytest.raises(NoPostgres, match="no luck"):
            Server(folder)
