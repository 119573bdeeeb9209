"""The file guard: notices when an SQLite file or its log is taken away from under a program.

The system lets the program go on writing to a file that no longer has a name: everything would be
lost when the program ends, and nobody would know. Changes are saved in the log (`…-wal`) first; a
checkpoint copies them into the file itself.
"""

import sqlite3
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Any

BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside the file: its log, and the index of the log."""


_ANY_THREAD: Any = {"isolation_level": None, "check_same_thread": False}


class FileGone(Exception):
    """The file or its log was deleted, moved or replaced; nothing was read or written."""


class FileGuard:
    """Remembers which files were first seen at a path (None for a server, which has no file).

    It keeps a connection of its own open from `hold` to `release`. While it is open, SQLite does
    not remove the log, and changes in a log that was taken away can still be saved.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._seen: dict[Path, tuple[int, int]] = {}
        self._held: sqlite3.Connection | None = None
        self._turn = Lock()

    def require(self) -> None:
        """Raise FileGone unless the files first seen are still there; moved back, they are fine."""
        if self._path is None:
            return
        if self._path not in self._seen and (found := _identity(self._path)):
            self._seen = {self._path: found}
        for path, seen in self._seen.items():
            if _identity(path) != seen:
                self.checkpoint()  # saves what is in a log that no longer has a name
                raise FileGone(f"{path} was deleted, moved or replaced while it was in use")

    def hold(self) -> None:
        """Watch the log too from now on; call it while a transaction is open."""
        if self._path is None or len(self._seen) > len(BESIDE):
            return
        with self._turn, suppress(sqlite3.Error):
            self._held = self._held or sqlite3.connect(self._path, **_ANY_THREAD)
            self._held.execute("PRAGMA schema_version")  # reads the file, and so opens its log
            files = [self._path, *(self._path.with_name(self._path.name + end) for end in BESIDE)]
            found = {path: there for path in files if (there := _identity(path))}
            self._seen = found | self._seen

    def checkpoint(self) -> None:
        """Copy the log into the file, except what is in use; delays nobody."""
        with self._turn, suppress(sqlite3.Error):
            if self._held:
                self._held.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def is_locked(self, patience: timedelta) -> bool:
        """Whether another connection kept the file locked against writing for this long."""
        with self._turn:
            if self._held is None:
                return False
            self._held.execute(f"PRAGMA busy_timeout = {patience // timedelta(milliseconds=1)}")
            try:
                self._held.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as fault:
                if "locked" in str(fault):
                    return True
                raise
            self._held.execute("ROLLBACK")
            return False

    def release(self) -> None:
        """Close our connection, so that SQLite may remove the log."""
        self.checkpoint()
        with self._turn:
            if self._held:
                self._held.close()
            self._held = None
            self._seen = {path: seen for path, seen in self._seen.items() if path == self._path}


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
