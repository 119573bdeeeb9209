"""A database of the version before customers, with all that can wait in one: nothing bursts.

It is made by today's bot and taken back to the older schema, while a snooze, an absence, a draft,
a weekly post and the rungs of an urgent item wait.
"""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from tests.stories.heard import SUMMARY, berlin, heard, ignore_rest, log, posted, types
from tests.stories.test_complete_it import waits
from tests.support.storage.old_databases import as_of

pytestmark = pytest.mark.of_one_bot

BEFORE = "0021"
EVERYBODY = ("maria", "bo", "lea", "cem")
URGENT = "/blocker Server is down owner @maria due today 11am fallback wait urgent"
HIT = "/blocker SSO fails owner @maria due thu 4pm fallback use passwords impact 40 lawyers wait"
BOS = "/decision Which DPA owner @bo due thu 4pm fallback ours impact Harbor waits"


async def test_after_the_upgrade_each_thing_happens_in_its_time_and_once(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    urgent, unsaid, steady = [await log(sandbox, line, by="cem") for line in (URGENT, HIT, BOS)]
    await types(sandbox, "bo", "/decision D-1 steady")
    await types(sandbox, "maria", "/blocker B-2 snooze 26h")
    await types(sandbox, "bo", "/backstop away until fri 9am stand-in @cem")
    draft = await waits(sandbox, "@backstop blocker The export hangs owner @maria")
    await sandbox.advance_to(berlin(25, 12))
    ignore_rest(sandbox)
    await sandbox.stop_bot()
    as_of(BEFORE, sandbox.settings().database_url)
    await sandbox.start_bot()
    await sandbox.advance(minutes=10)
    assert [heard(sandbox, who) for who in EVERYBODY] == [[], [], [], []]
    assert posted(sandbox) == []
    assert "no customer yet" in await types(sandbox, "lea", "/backstop customers")
    await maria.clicks("Complete it", message=draft)
    await maria.sees_form("The export hangs")
    await maria.closes()

    await sandbox.advance_to(berlin(26, 12, 31))
    # Leadership's rung is 24 hours after due, as it was planned.
    assert posted(sandbox) == ["Thu 26 11:00 B-1 aloud"]
    assert heard(sandbox, "cem") == ["Wed 25 16:00 D-1", "Thu 26 11:00 B-1"]  # first for Bo
    assert heard(sandbox, "maria") == ["Thu 26 09:00 B-1", "Thu 26 12:30 B-2"]  # snoozed until then
    assert (heard(sandbox, "lea"), heard(sandbox, "bo")) == ([], [])
    for card, said in ((unsaid, "not said)"), (steady, "waits (steady)")):
        assert said in message_words(card)
    assert "*Customer:*" not in message_words(urgent)
    await sandbox.advance_to(berlin(30, 9, 1))
    posts = sandbox.slack.expectations.messages_in("#launch")
    (week,) = [one.text for one in posts if one.text.startswith(SUMMARY)]
    assert week.startswith("*Week of Mon 30 Mar*: 3 open, 3 overdue\n")
    ignore_rest(sandbox)
