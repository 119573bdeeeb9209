"""Bad input gets an answer that says what to type instead, and changes nothing."""

from typing import Any

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from playground.state.faults import How
from playground.state.workspace import Message, View
from playground.wire import envelopes
from playground.wire.delivery import Envelope
from storage import channels
from storage.channels import Channel
from storage.items import store

LINE = "/blocker staging is down owner @maria due fri 5pm fallback use the replica"
WHO, DUE, FALLBACK = "Who owns it?", "Due when?", "What happens if nobody acts in time?"


async def log(sandbox: Sandbox, *, by: str = "bo") -> Message:
    """Bo logs B-1 for Maria; its card."""
    await sandbox.slack.person(by).types("#launch", LINE)
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "staging is down")
    sandbox.slack.expectations.expect_all("B-1")
    return card


async def typed(sandbox: Sandbox, who: str, line: str, *, where: str = "#launch") -> str:
    """The answer somebody gets; any answer is expected."""
    seen = await sandbox.slack.person(who).types(where, line)
    for message in seen.messages:
        message.expected = True
    return seen.text


async def filled(sandbox: Sandbox, **entries: Any) -> dict[str, str]:
    """The errors of Maria's log form when these fields replace good ones."""
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker")
    good = {"What is blocked?": "staging", WHO: "bo", DUE: "fri 5pm", FALLBACK: "the replica"}
    await maria.fills(good | entries)
    seen = await maria.submits()
    assert seen.error is None
    return seen.errors


def item_count(sandbox: Sandbox) -> int:
    """How many blockers there are; numbers have no gaps."""
    context = sandbox.bot.workspace.context
    with context.database.read(context.workspace) as tx:
        return len(store.get_many(tx, range(1, 20)))


def known(sandbox: Sandbox, channel: str) -> Channel:
    """What the bot knows about a channel."""
    context = sandbox.bot.workspace.context
    with context.database.read(context.workspace) as tx:
        found = channels.get(tx, channel)
    assert found is not None
    return found


def words_of(view: View | None) -> str:
    return view_words(view) if view else ""


UNKNOWN = (
    "/blocker B-99 ack",
    "/decision D-1 decide long because of legal",
    "/backstop B-2",
    "/backstop plan B-2",
)


async def test_an_unknown_reference_says_where_to_look(sandbox: Sandbox) -> None:
    for line in UNKNOWN:
        assert "/backstop list" in await typed(sandbox, "bo", line), line
    assert item_count(sandbox) == 0


NO_DATES = {
    "yesterday": "has passed",
    "2026-03-24": "has passed",
    "whenever": "I need a day.",
    "blorp": "I can't read that as a date",
    "fri or mon": "Did you mean Fri 27 Mar 17:00",
    "2029-01-01": "more than two years ahead",
    "every friday": "I can't repeat items yet. Give one date.",
}


async def test_a_date_that_is_none_is_explained_when_it_is_logged(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    for phrase, said in NO_DATES.items():
        await maria.types("#launch", f"/blocker x owner @bo due: {phrase} fallback: y")
        assert said in words_of(maria.form), phrase
        assert phrase in words_of(maria.form)
        await maria.closes()
        errors = await filled(sandbox, **{DUE: phrase})
        assert said in errors.get(DUE, words_of(maria.form)), phrase  # a question has buttons
        await maria.closes()
    assert item_count(sandbox) == 0


async def test_a_date_that_is_none_is_explained_when_one_is_moved(sandbox: Sandbox) -> None:
    card, maria = await log(sandbox), sandbox.slack.person("maria")
    for phrase, said in NO_DATES.items():
        reply = await typed(sandbox, "maria", f"/blocker B-1 move {phrase} because legal is out")
        assert said in reply, phrase
        assert "B-1 move" in reply
        await maria.clicks("Move the date", message=card)
        await maria.fills({"New due date": phrase, "Why?": "legal is out"})
        errors = (await maria.submits()).errors
        assert said in errors.get("New due date", words_of(maria.form)), phrase
        await maria.closes()
    assert "Slipped" not in message_words(card)


async def test_all_faults_of_a_form_are_said_at_once_and_entries_stay(
    sandbox: Sandbox,
) -> None:
    wrong = {"What is blocked?": " ", DUE: "yesterday", FALLBACK: "\n", WHO: "bo"}
    sandbox.slack.deactivate("bo")
    await sandbox.bot.workspace.directory.refresh_person(sandbox.slack.person("bo").id)
    errors = await filled(sandbox, **wrong)
    assert list(errors) == ["What is blocked?", FALLBACK, WHO, DUE]
    maria = sandbox.slack.person("maria")
    assert maria.form
    assert maria.form.state["due"]["entered"]["value"] == "yesterday"
    assert item_count(sandbox) == 0


async def test_a_direct_message_has_no_ladder_and_no_summary(sandbox: Sandbox) -> None:
    for line in ("/backstop setup", "/backstop summary"):
        said = await typed(sandbox, "maria", line, where="dm")
        assert "Which channel is this for?" in said
        assert "Type this in the team's channel." in said
        assert "/invite" not in said


async def test_a_channel_that_was_chosen_is_corrected_under_its_own_field(sandbox: Sandbox) -> None:
    sandbox.slack.add_channel("#elsewhere", ["maria"], with_bot=False)
    sandbox.slack.add_channel("#board", ["bo"], private=True)
    await sandbox.bot.workspace.directory.refresh_channel(sandbox.slack.channel("#board").id)
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#board", "I'm Backstop")
    maria = sandbox.slack.person("maria")
    await maria.types("dm", "/blocker x owner me due fri fallback y")
    for channel, said in {
        "#elsewhere": "I could not ask Slack about that channel yet. Send this again in a moment.",
        "#elsewhere ": "I am not in that channel. Type “/invite @Backstop” there",
        "#board": "Only people who are in that channel can log there. Join it first.",
    }.items():
        await maria.fills({"In which channel?": channel.strip()})
        await sandbox.settle()
        assert said in (await maria.submits()).errors["In which channel?"]
    assert item_count(sandbox) == 0


async def test_of_two_dates_the_meant_one_is_a_button(sandbox: Sandbox) -> None:
    card, maria = await log(sandbox), sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker B-1 agree")
    seen = await maria.types("#launch", "/blocker B-1 move 4/5 because legal is out")
    await maria.clicks("Mon 4 May 17:00 CEST", message=seen.messages[0])
    await sandbox.settle()
    assert "Slipped once" in message_words(card)
    sandbox.slack.expectations.expect_all("B-1")


async def test_a_date_in_another_language_is_suggested_never_decided(
    empty_sandbox: Sandbox,
) -> None:
    slack = empty_sandbox.slack
    slack.add_person("maria", tz="Europe/Berlin", locale="de-DE")
    slack.add_channel("#launch", ["maria"])
    await empty_sandbox.start_bot()
    maria = slack.person("maria")
    await maria.types("#launch", "/blocker x owner me due: übermorgen fallback: y")
    assert "Did you mean Fri 27 Mar 17:00 CET?" in words_of(maria.form)
    assert item_count(empty_sandbox) == 0
    await maria.clicks("Fri 27 Mar 17:00 CET")
    assert maria.form
    assert maria.form.state["due"]["entered.1"]["value"] == "2026-03-27 17:00"


async def test_two_dates_or_owners_are_asked_about_with_both_in_sight(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker x owner @bo owner @lea due fri due mon fallback: y")
    form = words_of(await maria.sees_form("Log a blocker"))
    assert "Only one person owns it, so choose: @bo or @lea?" in form
    assert "Did you mean Fri 27 Mar 17:00 CET or Mon 30 Mar 17:00 CEST?" in form
    assert item_count(sandbox) == 0


@pytest.fixture
async def mixed_sandbox(empty_sandbox: Sandbox) -> Sandbox:
    """Maria beside a group, an app, a leaver and a stranger."""
    slack = empty_sandbox.slack
    slack.add_person("maria", tz="Europe/Berlin")
    slack.add_person("robo", is_bot=True)
    slack.add_person("gone")
    slack.add_person("guest", is_stranger=True, team_id="T0OTHER")
    slack.add_channel("#launch", ["maria", "robo", "gone", "guest"])
    slack.add_group("sre", ["maria"])
    slack.deactivate("gone")
    await empty_sandbox.start_bot()
    return empty_sandbox


NO_OWNERS = {
    "robo": ("is an app", "one person of this company with an active account"),
    "guest": ("belongs to another company", "one person of this company"),
    "gone": ("nobody called gone", "I do not know @gone"),  # Slack leaves such names as text
    "sre": ("A group cannot own it", "An item has one owner, a person"),
}


async def test_who_cannot_own_is_refused_as_owner_and_as_the_next_one(
    mixed_sandbox: Sandbox,
) -> None:
    maria = mixed_sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker x owner me due fri fallback y")
    await mixed_sandbox.settle()
    for owner, (said, handed_over) in NO_OWNERS.items():
        await maria.types("#launch", f"/blocker x owner @{owner} due fri fallback y")
        assert said in words_of(maria.form)
        await maria.closes()
        line = f"/blocker B-1 give @{owner} because I am off"
        assert handed_over in await typed(mixed_sandbox, "maria", line)
    assert item_count(mixed_sandbox) == 1
    mixed_sandbox.slack.expectations.expect_all("B-1")


async def test_who_cannot_own_is_refused_when_chosen_in_a_form(mixed_sandbox: Sandbox) -> None:
    refused = {
        "robo": "is an app",
        "guest": "belongs to another company",
        "gone": "has no active account",
    }
    for owner, said in refused.items():
        assert said in (await filled(mixed_sandbox, **{WHO: owner}))[WHO]
        await mixed_sandbox.slack.person("maria").closes()
    assert item_count(mixed_sandbox) == 0


async def test_a_name_that_slack_does_not_know_is_asked_for(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker x owner @mario due fri fallback y")
    assert "I found nobody called mario" in words_of(maria.form)
    await maria.closes()
    await log(sandbox)
    reply = await typed(sandbox, "maria", "/blocker B-1 give @mario because I am off")
    assert "I do not know @mario" in reply
    assert "I do not know @mario" in await typed(sandbox, "maria", "/backstop list @mario")


async def test_somebody_whom_we_have_not_read_yet_is_not_asked_for_again(sandbox: Sandbox) -> None:
    await log(sandbox)
    for method in ("users.info", "users.list"):
        sandbox.slack.faults.add("error", method, times=None)
    sandbox.slack.add_person("ada").joins("#launch")
    for line in ("/blocker B-1 give @ada because I am off", "/backstop list @ada"):
        assert "Send it again in a moment, or name somebody else" in await typed(
            sandbox, "maria", line
        )


async def test_what_a_button_offered_opens_the_form_while_something_is_missing(
    sandbox: Sandbox,
) -> None:
    await log(sandbox)
    maria = sandbox.slack.person("maria")
    reply = (await maria.types("#launch", "/blocker B-1 move fri or mon")).messages[-1]
    reply.expected = True
    await maria.clicks("Fri 27 Mar 17:00 CET", message=reply)
    await maria.sees_form("Move the date", "2026-03-27 17:00")
    await maria.closes()


async def test_a_closed_item_takes_no_move_but_says_how_to_reopen_it(sandbox: Sandbox) -> None:
    card, maria = await log(sandbox), sandbox.slack.person("maria")
    await maria.clicks("Resolve", message=card)
    await typed(sandbox, "maria", "/blocker B-1 resolve restarted it")
    assert "B-1 reopen because" in await typed(sandbox, "maria", "/blocker B-1 ack")
    await maria.fills({"What solved it?": "again"})
    errors = (await maria.submits()).errors
    assert "B-1 reopen because" in errors["What solved it?"]
    await maria.closes()
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-1")


NO_RECIPIENTS = {
    "robo": "Robo is an app",
    "guest": "Guest belongs to another company",
    "gone": "Gone has no active account",
}


async def test_who_could_never_hear_is_refused_as_lead_and_as_leadership(
    mixed_sandbox: Sandbox,
) -> None:
    mixed_sandbox.slack.add_channel("#elsewhere", ["maria"], with_bot=False)
    maria = mixed_sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    for who, said in NO_RECIPIENTS.items():
        for rung in ("Lead: people", "Leadership: people"):
            await maria.fills({"Lead: people": [], "Leadership: people": [], rung: ["maria", who]})
            assert (await maria.submits()).errors == {rung: f"{said}. Name one person who can act."}
    await maria.fills({"Lead: people": [], "Leadership: people": []})
    await maria.clicks("More")
    await maria.clicks("ladder.edit.1")
    for who, said in NO_RECIPIENTS.items():
        await maria.fills({"People": ["maria", who]})
        errors = (await maria.submits()).errors
        assert errors == {"People": f"{said}. Name one person who can act."}
    await maria.fills({"People": [], "Channels": ["#elsewhere"]})
    assert "could not ask Slack" in (await maria.submits()).errors["Channels"]
    await mixed_sandbox.settle()
    assert "/invite @Backstop" in (await maria.submits()).errors["Channels"]
    await maria.fills({"Channels": ["#launch"]})
    assert (await maria.submits()).errors == {}
    assert (await maria.submits()).errors == {}
    assert known(mixed_sandbox, mixed_sandbox.slack.channel("#launch").id).policy.version == 2


async def test_a_reason_of_spaces_is_none(sandbox: Sandbox) -> None:
    card, maria = await log(sandbox), sandbox.slack.person("maria")
    await maria.clicks("Move the date", message=card)
    await maria.fills({"New due date": "never", "Why?": "  "})
    errors = (await maria.submits()).errors
    assert errors["Why?"] == "Add a reason, in a few words."
    assert "I need a day." in errors["New due date"]
    assert "Slipped" not in message_words(card)


async def test_on_a_closed_item_nobody_is_told_that_somebody_else_could(sandbox: Sandbox) -> None:
    await log(sandbox)
    await typed(sandbox, "maria", "/blocker B-1 resolve restarted it")
    for line in ("ack", "improving", "resolve again", "give @lea because I am away"):
        reply = await typed(sandbox, "cem", f"/blocker B-1 {line}")
        assert "B-1 was resolved. If it still matters: `/blocker B-1 reopen because …`" in reply
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-1")


async def test_a_button_from_before_a_new_date_does_nothing_and_says_so(sandbox: Sandbox) -> None:
    card, maria = await log(sandbox), sandbox.slack.person("maria")
    stale = [dict(block) for block in card.blocks]
    await typed(sandbox, "maria", "/blocker B-1 move mon 9am because legal is out")
    await sandbox.settle()
    card.blocks = stale
    seen = await maria.clicks("Acknowledge", message=card)
    assert "has changed since this message was drawn" in words_of(seen.view)
    sandbox.slack.expectations.expect_all("B-1")


async def test_a_button_that_is_none_of_ours_is_answered_kindly(sandbox: Sandbox) -> None:
    card, maria = await log(sandbox), sandbox.slack.person("maria")
    for block in card.blocks:
        for element in block.get("elements", []):
            if element.get("action_id") == "move.acknowledge":
                element["value"] = "0 or 1=1"
    seen = await maria.clicks("Acknowledge", message=card)
    assert "This is from an older version" in words_of(seen.view)


async def test_a_default_that_is_not_an_option_is_asked_for_again(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    line = "/decision which DPA owner @bo due fri options a | b default: c fallback y"
    await maria.types("#launch", line)
    await maria.sees_form("The default is one of the options, not c.")
    await maria.fills({"The option if nobody decides": "c"})
    errors = (await maria.submits()).errors
    assert "isn't one of the options" in errors["The option if nobody decides"]


async def test_a_ladder_that_changed_meanwhile_is_not_overwritten(sandbox: Sandbox) -> None:
    maria, lea = sandbox.slack.person("maria"), sandbox.slack.person("lea")
    await maria.types("#launch", "/backstop setup")
    await lea.types("#launch", "/backstop setup")
    await lea.fills({"Lead: people": ["maria"]})
    await lea.submits()
    await maria.submits()
    await maria.sees_form("Somebody saved version 2 of this ladder meanwhile")
    assert known(sandbox, sandbox.slack.channel("#launch").id).policy.version == 2


async def test_a_ladder_with_holidays_nobody_knows_is_refused_under_its_field(
    sandbox: Sandbox,
) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.clicks("More")
    await maria.clicks("ladder.page.hours")
    await maria.fills({"Holidays of": "Atlantis"})
    assert list((await maria.submits()).errors) == ["Holidays of"]


async def test_a_line_over_the_limit_is_given_back_whole(sandbox: Sandbox) -> None:
    words = " ".join(str(number) for number in range(900))  # 3,489 characters
    said = await typed(sandbox, "maria", f"/blocker {words}")
    assert "That is 3,489 characters; at most 3,000 fit." in said
    assert words.split()[-1] in said
    assert item_count(sandbox) == 0


async def test_a_title_as_long_as_a_line_is_logged_and_shown_whole(sandbox: Sandbox) -> None:
    words = " ".join(str(number) for number in range(750))  # 2,889 characters
    said = await typed(sandbox, "maria", f"/blocker {words} owner @maria due fri fallback y")
    assert "Logged *B-1*" in said
    shown = await typed(sandbox, "maria", "/blocker B-1")
    assert "748 749" in shown
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-1")


async def test_a_channel_without_the_bot_says_how_to_invite_it(sandbox: Sandbox) -> None:
    slack, maria = sandbox.slack, sandbox.slack.person("maria")
    place = slack.add_channel("#other", ["maria"], with_bot=False)
    unasked = sandbox.slack.faults.add(How.STATUS, "conversations.info", status=503, times=None)
    for _ in range(2):
        said = await typed(sandbox, "maria", LINE, where="#other")
        assert "I could not ask Slack about this channel yet" in said
        assert "I am not in" not in said
        await sandbox.settle()
    unasked.times = 0
    await typed(sandbox, "maria", LINE, where="#other")
    await sandbox.settle()
    said = await typed(sandbox, "maria", LINE, where="#other")
    assert "/invite @Backstop" in said
    assert "staging is down owner @maria due fri 5pm fallback use the replica" in said
    message = maria.writes("#other", "the import hangs")
    seen = await maria.uses_shortcut("Log a blocker", message)
    assert "/invite @Backstop" in words_of(seen.view)
    assert "/invite @Backstop" in await typed(sandbox, "maria", "/backstop setup", where="#other")
    assert item_count(sandbox) == 0

    maria.invites("backstop", "#other")
    await sandbox.settle()
    await slack.expectations.expect_post("#other", "I'm Backstop")
    assert known(sandbox, place.id).member
    assert "Logged *B-1*" in await typed(sandbox, "maria", LINE, where="#other")
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-1")


async def test_an_archived_channel_takes_nothing_from_a_form_still_open(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker")
    await maria.fills({"What is blocked?": "x", WHO: "bo", FALLBACK: "y"})
    sandbox.slack.archive("#launch")
    await sandbox.settle()
    assert "This channel is archived" in (await maria.submits()).errors["What is blocked?"]
    assert item_count(sandbox) == 0


NOT_UNDERSTOOD = {
    "/backstop frobnicate": "I don't know what to do with “frobnicate”",
    "/backstop a < b": "I don't know what to do with “a &lt; b”",
    "/blocker B-1 frobnicate": "I don't know what to do with “frobnicate”",
    "/blocker B-1 aknowledge": "B-1 ack",
    "/blocker B-1 note": "What should the note say?",
    "/blocker B-1 snooze": "Until when?",
    "/blocker B-1 decide x": "B-1 resolve",
    "/blocker B-1 reopen because x": "open already",
    "/backstop plan": "`/backstop plan B-12` shows what will happen when",
    "/backstop ack please": "Which item?",
    "/blocker done": "For example, type `/backstop resolve B-12`.",
    "/backstop stand-in @bo": "Until when are you away? A stand-in is for an absence.",
    "/backstop away until whenever": "`/backstop away until fri 5pm`",
    "/backstop away until asap": "I need a day. For example, type `/backstop away",
    "/backstop away until yesterday": "or `/backstop away until 48h`",
    "/backstop away until mon stand-in @mario": "I do not know @mario",
    "/backstop away until mon stand-in somebody": "A stand-in is one person",
    "/backstop away until mon stand-in me": "Nobody can cover for themselves",
}


async def test_what_is_missing_or_not_understood_is_said_with_an_example(sandbox: Sandbox) -> None:
    await log(sandbox)
    for line, said in NOT_UNDERSTOOD.items():
        assert said in await typed(sandbox, "maria", line), line


async def test_somebody_who_may_not_is_told_who_can(sandbox: Sandbox) -> None:
    card, lea = await log(sandbox), sandbox.slack.person("lea")
    assert "Only Maria" in await typed(sandbox, "lea", "/blocker B-1 resolve done")
    seen = await lea.clicks("Resolve", message=card)
    assert "You cannot resolve B-1" in words_of(seen.view)
    await lea.closes()
    seen = await lea.clicks("Acknowledge", message=card)
    assert "You cannot acknowledge B-1" in words_of(seen.view)


async def test_people_of_another_company_can_do_nothing(sandbox: Sandbox) -> None:
    card, slack = await log(sandbox), sandbox.slack
    slack.add_person("eve", is_stranger=True, team_id="T0EVIL")
    eve = slack.person("eve")
    eve.joins("#launch")
    seen = await eve.clicks("Acknowledge", message=card)
    assert "I do not know you yet. Try again in a moment." in words_of(seen.view)
    await sandbox.settle()
    seen = await eve.clicks("Acknowledge", message=card)
    assert "Only people in this workspace" in words_of(seen.view)
    said = eve.writes("#launch", "let me in")
    seen = await eve.uses_shortcut("Log a blocker", said)
    assert "Only people in this workspace" in words_of(seen.view)
    assert "Acknowledged" not in message_words(card)
    assert item_count(sandbox) == 1


async def test_when_no_form_can_be_opened_the_reply_gives_everything_back(sandbox: Sandbox) -> None:
    sandbox.slack.faults.add(How.ERROR, "views.open", code="expired_trigger_id", times=None)
    said = await typed(sandbox, "maria", "/blocker prod is slow due fri 5pm")
    for words in ("The form could not be opened", "prod is slow due fri 5pm", "fallback"):
        assert words in said


async def test_a_click_whose_window_does_not_open_is_reported_by_slack(sandbox: Sandbox) -> None:
    card, maria = await log(sandbox), sandbox.slack.person("maria")
    sandbox.slack.faults.add(How.ERROR, "views.open", code="expired_trigger_id", times=None)
    sandbox.slack.sockets.ack_seconds = (
        1.0  # what is never acknowledged need not be waited for longer
    )
    seen = await maria.clicks("Resolve", message=card)
    assert seen.error is not None


async def test_a_command_that_comes_twice_is_done_once_with_one_answer(sandbox: Sandbox) -> None:
    stage, maria = sandbox.slack.stage, sandbox.slack.person("maria")
    channel = sandbox.slack.channel("#launch")
    text = f"x owner <@{maria.id}|maria> due fri fallback y"
    payload = envelopes.command(stage.engine, maria.user, channel, name="/blocker", text=text)
    first = await stage.deliveries.deliver(Envelope(type="slash_commands", payload=payload))
    second = await stage.deliveries.deliver(Envelope(type="slash_commands", payload=payload))
    assert first == second
    assert "Logged *B-1*" in first["text"]
    assert item_count(sandbox) == 1
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-1")


async def test_an_error_nobody_foresaw_is_apologised_for_under_a_reference(
    breakable_sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    slack = breakable_sandbox.slack
    slack.add_person("maria", tz="Europe/Berlin")
    slack.add_channel("#launch", ["maria"])
    await breakable_sandbox.start_bot()
    maria = slack.person("maria")
    await maria.types("#launch", "/blocker")
    await maria.fills({"What is blocked?": "secret plan", WHO: "maria", FALLBACK: "y"})
    with breakable_sandbox.bot.workspace.context.database.write_all() as tx:
        tx.exec_driver_sql("ALTER TABLE inbox RENAME TO outbox_of_nobody")
    errors = (await maria.submits()).errors
    assert "Something went wrong on our side" in errors["What is blocked?"]
    await maria.closes()
    seen = await maria.types("#launch", "/blocker secret plan owner me due fri fallback y")
    assert "Please check whether it was saved and try again in a minute" in seen.text
    assert "secret plan owner me due fri fallback y" in seen.text
    failed = [record for record in caplog.records if "action=failed" in record.getMessage()]
    failures = [record.getMessage() for record in failed]
    assert len(failures) == 2
    assert all(record.exc_info for record in failed), "the formatter says where, without words"
    assert not any("secret" in message or "\n" in message for message in failures)
    reference = failures[1].partition("reference=")[2][:6]
    assert reference in seen.text
