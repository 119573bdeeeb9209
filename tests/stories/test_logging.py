"""Promise 1: from any surface, nothing is logged without one owner, date and fallback."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import set_up

LINE = "staging DB is down owner @bo due fri 5pm fallback use the replica"


def logged(sandbox: Sandbox, title: str) -> list[Message]:
    """The cards of items with this title; they and everything about them are expected now."""
    cards = [m for m in sandbox.slack.expectations.messages_in("#launch") if title in m.text]
    sandbox.slack.expectations.expect_all(title)
    return cards


@pytest.mark.both_ways
async def test_a_complete_line_is_logged_at_once_with_its_absolute_date(sandbox: Sandbox) -> None:
    seen = await sandbox.slack.person("maria").types("#launch", f"/blocker {LINE}")
    assert seen.view is None
    assert "Logged *B-1*" in seen.text
    assert "Fri 27 Mar 17:00 CET" in seen.text  # Maria is in Berlin
    assert "12:00 in New York for the owner" in seen.text  # five hours behind in that week
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#launch", "B-1", "staging DB is down", "replica")
    await sandbox.advance(hours=4)  # Bo's day begins at 9:00 in New York, 13:00 UTC
    await sandbox.slack.expectations.expect_dm("bo", "B-1", "staging DB is down")
    sandbox.slack.expectations.expect_all("Logged")


async def test_a_decision_keeps_its_options_and_its_default(sandbox: Sandbox) -> None:
    line = "which DPA owner me due 48h options short | long default long"
    seen = await sandbox.slack.person("maria").types("#launch", f"/decision {line}")
    assert "Logged *D-1*" in seen.text
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#launch", "short | long", "otherwise long")
    sandbox.slack.expectations.expect_all("Logged")


async def test_without_a_date_the_window_counts_and_is_said(sandbox: Sandbox) -> None:
    line = "/blocker staging is down owner @bo fallback use the replica"
    seen = await sandbox.slack.person("maria").types("#launch", line)
    # Wed 10:30 plus two working days.
    assert "Fri 27 Mar 10:30 CET" in seen.text
    assert "No due date was given, so it is 2 working days from now." in seen.text
    await sandbox.settle()
    logged(sandbox, "staging is down")


async def test_every_form_says_the_window_of_its_own_channel(laddered_sandbox: Sandbox) -> None:
    maria = laddered_sandbox.slack.person("maria")
    await set_up(laddered_sandbox, {"Default due date (working days from now)": "1"}, by="lea")
    await maria.types("#launch", "/blocker")
    await maria.sees_form("Empty means in 1 working day.")
    await maria.closes()
    await maria.uses_shortcut("Log a blocker", maria.writes("#launch", "the import hangs"))
    await maria.sees_form("the import hangs", "Empty means in 1 working day.")
    await maria.closes()
    await maria.types("dm", "/blocker")
    await maria.sees_form("Empty means what the channel has set, else in 2 working days.")


async def test_a_date_on_a_day_off_is_kept_and_the_next_working_day_offered(
    sandbox: Sandbox,
) -> None:
    maria = sandbox.slack.person("maria")
    line = "/blocker staging is down owner @bo due sat noon fallback use the replica"
    seen = await maria.types("#launch", line)
    assert "Sat 28 Mar is not a working day" in seen.text
    done = await maria.clicks("Due Mon 30 Mar 12:00 CEST instead", message=seen.messages[0])
    assert done.view is not None
    assert "to <!date^1774864800^" in view_words(done.view)  # Mon 30 Mar 10:00 UTC
    await maria.closes()
    await sandbox.settle()
    logged(sandbox, "staging is down")
    sandbox.slack.expectations.expect_all("B-1")


@pytest.mark.both_ways
async def test_an_incomplete_line_opens_the_form_with_all_that_was_understood(
    sandbox: Sandbox,
) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker prod is slow due fri 5pm impact Acme, logins fail")
    form = await maria.sees_form("Log a blocker")
    words = view_words(form)
    for given in ("prod is slow", "fri 5pm", "Acme, logins fail", "Choose one person."):
        assert given in words
    await maria.fills({"Who owns it?": "bo", "What happens if nobody acts in time?": "roll back"})
    seen = await maria.submits()
    assert seen.view is not None
    assert "Logged *B-1*" in view_words(seen.view)
    assert "Fri 27 Mar 17:00 CET" in view_words(seen.view)
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#launch", "B-1", "prod is slow", "Acme")


async def test_nothing_typed_opens_an_empty_form_that_complains_of_nothing(
    sandbox: Sandbox,
) -> None:
    bo = sandbox.slack.person("bo")
    await bo.types("#launch", "/decision")
    form = await bo.sees_form("Log a decision", "What has to be decided?")
    assert "⚠️" not in view_words(form)


async def test_in_a_direct_message_the_form_asks_for_the_channel(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("dm", f"/blocker {LINE}")
    await maria.sees_form("Which channel is this for?")
    await maria.fills({"In which channel?": "#launch"})
    await maria.submits()
    await sandbox.settle()
    assert len(logged(sandbox, "staging DB is down")) == 1


@pytest.mark.both_ways
async def test_a_message_becomes_a_blocker_that_links_back_to_it(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    said = sandbox.slack.person("bo").writes("#launch", "the <import> of contracts hangs")
    await maria.uses_shortcut("Log a blocker", said)
    await maria.sees_form("Log a blocker", "the <import> of contracts hangs")
    await maria.fills({"Who owns it?": "bo", "What happens if nobody acts in time?": "by hand"})
    await maria.submits()
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "B-1", "&lt;import&gt;")
    ts = said.ts.replace(".", "")
    domain, channel = sandbox.slack.workspace.domain, said.channel
    assert f"https://{domain}.slack.com/archives/{channel}/p{ts}" in message_words(card)


async def test_a_reply_in_a_thread_becomes_a_decision_that_links_into_the_thread(
    sandbox: Sandbox,
) -> None:
    maria = sandbox.slack.person("maria")
    root = maria.writes("#launch", "DPA?")
    said = sandbox.slack.person("bo").writes("#launch", "which template?", thread=root)
    await maria.uses_shortcut("Log a decision", said)
    await maria.fills({"Who owns it?": "bo", "What happens if nobody acts in time?": "the old"})
    await maria.submits()
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "D-1", "which template?")
    assert f"?thread_ts={root.ts}&amp;cid={said.channel}" in message_words(card)


async def test_the_command_of_the_bot_itself_logs_as_well(sandbox: Sandbox) -> None:
    seen = await sandbox.slack.person("maria").types("#launch", f"/backstop blocker {LINE}")
    assert "Logged *B-1*" in seen.text
    await sandbox.settle()
    assert len(logged(sandbox, "staging DB is down")) == 1


async def test_the_home_tab_logs_too(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    home = await maria.opens_home()
    assert home is not None
    await maria.clicks("Log a decision", view=home)
    await maria.sees_form("Log a decision")
    await maria.fills(
        {
            "What has to be decided?": "which DPA",
            "Who owns it?": "maria",
            "Due when?": "tomorrow noon",
            "Options, one on each line": "short\nlong",
            "The option if nobody decides": "LONG",
            "In which channel?": "#launch",
        }
    )
    await maria.submits()
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#launch", "D-1", "short | long", "otherwise long")
    await maria.stage.engine.workspace.signal.until(
        lambda: maria.home is not None and "which DPA" in view_words(maria.home)
    )
    assert "which DPA" in view_words(maria.home or home)


AS_TYPED = {
    "“API key, due soon”": "API key, due soon",
    "can’t deploy — it's Bob's branch": "can’t deploy — it's Bob's branch",
    "pod 🔥 restarts\nevery hour": "pod 🔥 restarts every hour",
    "price < 5 & > 3": "price &lt; 5 &amp; &gt; 3",
    "the latency is >": "the latency is &gt;",
    "<!channel> wake up": "@channel wake up",
    "O'Neill waits for https://x.io/a?b=1&c=2": "O'Neill waits for <https://x.io/a?b=1&amp;c=2>",
    "x" * 490: "x" * 490,
}
"""What is typed as the title, and how the card has it."""


async def test_whatever_phones_and_people_write_is_logged_and_pings_nobody(
    sandbox: Sandbox,
) -> None:
    for number, (typed, title) in enumerate(AS_TYPED.items(), start=1):
        line = f"/blocker {typed} —owner @bo due: fri 5pm fallback “don’t ship”"
        seen = await sandbox.slack.person("maria").types("#launch", line)
        assert f"Logged *B-{number}*" in seen.text, seen
        await sandbox.settle()
        card = await sandbox.slack.expectations.expect_post("#launch", f"*B-{number}*")
        assert title in message_words(card)
        assert "<!channel>" not in message_words(card)
    sandbox.slack.expectations.expect_all("B-")


async def test_a_line_of_three_thousand_characters_is_logged(sandbox: Sandbox) -> None:
    start = "x" * 480 + " owner @bo due fri 5pm fallback " + "y" * 1300 + " impact "
    line = start + "z" * (2900 - len(start))
    seen = await sandbox.slack.person("maria").types("#launch", f"/blocker {line}")
    assert "Logged *B-1*" in seen.text, seen
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-1")
