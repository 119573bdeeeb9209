"""What `make` says when it cannot set up: one line on what to do, then pip's message."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the real Makefile in its own folder, where no package index can be reached."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        env=os.environ | {"PIP_NO_INDEX": "1", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_where_pip_fails_one_line_before_its_own_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    unknown = "no-such-library==1 --hash=sha256:" + "0" * 64
    (tmp_path / "requirements" / "run.txt").write_text(unknown + "\n")
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (programs / "pip").touch()
    failed = make(tmp_path, "run")
    assert failed.returncode != 0
    first, second, *_ = failed.stderr.splitlines()
    assert first.startswith("Set-up failed. Check the network")
    assert "then run make again" in first
    assert second.startswith("ERROR: ")
    assert not (tmp_path / ".venv" / "run.stamp").exists()


def test_an_environment_whose_python_is_gone_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").touch()
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(tmp_path / "gone")
    (programs / "pip").touch()
    (tmp_path / ".venv" / "run.stamp").touch()
    failed = make(tmp_path, "run", "PYTHON=no-such-python")
    assert "tried: no-such-python." in failed.stderr


def test_where_no_python_will_do_it_says_which_would(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").touch()
    failed = make(tmp_path, "run", "PYTHON=no-such-python")
    assert failed.returncode != 0
    assert failed.stderr.startswith(
        "Backstop needs Python 3.11 or newer with the venv module; tried: no-such-python."
    )
