"""Several items in one paste: a list that only its writer sees, logged together or one by one."""

import asyncio
from datetime import timedelta

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import berlin, deactivate, heard, ignore_rest

THREE = """Before the launch:
1. SSO login fails owner @lea due fri 5pm fallback use passwords
2. The import is stuck, @lea by fri noon, else import by hand
3. DNS is down owner @maria due tomorrow noon fallback use the old host"""
LACKING = """1. SSO login fails owner @maria due fri 5pm fallback use passwords
2. The import is stuck due tomorrow noon
3. DNS is down owner @maria due friady fallback use the old host"""
OK = "owner @maria fallback wait"
ONE = "Log as one item"
OWNER, DUE, PLAN = "Who owns it?", "Due when?", "What happens if nobody acts in time?"


async def pastes(sandbox: Sandbox, lines: str, *, command: str = "/blocker") -> Message:
    """The list that Maria gets for what she pasted after a command."""
    seen = await sandbox.slack.person("maria").types("#launch", f"{command} {lines}")
    await sandbox.settle()
    (answer,) = seen.messages
    return answer


async def writes(sandbox: Sandbox, lines: str, *, place: str = "#launch") -> Message:
    """The list that Maria gets for what she wrote to us."""
    sandbox.slack.person("maria").writes(place, lines)
    await sandbox.settle()
    expectations = sandbox.slack.expectations
    expect = expectations.expect_dm if place == "dm" else expectations.expect_ephemeral
    return await expect("maria", "I keep this list for 24 hours.")


async def cards(sandbox: Sandbox, *labels: str) -> None:
    """Each of these has its one card, and there is no other."""
    await sandbox.settle()
    for label in labels:
        await sandbox.slack.expectations.expect_post("#launch", f"*{label}* ")


async def test_three_complete_lines_are_shown_and_logged_together(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await pastes(sandbox, THREE)
    words = message_words(answer)
    assert "I read 3 blockers. Nothing is logged yet." in words
    for line in (
        "*1.* SSO login fails · <@U",
        "due Fri 27 Mar 17:00 CET · fallback: use passwords",
        "due Fri 27 Mar 12:00 CET · fallback: import by hand",
        "due Thu 26 Mar 12:00 CET · fallback: use the old host",
    ):
        assert line in words
    assert buttons(answer.blocks) == ["Edit 1", "Edit 2", "Edit 3", "Log all 3", ONE]
    await maria.clicks("Log all 3", message=answer)
    done = view_words(await maria.sees_form("All 3 are logged."))
    for line in ("*B-1* SSO login fails", "*B-2* The import is stuck", "*B-3* DNS is down"):
        assert line in done
    await maria.closes()
    await cards(sandbox, "B-1", "B-2", "B-3")
    assert heard(sandbox, "lea") == ["Wed 25 10:30 B-2 B-1"]
    await maria.clicks("Log all 3", message=answer)
    assert "You logged this already." in view_words(await maria.sees_form("Your list"))


@pytest.mark.on_both_databases
async def test_pressed_twice_at_once_it_is_logged_once(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await pastes(sandbox, THREE)
    presses = [maria.clicks("Log all 3", message=answer) for _ in range(2)]
    await asyncio.gather(*presses)
    await maria.closes(everything=True)
    await cards(sandbox, "B-1", "B-2", "B-3")
    assert heard(sandbox, "lea") == ["Wed 25 10:30 B-2 B-1"]


async def test_what_was_logged_together_is_undone_together(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await pastes(sandbox, f"- SSO login fails {OK}\n- DNS is down {OK}\n- The import")
    await maria.clicks("Log 2 of 3", message=answer)
    shown = await maria.sees_form("2 of 3 logged so far.")
    assert buttons(shown.blocks) == ["Edit 3", "Undo (10 min)"]
    await maria.clicks("Undo (10 min)", view=shown)
    await maria.closes(everything=True)
    await maria.clicks("Edit 3", message=answer)
    await maria.fills({OWNER: "maria", PLAN: "import by hand"})
    done = await maria.submits()
    assert done.view is not None
    for line in (
        *("*1.* SSO login fails", "*2.* DNS is down"),
        *("✅ Logged: *B-3* The import", "Log 2 more"),
    ):
        assert line in view_words(done.view)
    await maria.closes(everything=True)
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-")


async def test_what_lacks_something_stays_and_is_completed_in_its_form(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await pastes(sandbox, LACKING)
    words = message_words(answer)
    assert (
        "*2.* The import is stuck · due Thu 26 Mar 12:00 CET\n⚠️ Missing: owner, fallback." in words
    )
    assert "⚠️ Check: due “friady”." in words
    assert buttons(answer.blocks) == ["Edit 1", "Edit 2", "Edit 3", "Log 1 of 3", ONE]
    await maria.clicks("Log 1 of 3", message=answer)
    rest = await maria.sees_form("1 of 3 logged so far.")
    assert buttons(rest.blocks) == ["Edit 2", "Edit 3", "Undo (10 min)"]
    await maria.clicks("Edit 2", view=rest)
    await maria.sees_form("The import is stuck", "2026-03-26 12:00")
    await maria.fills({OWNER: "maria", PLAN: "import by hand"})
    done = await maria.submits()
    assert done.view is not None
    shown = view_words(done.view)
    for line in ("Logged *B-2*: The import is stuck", "2 of 3 logged so far.", "*3.* DNS is down"):
        assert line in shown
    assert buttons(done.view.blocks) == ["Undo (10 min)", "Edit 3"]
    await maria.clicks("Edit 2", message=answer)
    assert "You logged this already: it is B-2." in view_words(await maria.sees_form("Not done"))
    await maria.closes()
    await maria.clicks("Log 1 of 3", message=answer)
    assert "You logged this already." in view_words(await maria.sees_form("Your list"))
    await maria.clicks("Edit 3", message=answer)
    await maria.fills({DUE: "fri noon"})
    done = await maria.submits()
    assert done.view is not None
    assert "All 3 are logged." in view_words(done.view)
    await maria.closes(everything=True)
    await cards(sandbox, "B-1", "B-2", "B-3")


async def test_what_is_one_item_after_all_is_logged_as_one(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await pastes(sandbox, "SSO login fails:\n- since monday\n- tried a restart")
    await maria.clicks(ONE, message=answer)
    await maria.sees_form("SSO login fails: - since monday - tried a restart")
    await maria.fills({OWNER: "maria", PLAN: "use passwords"})
    assert (await maria.submits()).errors == {}
    await maria.closes()
    for label in (ONE, "Edit 2"):
        await maria.clicks(label, message=answer)
        assert "You logged all of this as one: it is B-1" in view_words(await maria.sees_form())
        await maria.closes()
    await cards(sandbox, "B-1")


async def test_what_is_logged_in_part_is_not_logged_as_one(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await pastes(sandbox, LACKING)
    await maria.clicks("Log 1 of 3", message=answer)
    await maria.closes()
    await maria.clicks(ONE, message=answer)
    assert "You logged some of this already" in view_words(await maria.sees_form("Not done"))
    await cards(sandbox, "B-1")


async def test_two_forms_of_one_item_log_it_once(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await pastes(sandbox, LACKING)
    forms = [(await maria.clicks("Edit 2", message=answer)).view for _ in range(2)]
    for form, title in zip(forms, ("The import is stuck", "It is stuck"), strict=True):
        assert form is not None
        sandbox.slack.workspace.modals[maria.id] = [form]
        await maria.fills({"What is blocked?": title, OWNER: "maria", PLAN: "by hand"})
        done = await maria.submits()
        assert done.view is not None
        assert "*B-1*: The import is stuck\n" in view_words(done.view)
        await maria.closes()
    await cards(sandbox, "B-1")


@pytest.mark.parametrize("kinds", ["blockers:\n{}", "{}"])
async def test_a_mention_shows_the_list_as_a_command_does(sandbox: Sandbox, kinds: str) -> None:
    maria = sandbox.slack.person("maria")
    lines = "• blocker: SSO login fails, @maria, fri, else wait\n• Decision: which DPA"
    answer = await writes(sandbox, f"@backstop {kinds.format(lines)}")
    assert buttons(answer.blocks) == ["Edit 1", "Edit 2", "Log 1 of 2", ONE]
    await maria.clicks("Edit 2", message=answer)
    await maria.sees_form("What has to be decided?")
    await maria.fills({OWNER: "maria", PLAN: "our own"})
    await maria.submits()
    await maria.closes()
    await maria.clicks("Log 1 of 2", message=answer)
    await maria.closes()
    await cards(sandbox, "D-1", "B-1")


async def test_a_mention_that_names_no_kind_is_asked_which_and_keeps_one_list(
    sandbox: Sandbox,
) -> None:
    maria = sandbox.slack.person("maria")
    maria.writes("#launch", f"@backstop {LACKING}")
    await sandbox.settle()
    asked = await sandbox.slack.expectations.expect_ephemeral("maria", "something to log?")
    for _ in range(2):
        await maria.clicks("Log a blocker", message=asked)
        shown = await maria.sees_form("*1.* SSO login fails", "Nothing is logged yet")
        assert buttons(shown.blocks) == ["Edit 1", "Edit 2", "Edit 3", "Log 1 of 3", ONE]
    await maria.clicks("Log 1 of 3", view=shown)
    await maria.sees_form("1 of 3 logged so far.")
    await maria.clicks("Log a blocker", message=asked)
    await maria.sees_form("1 of 3 logged so far.")
    await maria.closes(everything=True)
    await cards(sandbox, "B-1")


async def test_a_direct_message_asks_for_the_channel_of_all(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await writes(sandbox, f"blockers\n{THREE}", place="dm")
    await maria.clicks("Log all 3", message=answer)
    await maria.sees_form("Log 3 items", "*2.* The import is stuck")
    await maria.fills({"In which channel?": "#launch"})
    done = await maria.submits()
    assert done.view is not None
    assert "All 3 are logged." in view_words(done.view)
    await maria.closes()
    await cards(sandbox, "B-1", "B-2", "B-3")
    ignore_rest(sandbox, "lea")


async def test_it_belongs_to_its_writer(sandbox: Sandbox) -> None:
    bo = sandbox.slack.person("bo")
    answer = await pastes(sandbox, THREE)
    answer.ephemeral_to = bo.id
    for label in ("Log all 3", "Edit 2"):
        await bo.clicks(label, message=answer)
        assert "Only the person who typed this" in view_words(await bo.sees_form("Not done"))
        await bo.closes()


async def test_after_a_day_the_list_is_gone_and_says_so(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await pastes(sandbox, THREE)
    sandbox.clock.set(sandbox.clock() + timedelta(hours=24))
    for label in ("Log all 3", "Edit 2"):
        await maria.clicks(label, message=answer)
        assert "I no longer have that list" in view_words(await maria.sees_form("Not done"))
        await maria.closes()
        assert await sandbox.bot.workspace.audit() == ()


async def test_what_has_become_wrong_meanwhile_stays_in_the_list(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    lines = f"{THREE}\n4. The host is slow owner @cem due fri fallback wait\n5. B due 11am {OK}"
    answer = await pastes(sandbox, lines)
    assert "Log all 5" in buttons(answer.blocks)
    await deactivate(sandbox, "cem")
    await sandbox.advance_to(berlin(25, 12))
    await maria.clicks("Log all 5", message=answer)
    done = view_words(await maria.sees_form("3 of 5 logged so far."))
    assert "⚠️ Check: owner <@U" in done
    assert "⚠️ Check: due “2026-03-25 11:00”." in done
    await maria.closes()
    await cards(sandbox, "B-1", "B-2", "B-3")
    ignore_rest(sandbox, "lea")


async def test_a_date_after_a_person_is_asked_about_in_the_list(sandbox: Sandbox) -> None:
    answer = await pastes(sandbox, "SSO down @maria fri noon\nDNS down @lea mon\nregion? @lea thu")
    words = message_words(answer)
    assert "no date given" not in words
    assert "fri noon" in words
    assert "due Thu 26 Mar 17:00 CET" in words


async def test_a_date_that_nobody_typed_counts_from_the_paste(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await pastes(sandbox, f"- SSO login fails {OK}\n- DNS is down {OK}")
    assert "due Fri 27 Mar 10:30 CET (no date given)" in message_words(answer)
    await sandbox.advance_to(berlin(25, 15))
    await maria.clicks("Log all 2", message=answer)
    await maria.closes()
    await sandbox.settle()
    for label in ("B-1", "B-2"):
        card = await sandbox.slack.expectations.expect_post("#launch", f"*{label}* ")
        assert "Fri 27 Mar 10:30 CET" in card.text


async def test_of_more_than_twenty_the_rest_comes_back(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    lines = [f"{number}. item {number} <&> {'x' * 60} {OK}" for number in range(1, 33)]
    answer = await pastes(sandbox, "\n".join(lines))
    words = message_words(answer)
    assert "I take 20 at a time. Send the rest again afterwards:" in words
    for number in range(21, 33):
        assert f"item {number} <&> {'x' * 60} owner @maria fallback wait" in words
    await maria.clicks("Log all 20", message=answer)
    await maria.sees_form("All 20 are logged.")
    await maria.closes()
    await cards(sandbox, *(f"B-{number}" for number in range(1, 21)))
