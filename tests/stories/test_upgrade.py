"""A new version starts on an older one's database, nonsense included, without help."""

from contextlib import closing
from typing import Any

import pytest

from bot.demo.sandbox import Sandbox
from escalation.items import Status
from storage.engine.database import Database
from tests.stories.conftest import WEDNESDAY
from tests.stories.heard import berlin, fill_in, ignore_rest, posted, types
from tests.stories.people import EVERYBODY, add_people
from tests.support.factories import a_due
from tests.support.greeted import StorySandbox
from tests.support.storage.old_databases import a_ladder, insert_channel, insert_item, made_by

pytestmark = pytest.mark.of_one_bot

NONSENSE: dict[str, dict[str, Any]] = {
    "#back": {"rungs": [[0, "lead", 0], [172800, "leadership", 1], [3600, "channel", 1]]},
    "#idle": {"weekdays": []},
    "#nine": {"weekdays": [9], "summary_weekday": 9},
    "#minus": {"window_days": -3},
    "#long": {"window_days": 999_999_999},
    "#mars": {"zone": "Mars/Olympus"},
    "#spans": {"hold": -1, "review_cycle": 0, "reminders": [999_999_999_999]},
}


def leave_behind(sandbox: Sandbox) -> None:
    """An older version's database: in each channel an open and a closed item, and its nonsense."""
    (sandbox.folder / "backstop.db").unlink()
    url, workspace = f"sqlite:///{sandbox.folder / 'backstop.db'}", sandbox.slack.workspace.team_id
    made_by("0005", url)
    maria, lea, cem = (sandbox.slack.person(name).id for name in ("maria", "lea", "cem"))
    people = {"lead": [["person", lea]], "leadership": [["person", cem]]}
    with closing(Database(url)) as database, database.write_all() as tx:
        for number, (name, wrong) in enumerate(NONSENSE.items(), start=1):
            channel, policy = sandbox.slack.channel(name).id, a_ladder(**people, **wrong)
            insert_channel(tx, workspace=workspace, channel=channel, policy=policy)
            item: dict[str, Any] = {
                "workspace": workspace, "channel": channel, "policy": policy, "owner": maria,
                "reporter": maria, "due": a_due(berlin(31, 17)), "logged_at": WEDNESDAY,
                "next_at": berlin(30, 9), "reminded_until": WEDNESDAY,
            }  # fmt: skip
            insert_item(tx, number, **item)
            closed: dict[str, Any] = {
                "status": Status.RESOLVED,
                "closed_at": WEDNESDAY,
                "next_at": None,
            }
            insert_item(tx, 100 + number, **item | closed)


async def test_every_channel_and_item_of_before_can_be_read_and_set_up(
    empty_sandbox: StorySandbox,
) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    for name in NONSENSE:
        sandbox.slack.add_channel(name, EVERYBODY)
    leave_behind(sandbox)
    sandbox.greeted = False
    await sandbox.start_bot()
    lea = sandbox.slack.person("lea")
    for number, name in enumerate(NONSENSE, start=1):
        assert f"*B-{number}*" in await types(sandbox, "maria", "/blocker list all", channel=name)
        assert f"*B-{number}*" in await types(
            sandbox, "maria", f"/blocker B-{number}", channel=name
        )
        await lea.types(name, "/backstop setup")
        await fill_in(lea, {"Lead: people": ["lea"], "Leadership: people": ["cem"]})
        await lea.closes()
    await sandbox.advance_to(berlin(25, 12))
    for name in NONSENSE:
        assert posted(sandbox, name) == [], "an upgrade tells nobody; the weekly posts were owed"
    ignore_rest(sandbox, "#launch")  # is new to Backstop, so it is greeted
