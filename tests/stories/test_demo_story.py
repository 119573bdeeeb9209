"""Promise 9: one command tells the whole story, in time, without an account or settings."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

WITHIN = 60.0
"""Seconds: the story escalates within a minute."""
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Telling:
    """What the program printed, and the lines it recorded."""

    printed: str
    lines: list[dict[str, Any]]

    def args(self, method: str) -> list[dict[str, Any]]:
        """The arguments of every line of this kind."""
        return [line["args"] for line in self.lines if line["method"] == method]


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Telling:
    """The demo, run once from an empty folder."""
    way = ["--http"] if pytestconfig.getoption("--way") == "http" else []
    folder = tmp_path_factory.mktemp("demo")
    record = folder / "record.jsonl"
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--once", "--record", str(record), *way],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=WITHIN,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert [path.name for path in folder.iterdir()] == ["record.jsonl"]
    written = record.read_text(encoding="utf-8").splitlines()
    return Telling(done.stdout, [json.loads(line) for line in written])


BEATS = [
    "Logged *B-1*: SSO login fails for Harbor Law",
    "*D-1* is yours now",  # logged with the form
    "keeps the date",
    "*B-2* is yours now",  # logged from a message
    "You follow",
    "*B-1* is due Wed 25 Mar 12:00 EDT",  # the owner is reminded, on the owner's clock
    "*B-1* is overdue",
    "Escalated to the lead",
    "*Priya Nair* proposed Tue 31 Mar",
    "added the link parser#12 (github.com)",
    "changed the impact from “Harbor's first 200",
    "added the customer “Harbor Law”",
    "*Harbor Law*: improving",
    "You follow it",
    "decided it: our standard one",
    "Escalated to leadership",
    "*B-2*: @ines says it blocks D-2",
    "*D-3* Decision needed: Do we waive Harbor's first month? (#harbor-law-price)",
    "Fallback now applies: go live with passwords",
    "used the fallback",
    "*Week of Mon 30 Mar*: 3 open",
    "1 item needs you",  # the Home tab
    "Tue 31 Mar 11:00 EDT: the fallback applies",
    "Fallback now applies: print on plain paper",
    "keeps it open until Thu 2 Apr",
    "offered it to @priya until Wed 1 Apr 07:30 EDT",
    "took it over from *Tom Becker*",
    "You are away from Thu 2 Apr until Wed 8 Apr 09:00",
    "*D-3* has nobody to answer for it",
    "because nobody answered for it",
    "Logged *B-4*: Harbor's staging certificate has expired",
    "*B-4* is overdue: Harbor's staging certificate has expired (DM @ines)",
    "You cover for @priya until Wed 8 Apr 05:30 CEST",
]


def test_every_beat_of_the_story_is_told_in_order(telling: Telling) -> None:
    told = " ".join(telling.printed.split())
    at = -1
    for beat in BEATS:
        assert beat in told
        assert told.index(beat) > at, beat
        at = told.index(beat)


def test_the_story_escalates_rung_by_rung_at_its_hours(telling: Telling) -> None:
    for line in (
        "Wed 25 Mar 16:00 UTC  🔴 *B-1* is overdue: SSO",  # 17:00 in Berlin: the lead
        "Thu 26 Mar 16:00 UTC  🔴 *B-1* is overdue: SSO",  # a day later: leadership
        "Fri 27 Mar 16:00 UTC  ⚠️ *B-1* is overdue: SSO",  # two days later: the fallback
        "Mon 30 Mar 07:00 UTC  *Week of Mon 30 Mar*",  # 9:00 in Berlin's summer time
        # What was due on Friday 17:00: the lead then, and the others in working days.
        "Fri 27 Mar 16:00 UTC  🔴 *B-3* is overdue: Harbor's letterhead",
        "Mon 30 Mar 15:00 UTC  🔴 *B-3* is overdue: Harbor's letterhead",
        "Tue 31 Mar 15:00 UTC  ⚠️ *B-3* is overdue: Harbor's letterhead",
        # It ends while this one is overdue, before leadership is told at 15:00.
        "Wed 01 Apr 15:00 UTC  🔴 *B-4* is overdue: Harbor's staging",
        "Thu 02 Apr 13:00 UTC  🔴 *B-4* is overdue: Harbor's staging",  # to its owner
    ):
        assert line in telling.printed


def test_each_recorded_line_is_a_method_with_its_arguments(telling: Telling) -> None:
    for line in telling.lines:
        assert {"method", "args"} <= set(line) <= {"method", "args", "view", "url"}
        assert isinstance(line["method"], str)
        assert isinstance(line["args"], dict)


@pytest.mark.parametrize(
    "kind",
    [
        "chat.postMessage",
        "chat.update",
        "views.open",
        "views.publish",
        "in.slash_commands",
        "in.block_actions",
        "in.view_submission",
        "in.message_action",
        "in.event_callback",
        "ack.slash_command",
        "ack.view_submission",
    ],
)
def test_every_kind_of_traffic_is_recorded(telling: Telling, kind: str) -> None:
    assert telling.args(kind)


def test_what_is_recorded_is_what_was_said(telling: Telling) -> None:
    typed = [args["command"] for args in telling.args("in.slash_commands")]
    assert {"/backstop", "/blocker", "/decision"} == set(typed)
    (shortcut,) = telling.args("in.message_action")
    assert "every clause number" in shortcut["message"]["text"]
    assert any("Logged *B-1*" in args["text"] for args in telling.args("ack.slash_command"))
    weekly = [a for a in telling.args("chat.postMessage") if a["text"].startswith("*Week of")]
    assert len(weekly) == len({args["channel"] for args in weekly}) == 2  # one in each channel
    for metadata in (args["metadata"] for args in weekly):
        assert (metadata["event_type"], len(metadata["event_payload"]["token"])) == (
            "backstop_notice",
            32,
        )


def test_nothing_secret_is_recorded(telling: Telling) -> None:
    written = json.dumps(telling.lines)
    for secret in ("xoxb-", "xapp-", "Bearer "):
        assert secret not in written
    assert not any("token" in line["args"] for line in telling.lines)
