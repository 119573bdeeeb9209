"""`backstop stats`: prints a channel's figures, for people and for machines."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.process.clock import utc_now
from escalation.items import Due
from escalation.moves.move import Move
from storage import workspaces
from storage.engine.database import Database
from tests.support.bots.typed import backstop
from tests.support.context_fixtures import WORKSPACE, a_context, logged, moved, save_people
from tests.support.factories import CHANNEL


def a_database(folder: Path, *, with_items: bool) -> None:
    """Two blockers logged 20 days ago and due a day later, one of them resolved an hour later."""
    before = utc_now() - timedelta(days=20)
    with closing(Database(f"sqlite:///{folder / 'backstop.db'}")) as database:
        with database.write(WORKSPACE) as tx:
            workspaces.save(tx, name="Acme", bot_user="UBOT")
            save_people(tx, now=before)
        if with_items:
            due = Due(at=before + timedelta(days=1), zone="UTC", phrase="")
            context = a_context(database)
            item = logged(context, now=before, due=due)
            logged(context, 2, now=before, due=due)
            moved(context, item, Move.RESOLVE, text="x", now=before + timedelta(hours=1))


def test_the_figures_are_printed(folder: Path) -> None:
    a_database(folder, with_items=True)
    said = backstop("stats", CHANNEL, folder=folder)
    assert (said.returncode, said.stderr) == (0, "")
    first, *figures = said.stdout.splitlines()
    assert first.endswith(" UTC")
    assert (
        "Blockers closed: 1 of 2 (50 %); on time 50 %; by the date they had 50 %; by fallback 0 %"
        in figures
    )


def test_machines_get_json(folder: Path) -> None:
    a_database(folder, with_items=True)
    answer = json.loads(backstop("stats", CHANNEL, "--weeks", "4", "--json", folder=folder).stdout)
    assert (answer["channel"], answer["weeks"]) == (CHANNEL, 4)
    closed = answer["this"]["closure_rate"]["blocker"]["closed"]
    assert closed == {"count": 1, "of": 2, "percent": 50}
    assert answer["this"]["time_to_resolution"]["elapsed"]["median"] == 1.0
    assert answer["this"]["slips"]["drift"] == 0.0
    assert answer["before"]["time_to_resolution"]["n"] == 0


def test_a_channel_without_items_says_so(folder: Path) -> None:
    a_database(folder, with_items=False)
    assert "Nothing was logged, open or due" in backstop("stats", CHANNEL, folder=folder).stdout


def test_what_cannot_be_shown_is_refused(folder: Path) -> None:
    a_database(folder, with_items=False)
    unknown = backstop("stats", "C99", folder=folder)
    assert (unknown.returncode, unknown.stderr) == (
        1,
        "Channel C99 was not found in sqlite:///backstop.db. Use an id like C0123.\n",
    )
    for weeks in ("0", "500"):
        long = backstop("stats", CHANNEL, "--weeks", weeks, folder=folder)
        assert (long.returncode, long.stderr) == (1, "--weeks: Choose 1 to 52 weeks.\n")
