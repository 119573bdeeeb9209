"""Moves by reference: each one typed with any command, or pressed on the card."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import fill_in

BLOCKER = "/blocker staging is down owner @maria due fri 5pm fallback use the replica"
DECISION = "/decision which DPA owner @maria due fri 5pm options short | long fallback the old one"


async def log(sandbox: Sandbox, line: str, *, by: str = "bo") -> Message:
    """Log it and get its card; Maria, who owns it, is at work and is told."""
    await sandbox.slack.person(by).types("#launch", line)
    await sandbox.settle()
    title = "staging is down" if line == BLOCKER else "which DPA"
    card = await sandbox.slack.expectations.expect_post("#launch", title)
    await sandbox.slack.expectations.expect_dm("maria", title)
    sandbox.slack.expectations.expect_all("Logged")
    return card


async def typed(sandbox: Sandbox, who: str, line: str) -> str:
    seen = await sandbox.slack.person(who).types("#launch", line)
    await sandbox.settle()
    return seen.text


BY_THE_OWNER = (
    ("B-1 ack", "acknowledged it", "Acknowledged"),
    ("b1 note called the vendor", "called the vendor", "Blocked"),
    ("B-1 snooze 4h", "snoozed the reminders until", "Blocked"),
    ("B-1 move mon 9am because legal is out", "because legal is out", "Slipped once"),
    ("B-1 worsening", "worsening", "Blocked"),
    ("B-1 escalate because customers wait", "because customers wait", "Blocked"),
    ("B-1 resolve restarted it", "resolved", "restarted it"),
    ("B-1 reopen because it fell again", "because it fell again", "Blocked"),
    ("B-1 fallback", "fallback", "closed with its fallback"),
    ("B-1 reopen because it is slow", "because it is slow", "Blocked"),
    ("B-1 give @bo because he has access", "offered it to <@{bo}> until", "*Bo O'Neill*"),
)
"""What Maria types, one line after another, the reply, and what the card then says."""


async def test_the_owner_makes_each_move_with_any_command(sandbox: Sandbox) -> None:
    card = await log(sandbox, BLOCKER)
    for line, said, on_card in BY_THE_OWNER:
        reply = await typed(sandbox, "maria", f"/decision {line}")
        assert said.format(bo=sandbox.slack.person("bo").id) in reply
        assert on_card in message_words(card), line
    sandbox.slack.expectations.expect_all("B-1")


async def test_the_reporter_may_withdraw_and_move_it(sandbox: Sandbox) -> None:
    card = await log(sandbox, BLOCKER)
    await typed(sandbox, "bo", "/blocker B-1 move mon because legal is out")
    assert "Slipped once" in message_words(card)
    await typed(sandbox, "bo", "/backstop B-1 withdraw because it was a false alarm")
    assert "is withdrawn" in message_words(card)
    await typed(sandbox, "bo", "/backstop reopen B-1 because it was none")
    assert "Blocked" in message_words(card)
    await typed(sandbox, "bo", "/backstop withdraw B-1 because it was a false alarm")
    assert "is withdrawn" in message_words(card)
    sandbox.slack.expectations.expect_all("B-1")


NO_TITLES = (
    ("/blocker 1", "*B-1* Blocked: staging is down"),
    ("/blocker #1", "*B-1* Blocked: staging is down"),
    ("/decision plan B-1", "If nobody acts:"),
    ("/blocker ack B-1", "acknowledged it"),
    ("/blocker note B-1", "What should the note say?"),
    ("/blocker done B-1!", "resolved it"),
    ("/blocker reopen B-1 because it fell again", "reopened it, because it fell again"),
    ("/decision 1", "There is no D-1 that you can see."),
    ("/blocker Summary", "1 open"),
    ("/decision back", "You are not away, and no absence lies ahead."),
)


async def test_a_number_or_a_move_with_its_item_alone_is_nothing_to_log(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER)
    for line, said in NO_TITLES:
        assert said in await typed(sandbox, "maria", line), line
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker close B-1 in the tracker too")
    form = await maria.sees_form("Log a blocker")
    assert "close B-1 in the tracker too" in view_words(form)
    await maria.closes()
    sandbox.slack.expectations.expect_all("B-1")


async def test_a_move_with_its_item_and_an_owner_is_a_line_to_log(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER)
    line = "/decision close B-1 because Acme left owner @maria due fri fallback keep it"
    assert "*D-1*" in await typed(sandbox, "maria", line)
    assert "Blocked" in await typed(sandbox, "maria", "/blocker B-1")
    sandbox.slack.expectations.expect_all("B-1")
    sandbox.slack.expectations.expect_all("D-1")


async def test_a_decision_is_decided_and_reopened(sandbox: Sandbox) -> None:
    card = await log(sandbox, DECISION)
    await typed(sandbox, "maria", "/blocker D-1 decide long because legal said so")
    assert "is decided" in message_words(card)
    await typed(sandbox, "bo", "/decision D-1 reopen because legal changed its mind")
    assert "Decision needed" in message_words(card)
    sandbox.slack.expectations.expect_all("D-1")


async def test_a_bare_reference_shows_the_item_and_its_history(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER)
    await typed(sandbox, "maria", "/blocker B-1 note called the vendor")
    shown = await typed(sandbox, "lea", "/backstop B-1")
    for words in ("staging is down", "use the replica", "called the vendor", "`ack`"):
        assert words in shown
    sandbox.slack.expectations.expect_all("B-1")


async def test_the_plan_says_who_hears_when(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER)
    plan = await typed(sandbox, "maria", "/blocker B-1 plan")
    assert plan == await typed(sandbox, "maria", "/backstop plan B-1")
    assert "Thu 26 Mar 22:00 CET" in plan  # a day before 17:00 in New York, where Bo typed it
    # 17:00 in New York still is the channel's working day; then Europe's clocks change.
    assert "Fri 27 Mar 22:00 CET: the reporter and the channel are notified" in plan
    assert "Mon 30 Mar 23:00 CEST: the reporter and the channel are notified" in plan
    assert "Tue 31 Mar 23:00 CEST: the fallback applies" in plan
    sandbox.slack.expectations.expect_all("B-1")


LISTS: dict[str, tuple[set[str], str]] = {
    "list": ({"B-1", "D-1"}, "2 open items"),
    "list mine": ({"B-1", "D-1"}, "2 open items assigned to you"),
    "list @bo": (set(), "No open items of Bo O'Neill."),
    "list overdue": (set(), "No overdue items."),
    "list dpa": ({"D-1"}, "1 open item matches “dpa”"),
    "list xyzzy": (set(), "No open item matches “xyzzy”."),
    "list all": ({"B-1", "D-1"}, "2 items"),
    "list everything": ({"B-1", "D-1"}, "2 items"),
    "list closed": (set(), "No closed items."),
    "list blockers": ({"B-1"}, "1 open blocker"),
    "list decisions mine": ({"D-1"}, "1 open decision assigned to you"),
    "list decisions closed": (set(), "No closed decisions."),
    "list maria": ({"B-1", "D-1"}, "2 open items assigned to you"),
    "list silva blockers": ({"B-1"}, "1 open blocker assigned to you"),
    "list maría dpa": ({"D-1"}, "1 open item assigned to you matches “dpa”"),
    "list “maria”": (set(), "No open item matches “maria”."),
    "list this week": ({"B-1", "D-1"}, "2 open items due this week"),
    "list due friday": ({"B-1", "D-1"}, "2 open items due friday"),
    "list due by thursday": (set(), "No open items due by thursday."),
    "list due today": (set(), "No open items due today."),
}


async def test_lists_show_what_was_asked_for(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER)
    await log(sandbox, DECISION)
    for words, (found, title) in LISTS.items():
        shown = await typed(sandbox, "maria", f"/backstop {words}")
        assert title in shown
        assert {label for label in ("B-1", "D-1") if f"*{label}*" in shown} == found, words
    sandbox.slack.expectations.expect_all("item")


async def test_help_shows_what_to_type(sandbox: Sandbox) -> None:
    for line in ("/backstop", "/backstop help", "/blocker help", "/decision HELP"):
        shown = await typed(sandbox, "bo", line)
        assert "/blocker SSO login fails owner @maria due fri 5pm fallback use passwords" in shown
    sandbox.slack.expectations.expect_all("one owner")


async def test_a_click_acknowledges_without_another_word(sandbox: Sandbox) -> None:
    card = await log(sandbox, BLOCKER)
    seen = await sandbox.slack.person("maria").clicks("Acknowledge", message=card)
    assert (seen.text, seen.view) == ("", None)
    await sandbox.settle()
    assert "Acknowledged" in message_words(card)
    sandbox.slack.expectations.expect_all("B-1")


FORMS: tuple[tuple[str, dict[str, str], str], ...] = (
    ("Add a note", {"Note": "called the vendor"}, "Blocked"),
    ("Move the date", {"New due date": "mon 9am", "Why?": "legal is out"}, "due Mon 30 Mar"),
    ("Escalate now", {"Why?": "customers wait"}, "Blocked"),
    ("Resolve", {"What solved it?": "restarted it"}, "restarted it"),
    ("Reopen", {"Why?": "it fell again"}, "Blocked"),
    ("Hand over", {"Who owns it from now on?": "bo", "Why?": "he has access"}, "*Bo O'Neill*"),
)


CONFIRMED = ("Resolve", "Hand over")
"""What can be undone is confirmed, with the button that does it."""


async def test_a_move_that_needs_more_opens_its_form_and_closes_it_when_made(
    sandbox: Sandbox,
) -> None:
    card, maria = await log(sandbox, BLOCKER), sandbox.slack.person("maria")
    for button, entries, on_card in FORMS:
        await maria.clicks(button, message=card)
        await maria.sees_form("B-1", "staging is down")
        await maria.fills(entries)
        seen = await maria.submits()
        assert (seen.error, seen.errors) == (None, {})
        assert (maria.form is not None) == (button in CONFIRMED), button
        if maria.form is not None:
            await maria.closes()
        await sandbox.settle()
        assert on_card in message_words(card), button
    sandbox.slack.expectations.expect_all("B-1")


async def test_a_decision_is_made_by_choosing_its_option(sandbox: Sandbox) -> None:
    card, maria = await log(sandbox, DECISION), sandbox.slack.person("maria")
    await maria.clicks("Decide", message=card)
    await maria.fills({"Which option?": "long", "Because": "legal said so"})
    await maria.submits()
    await sandbox.settle()
    assert "*Outcome:* long" in message_words(card)
    await maria.clicks("Reopen", message=card)
    await maria.fills({"Why?": "too early"})
    await maria.submits()
    await sandbox.settle()
    assert "Decision needed" in message_words(card)
    sandbox.slack.expectations.expect_all("D-1")


async def test_an_admin_acknowledges_with_one_click(sandbox: Sandbox) -> None:
    sandbox.slack.add_person("ada", real_name="Ada Admin", is_admin=True)
    ada = sandbox.slack.person("ada")
    ada.joins("#launch")
    await ada.types("#launch", "/backstop list")  # makes Ada known
    await sandbox.settle()
    card = await log(sandbox, BLOCKER)
    seen = await ada.clicks("Acknowledge", message=card)
    assert (seen.text, seen.view) == ("", None)
    await sandbox.settle()
    assert "Acknowledged" in message_words(card)
    sandbox.slack.expectations.expect_all("B-1")
    sandbox.slack.expectations.expect_all("You typed")


async def test_what_the_home_tab_shows_can_be_acted_on_there(sandbox: Sandbox) -> None:
    card, maria = await log(sandbox, BLOCKER), sandbox.slack.person("maria")
    home = await maria.opens_home()
    assert home is not None
    assert "staging is down" in view_words(home)
    await maria.clicks("Acknowledge", view=home)
    await sandbox.settle()
    assert "Acknowledged" in message_words(card)
    sandbox.slack.expectations.expect_all("B-1")


async def test_the_home_tab_opens_the_form_of_an_absence(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    home = await maria.opens_home()
    assert home is not None
    await maria.clicks("Away …", view=home)
    await maria.sees_form("Away until")
    await maria.fills({"Away until": "yesterday"})
    assert "has passed" in (await maria.submits()).errors["Away until"]


async def test_away_and_back_by_words_and_by_form(sandbox: Sandbox) -> None:
    maria, bo = sandbox.slack.person("maria"), sandbox.slack.person("bo")
    said = await typed(sandbox, "maria", "/backstop away until mon 9am stand-in @bo")
    assert "Mon 30 Mar 09:00 CEST" in said
    assert f"<@{bo.id}> covers for you" in said
    assert "You are back" in await typed(sandbox, "maria", "/backstop back")
    await maria.types("#launch", "/backstop away")
    await maria.fills({"Away until": "tomorrow noon"})
    seen = await maria.submits()
    assert seen.view is not None
    assert "your lead is notified instead" in view_words(seen.view)
    await maria.closes()
    listed = await maria.types("#launch", "/backstop away")
    await maria.clicks("Change", message=listed.messages[-1])
    await maria.sees_form("You are away until")
    await maria.fills({"Away until": ""})
    seen = await maria.submits()
    assert seen.view is not None
    assert "You are back" in view_words(seen.view)
    sandbox.slack.expectations.expect_all("You are")


async def test_a_ladder_is_set_up_and_items_logged_before_take_it_over(sandbox: Sandbox) -> None:
    card, lea = await log(sandbox, BLOCKER), sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop setup")
    await lea.clicks("More")
    await lea.sees_form("Channel setup", "Open items that were logged before (1)")
    await lea.fills({"Open items that were logged before (1)": "All of them use this one"})
    people = {"Lead: people": ["lea"], "Leadership: people": ["cem"]}
    await fill_in(lea, {**people, "Holidays of": "de"})
    await lea.sees_form("New items and 1 open item use it")
    await sandbox.settle()
    assert "No lead" not in message_words(card)
    sandbox.slack.expectations.expect_all("B-1")


async def test_the_summary_is_shown_to_whoever_asks_before_it_is_posted(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER)
    await sandbox.advance(minutes=1)
    assert "1 open" in await typed(sandbox, "maria", "/backstop summary")
    assert len(sandbox.slack.expectations.messages_in("#launch")) == 1
    sandbox.slack.expectations.expect_all("1 open")
