"""Anybody may have the owner reminded: in their hours, once in four, not if it is answered."""

import asyncio

import pytest

from bot.demo.sandbox import Sandbox
from tests.stories.heard import berlin, buttons, heard, ignore_rest, log, posted, types

MARIAS = "/blocker staging is down owner @maria due fri 4pm fallback use the replica"
ANSWERED = {
    "snooze 2h": "The reminders of {} are snoozed until Wed 25 Mar 12:30 CET.",
    "ack": "{} was acknowledged Wed 25 Mar 10:30 CET. "
    "Maria Silva can be reminded from Wed 25 Mar 14:30 CET.",
    "resolve restarted it": "{0} was resolved. If it still matters: `/blocker {0} reopen",
}
"""What Maria has done with an item, and what whoever would remind her of it is told."""
BOS = "/blocker staging is down owner @bo due thu 9am fallback use the replica"


async def of_marias(sandbox: Sandbox, *lines: str) -> None:
    """Maria owns B-1, which she logged, and has typed these."""
    await log(sandbox, MARIAS)
    for line in lines:
        await types(sandbox, "maria", line)
    ignore_rest(sandbox, "#launch")


@pytest.mark.on_both_databases
async def test_the_owner_is_reminded_and_learns_who_asked_and_why(sandbox: Sandbox) -> None:
    await of_marias(sandbox)
    maria, bo = (sandbox.slack.person(name).id for name in ("maria", "bo"))
    said = await types(sandbox, "cem", "/blocker B-1 ping")
    assert f"reminded <@{maria}>" in said
    assert f"<@{maria}> is notified Wed 25 Mar 10:30 CET." in said
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1"]
    assert posted(sandbox) == ["Wed 25 10:30 B-1"]
    await sandbox.advance_to(berlin(25, 14, 30))
    await types(sandbox, "bo", "/blocker remind B-1 because Acme calls at 5")
    dm = await sandbox.slack.expectations.expect_dm("maria", "*B-1* is due Fri 27 Mar 16:00 CET")
    assert f"<@{bo}> asked for this reminder, because Acme calls at 5." in dm.text
    history = await types(sandbox, "cem", "/blocker B-1")
    assert f"Wed 25 Mar 14:30 CET: <@{bo}> reminded <@{maria}>, because Acme calls at 5" in history
    ignore_rest(sandbox, "#launch")


async def test_there_is_one_in_four_hours_whoever_asks(sandbox: Sandbox) -> None:
    await of_marias(sandbox)
    await types(sandbox, "bo", "/blocker B-1 remind")
    await sandbox.advance_to(berlin(25, 14, 29))
    said = await types(sandbox, "cem", "/blocker B-1 nudge")
    assert "A reminder to Maria Silva was asked for Wed 25 Mar 10:30 CET." in said
    assert "The next can go out from Wed 25 Mar 14:30 CET." in said
    assert "Need it now? `/blocker B-1 escalate because …`" in said
    await sandbox.advance(minutes=1)
    await types(sandbox, "cem", "/blocker B-1 nudge")
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1", "Wed 25 14:30 B-1"]
    ignore_rest(sandbox, "#launch")


@pytest.mark.on_both_databases
async def test_two_people_at_once_send_one(sandbox: Sandbox) -> None:
    await of_marias(sandbox)
    asked = (
        sandbox.slack.person(who).types("#launch", "/blocker B-1 remind") for who in ("bo", "cem")
    )
    said = [seen.messages[0].text for seen in await asyncio.gather(*asked)]
    await sandbox.settle()
    assert sorted("is notified" in one for one in said) == [False, True]
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1"]
    assert posted(sandbox) == ["Wed 25 10:30 B-1"]


async def test_what_is_snoozed_acknowledged_or_closed_is_not_reminded_of(sandbox: Sandbox) -> None:
    for number, (before, says) in enumerate(ANSWERED.items(), start=1):
        await log(sandbox, MARIAS)
        await types(sandbox, "maria", f"/blocker B-{number} {before}")
        ignore_rest(sandbox, "#launch")
        said = await types(sandbox, "cem", f"/blocker B-{number} remind")
        assert says.format(f"B-{number}") in said
        assert (heard(sandbox, "maria"), posted(sandbox)) == ([], [])


async def test_owners_are_told_that_it_is_theirs(sandbox: Sandbox) -> None:
    await of_marias(sandbox)
    said = await types(sandbox, "maria", "/blocker B-1 remind")
    assert "B-1 is yours. If you are on it: `/blocker B-1 ack`." in said
    assert (heard(sandbox, "maria"), posted(sandbox)) == ([], [])


async def test_only_the_owner_can_be_reminded(sandbox: Sandbox) -> None:
    await of_marias(sandbox)
    bo = sandbox.slack.person("bo")
    for words in ("remind @cem, Acme waits", "nudge Cem because Acme waits", "ping Acme"):
        (answer,) = (await bo.types("#launch", f"/blocker B-1 {words}")).messages
        is_known = "em" in words
        said = "Cem Aydin does not own B-1. For the owner: `/blocker B-1 remind`."
        assert (said if is_known else "I can only remind the owner.") in answer.text
        assert buttons(answer, "Remind Maria Silva") == [True]
    await sandbox.settle()
    assert (heard(sandbox, "cem"), heard(sandbox, "maria")) == ([], [])
    await bo.clicks("Remind Maria Silva", message=answer)
    await sandbox.settle()
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1"]
    ignore_rest(sandbox, "#launch")


@pytest.mark.parametrize("words", ["remind @maria please", "nudge maria, Acme waits"])
async def test_the_owner_may_be_named(sandbox: Sandbox, words: str) -> None:
    await of_marias(sandbox)
    assert "reminded" in await types(sandbox, "bo", f"/blocker B-1 {words}")
    assert "B-1 is yours." in await types(sandbox, "maria", f"/blocker B-1 {words}")
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_in_the_thread_the_owner_is_named_without_the_label(sandbox: Sandbox) -> None:
    card = await log(sandbox, MARIAS)
    sandbox.slack.person("cem").writes("#launch", "@backstop remind maria", thread=card)
    await sandbox.slack.expectations.expect_ephemeral("cem", "is notified Wed 25 Mar 10:30 CET")
    await sandbox.settle()
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_people_of_another_company_remind_nobody(sandbox: Sandbox) -> None:
    await of_marias(sandbox)
    sandbox.slack.add_person("eve", is_stranger=True, team_id="TOTHER")
    sandbox.slack.person("maria").invites("eve", "#launch")
    await sandbox.settle()
    await sandbox.bot.workspace.directory.refresh_person(sandbox.slack.person("eve").id)
    sandbox.slack.person("eve").writes("#launch", "@backstop B-1 remind")
    only = "Only people in this workspace can use Backstop."
    await sandbox.slack.expectations.expect_ephemeral("eve", only)
    assert (heard(sandbox, "maria"), posted(sandbox)) == ([], [])


async def test_in_quiet_time_the_answer_says_when_and_it_comes_with_the_other_reminder(
    sandbox: Sandbox,
) -> None:
    await log(sandbox, BOS, by="bo")
    cem, bo = (sandbox.slack.person(name).id for name in ("cem", "bo"))
    said = await types(sandbox, "cem", "/blocker B-1 remind")  # 5:30 in New York
    assert f"<@{bo}> is notified Wed 25 Mar 14:00 CET." in said
    await sandbox.advance_to(berlin(25, 13, 59))
    assert heard(sandbox, "bo") == []
    await sandbox.advance_to(berlin(25, 14))  # 9:00 in New York, and 24 hours before due
    dm = await sandbox.slack.expectations.expect_dm("bo", "*B-1* is due Thu 26 Mar 09:00 EDT")
    assert f"<@{cem}> asked for this reminder." in dm.text
    assert heard(sandbox, "bo") == []
    ignore_rest(sandbox, "#launch")


async def test_one_that_waits_is_dropped_once_the_owner_acknowledges(sandbox: Sandbox) -> None:
    await log(sandbox, BOS.replace("thu", "fri"), by="bo")
    await types(sandbox, "cem", "/blocker B-1 remind")
    await sandbox.advance_to(berlin(25, 13))
    await types(sandbox, "bo", "/blocker B-1 ack")
    await sandbox.advance_to(berlin(25, 15))
    assert heard(sandbox, "bo") == []
    ignore_rest(sandbox, "#launch")


async def test_urgent_ones_wait_for_nobody(sandbox: Sandbox) -> None:
    await log(sandbox, f"{BOS} urgent", by="bo")
    await types(sandbox, "cem", "/blocker B-1 remind")
    assert heard(sandbox, "bo") == ["Wed 25 05:30 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_while_the_owner_is_away_the_stand_in_gets_it(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "bo", "/backstop away until mon 9am stand-in @maria")
    await log(sandbox, BOS.replace("thu", "fri"), by="cem")
    ignore_rest(sandbox, "bo", "maria", "lea")
    bo, maria, cem = (sandbox.slack.person(name).id for name in ("bo", "maria", "cem"))
    said = await types(sandbox, "cem", "/blocker B-1 remind")
    assert f"reminded <@{maria}> in place of <@{bo}>" in said
    dm = await sandbox.slack.expectations.expect_dm("maria", "*B-1* is due Fri 27 Mar 09:00 CET")
    assert f"<@{cem}> asked for this reminder." in dm.text
    assert f"You stand in for <@{bo}>" in dm.text
    assert (heard(sandbox, "bo"), heard(sandbox, "lea")) == ([], [])
    ignore_rest(sandbox, "#launch")


async def test_without_a_stand_in_the_lead_gets_it(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "bo", "/backstop away until mon 9am")
    await log(sandbox, BOS.replace("thu", "fri"), by="cem")
    bo, lea = (sandbox.slack.person(name).id for name in ("bo", "lea"))
    said = await types(sandbox, "cem", "/blocker B-1 remind")
    assert f"reminded <@{lea}> in place of <@{bo}>" in said
    assert (heard(sandbox, "bo"), heard(sandbox, "lea")) == ([], ["Wed 25 10:30 B-1"])
    ignore_rest(sandbox, "#launch")


@pytest.mark.parametrize(
    ("owner", "told"), [("lea", "Wed 25 Mar 10:40 CET"), ("bo", "Wed 25 Mar 14:00 CET")]
)
async def test_the_four_hours_are_those_of_the_owner_who_was_reminded(
    sandbox: Sandbox, owner: str, told: str
) -> None:
    await of_marias(sandbox)
    maria, give = sandbox.slack.person("maria"), f"/blocker B-1 give @{owner} because I am out"
    maria.user.is_admin = True  # so it is theirs at once
    await sandbox.bot.workspace.directory.refresh_person(maria.id)
    await types(sandbox, "cem", "/blocker B-1 remind")
    await sandbox.advance(minutes=5)
    (answer,) = (await maria.types("#launch", give)).messages
    await maria.clicks("Undo (10 min)", message=answer)
    await sandbox.settle()
    said = await types(sandbox, "cem", "/blocker B-1 remind")
    assert "A reminder to Maria Silva was asked for Wed 25 Mar 10:30 CET." in said
    await types(sandbox, "maria", give)
    await sandbox.advance(minutes=5)
    assert f"is notified {told}." in await types(sandbox, "cem", "/blocker B-1 remind")
    assert "was asked for Wed 25 Mar 10:40 CET" in await types(
        sandbox, "maria", "/blocker B-1 ping"
    )
    ignore_rest(sandbox, "maria", owner, "#launch")
