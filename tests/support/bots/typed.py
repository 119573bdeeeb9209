"""A command line as an operator types it, run in this process so that nothing is reloaded.

`tests.support.bots.program` starts the same thing in its own process.
"""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from bot.__main__ import main

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The result: the exit code and both streams."""

    returncode: int
    stdout: str
    stderr: str


def backstop(*words: str, folder: Path | None = None, **environment: str) -> Answer:
    """Run `backstop WORDS` in a folder, in an otherwise empty environment."""
    said, complained, code = StringIO(), StringIO(), 0
    with (
        chdir(folder or ROOT),
        _outside(words, environment),
        redirect_stdout(said),
        redirect_stderr(complained),
    ):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Answer(returncode=code, stdout=said.getvalue(), stderr=complained.getvalue())


@contextmanager
def _outside(words: tuple[str, ...], environment: dict[str, str]) -> Iterator[None]:
    """The state of the process, restored afterwards."""
    log = logging.getLogger()
    before, argv, handlers, level = dict(os.environ), sys.argv, log.handlers[:], log.level
    os.environ.clear()
    os.environ.update(environment)
    sys.argv, log.handlers = ["backstop", *words], []
    try:
        yield
    finally:
        sys.argv, log.handlers = argv, handlers
        log.setLevel(level)
        os.environ.clear()
        os.environ.update(before)
