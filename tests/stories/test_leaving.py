"""Backstop is removed from a channel, or the channel is archived: nothing that is open is lost."""

import re

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import button, message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, set_up, types
from tests.stories.people import add_people

TODAY = "/blocker SSO login fails owner @maria due today 4pm fallback use passwords"
ALSO = "/blocker DNS is down owner @maria due fri 4pm fallback wait"


async def removed(sandbox: Sandbox, channel: str = "#launch", *, by: str = "cem") -> None:
    sandbox.slack.person(by).removes(_bot(sandbox), channel)
    await sandbox.settle()


async def invited(sandbox: Sandbox, channel: str = "#launch", *, by: str = "cem") -> None:
    sandbox.slack.person(by).invites(_bot(sandbox), channel)
    await sandbox.settle()


def _bot(sandbox: Sandbox) -> str:
    return sandbox.slack.workspace.users[sandbox.slack.workspace.bot_user].name


async def told_of_leaving(sandbox: Sandbox, person: str) -> Message:
    return await sandbox.slack.expectations.expect_dm(person, "I am no longer in <#")


@pytest.mark.on_both_databases
async def test_removed_it_says_once_what_is_open_and_goes_on_by_direct_message(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY.replace("4pm", "11am"), by="bo")  # 16:00 in Berlin
    await log(sandbox, ALSO, by="maria")
    ignore_rest(sandbox, "maria")
    await removed(sandbox)
    await sandbox.advance(minutes=2)
    lead = await told_of_leaving(sandbox, "lea")
    assert "2 items there are still open: SSO login fails, DNS is down" in lead.text
    assert button(lead.blocks, "Withdraw all 2 because …") is not None
    await told_of_leaving(sandbox, "maria")
    await sandbox.advance_to(berlin(25, 16))
    own = await told_of_leaving(sandbox, "bo")
    assert "1 item there is still open: SSO login fails" in own.text
    assert berlin(25, 14, 1) > own.at >= berlin(25, 14), "9:00 in New York"
    assert heard(sandbox, "maria") == ["Wed 25 14:00 B-1", "Wed 25 16:00 B-1"]
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "bo") == ["Wed 25 11:00 B-1"], "on their clock"
    assert heard(sandbox, "cem") == []
    await sandbox.advance_to(berlin(26, 16))
    assert heard(sandbox, "cem") == ["Thu 26 16:00 B-1"]
    assert heard(sandbox, "lea") == ["Thu 26 16:00 B-1"], "what the channel would have been shown"
    assert heard(sandbox, "bo") == ["Thu 26 11:00 B-1"]
    assert posted(sandbox) == []
    ignore_rest(sandbox, "maria")


async def test_until_it_is_back_there_is_no_weekly_post(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, ALSO, by="maria")
    await removed(sandbox)
    await sandbox.advance_to(berlin(31, 12))
    ignore_rest(sandbox, "maria", "lea", "cem")
    assert posted(sandbox) == []
    await invited(sandbox)
    await sandbox.advance(minutes=2)
    assert posted(sandbox) == ["Tue 31 12:00 B-1 aloud"], "its card"
    await sandbox.advance_to(berlin(6, 12, month=4))
    await sandbox.slack.expectations.expect_post("#launch", "*Week of")
    assert posted(sandbox) == ["Tue 31 16:00 B-1 aloud"], "its fallback applies"
    ignore_rest(sandbox, "maria")


@pytest.mark.on_both_databases
async def test_back_again_each_open_card_is_posted_again_and_nobody_told_twice(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    for line in (TODAY, ALSO):
        await log(sandbox, line, by="cem")
    ignore_rest(sandbox, "maria")
    await removed(sandbox)
    await sandbox.advance_to(berlin(25, 16))
    await types(sandbox, "maria", "/blocker B-2 resolve it is back", channel="dm")
    ignore_rest(sandbox, "maria", "lea", "cem")
    await invited(sandbox)
    await sandbox.advance(minutes=3)
    again = await sandbox.slack.expectations.expect_post("#launch", "*B-1* is overdue")
    assert posted(sandbox) == []
    assert [heard(sandbox, name) for name in ("maria", "lea", "cem", "bo")] == [[]] * 4
    await types(sandbox, "maria", "/blocker B-1 resolve it works")
    await sandbox.slack.expectations.expect_thread("#launch", again, "resolved it")
    ignore_rest(sandbox, "lea", "cem")  # that it is resolved


@pytest.mark.on_both_databases
async def test_removed_and_invited_within_a_minute_says_nothing(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, ALSO, by="cem")
    ignore_rest(sandbox, "maria")
    for _ in range(2):
        await removed(sandbox)
        await invited(sandbox)
    await removed(sandbox)
    assert [heard(sandbox, name) for name in ("maria", "lea", "cem")] == [[], [], []]
    await sandbox.advance(minutes=2)
    for name in ("cem", "lea"):
        await told_of_leaving(sandbox, name)
    await sandbox.advance(minutes=30)
    assert [heard(sandbox, name) for name in ("maria", "lea", "cem")] == [[], [], []]
    assert posted(sandbox) == []


async def test_the_lead_withdraws_what_is_still_open_when_the_form_is_sent(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, lea = laddered_sandbox, laddered_sandbox.slack.person("lea")
    for line in (TODAY, ALSO, ALSO.replace("DNS", "Mail")):
        await log(sandbox, line, by="bo")
    ignore_rest(sandbox, "maria")
    await removed(sandbox)
    await sandbox.advance(minutes=2)
    note = await told_of_leaving(sandbox, "lea")
    await lea.clicks("Withdraw all 3 because …", message=note)
    form = await lea.sees_form("3 items in <#")
    assert form.body["submit"]["text"] == "Withdraw all 3"
    await types(sandbox, "maria", "/blocker B-2 resolve it is back", channel="dm")
    ignore_rest(sandbox, "bo")
    await lea.fills({"Why?": "the launch is over"})
    seen = await lea.submits()
    assert seen.errors == {}
    words = view_words(await lea.sees_form())
    assert "Withdrawn: 2 items." in words
    await lea.closes(everything=True)
    await sandbox.settle()
    assert message_words(note).startswith("I am no longer in <#")
    assert "Everything I listed here is closed." in message_words(note)
    assert "is withdrawn" in await types(sandbox, "maria", "/blocker B-1", channel="dm")
    await sandbox.advance_to(berlin(25, 15))
    dm = await sandbox.slack.expectations.expect_dm("maria", "*B-1* is withdrawn")
    assert "*B-3* is withdrawn" in dm.text
    ignore_rest(sandbox, "lea", "bo")


async def test_a_reporter_withdraws_only_theirs_and_can_undo_it(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    await log(sandbox, ALSO, by="lea")
    await log(sandbox, ALSO.replace("DNS", "Mail"), by="maria")
    ignore_rest(sandbox, "maria")
    await removed(sandbox)
    await sandbox.advance(minutes=2)
    note = await told_of_leaving(sandbox, "maria")
    await told_of_leaving(sandbox, "lea")
    await maria.clicks("Withdraw it because …", message=note)
    await maria.fills({"Why?": "moot"})
    await maria.submits()
    await sandbox.settle()
    form = await maria.sees_form("Withdrawn: 1 item.")
    assert "closed" in message_words(note)
    await maria.clicks("Undo (10 min)", view=form)
    await sandbox.settle()
    assert button(note.blocks, "Withdraw it because …") is not None
    await maria.closes(everything=True)
    ignore_rest(sandbox, "lea")  # that it was withdrawn, and that it is open again
    words = await types(sandbox, "maria", "/backstop list all", channel="dm")
    assert "*B-2*" in words
    assert "withdrawn" not in words


async def test_a_form_that_was_open_as_it_was_removed_is_refused_and_kept(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker")
    await maria.fills({"What is blocked?": "SSO", "Who owns it?": "maria"})
    await maria.fills({"What happens if nobody acts in time?": "use passwords"})
    await removed(sandbox)
    (error,) = (await maria.submits()).errors.values()
    assert "I am not in" in error
    await invited(sandbox)
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#launch", "*B-1*")


async def test_the_way_back_to_an_item_works_while_it_is_out(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, ALSO, by="bo")
    ignore_rest(sandbox, "maria")
    await removed(sandbox)
    await sandbox.advance(minutes=2)
    await told_of_leaving(sandbox, "lea")
    line = "/blocker B-1 give @cem because Maria is on leave"
    assert "handed it" in await types(sandbox, "lea", line, channel="dm")
    assert "Owner <@" in await types(sandbox, "lea", "/blocker B-1", channel="dm")
    for name in ("cem", "maria"):
        assert heard(sandbox, name) == ["Wed 25 10:32 B-1"]


async def test_lists_and_home_go_on_with_what_somebody_takes_part_in(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY.replace("4pm", "11am"), by="bo")
    await log(sandbox, ALSO, by="maria")
    await removed(sandbox)
    await sandbox.advance_to(berlin(26, 16))  # who is in it is not known any more
    ignore_rest(sandbox)
    both, one = ["B-1", "B-2"], ["B-1"]
    for who, labels in {"maria": both, "lea": both, "bo": one, "cem": one}.items():
        words = await types(sandbox, who, "/backstop list", channel="dm")
        assert re.findall(r"[*|](B-\d)>?\*", words) == labels, who
        home = await sandbox.slack.person(who).opens_home()
        assert home is not None
        assert re.findall(r"[*|](B-\d)>?\*", view_words(home)) == labels, who
    words = await types(sandbox, "maria", "/backstop list mine", channel="dm")
    assert "channels that you are not in" not in words


async def test_who_had_left_a_private_channel_before_is_shown_only_a_number(
    sandbox: Sandbox,
) -> None:
    room = sandbox.slack.add_channel("#board", ["maria", "cem"], private=True)
    await invited(sandbox, "#board")
    await sandbox.bot.workspace.directory.refresh_channel(room.id)
    await log(sandbox, ALSO.replace("@maria", "@cem"), by="maria", channel="#board")
    sandbox.slack.person("maria").removes("cem", "#board")
    await sandbox.settle()
    await removed(sandbox, "#board", by="maria")
    await sandbox.advance(hours=1)
    words = await types(sandbox, "cem", "/backstop list mine", channel="dm")
    assert "1 item of yours is in a channel that you are not in" in words
    assert "DNS" not in words
    ignore_rest(sandbox)


async def test_of_a_private_channel_only_those_who_were_in_it_are_told(
    sandbox: Sandbox,
) -> None:
    slack = sandbox.slack
    room = slack.add_channel("#board", ["maria", "cem"], private=True)
    await invited(sandbox, "#board")
    await sandbox.bot.workspace.directory.refresh_channel(room.id)
    await set_up(
        sandbox, {"Lead: people": ["lea"], "Leadership: people": ["cem"]}, channel="#board"
    )
    await log(sandbox, TODAY, by="maria", channel="#board")
    ignore_rest(sandbox, "#board")
    await removed(sandbox, "#board")
    await sandbox.advance(minutes=2)
    await told_of_leaving(sandbox, "maria")
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "lea") == [], "was never in the channel"
    assert heard(sandbox, "cem") == ["Wed 25 16:00 B-1"], "next in line"
    ignore_rest(sandbox, "maria")
    assert heard(sandbox, "bo") == []


@pytest.mark.on_both_databases
async def test_a_removal_that_was_missed_is_found_at_the_next_start(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, ALSO, by="cem")
    ignore_rest(sandbox, "maria")
    await sandbox.stop_bot()
    sandbox.slack.person("cem").removes(_bot(sandbox), "#launch")
    await sandbox.start_bot()
    await sandbox.advance(minutes=2)
    for name in ("cem", "lea"):
        await told_of_leaving(sandbox, name)
    await sandbox.stop_bot()
    await sandbox.start_bot()
    await sandbox.advance(minutes=10)
    assert [heard(sandbox, name) for name in ("maria", "lea", "cem")] == [[], [], []]


async def test_with_nobody_set_the_plan_names_who_is_told_and_when(
    empty_sandbox: Sandbox,
) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    lea, cem = (sandbox.slack.person(name).id for name in ("lea", "cem"))
    sandbox.admins = frozenset({lea})
    await sandbox.start_bot()
    await types(sandbox, "bo", "/blocker later owner @bo due 10 apr fallback wait")
    await log(sandbox, TODAY, by="cem")  # its channel keeps the hours of New York, where Bo is
    await removed(sandbox)
    await sandbox.advance(minutes=2)
    ignore_rest(sandbox)
    plan = await types(sandbox, "maria", "/blocker B-2 plan", channel="dm")
    assert f"Wed 25 Mar 16:00 CET: <@{lea}> and <@{cem}> are notified" in plan
    assert "the channel" not in plan
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-2"]
    assert heard(sandbox, "cem") == ["Wed 25 16:00 B-2"]
    await sandbox.advance_to(berlin(27, 23))
    ignore_rest(sandbox)
    plan = await types(sandbox, "maria", "/blocker B-2 plan", channel="dm")
    assert f"Fri 3 Apr 09:00 CEST: <@{cem}> is asked what should become of it" in plan
    await sandbox.advance_to(berlin(3, 12, month=4))
    assert heard(sandbox, "cem") == ["Fri 03 09:00 B-2"], "not only when the channel works"
    ignore_rest(sandbox)


async def test_with_nobody_set_the_reporter_and_the_admins_are_told(
    empty_sandbox: Sandbox,
) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    sandbox.admins = frozenset({sandbox.slack.person("lea").id})
    await sandbox.start_bot()
    await log(sandbox, ALSO, by="cem")
    ignore_rest(sandbox, "maria")
    await removed(sandbox)
    await sandbox.advance(minutes=2)
    for name in ("cem", "lea"):
        await told_of_leaving(sandbox, name)
    assert heard(sandbox, "maria") == []
