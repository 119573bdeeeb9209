"""A new version starts on an older one's database, nonsense included, without help."""

from contextlib import closing
from typing import Any

import pytest

from bot.demo.sandbox import Sandbox
from escalation.items import Status
from storage.engine.database import Database
from tests.stories.conftest import WEDNESDAY
from tests.stories.heard import berlin, fill_in, heard, ignore_rest, posted, types
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


BEFORE_VERSIONS = """{"format": 2, "version": 7, "lead": [["person", "%s"]],
    "leadership": [["channel", "%s"]], "rungs": [[3, "hours", "lead", true],
    [1, "days", "leadership", false], [1, "days", "channel", true]],
    "reminders": [7200, 0], "hold": 7200, "chance": 0, "slip_budget": 3, "review_cycle": 864000,
    "zone": "Europe/Berlin", "start": "08:00:00", "end": "16:00:00", "weekdays": [0, 1, 2, 3],
    "holidays": "DE", "window_days": 3, "summary_weekday": 4, "summary_time": "10:00:00"}"""
"""A ladder as it was stored just before there were versions."""


async def test_a_ladder_of_before_reads_and_does_what_it_did(empty_sandbox: StorySandbox) -> None:
    """Wed 25 Mar 2026, work from 8 to 16: due at noon, Lea is told 3 working hours later."""
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    (sandbox.folder / "backstop.db").unlink()
    url, workspace = f"sqlite:///{sandbox.folder / 'backstop.db'}", sandbox.slack.workspace.team_id
    made_by("0029", url)
    maria, lea = (sandbox.slack.person(name).id for name in ("maria", "lea"))
    channel = sandbox.slack.channel("#launch").id
    policy = BEFORE_VERSIONS % (lea, channel)
    with closing(Database(url)) as database, database.write_all() as tx:
        insert_channel(tx, workspace=workspace, channel=channel, policy=policy)
        item: dict[str, Any] = {
            "workspace": workspace, "channel": channel, "policy": policy, "owner": maria,
            "reporter": maria, "due": a_due(berlin(25, 12)), "logged_at": WEDNESDAY,
            "next_at": berlin(25, 12), "reminded_until": WEDNESDAY,
        }  # fmt: skip
        insert_item(tx, 1, **item)
    await sandbox.start_bot()
    said = await types(sandbox, "lea", "/backstop ladder")
    for sentence in (
        f"*The ladder of <#{channel}>, version 7*",
        "When a date passes: after 3 working hours *Lea Roth* is notified by DM and "
        f"<#{channel}> in the thread, shown in the channel.",
        f"After 1 working day <#{channel}> is notified by a post and in the thread.",
        "After 1 working day the fallback applies.",
        "An acknowledgement pauses escalation for 2 working hours.",
        "No step waits for an answer to the one before it.",
        "Every 10 days leadership is asked about what is still open.",
        "for the third time, the lead is told; each time after that, leadership.",
        "The owner is reminded 2 hours before the due date, at the due date, and after it on each "
        "of the first 3 working mornings, then every 3rd until the twelfth, then every 5th.",
        "Working hours are 08:00 to 16:00, Monday to Thursday, in everybody's own time zone.",
        "The public holidays of DE are off.",
        "Without a date, an item is due 3 working days after it is logged.",
        "The weekly post comes on Friday at 10:00.",
    ):
        assert sentence in said, said
    assert posted(sandbox) == [], "the upgrade tells nobody"
    await sandbox.advance_to(berlin(25, 15, 30))
    assert heard(sandbox, "lea") == ["Wed 25 15:00 B-1"]
    plan = await types(sandbox, "maria", "/blocker B-1 plan")
    assert "Thu 26 Mar 12:00 CET: the fallback applies" in plan
    assert "Ladder version 7." in plan
    await lea_saves_it_as_it_is(sandbox)
    ignore_rest(sandbox)


async def lea_saves_it_as_it_is(sandbox: Sandbox) -> None:
    """Equal steps are not asked about again."""
    lea = sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop setup")
    await lea.submits()
    await lea.sees_form("Saved")
    await lea.closes(everything=True)
    words = await types(sandbox, "bo", "/backstop ladder 7")
    assert "version 7" in words
    assert "Version 8 is used now" in words
