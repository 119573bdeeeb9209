"""The instance lock: allows one bot per SQLite file, by a lock beside the file that is held while
the bot runs.

The lock belongs to the process: whatever ends it, even `kill -9`, frees the lock.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

MOUNTS = Path("/proc/self/mounts")
NETWORK = frozenset(
    {
        "9pfs", "afs", "beegfs", "ceph", "cifs", "fuse.ceph", "fuse.davfs2", "fuse.glusterfs",
        "fuse.s3fs", "fuse.sshfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs",
    }
)  # fmt: skip
"""File systems of other machines, whose locks SQLite cannot rely on."""


class NotAlone(Exception):
    """An SQLite file is in use by another bot, or on a disk where no lock can be trusted."""


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Be the only bot on an SQLite file inside the block; a server takes any number of bots.

    Raises NotAlone with what to do instead. Commands that only look or copy do not need this.
    """
    path = file_of(url)
    if path is None:
        yield
        return
    refuse_network(url)
    with path.with_name(f"{path.name}.lock").open("a+") as lock:
        _take(lock.fileno(), path)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _take(lock: int, path: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(lock, 20, 0).decode() or "just starting"
        raise NotAlone(
            f"{path} is in use by another Backstop (process {holder}). To fix it, stop that one "
            "first. Several at once need PostgreSQL: `backstop db copy` moves everything there."
        ) from None


def refuse_network(url: str) -> None:
    """Raise NotAlone when an SQLite file is on the disk of another machine."""
    mounts = MOUNTS.read_text() if MOUNTS.exists() else ""
    path = file_of(url)
    if path and (kind := network_file_system(path, mounts)):
        raise NotAlone(
            f"{path} is on another machine's disk ({kind}), where an SQLite file is not safe. "
            "To fix it, put it on a disk of this machine or use PostgreSQL."
        )


def file_of(url: str) -> Path | None:
    """The SQLite file behind a URL, whether or not it exists; None for a server."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database.removeprefix("file:")).resolve()


def network_file_system(path: Path, mounts: str) -> str:
    """The kind of network file system an absolute path is on; "" for a disk of this machine.

    `mounts` is Linux's table of them; elsewhere it is empty and the answer is "".
    """
    kinds = {}
    for line in mounts.splitlines():
        _, place, kind, *_ = line.split()
        kinds[Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), place))] = kind
    found = next((kinds[place] for place in (path, *path.parents) if place in kinds), "")
    return found if found in NETWORK else ""
