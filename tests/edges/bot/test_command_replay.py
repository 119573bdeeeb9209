"""`backstop replay`: prints what a ladder would have done, for people and for machines."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.process.clock import utc_now
from escalation.items import Due
from storage import workspaces
from storage.engine.database import Database
from tests.support.bots.typed import backstop
from tests.support.context_fixtures import WORKSPACE, a_context, logged, save_people
from tests.support.factories import CHANNEL


def a_database(folder: Path, *, with_item: bool) -> None:
    now = utc_now()
    with closing(Database(f"sqlite:///{folder / 'backstop.db'}")) as database:
        with database.write(WORKSPACE) as tx:
            workspaces.save(tx, name="Acme", bot_user="UBOT")
            save_people(tx, now=now)
        if with_item:
            due = Due(at=now + timedelta(days=3), zone="UTC", phrase="")
            logged(a_context(database), now=now, due=due)


def test_what_would_have_been_is_printed(folder: Path) -> None:
    a_database(folder, with_item=True)
    said = backstop("replay", CHANNEL, "--weeks", "2", folder=folder)
    assert (said.returncode, said.stderr) == (0, "")
    first, assumed = said.stdout.splitlines()
    assert first == "1 item of the last 2 weeks: 0 escalations, as many as now."
    assert assumed.startswith("This assumes that everybody acts as they did.")


def test_machines_get_json(folder: Path) -> None:
    a_database(folder, with_item=True)
    answer = json.loads(backstop("replay", CHANNEL, "--json", folder=folder).stdout)
    assert (answer["items"], answer["changed"], answer["exceptions"]) == (1, [], [])
    assert answer["now"] == answer["then"]
    assert answer["now"]["rungs"] == {}


def test_a_channel_without_history_says_so(folder: Path) -> None:
    a_database(folder, with_item=False)
    assert backstop("replay", CHANNEL, folder=folder).stdout.startswith("Nothing has happened yet")


def test_what_cannot_be_replayed_is_refused(folder: Path) -> None:
    a_database(folder, with_item=False)
    unknown = backstop("replay", "C99", folder=folder)
    assert (unknown.returncode, unknown.stderr) == (
        1,
        "Channel C99 was not found in sqlite:///backstop.db. Use an id like C0123.\n",
    )
    long = backstop("replay", CHANNEL, "--weeks", "99", folder=folder)
    assert (long.returncode, long.stderr) == (1, "--weeks: Choose 1 to 52 weeks.\n")
