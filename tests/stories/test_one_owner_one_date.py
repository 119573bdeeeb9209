"""Promise 1: nothing is logged without one person, one date and one fallback."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from tests.stories.heard import berlin, deactivate, heard, log, posted, types

FALLBACK = "What happens if nobody acts in time?"


INCOMPLETE = {
    "staging is down due fri 5pm fallback use the replica": "Who owns it?",
    "staging is down owner @bo due fri 5pm": FALLBACK,
    "owner @bo due fri 5pm fallback use the replica": "What is blocked?",
    "staging is down owner @bo due someday fallback use the replica": "Due when?",
}


async def test_what_is_missing_is_asked_for_and_nothing_is_logged_without_it(
    sandbox: Sandbox,
) -> None:
    maria = sandbox.slack.person("maria")
    for line, field in INCOMPLETE.items():
        await maria.types("#launch", f"/blocker {line}")
        await maria.sees_form("Log a blocker")
        seen = await maria.submits()
        assert list(seen.errors) == [field]
        await maria.closes()
    await sandbox.advance(hours=12)
    assert "No open items" in await types(sandbox, "maria", "/blocker list")
    assert (posted(sandbox), heard(sandbox, "bo")) == ([], [])


async def test_an_item_has_one_owner_not_two(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types(
        "#launch", "/blocker staging is down owner @bo @lea due fri 5pm fallback use the replica"
    )
    await maria.sees_form("Log a blocker", "one person")


async def test_without_a_date_it_is_due_in_two_working_days(sandbox: Sandbox) -> None:
    await sandbox.advance_to(berlin(27, 16))
    line = "/blocker staging is down owner @maria fallback use the replica"
    card = await log(sandbox, line)
    assert "due Tue 31 Mar 16:00 CEST" in card.text  # Friday 16:00 and two working days
    said = await types(sandbox, "maria", "/blocker B-1 plan")
    assert "Mon 30 Mar 16:00 CEST: <@" in said


async def test_a_window_starts_with_the_next_working_hour(sandbox: Sandbox) -> None:
    await sandbox.advance_to(berlin(28, 11))
    card = await log(sandbox, "/blocker staging is down owner @maria fallback use the replica")
    assert "due Wed 1 Apr 09:00 CEST" in card.text  # from Monday 9:00


@pytest.fixture
async def strange_sandbox(sandbox: Sandbox) -> Sandbox:
    """People and things that cannot own an item, all of them in the channel."""
    slack = sandbox.slack
    slack.add_person("gone", real_name="Gone Girl")
    slack.add_person("visitor", real_name="Vi Sitor", is_stranger=True)
    slack.add_person("robot", real_name="Robot", is_bot=True)
    for name in ("gone", "visitor", "robot"):
        slack.person(name).joins("#launch")
        await sandbox.bot.workspace.directory.refresh_person(slack.person(name).id)
    slack.add_group("oncall", ["lea", "cem"])
    await sandbox.bot.workspace.directory.refresh_groups()
    await deactivate(sandbox, "gone")
    return sandbox


async def test_only_an_active_person_of_this_company_can_own_it(strange_sandbox: Sandbox) -> None:
    maria = strange_sandbox.slack.person("maria")
    for owner in ("@oncall", "@gone", "@visitor", "@robot", "@nobody", "#launch"):
        line = f"/blocker staging is down owner {owner} due fri 5pm fallback use the replica"
        await maria.types("#launch", line)
        form = await maria.sees_form("Log a blocker", "staging is down", "use the replica")
        assert "⚠️" in view_words(form)
        seen = await maria.submits()
        assert list(seen.errors) == ["Who owns it?"], owner
        await maria.closes()
    await strange_sandbox.settle()
    assert posted(strange_sandbox) == []


async def test_a_form_takes_nobody_else_as_owner_either(strange_sandbox: Sandbox) -> None:
    sandbox, maria = strange_sandbox, strange_sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker staging is down due fri 5pm fallback use the replica")
    await maria.sees_form("Log a blocker")
    refused = {
        "gone": "Gone Girl has no active account",
        "visitor": "Vi Sitor belongs to another company",
        "robot": "Robot is an app",
    }
    for owner, why in refused.items():
        await maria.fills({"Who owns it?": owner})
        seen = await maria.submits()
        assert seen.errors["Who owns it?"] == f"{why}. Name one person who can act."
    await maria.fills({"Who owns it?": "bo"})
    await maria.submits()
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-1*", "staging is down")
    assert "*Bo O'Neill*" in message_words(card)


async def test_it_cannot_be_handed_to_anybody_else_either(strange_sandbox: Sandbox) -> None:
    sandbox = strange_sandbox
    card = await log(
        sandbox, "/blocker staging is down owner @maria due fri 5pm fallback use the replica"
    )
    refused = {
        "@oncall": "An item has one owner, a person",
        "@gone": "I do not know @gone",  # Slack makes no mention of a deactivated account
        "@visitor": "An owner is one person of this company",
        "@robot": "An owner is one person of this company",
    }
    for owner, why in refused.items():
        said = await types(sandbox, "maria", f"/blocker B-1 give {owner} because I am on leave")
        assert why in said
    assert "*Maria Silva*" in message_words(card)
    assert posted(sandbox) == []


async def test_the_owner_is_told_that_it_is_theirs_unless_they_logged_it(sandbox: Sandbox) -> None:
    await log(sandbox, "/blocker staging is down owner @maria due fri 5pm fallback use the replica")
    assert heard(sandbox, "maria") == []
    await log(sandbox, "/blocker imports hang owner @maria due fri 5pm fallback by hand", by="bo")
    dm = await sandbox.slack.expectations.expect_dm("maria", "*B-2* is yours now: imports hang")
    # Bo meant 17:00 in New York.
    for words in ("Due Fri 27 Mar 22:00 CET", "Logged by <@", "If nobody acts in time: by hand"):
        assert words in dm.text
