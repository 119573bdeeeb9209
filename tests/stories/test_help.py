"""Help fits a phone, More shows the rest, and what is not understood gets only its neighbour."""

from typing import Any

import pytest
from playwright.async_api import ViewportSize

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from tests.stories.browser import PATIENCE, a_chromium
from tests.stories.heard import heard

PHONE: ViewportSize = {"width": 390, "height": 844}
SHORT = "one owner, one due date and one fallback"
WHOLE = ("keep until fri because", "withdraw because", "stand-in @bo", "list this week")
"""What only the whole help says."""


def no_whole_help(said: str) -> bool:
    return not any(words in said for words in WHOLE)


async def test_help_is_short_and_more_shows_the_rest_to_whoever_pressed(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    for line in ("/backstop help", "/backstop", "/blocker help", "/decision ?"):
        seen = await maria.types("#launch", line)
        (help_,) = seen.messages
        assert SHORT in message_words(help_)
        assert no_whole_help(message_words(help_))
        assert help_.ephemeral_to == maria.id
        seen = await maria.clicks("More", message=help_)
        assert seen.view is not None
        assert all(words in view_words(seen.view) for words in WHOLE)
        await maria.closes()
    for other in ("bo", "lea"):
        assert sandbox.slack.person(other).form is None
        assert heard(sandbox, other) == []


async def test_help_by_message_has_more_too(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    maria.writes("#launch", "@backstop help")
    maria.writes("dm", "help")
    await sandbox.settle()
    for help_ in (
        await sandbox.slack.expectations.expect_ephemeral("maria", SHORT),
        await sandbox.slack.expectations.expect_dm("maria", SHORT),
    ):
        assert no_whole_help(message_words(help_))
        seen = await maria.clicks("More", message=help_)
        assert seen.view is not None
        assert all(words in view_words(seen.view) for words in WHOLE)
        await maria.closes()


async def test_help_that_was_offered_turns_into_the_whole_in_its_own_modal(
    sandbox: Sandbox,
) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop how do I change the weekly post?")
    await maria.clicks("Show help")
    shown = await maria.sees_form(SHORT)
    assert no_whole_help(view_words(shown))
    await maria.clicks("More")
    assert maria.form is shown
    assert all(words in view_words(shown) for words in WHOLE)


NOT_UNDERSTOOD = {
    "frobnicate": ["Search for it"],
    "the import of the contracts hangs": ["Log a blocker", "Log a decision"],
    "how do I change the weekly post?": ["Show help"],
    "hlep": ["help"],
    "sumary": ["summary"],
    "helpless in the face of this": ["Log a blocker", "Log a decision"],
    "word " * 400: ["Show help"],
    "???! what": ["Search for it"],
}


@pytest.mark.parametrize("line", NOT_UNDERSTOOD, ids=lambda line: line[:20])
async def test_what_is_not_understood_gets_its_nearest_neighbour_alone(
    sandbox: Sandbox, line: str
) -> None:
    maria = sandbox.slack.person("maria")
    (told,) = (await maria.types("#launch", f"/backstop {line}")).messages
    assert buttons(told.blocks) == NOT_UNDERSTOOD[line]
    assert SHORT not in message_words(told)
    maria.writes("dm", line)
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_dm("maria", line.split(maxsplit=1)[0])
    assert SHORT not in message_words(answer)
    assert no_whole_help(message_words(answer))


async def test_a_sentence_that_is_logged_by_its_button_keeps_all_its_words(
    sandbox: Sandbox,
) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop the import of the contracts hangs")
    await maria.clicks("Log a blocker")
    form = await maria.sees_form("Log a blocker")
    assert form.state["title"]["value"]["value"] == "the import of the contracts hangs"


async def test_an_old_button_for_more_of_a_form_says_so(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    (help_,) = (await maria.types("#launch", "/backstop help")).messages
    help_.blocks[-1]["elements"][0]["action_id"] = "setup.more"
    await maria.clicks("More", message=help_)
    await maria.sees_form("This is from an older version")


@pytest.mark.browser
async def test_help_fits_one_screen_of_a_phone(sandbox: Sandbox) -> None:
    """Between the channel's header and the composer, without scrolling any way."""
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop help")
    channel = sandbox.slack.channel("#launch").id
    async with a_chromium() as browser:
        context: Any = await browser.new_context(viewport=PHONE)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        await page.goto(f"{sandbox.slack.engine.base_url}/?as={maria.id}&in={channel}")
        first = page.get_by_text(SHORT)
        more = page.get_by_role("button", name="Show all that you can type")
        await more.wait_for()
        header = await page.get_by_role("heading", name="launch").bounding_box()
        composer = await page.get_by_label("Message #launch").bounding_box()
        top, bottom = await first.bounding_box(), await more.bounding_box()
        assert header["y"] + header["height"] <= top["y"]
        assert bottom["y"] + bottom["height"] <= composer["y"]
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
