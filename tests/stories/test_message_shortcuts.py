"""*Log a blocker* and *Log a decision* on a message: what it says is proposed, and marked so."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import View
from tests.stories.heard import berlin, ignore_rest

PLAN = "What happens if nobody acts in time?"
PRIVATE = "These words come from a private conversation."


async def form_of(sandbox: Sandbox, words: str, *, by: str = "bo", place: str = "#launch") -> View:
    """The form that Maria gets for a message."""
    maria = sandbox.slack.person("maria")
    await maria.uses_shortcut("Log a blocker", sandbox.slack.person(by).writes(place, words))
    return await maria.sees_form("Log a blocker")


def filled(form: View) -> dict[str, str]:
    """What stands in the fields."""
    inputs = {block["block_id"]: block["element"] for block in form.blocks if "element" in block}
    return {
        name: element.get("initial_value") or element.get("initial_user") or ""
        for name, element in inputs.items()
        if "initial_value" in element or "initial_user" in element
    }


@pytest.mark.both_ways
async def test_owner_date_and_links_are_proposed_and_marked(sandbox: Sandbox) -> None:
    lea = sandbox.slack.person("lea")
    words = "The import is stuck, @lea to restart it by fri noon, see https://status.example.com/7"
    form = await form_of(sandbox, words)
    assert filled(form) == {
        "title": "The import is stuck, restart it, see https://status.example.com/7",
        "owner": lea.id,
        "due": "2026-03-27 12:00",
        "links": "https://status.example.com/7",
    }
    seen = view_words(form)
    assert "💬 Proposed from the text. Change it if it is wrong." in seen
    assert "💬 From the message. Change it if it is wrong." in seen
    assert "💬 Proposed from the text, “fri noon”: Fri 27 Mar 12:00 CET." in seen
    assert "⚠️" not in seen


async def test_people_are_named_wherever_they_are(sandbox: Sandbox) -> None:
    sandbox.slack.add_person("dana", real_name="Dana <D> Weiss")
    sandbox.slack.add_group("legal", ["dana"])
    await sandbox.bot.workspace.directory.refresh_person(sandbox.slack.person("dana").id)
    await sandbox.bot.workspace.directory.refresh_groups()
    form = await form_of(sandbox, "@dana and @lea of @legal say the <DPA> is wrong")
    title = "@Dana <D> Weiss and @Lea Roth of @legal say the <DPA> is wrong"
    assert filled(form) == {"title": title}


async def test_a_date_counts_from_the_message_and_may_have_passed(sandbox: Sandbox) -> None:
    maria, bo = sandbox.slack.person("maria"), sandbox.slack.person("bo")
    messages = [bo.writes("#launch", f"SSO fails, fix it by {day} noon") for day in ("thu", "fri")]
    await sandbox.advance_to(berlin(26, 15))
    dates = []
    for message in messages:
        await maria.uses_shortcut("Log a blocker", message)
        form = await maria.sees_form("Log a blocker")
        dates.append((filled(form)["due"], "That date has passed." in view_words(form)))
        await maria.closes()
    assert dates == [("2026-03-26 12:00", True), ("2026-03-27 12:00", False)]


async def test_a_date_that_is_not_understood_is_asked_and_stays_in_the_words(
    sandbox: Sandbox,
) -> None:
    form = await form_of(sandbox, "SSO fails, we need it by friady")
    assert filled(form) == {"title": "SSO fails, we need it by friady"}
    assert "The text says “friady”. Is that the due date?" in view_words(form)


async def test_me_is_who_wrote_the_message(sandbox: Sandbox) -> None:
    form = await form_of(sandbox, "SSO login fails owner me fallback use passwords")
    assert filled(form) == {
        "title": "SSO login fails",
        "owner": sandbox.slack.person("bo").id,
        "fallback": "use passwords",
    }


BLOCKS = [
    {"type": "header", "text": {"type": "plain_text", "text": "Alert"}},
    {"type": "section", "text": {"type": "mrkdwn", "text": "Disk &lt;db-1&gt; is full"}},
]


@pytest.mark.parametrize(
    ("more", "title"),
    [
        ({"blocks": BLOCKS}, "Alert Disk <db-1> is full"),
        ({"attachments": [{"title": "Alert", "text": "Disk is full"}]}, "Alert Disk is full"),
        ({}, ""),
    ],
)
async def test_what_another_app_says_in_blocks_and_attachments_is_read(
    sandbox: Sandbox, more: dict[str, object], title: str
) -> None:
    maria = sandbox.slack.person("maria")
    message = sandbox.slack.add_app("monitor").posts(sandbox.slack.channel("#launch"), "")
    for name, value in more.items():
        setattr(message, name, value)
    await maria.uses_shortcut("Log a blocker", message)
    assert filled(await maria.sees_form("Log a blocker")).get("title", "") == title


async def test_words_of_a_private_conversation_say_so_above_the_title(sandbox: Sandbox) -> None:
    form = await form_of(sandbox, "Harbor may leave us", by="maria", place="dm")
    assert view_words(form).index(PRIVATE) < view_words(form).index("What is blocked?")
    await sandbox.slack.person("maria").closes()
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("")
    assert PRIVATE not in view_words(await form_of(sandbox, "Harbor may leave us"))


LIST = """Before the launch:
• SSO login fails, owner me, by fri noon, else use passwords
• @lea to restart the import"""


async def test_a_message_that_is_a_list_offers_it(sandbox: Sandbox) -> None:
    maria, bo = sandbox.slack.person("maria"), sandbox.slack.person("bo")
    message = bo.writes("#launch", LIST)
    await sandbox.advance_to(berlin(26, 15))
    for _ in range(2):
        await maria.uses_shortcut("Log a blocker", message)
        form = await maria.sees_form("Nothing is logged yet")
        assert buttons(form.blocks) == ["Edit 1", "Edit 2", "Log 1 of 2", "Log as one item"]
    await maria.clicks("Edit 2", view=form)
    await maria.fills({"What is blocked?": "The import", PLAN: "by hand"})
    await maria.submits()
    await maria.clicks("Log 1 more")
    await maria.sees_form("All 2 are logged.")
    await maria.closes(everything=True)
    await sandbox.settle()
    for label, owner in (("B-1", "Lea Roth"), ("B-2", "Bo O'Neill")):
        card = await sandbox.slack.expectations.expect_post("#launch", f"*{label}* ", owner)
        assert f"/p{message.ts.replace('.', '')}" in message_words(card)
    ignore_rest(sandbox, "lea", "bo")
    await maria.uses_shortcut("Log a blocker", message)
    await maria.sees_form("All 2 are logged.")


async def test_an_edited_message_is_another_list(sandbox: Sandbox) -> None:
    maria, bo = sandbox.slack.person("maria"), sandbox.slack.person("bo")
    message = bo.writes("#launch", LIST)
    await maria.uses_shortcut("Log a blocker", message)
    bo.edits(message, f"{LIST}\n• DNS is down")
    await maria.uses_shortcut("Log a blocker", message)
    await maria.sees_form("I read 3 blockers", "DNS is down")


async def test_a_list_in_a_private_conversation_says_so_before_it_is_logged(
    sandbox: Sandbox,
) -> None:
    maria = sandbox.slack.person("maria")
    group = sandbox.slack.add_group_message("maria", "bo")
    said = sandbox.slack.person("bo").writes(group, LIST)
    await maria.uses_shortcut("Log a blocker", said)
    await maria.clicks("Log 1 of 2")
    await maria.sees_form(PRIVATE, "In which channel?")
    await maria.fills({"In which channel?": "#launch"})
    assert (await maria.submits()).errors == {}
    await maria.sees_form("1 of 2 logged so far.")
    await maria.clicks("Edit 2")
    await maria.sees_form(PRIVATE, "Who owns it?")
    await maria.closes(everything=True)
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#launch", "*B-1* ", "SSO login fails")
    ignore_rest(sandbox, "bo")


async def test_a_very_long_message_opens_the_form(sandbox: Sandbox) -> None:
    form = await form_of(sandbox, "\n".join(f"- item {number} {'x' * 40}" for number in range(300)))
    assert len(filled(form)["title"]) == 3000
