"""Hand over everything: a form shows what would go, line by line; each is told of it once."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import (
    berlin,
    deactivate,
    fresh,
    heard,
    ignore_rest,
    log,
    posted,
    set_up,
    skip_to,
    types,
)
from tests.stories.test_customers import make
from tests.stories.test_restored_backup import back_up, restore

LINE = "/backstop hand over @bo to @dia because Bo has left"
OWN = "/backstop hand over my items to @dia because I move to sales"
DONE = "Done"


@pytest.fixture
async def owned(sandbox: Sandbox) -> Sandbox:
    """Thursday 26 March 14:00 in Berlin: Bo owns B-1, B-2 and D-1; Lea leads, Dia is in #launch.

    Bo has the account of Harbor and is on the second step beside Cem.
    """
    sandbox.slack.add_person("dia", real_name="Dia Okoro", tz="Europe/Berlin")
    sandbox.slack.person("dia").joins("#launch")
    await sandbox.bot.workspace.directory.refresh_person(sandbox.slack.person("dia").id)
    await set_up(sandbox, BOTH)
    await make(
        sandbox, "/blocker SSO fails customer: Harbor owner @bo due 10 apr 5pm fallback wait"
    )
    await log(sandbox, "/blocker DNS is down owner @bo due 9 apr 5pm fallback use the old one")
    await log(sandbox, "/decision Which DPA? owner @bo due 8 apr 5pm fallback the standard one")
    await types(sandbox, "lea", "/backstop customer Harbor owner @bo")
    await skip_to(sandbox, 26, 14)
    return sandbox


async def opens(sandbox: Sandbox, who: str, line: str, *, channel: str = "#launch") -> str:
    """Type a line that opens the form, and get its words."""
    person = sandbox.slack.person(who)
    await person.types(channel, line)
    return view_words(await person.sees_form("Hand over everything"))


async def submits(sandbox: Sandbox, who: str, **fields: object) -> str:
    """Submit the form, and get what it says: that it is done, or what is wrong."""
    person = sandbox.slack.person(who)
    await person.fills({label.replace("_", " "): value for label, value in fields.items()})
    seen = await person.submits()
    await sandbox.settle()
    if seen.errors:
        return "\n".join(seen.errors.values())
    words = view_words(await person.sees_form(DONE))
    await person.closes(everything=True)
    return words


async def owners(sandbox: Sandbox) -> dict[str, str]:
    """Who owns each open item."""
    people = {sandbox.slack.person(name).id: name for name in ("bo", "dia", "lea", "cem", "maria")}
    found = {}
    for label in ("B-1", "B-2", "D-1"):
        said = await types(sandbox, "maria", f"/backstop {label}")
        found[label] = next(name for id_, name in people.items() if f"Owner <@{id_}>" in said)
    return found


def dms(sandbox: Sandbox, who: str) -> list[Message]:
    """The direct messages that somebody got since the last call."""
    return fresh(sandbox, sandbox.slack.expectations.dms_to(who))


async def press(sandbox: Sandbox, who: str, label: str, message: Message) -> str:
    """Press a button, and get the words of what opens."""
    person = sandbox.slack.person(who)
    await person.clicks(label, message=message)
    await sandbox.settle()
    words = view_words(await person.sees_form())
    if "Why?" not in words:
        await person.closes(everything=True)
    return words


BOTH: dict[str, object] = {"Leadership: people": ["cem", "bo"]}
ALL = {"B-1": "dia", "B-2": "dia", "D-1": "dia"}
KEPT = {"B-1": "bo", "B-2": "bo", "D-1": "bo"}
NO_ROLES: dict[str, object] = {"Roles_on_ladders": []}


async def test_a_lead_hands_over_everything_of_somebody_who_left(owned: Sandbox) -> None:
    sandbox = owned
    await deactivate(sandbox, "bo")
    ignore_rest(sandbox)
    shown = await opens(sandbox, "lea", LINE)
    for words in ("Items in #launch", "B-1 SSO fails", "Accounts of customers", "Harbor"):
        assert words in shown
    assert "#launch: leadership" in shown
    assert "3 items, 1 customer and 1 role" in shown
    assert "Handed over 3 items, 1 customer and 1 role to" in await submits(sandbox, "lea")
    assert await owners(sandbox) == ALL
    [told] = dms(sandbox, "dia")
    words = message_words(told)
    assert "3 items, 1 customer and 1 role of" in words
    assert "because Bo has left" in words
    for line in ("SSO fails", "DNS is down", "Which DPA?", "account of Harbor"):
        assert line in words
    assert "Leadership in <#" in words
    assert posted(sandbox) == ["Thu 26 14:00 D-1", "Thu 26 14:00 B-2", "Thu 26 14:00 B-1"]
    assert dms(sandbox, "bo") == dms(sandbox, "lea") == []
    dia = sandbox.slack.person("dia").id
    assert f"<@{dia}>" in await types(sandbox, "maria", "/backstop customer Harbor")
    ladder = await types(sandbox, "maria", "/backstop ladder")
    assert "version 3" in ladder
    assert "Dia Okoro" in ladder
    assert "No open items with an ownership gap" in await types(
        sandbox, "lea", "/backstop list gaps"
    )
    ignore_rest(sandbox, "cem")


async def test_an_owner_who_is_still_there_is_told_once(owned: Sandbox) -> None:
    sandbox = owned
    await opens(sandbox, "lea", LINE)
    await submits(sandbox, "lea")
    [told] = dms(sandbox, "bo")
    assert "handed over 3 items, 1 customer and 1 role to" in message_words(told)
    assert "Bo has left" in message_words(told)
    ignore_rest(sandbox)


async def test_lines_are_unticked_or_given_to_somebody_else(owned: Sandbox) -> None:
    sandbox = owned
    await opens(sandbox, "lea", LINE)
    ticked = {
        "Items_in_#launch": ["B-1 SSO fails", "D-1 Which DPA?"],
        "Accounts_of_customers": [],
        **NO_ROLES,
        "For_somebody_else": ["D-1 Which DPA?"],
        "Who_gets_these?": "cem",
    }
    said = await submits(sandbox, "lea", **ticked)
    assert "Handed over 1 item to" in said
    assert await owners(sandbox) == {"B-1": "dia", "B-2": "bo", "D-1": "cem"}
    assert heard(sandbox, "dia") == ["Thu 26 14:00 B-1"]
    assert heard(sandbox, "cem") == ["Thu 26 14:00 D-1"]
    assert heard(sandbox, "bo") == ["Thu 26 09:00 D-1 B-1"]
    bo = sandbox.slack.person("bo").id
    assert f"<@{bo}>" in await types(sandbox, "maria", "/backstop customer Harbor")
    ignore_rest(sandbox)


async def test_ones_own_is_one_offer_taken_as_one(owned: Sandbox) -> None:
    sandbox = owned
    assert "It is one offer" in await opens(sandbox, "bo", OWN)
    assert "stays yours until it is taken" in await submits(sandbox, "bo", **NO_ROLES)
    assert await owners(sandbox) == KEPT
    [told] = dms(sandbox, "dia")
    words = message_words(told)
    assert "offers you 3 items and 1 customer" in words
    assert "Because I move to sales" in words
    assert buttons(told.blocks)[:2] == ["I'll take all of it", "Not mine because …"]
    assert "Yours now: 3 items and 1 customer" in await press(
        sandbox, "dia", "I'll take all of it", told
    )
    assert await owners(sandbox) == ALL
    assert "are yours now" in told.text
    assert buttons(told.blocks) == []
    dia = sandbox.slack.person("dia").id
    assert f"<@{dia}>" in await types(sandbox, "maria", "/backstop customer Harbor")
    [outcome] = dms(sandbox, "bo")
    assert "took 3 items and 1 customer." in message_words(outcome)
    assert dms(sandbox, "lea") == []
    assert len(posted(sandbox)) == 6  # for each item that it was offered, and taken


async def test_it_is_refused_as_one_and_lead_and_giver_are_told_once(owned: Sandbox) -> None:
    sandbox, dia = owned, owned.slack.person("dia")
    await opens(sandbox, "bo", OWN)
    await submits(sandbox, "bo", **NO_ROLES)
    [told] = dms(sandbox, "dia")
    assert "offers you 3 items and 1 customer" in await press(
        sandbox, "dia", "Not mine because …", told
    )
    await dia.fills({"Why?": "I am on leave"})
    await dia.submits()
    await sandbox.settle()
    assert "You said no to 3 items and 1 customer." in view_words(await dia.sees_form(DONE))
    await dia.closes(everything=True)
    assert await owners(sandbox) == KEPT
    assert buttons(told.blocks) == []
    [to_bo] = dms(sandbox, "bo")
    assert "3 items and 1 customer stay with you" in message_words(to_bo)
    assert "I am on leave" in message_words(to_bo)
    [to_lea] = dms(sandbox, "lea")
    assert "3 items stay with" in message_words(to_lea)
    assert "customer" not in message_words(to_lea)
    ignore_rest(sandbox, "#launch")


async def test_it_is_answered_line_by_line(owned: Sandbox) -> None:
    sandbox = owned
    await opens(sandbox, "bo", OWN)
    await submits(sandbox, "bo", **NO_ROLES)
    [told] = dms(sandbox, "dia")
    assert "Yours now: 1 item." in await press(sandbox, "dia", "I'll take it", told)
    assert await owners(sandbox) == {"B-1": "bo", "B-2": "bo", "D-1": "dia"}
    assert "offers you 2 items and 1 customer" in told.text
    assert "✓ yours" in told.text
    await types(sandbox, "dia", "/backstop B-2 take")
    await types(sandbox, "dia", "/backstop B-1 not mine because I am no good at SSO")
    assert "offers you 1 customer" in told.text
    assert [dms(sandbox, name) for name in ("bo", "lea", "dia")] == [[], [], []]
    assert "Yours now: 1 customer." in await press(sandbox, "dia", "I'll take it", told)
    assert buttons(told.blocks) == []
    [to_bo], [to_lea] = dms(sandbox, "bo"), dms(sandbox, "lea")
    assert "took 2 items and 1 customer." in message_words(to_bo)
    assert "1 item stays with you" in message_words(to_bo)
    assert "I am no good at SSO" in message_words(to_lea)
    ignore_rest(sandbox, "#launch")


async def test_nobody_answers_within_eight_working_hours(owned: Sandbox) -> None:
    sandbox = owned
    await opens(sandbox, "bo", OWN)
    await submits(sandbox, "bo", **NO_ROLES)
    [told] = dms(sandbox, "dia")
    ignore_rest(sandbox)
    await sandbox.advance_to(berlin(27, 13, 59))
    assert [dms(sandbox, name) for name in ("bo", "lea", "dia")] == [[], [], []]
    await sandbox.advance_to(berlin(27, 14, 1))  # 3 h on Thursday and 5 h on Friday
    assert await owners(sandbox) == KEPT
    [to_bo], [to_lea] = dms(sandbox, "bo"), dms(sandbox, "lea")
    assert "3 items and 1 customer stay with you" in message_words(to_bo)
    assert "did not answer in time" in message_words(to_lea)
    assert dms(sandbox, "dia") == []
    assert buttons(told.blocks) == []
    ignore_rest(sandbox, "#launch")


@pytest.mark.on_both_databases
async def test_a_second_offer_replaces_every_line_of_the_first(owned: Sandbox) -> None:
    sandbox = owned
    await opens(sandbox, "bo", OWN)
    await submits(sandbox, "bo")
    [told] = dms(sandbox, "dia")
    await opens(sandbox, "bo", OWN.replace("@dia", "@cem"))
    await submits(sandbox, "bo", **NO_ROLES)
    assert dms(sandbox, "bo") == [], "who replaced it knows"
    assert "offers you 1 role" in told.text
    assert "The account of Harbor · no longer offered: a later hand-over replaced it" in told.text
    await press(sandbox, "dia", "I'll take it", told)
    dia = sandbox.slack.person("dia").id
    assert f"<@{dia}>" not in await types(sandbox, "maria", "/backstop customer Harbor")
    ignore_rest(sandbox)


async def test_a_lead_who_hands_it_over_ends_the_offer(owned: Sandbox) -> None:
    sandbox = owned
    await opens(sandbox, "bo", OWN)
    await submits(sandbox, "bo")
    [told] = dms(sandbox, "dia")
    await opens(sandbox, "lea", LINE.replace("@dia", "@cem"))
    await submits(sandbox, "lea", **NO_ROLES)
    assert "offers you 1 role" in told.text
    ignore_rest(sandbox)


async def test_who_offered_it_and_the_lead_read_that_the_receiver_left(owned: Sandbox) -> None:
    sandbox, dia = owned, owned.slack.person("dia").id
    await opens(sandbox, "bo", OWN)
    await submits(sandbox, "bo")
    ignore_rest(sandbox)
    await deactivate(sandbox, "dia")
    assert await owners(sandbox) == KEPT
    [to_bo], [to_lea] = dms(sandbox, "bo"), dms(sandbox, "lea")
    assert f"3 items, 1 customer and 1 role stay with you: <@{dia}> has left." in to_bo.text
    assert f"<@{dia}> has left." in to_lea.text
    ignore_rest(sandbox)


async def test_the_giver_takes_it_back(owned: Sandbox) -> None:
    sandbox, bo = owned, owned.slack.person("bo")
    await opens(sandbox, "bo", OWN)
    await bo.submits()
    await sandbox.settle()
    [told] = dms(sandbox, "dia")
    await bo.clicks("Take it back")
    await sandbox.settle()
    assert "Taken back" in view_words(await bo.sees_form(DONE))
    assert await owners(sandbox) == KEPT
    assert "Nothing that" in told.text
    assert dms(sandbox, "bo") == [], "who took it back knows"
    assert buttons(told.blocks) == []
    ignore_rest(sandbox)
    await sandbox.advance(days=2)
    assert [heard(sandbox, name) for name in ("bo", "lea", "dia")] == [[], [], []]


async def test_others_read_who_can(owned: Sandbox) -> None:
    sandbox = owned
    said = await types(sandbox, "dia", "/backstop hand over @bo to @maria because Bo left")
    assert "You cannot hand over everything of Bo O'Neill. Only Bo O'Neill" in said
    assert "Lea Roth" in said
    assert await owners(sandbox) == KEPT


async def test_what_somebody_may_not_see_is_not_there(owned: Sandbox) -> None:
    sandbox = owned
    board = sandbox.slack.add_channel("#board", ("bo", "cem"), private=True)
    await sandbox.bot.workspace.directory.refresh_channel(board.id)
    await log(
        sandbox, "/blocker Merger owner @bo due 9 apr 5pm fallback wait", by="cem", channel="#board"
    )
    ignore_rest(sandbox)
    shown = await opens(sandbox, "lea", LINE)
    assert "3 items, 1 customer and 1 role" in shown
    assert "Merger" not in shown
    assert "#board" not in shown
    shown = await opens(sandbox, "bo", OWN)
    assert "Items in #board" in shown
    ignore_rest(sandbox)


async def test_what_has_changed_since_is_named_and_nothing_is_done(owned: Sandbox) -> None:
    sandbox, lea = owned, owned.slack.person("lea")
    await opens(sandbox, "lea", LINE)
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    await types(sandbox, "cem", "/blocker B-2 take because I know it")
    ignore_rest(sandbox)
    said = await submits(sandbox, "lea")
    assert "B-1 is closed; B-2 has another owner now. Nothing was handed over." in said
    assert "B-2" in said
    await lea.fills({"Items in #launch": ["D-1 Which DPA?"]})
    assert "1 item, 1 customer and 1 role to" in await submits(sandbox, "lea")
    ignore_rest(sandbox)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("hand over @bo to @bo because of nothing", "Bo O'Neill has all of it already"),
        ("hand over @bo to @dia", "complete this required field"),
        ("hand over @bo because Bo left", "complete this required field"),
    ],
)
async def test_what_is_missing_is_asked_for_in_the_form(
    owned: Sandbox, line: str, words: str
) -> None:
    await opens(owned, "lea", f"/backstop {line}")
    assert words in await submits(owned, "lea")
    assert await owners(owned) == KEPT


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("hand over @oncall to @dia because x", "Name one person"),
        ("hand over @zorro to @dia because x", "I do not know @zorro"),
        ("hand over @maria to @dia because x", "nothing that you can hand over"),
        ("hand over @bo to @oncall because x", "Name one person"),
        ("hand over @bo to @zorro because x", "I do not know @zorro"),
    ],
)
async def test_bad_input_gets_what_to_type_instead(owned: Sandbox, line: str, words: str) -> None:
    sandbox, lea = owned, owned.slack.person("lea")
    sandbox.slack.add_group("oncall", ["lea", "cem"])
    await sandbox.bot.workspace.directory.refresh_groups()
    seen = await lea.types("#launch", f"/backstop {line}")
    shown = "\n".join(message.text for message in seen.messages)
    assert words in (shown or view_words(await lea.sees_form("Hand over everything")))
    assert await owners(sandbox) == KEPT


async def test_the_message_of_a_gap_has_a_button_for_it(owned: Sandbox) -> None:
    sandbox, lea = owned, owned.slack.person("lea")
    await deactivate(sandbox, "bo")
    [told] = [one for one in dms(sandbox, "lea") if "B-1" in one.text]
    await lea.clicks("Hand over everything of Bo O'Neill", message=told)
    await lea.fills({"Who takes over?": "dia", "Why?": "Bo has left"})
    await lea.submits()
    await sandbox.settle()
    assert await owners(sandbox) == ALL
    assert "nobody to answer" not in message_words(told), "nor the account of Harbor"
    ignore_rest(sandbox)


async def test_an_offer_of_one_is_replaced_and_the_form_says_so(owned: Sandbox) -> None:
    sandbox = owned
    await types(sandbox, "maria", "/blocker B-1 take because I know it")
    single = await sandbox.slack.expectations.expect_dm("bo", "asks to take")
    ignore_rest(sandbox)
    assert "ends the request of Maria Silva" in await opens(sandbox, "bo", OWN)
    await submits(sandbox, "bo", **NO_ROLES)
    assert buttons(single.blocks) == []
    [to_maria] = dms(sandbox, "maria")
    assert "Your request was replaced" in message_words(to_maria)
    ignore_rest(sandbox)


async def test_a_ladder_that_somebody_may_not_change_stays(owned: Sandbox) -> None:
    sandbox = owned
    sandbox.slack.person("cem").changes(is_admin=True)
    await sandbox.settle()
    await set_up(sandbox, {**BOTH, "Who can change this setup": "Admins alone"}, by="cem")
    shown = await opens(sandbox, "lea", LINE)
    assert "leadership stays. Only an admin can change this channel's setup." in shown
    assert "Roles on ladders" not in shown
    assert "3 items and 1 customer to" in await submits(sandbox, "lea")
    ignore_rest(sandbox)


@pytest.mark.on_both_databases
async def test_two_submissions_at_once_have_one_effect(owned: Sandbox) -> None:
    sandbox, lea, cem = owned, owned.slack.person("lea"), owned.slack.person("cem")
    await opens(sandbox, "lea", LINE)
    await opens(sandbox, "cem", LINE.replace("@dia", "@maria"))
    await lea.submits()
    seen = await cem.submits()
    await sandbox.settle()
    assert "has another owner now" in str(seen.errors)
    assert await owners(sandbox) == ALL
    ignore_rest(sandbox)


@pytest.mark.on_both_databases
async def test_two_bots_end_an_offer_once(owned: Sandbox) -> None:
    sandbox = owned
    await opens(sandbox, "bo", OWN)
    await submits(sandbox, "bo", **NO_ROLES)
    ignore_rest(sandbox)
    await sandbox.advance_to(berlin(27, 14, 1))
    assert [len(dms(sandbox, name)) for name in ("bo", "lea", "dia")] == [1, 1, 0]
    assert len(posted(sandbox)) == 3


async def test_after_a_restore_it_is_over_once_and_not_told_twice(owned: Sandbox) -> None:
    sandbox = owned
    await opens(sandbox, "bo", OWN)
    await submits(sandbox, "bo", **NO_ROLES)
    ignore_rest(sandbox)
    backup, taken_at = back_up(sandbox), sandbox.now()
    await sandbox.advance_to(berlin(27, 14, 30))
    assert [len(dms(sandbox, name)) for name in ("bo", "lea")] == [1, 1]
    ignore_rest(sandbox)
    await sandbox.advance(hours=1)
    await restore(sandbox, backup, taken_at=taken_at)
    await sandbox.advance(minutes=5)
    assert [dms(sandbox, name) for name in ("bo", "lea", "dia")] == [[], [], []]
    assert posted(sandbox) == []
    assert await owners(sandbox) == KEPT


async def test_a_role_is_taken_with_the_rest_under_the_givers_name(owned: Sandbox) -> None:
    sandbox = owned
    await opens(sandbox, "bo", OWN)
    await submits(sandbox, "bo")
    [told] = dms(sandbox, "dia")
    assert "Leadership in <#" in message_words(told)
    assert "Dia Okoro" not in await types(sandbox, "maria", "/backstop ladder")
    await press(sandbox, "dia", "I'll take all of it", told)
    ladder = await types(sandbox, "maria", "/backstop ladder")
    assert "Dia Okoro" in ladder
    assert "Saved by *Bo O'Neill*" in ladder
    ignore_rest(sandbox)


async def test_a_mention_offers_the_form(owned: Sandbox) -> None:
    sandbox, lea = owned, owned.slack.person("lea")
    lea.writes("#launch", "@backstop hand over @bo to @dia because Bo has left")
    await sandbox.settle()
    await lea.clicks("Complete it")
    await lea.sees_form("Hand over everything", "Items in #launch")
    assert "3 items, 1 customer and 1 role" in await submits(sandbox, "lea")
    assert await owners(sandbox) == ALL
    ignore_rest(sandbox)
