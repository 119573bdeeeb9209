"""In an Enterprise organisation, colleagues whose home is another workspace are ours."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.person.person import Person
from playground.rules.seen import message_words, view_words
from tests.stories.conftest import NewSandbox
from tests.stories.heard import berlin, ignore_rest, log
from tests.stories.people import add_people

LINE = "/blocker staging is down owner @maria due fri 4pm fallback use the replica"


async def moved_in(sandbox: Sandbox) -> Person:
    """The people of #launch, and Nia, whose home is another workspace of the organisation."""
    sandbox.slack.workspace.enterprise_id = "E0ACME"
    add_people(sandbox.slack)
    nia = sandbox.slack.add_person(
        "nia", real_name="Nia Okoye", team_id="T0SISTER", enterprise_id="E0ACME"
    )
    nia.joins("#launch")
    await sandbox.start_bot()
    return nia


@pytest.mark.both_ways
async def test_a_colleague_from_another_workspace_types_clicks_and_fills_forms(
    new_sandbox: NewSandbox,
) -> None:
    async with new_sandbox() as sandbox:
        nia = await moved_in(sandbox)
        card = await log(sandbox, LINE, by="nia")
        ignore_rest(sandbox, "maria")
        assert (await nia.clicks("Add a note", message=card)).view is not None
        await nia.fills({"Note": "the vendor is on it"})
        assert (await nia.submits()).errors == {}
        await sandbox.settle()
        await sandbox.slack.expectations.expect_thread("#launch", card, "the vendor is on it")
        said = sandbox.slack.person("bo").writes("#launch", "the import hangs")
        await nia.uses_shortcut("Log a blocker", said)
        await nia.sees_form("Log a blocker", "the import hangs")
        await nia.closes()
        home = await nia.opens_home()
        assert home is not None
        assert "staging is down" in view_words(home)


async def test_who_joined_the_organisation_just_now_is_asked_to_try_again(
    new_sandbox: NewSandbox,
) -> None:
    async with new_sandbox() as sandbox:
        await moved_in(sandbox)
        card = await log(sandbox, LINE)
        ola = sandbox.slack.add_person("ola", team_id="T0SISTER", enterprise_id="E0ACME")
        sandbox.slack.channel("#launch").members.append(ola.id)  # and no event has told the bot
        seen = await ola.clicks("Add a note", message=card)
        assert seen.view is not None
        assert "I do not know you yet. Try again in a moment." in view_words(seen.view)
        await sandbox.settle()
        await ola.closes()
        await ola.clicks("Add a note", message=card)
        await ola.sees_form("Add a note")


async def test_a_guest_of_another_company_stays_a_stranger(new_sandbox: NewSandbox) -> None:
    async with new_sandbox() as sandbox:
        await moved_in(sandbox)
        card = await log(sandbox, LINE)
        before = message_words(card)
        for stranger in (
            sandbox.slack.add_person("sue", team_id="T9ACME", is_stranger=True),
            sandbox.slack.add_person("eve", team_id="T9EVIL", enterprise_id="E9EVIL"),
        ):
            stranger.joins("#launch")
            await sandbox.bot.workspace.directory.refresh_person(stranger.id)
            seen = await stranger.clicks("Acknowledge", message=card)
            assert seen.view is not None
            assert "Only people in this workspace can use Backstop" in view_words(seen.view)
        assert message_words(card) == before


@pytest.mark.parametrize("where", ["a group message", "a message in it"])
async def test_a_group_message_takes_no_app_so_the_form_asks_for_the_channel(
    sandbox: Sandbox, where: str
) -> None:
    maria, group = sandbox.slack.person("maria"), sandbox.slack.add_group_message("maria", "bo")
    if where == "a group message":
        await maria.types(group, LINE)
    else:
        await maria.uses_shortcut("Log a blocker", maria.writes(group, "staging is down"))
    await maria.sees_form("Which channel is this for?", "no app can join a group message")
    await maria.fills(
        {
            "What is blocked?": "staging is down",
            "Who owns it?": "maria",
            "What happens if nobody acts in time?": "use the replica",
            "In which channel?": "#launch",
        }
    )
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#launch", "staging is down")
    await sandbox.advance_to(berlin(25, 11))


async def test_what_is_about_a_channel_is_not_answered_in_a_group_message(sandbox: Sandbox) -> None:
    maria, group = sandbox.slack.person("maria"), sandbox.slack.add_group_message("maria", "bo")
    for line in ("/backstop setup", "/backstop summary"):
        said = (await maria.types(group, line)).text
        assert "Which channel is this for?" in said
        assert "I am not in this channel" not in said
    assert "No open items" in (await maria.types(group, "/backstop list mine")).text
    calls = sandbox.slack.recorder.calls("conversations.info")
    assert not any(call.get("channel") == group.id for call in calls)
