"""The demo leaves nothing behind, however it ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.bots.program import PATIENCE, ROOT

FOREGROUND = [sys.executable, "-m", "bot", "demo"]
BACKGROUND = ["sh", "-c", 'trap "" INT; exec "$0" "$@"', *FOREGROUND]
"""As a shell starts what ends in `&`: deaf to Ctrl-C."""


@pytest.mark.parametrize(
    ("words", "asked"),
    [(FOREGROUND, signal.SIGTERM), (BACKGROUND, signal.SIGINT)],
    ids=["foreground", "background"],
)
def test_a_demo_that_is_asked_to_end_leaves_no_folder_behind(
    tmp_path: Path, words: list[str], asked: signal.Signals
) -> None:
    with subprocess.Popen(
        words,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what was under way may complain that it was cut off
        text=True,
    ) as demo:
        assert demo.stdout is not None
        while "logs a blocker in one line" not in demo.stdout.readline():
            assert demo.poll() is None
        assert list(tmp_path.iterdir()) != []
        demo.send_signal(asked)
        said, _ = demo.communicate(timeout=PATIENCE)
    assert demo.returncode == 0
    assert said.endswith("The demo has ended; nothing of it is kept.\n")
    assert list(tmp_path.iterdir()) == []
