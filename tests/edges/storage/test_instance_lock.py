"""One bot per SQLite file: a second is refused, and however the first ends, the file is free."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.engine.instance_lock import NotAlone, alone, network_file_system

HOLD = """\
import sys
from storage.engine.instance_lock import alone
with alone(sys.argv[1]):
    print(flush=True)
    sys.stdin.read()
"""

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
server:/export /srv/team nfs4 rw 0 0
/dev/sdb1 /srv/team/local ext4 rw 0 0
//nas/share /mnt/my\\040share cifs rw 0 0
"""


def test_a_second_bot_on_a_file_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'backstop.db'}"
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with first:
        assert first.stdout
        assert first.stdout.readline()
        refusal = rf"in use by another Backstop \(process {first.pid}\).*stop that one"
        with pytest.raises(NotAlone, match=refusal), alone(url):
            pass
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        with alone(url):
            pass


def test_a_file_is_free_again_after_the_block(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'backstop.db'}"
    for _ in range(2):
        with alone(url), alone(f"sqlite:///{tmp_path / 'other.db'}"):
            pass
    with alone(url), pytest.raises(NotAlone), alone(url):
        pass


def test_a_server_takes_any_number_of_bots() -> None:
    url = "postgresql+psycopg://somewhere/backstop"
    with alone(url), alone(url):
        pass


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/backstop.db", ""),
        ("/srv/team/backstop.db", "nfs4"),
        ("/srv/team/local/backstop.db", ""),
        ("/mnt/my share/deep/backstop.db", "cifs"),
    ],
)
def test_the_disk_of_another_machine_is_told_from_ones_own(path: str, kind: str) -> None:
    assert network_file_system(Path(path), MOUNTS) == kind
    assert network_file_system(Path(path), "") == ""
