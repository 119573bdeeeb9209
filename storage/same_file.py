"""The same file: an SQLite file that is taken away from under a program that has it open.

The system lets such a program write on, into a file that has no name any more: all of it would be
gone with the program, and nothing else would say so.
"""

from pathlib import Path


class FileGone(Exception):
    """The file was deleted, moved or replaced; nothing was read or written."""


class SameFile:
    """Knows the file that was first seen at a path; None is for a server, which has no file."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None

    def require(self) -> None:
        """Raise FileGone unless the file first seen there is there; it may come back."""
        if self._path is None:
            return
        found = _identity(self._path)
        self._seen = self._seen or found  # None until the first transaction has made it
        if found != self._seen:
            raise FileGone(f"{self._path} was deleted, moved or replaced while it was in use")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
