"""An item is about customers: typed, chosen in the form, offered, or in a message."""

import re

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import View
from tests.stories.heard import ignore_rest, log, set_up, types
from tests.stories.test_complete_it import waits
from tests.stories.test_dates_picked import holds
from tests.stories.test_message_shortcuts import filled, form_of
from tests.support.greeted import count_as_greeted

REST = "owner @maria due fri fallback import by hand"
HARBOR, MERIDIAN = f"/blocker Import stuck, customer: Harbor Law {REST}", "Meridian"
CUSTOMER = "Customer"


def field(form: View, label: str) -> str:
    """The label of a field in full, by its beginning."""
    labels: list[str] = [
        block["label"]["text"] for block in form.blocks if block["type"] == "input"
    ]
    return next(one for one in labels if one.startswith(label))


async def make(sandbox: Sandbox, line: str, *, by: str = "maria", channel: str = "#launch") -> None:
    """Log a line whose customer is new."""
    person = sandbox.slack.person(by)
    await person.types(channel, line)
    form = await person.sees_form("I know no customer called")
    new, *_ = re.findall("New customer.*", view_words(form))
    await person.fills({field(form, "Who is"): new})
    assert (await person.submits()).errors == {}
    await person.closes()
    await sandbox.settle()


@pytest.mark.on_both_databases
async def test_a_new_customer_is_asked_about_once_and_then_known(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", HARBOR)
    form = await maria.sees_form("I know no customer called “Harbor Law”. Is it a new one?")
    assert holds(form, "customer") == "Harbor Law"
    assert (await maria.submits()).errors == {}
    await maria.closes()
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-1* Blocked: Import stuck")
    assert "*Customer:* Harbor Law" in message_words(card)
    card = await log(sandbox, f"/blocker SSO down, customer HARBOR-LAW {REST}", by="bo")
    assert "*Customer:* Harbor Law" in message_words(card)
    assert "SSO down" in card.text
    assert "HARBOR" not in card.text
    ignore_rest(sandbox)


async def test_an_unknown_name_shows_the_three_nearest(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    for name in ("Harbor Law", "Harper", "Hartmann", "Meridian", "Harbor West"):
        await make(sandbox, f"/blocker Import stuck customer: {name} {REST}")
    await maria.types("#launch", f"/blocker SSO down customer: Harbour Law {REST}")
    form = await maria.sees_form("I know no customer called “Harbour Law”. Choose one below")
    words = view_words(form)
    assert "Harbor Law" in words
    assert "New customer: Harbour Law" in words
    assert "Meridian" not in words
    assert words.count("Har") >= 3
    assert (await maria.submits()).view is not None  # nothing chosen: it asks again
    await maria.fills({"Who is “Harbour Law”?": "Harbor Law"})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "SSO down")
    assert "*Customer:* Harbor Law\n" in message_words(card) + "\n"
    ignore_rest(sandbox)


async def test_several_unknown_ones_are_asked_about_one_by_one(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", f"/blocker SSO down customers: Zeta, Theta Inc, {REST}")
    await maria.sees_form("“Zeta”")
    await maria.submits()
    await maria.sees_form("“Theta Inc”")
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "SSO down")
    assert "*Customers:* Zeta, Theta Inc" in message_words(card)
    ignore_rest(sandbox)


async def test_where_no_form_can_open_complete_it_asks(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await waits(sandbox, f"@backstop blocker SSO down customer: Zeta {REST}")
    words = message_words(answer)
    assert "*Customer:* Zeta" in words
    assert "I know no customer called “Zeta”" in words
    await maria.clicks("Complete it", message=answer)
    await maria.sees_form("“Zeta”")
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "SSO down")
    assert "*Customer:* Zeta" in message_words(card)
    ignore_rest(sandbox)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("<!here>", "cannot mention anybody"),
        (":tada:", "needs letters or digits"),
        ("x" * 81, "has 2 to 80 characters, this one has 81"),
        (", ".join(f"A{number}" for number in range(11)), "is about at most 10 customers"),
    ],
)
async def test_what_is_no_name_is_said_in_the_form(sandbox: Sandbox, name: str, says: str) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", f"/blocker SSO down customer: {name} {REST}")
    await maria.sees_form(says)
    assert CUSTOMER in (await maria.submits()).errors
    await maria.fills({CUSTOMER: ""})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "SSO down")
    assert "*Customer" not in message_words(card)
    ignore_rest(sandbox)


async def test_a_name_in_the_title_is_offered_and_nothing_is_assumed(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await make(sandbox, HARBOR)
    seen = await maria.types("#launch", f"/blocker The harbor law import is down {REST}")
    await sandbox.settle()
    assert "About Harbor Law?" in buttons(seen.messages[-1].blocks)
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-2*")
    assert "*Customer" not in message_words(card)
    for line in (f"/blocker Harborlaws are down {REST}", f"/blocker Down, customer: none {REST}"):
        seen = await maria.types("#launch", line)
        assert "About" not in " ".join(buttons(seen.messages[-1].blocks))
    await sandbox.settle()
    await make(sandbox, f"/blocker Down customer: Meridian {REST}")
    seen = await maria.types("#launch", f"/blocker Meridian waits for Harbor Law {REST}")
    both = "About Meridian and Harbor Law?"
    assert buttons(seen.messages[-1].blocks)[:3] == [both, "About Meridian?", "About Harbor Law?"]
    await maria.clicks(both, message=seen.messages[-1])
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "Meridian waits")
    assert "*Customers:* Meridian, Harbor Law" in message_words(card)
    seen = await maria.types("#launch", f"/blocker Harbor Law waits {REST}")
    await maria.clicks("About Harbor Law?", message=seen.messages[-1])
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "Harbor Law waits")
    assert "*Customer:* Harbor Law" in message_words(card)
    ignore_rest(sandbox)


async def test_a_channel_has_a_customer_of_its_own(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.sees_form("Who is notified")
    await maria.clicks("More")
    await maria.fills({"Customer of this channel": "Harbor Law"})
    await maria.submits()
    await maria.sees_form("I know no customer called “Harbor Law”")
    assert (await maria.submits()).errors == {}
    await maria.closes()
    card = await log(sandbox, f"/blocker SSO down {REST}")
    assert "*Customer:* Harbor Law" in message_words(card)
    card = await log(sandbox, f"/blocker SSO down customer: none {REST}")
    assert "*Customer" not in message_words(card)
    await maria.types("#launch", "/blocker")
    assert holds(await maria.sees_form("Log a blocker"), "customer") == "Harbor Law"
    await maria.closes()
    ignore_rest(sandbox)


async def test_a_message_s_customers_are_proposed_and_marked(sandbox: Sandbox) -> None:
    await make(sandbox, HARBOR)
    form = await form_of(sandbox, "The import of Harbor Law is stuck")
    assert filled(form) == {"title": "The import of Harbor Law is stuck", "customer": "Harbor Law"}
    assert "💬 From the message. Change it if it is wrong." in view_words(form)
    ignore_rest(sandbox)


@pytest.mark.on_both_databases
async def test_a_customer_of_a_private_channel_is_unknown_elsewhere_and_joined(
    sandbox: Sandbox,
) -> None:
    sandbox.slack.add_channel("#secret", ["maria", "lea"], private=True)
    count_as_greeted(sandbox.slack, sandbox.settings())
    await sandbox.bot.workspace.directory.refresh_channel(sandbox.slack.channel("#secret").id)
    await make(sandbox, f"/blocker Import stuck customer: Harbor Law {REST}", channel="#secret")
    bo = sandbox.slack.person("bo")
    seen = await types(sandbox, "bo", f"/blocker Harbor Law: SSO down, customer Harbor Law {REST}")
    assert "Logged" in seen
    assert "Customer:" not in seen  # before a name that he cannot see, the bare word is a title
    await bo.types("#launch", f"/blocker SSO down customer: Harbor Low {REST}")
    assert "Harbor Law" not in view_words(await bo.sees_form("Is it a new one?"))
    await bo.closes()
    await bo.types("#launch", f"/blocker SSO down customer: harbor law {REST}")
    await bo.sees_form("I know no customer called “harbor law”. Is it a new one?")
    assert (await bo.submits()).errors == {}
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-3* Blocked: SSO down")
    assert "*Customer:* " in message_words(card)
    ignore_rest(sandbox)


async def test_whom_an_item_is_about_can_be_changed(sandbox: Sandbox) -> None:
    await make(sandbox, HARBOR)
    await make(sandbox, f"/blocker SSO down customer: Meridian {REST}")
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-1*")
    await types(sandbox, "maria", "/blocker B-1 customer harbor-law, Meridian")
    assert "*Customers:* Harbor Law, Meridian" in message_words(card)
    assert "says that already" in await types(
        sandbox, "maria", "/blocker B-1 customer Harbor Law, Meridian"
    )
    await types(sandbox, "maria", "/blocker B-1 customer none")
    assert "*Customer" not in message_words(card)
    seen = await sandbox.slack.person("maria").types("#launch", "/blocker B-1 customer Harbour")
    [answer] = seen.messages
    assert "I know no customer called “Harbour”." in answer.text
    assert buttons(answer.blocks)[:2] == ["Harbor Law", "New customer: Harbour"]
    assert "*Customer" not in message_words(card)
    await sandbox.slack.person("maria").clicks("New customer: Harbour", message=answer)
    await sandbox.settle()
    assert "*Customer:* Harbour" in message_words(card)
    seen_ = await types(sandbox, "maria", "/blocker B-1")
    assert "removed the customer “Harbor Law, Meridian”" in seen_
    for name, says in (("@maria", "cannot mention"), ("x" * 81, "this one has 81")):
        assert says in await types(sandbox, "maria", f"/blocker B-1 customer {name}")
    ignore_rest(sandbox)


async def test_the_form_of_corrections_asks_too_and_loses_nothing(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await make(sandbox, HARBOR)
    await make(sandbox, f"/blocker SSO down customer: Meridian {REST}")
    await maria.types("#launch", "/blocker B-2 edit")
    await maria.fills({"Title": "SSO fails", CUSTOMER: "Harbr Law, Zorro"})
    await maria.submits()
    await maria.sees_form("I know no customer called “Harbr Law”. Choose one below", "SSO fails")
    await types(sandbox, "maria", "/blocker B-2 impact 40 lawyers wait")  # meanwhile
    await maria.fills({"Who is “Harbr Law”?": "Harbor Law"})
    await maria.submits()
    form = await maria.sees_form("I know no customer called “Zorro”. Is it a new one?")
    assert holds(form, "customer") == "Harbor Law, Zorro"
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    words = message_words(await sandbox.slack.expectations.expect_post("#launch", "*B-2*"))
    assert "Blocked: SSO fails" in words
    assert "*Customers:* Harbor Law, Zorro" in words
    assert "40 lawyers wait" in words
    for name, says in (("@maria", "cannot mention"), ("x" * 81, "this one has 81")):
        await maria.types("#launch", "/blocker B-2 edit")
        await maria.fills({CUSTOMER: name})
        assert says in (await maria.submits()).errors[CUSTOMER]
        await maria.closes()
    ignore_rest(sandbox)


async def test_who_needs_a_reason_keeps_it_while_the_customer_is_asked_about(
    sandbox: Sandbox,
) -> None:
    await set_up(sandbox)  # Lea leads
    card = await log(sandbox, f"/blocker SSO down {REST}")
    lea = sandbox.slack.person("lea")
    await types(sandbox, "lea", "/blocker B-1 customer Zorro")
    await lea.fills({"Why?": "they called me"})
    await lea.submits()
    await lea.sees_form("“Zorro”")
    assert (await lea.submits()).errors == {}
    await sandbox.settle()
    assert "*Customer:* Zorro" in message_words(card)
    said = await types(sandbox, "maria", "/blocker B-1")
    assert "added the customer “Zorro”, because they called me" in said
    ignore_rest(sandbox)


async def test_a_button_makes_only_the_customers_that_it_names(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await make(sandbox, f"/blocker Down customer: Meridian {REST}")
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-1*")
    seen = await maria.types("#launch", "/blocker B-1 customer Zorro, Merdian")
    [answer] = seen.messages
    assert "I know no customers called “Zorro” and “Merdian”. Are they new ones?" in answer.text
    meridian, both = buttons(answer.blocks)[:2]
    assert (meridian, both) == ("Meridian, not “Merdian”", "New customers: Zorro and Merdian")
    await maria.clicks(meridian, message=answer)
    form = await maria.sees_form("I know no customer called “Zorro”. Is it a new one?")
    await maria.clicks("New customer: Zorro", view=form)
    await sandbox.settle()
    assert "*Customers:* Zorro, Meridian" in message_words(card)
    assert "Merdian" not in await types(sandbox, "maria", "/backstop customers")
    ignore_rest(sandbox)
