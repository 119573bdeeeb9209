"""A command line as an operator types it, run in this process: nothing has to be loaded again.

`tests.support.bots.program` starts the same thing in a process of its own.
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
    """What came back: the exit code and both streams."""

    returncode: int
    stdout: str
    stderr: str


def backstop(*words: str, folder: Path | None = None, **environment: str) -> Answer:
    """`backstop WORDS` in a folder, in an environment that has nothing else."""
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
    """What a process has of its own; put back as it was."""
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
