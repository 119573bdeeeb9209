"""A customer's card and the list of customers, who changes one, and dates that were promised."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words
from playground.state.workspace import Message
from tests.stories.heard import berlin, ignore_rest, log, set_up, types
from tests.stories.test_customers import make
from tests.support.greeted import count_as_greeted

REST = "owner @maria due fri fallback import by hand"
HARBOR = f"/blocker Import stuck customer: Harbor {REST}"
LATER = "This is later than 15 Apr, the date promised to Harbor. Tell them, or change that date"


async def answer(sandbox: Sandbox, who: str, line: str, *, channel: str = "#launch") -> Message:
    """The message that answers somebody's line."""
    seen = await sandbox.slack.person(who).types(channel, line)
    await sandbox.settle()
    [message] = seen.messages
    return message


async def shown(sandbox: Sandbox, who: str, line: str) -> list[str]:
    """The first words of each line of an answer, up to its first date or person."""
    text = (await answer(sandbox, who, line)).text
    return [one.partition(" · ")[0] for one in text.splitlines()]


async def make_admin(sandbox: Sandbox) -> None:
    sandbox.slack.add_person("ada", real_name="Ada Admin", tz="Europe/Berlin", is_admin=True)
    sandbox.slack.add_channel("#admins", ["ada"])
    count_as_greeted(sandbox.slack, sandbox.settings())
    await sandbox.bot.workspace.directory.refresh_person(sandbox.slack.person("ada").id)


async def test_what_blocks_harbor_is_one_command(sandbox: Sandbox) -> None:
    await make(sandbox, HARBOR)
    await make(sandbox, f"/decision Which DPA? customers: Harbor, Zeta {REST}")
    await log(sandbox, f"/blocker SSO down, customer Harbor {REST}", by="bo")
    await make(sandbox, f"/blocker Late customer: Meridian {REST}")
    await types(sandbox, "maria", "/blocker B-1 steady")
    await types(sandbox, "maria", "/blocker B-3 steady")
    await types(sandbox, "maria", "/decision D-1 needs B-2")
    assert await shown(sandbox, "maria", "/backstop customer harbor!") == [
        "*Harbor*: not said (B-2, D-1)",
        "*Owner of the account:* nobody yet",
        "• *B-2* SSO down",  # holds up Zeta, too
        "• *D-1* Which DPA?",  # two customers
        "• *B-1* Import stuck",
    ]
    card = message_words(await answer(sandbox, "lea", "/backstop customer Harbor"))
    blockers, decisions = card.partition("*Open blockers*")[2].split("*Open decisions*")
    assert blockers.index("SSO down") < blockers.index("Import stuck")
    assert "fallback: import by hand · *Blocks* <http" in blockers
    assert "(1 item, 2 customers stand still)" in blockers
    assert "Which DPA?" in decisions
    await types(sandbox, "bo", "/blocker B-2 worsening because Harbor called")
    await types(sandbox, "maria", "/blocker B-2 worsening")
    assert await shown(sandbox, "maria", "/backstop customers") == [
        "Customers",
        "• *Harbor* worsening",
        "• *Zeta* not said",
        "• *Meridian* steady",
    ]
    for label in ("B-1", "B-2"):
        await types(sandbox, "maria", f"/blocker {label} resolve done")
        await sandbox.advance(minutes=1)
    await types(sandbox, "maria", "/decision D-1 decide ours")
    assert await shown(sandbox, "maria", "/backstop customer Harbor") == [
        "*Harbor*: nothing open",
        "*Owner of the account:* nobody yet",
    ]
    closed = message_words(await answer(sandbox, "maria", "/backstop customer Harbor"))
    last = closed.partition("*Closed last*")[2]
    assert last.index("Which DPA?") < last.index("SSO down") < last.index("Import stuck")
    ignore_rest(sandbox)


async def test_only_some_change_a_customer(sandbox: Sandbox) -> None:
    await set_up(sandbox)  # Lea leads #launch
    await make(sandbox, HARBOR)
    line = "/backstop customer Harbor"
    said = await types(sandbox, "maria", f"{line} live 15 apr")  # who made it is not enough
    assert "You cannot change the date promised to Harbor." in said
    assert "Only the lead of a channel with an item about it or an admin can do that." in said
    assert "`/backstop customer Harbor owner @maria`" in said
    assert "<@" in await types(sandbox, "lea", f"{line} owner @maria")
    same = "They have the account of Harbor already."
    assert same in await types(sandbox, "cem", f"{line} owner @maria")
    assert "*Harbor* was promised 15 Apr." in await types(sandbox, "maria", f"{line} live 15 apr")
    said = await types(sandbox, "bo", f"{line} live none")
    assert "Only Maria Silva, the lead of a channel with an item about it or an admin can" in said
    assert "known as Harbor LLP" in await types(sandbox, "maria", f'{line} also "Harbor LLP"')
    said = await types(sandbox, "maria", "/backstop customer harbor llp rename to Harbor Law")
    assert "Harbor is *Harbor Law* from now on" in said
    assert await shown(sandbox, "bo", "/backstop customer HARBOR") == [
        "*Harbor Law*: not said (B-1)",
        "*Promised:* 15 Apr",
        f"*Owner of the account:* <@{sandbox.slack.person('maria').id}>",
        "*Also known as:* Harbor, Harbor LLP",
        "• *B-1* Import stuck",
    ]
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-1*")
    assert "*Customer:* Harbor Law" in message_words(card)
    assert "no promised date" in await types(sandbox, "maria", f"{line} live none")
    assert "Nobody has the account" in await types(sandbox, "maria", f"{line} owner none")
    ignore_rest(sandbox)


async def test_two_names_of_one_customer_are_merged(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    await make_admin(sandbox)
    await make(sandbox, HARBOR)
    await make(sandbox, f"/blocker SSO down customers: Harbor LLP, Harbor {REST}")
    await make(sandbox, f"/blocker Late customer: Harbor Law {REST}")
    line = '/backstop customer Harbor merge "Harbor LLP"'
    assert "Add a reason" in await types(sandbox, "ada", line, channel="#admins")
    said = await types(sandbox, "lea", f"{line} because it is one firm")
    assert "You cannot merge Harbor. Only an admin can do that. Nobody has the account" in said
    said = await types(
        sandbox, "ada", "/backstop customer Harbor merge HARBOR because why not", channel="#admins"
    )
    assert "“HARBOR” and Harbor are the same customer already." in said
    said = await types(
        sandbox,
        "ada",
        "/backstop customer Harbor merge into Harbor LLP because so",
        channel="#admins",
    )
    assert "The name that stays comes first." in said
    assert "are one customer now" in await types(
        sandbox, "ada", f"{line} because it is one firm", channel="#admins"
    )
    await types(sandbox, "lea", "/backstop customer Harbor owner @maria")
    await types(sandbox, "lea", "/backstop customer Harbor Law owner @bo")
    line = "/backstop customer Harbor merge Harbor Law because they are one"
    assert "Somebody else has the account of Harbor Law." in await types(sandbox, "maria", line)
    assert "are one customer now" in await types(sandbox, "ada", line, channel="#admins")
    assert await shown(sandbox, "bo", "/backstop customer harbor-llp") == [
        "*Harbor*: not said (B-1, B-2, B-3)",
        f"*Owner of the account:* <@{sandbox.slack.person('maria').id}>",
        "*Also known as:* Harbor Law, Harbor LLP",
        "• *B-1* Import stuck",
        "• *B-2* SSO down",
        "• *B-3* Late",
    ]
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-2*")
    assert "*Customer:* Harbor\n" in message_words(card)
    assert await shown(sandbox, "maria", "/backstop customers") == [
        "Customers",
        "• *Harbor* not said",
    ]
    ignore_rest(sandbox)


async def test_a_card_shows_only_what_its_reader_may_see(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    sandbox.slack.add_channel("#secret", ["maria", "lea"], private=True)
    count_as_greeted(sandbox.slack, sandbox.settings())
    await sandbox.bot.workspace.directory.refresh_channel(sandbox.slack.channel("#secret").id)
    await make(sandbox, f"/blocker Import stuck customer: Harbor {REST}", channel="#secret")
    await make(sandbox, f"/blocker Deal off customer: Nightfall {REST}", channel="#secret")
    await types(sandbox, "maria", "/blocker B-1 worsening")
    for line in ("customer Harbor", "customer Harbor owner me", "customer Nightfall", "customers"):
        said = (await answer(sandbox, "bo", f"/backstop {line}")).text
        assert "no customer" in said
        assert "B-" not in said
    assert "Harbor" not in (await answer(sandbox, "bo", "/backstop customer Harbo")).text[
        9:
    ].replace("“Harbo”", "")
    await make(sandbox, f"/blocker SSO down customer: harbor {REST}", by="bo")
    await types(sandbox, "maria", "/blocker B-3 steady")
    assert await shown(sandbox, "bo", "/backstop customer Harbor") == [
        "*Harbor*: steady",
        "*Owner of the account:* nobody yet",
        "• *B-3* SSO down",
    ]
    assert await shown(sandbox, "bo", "/backstop customers") == ["Customers", "• *Harbor* steady"]
    assert "1 open" in (await answer(sandbox, "bo", "/backstop customers")).text
    assert (await shown(sandbox, "maria", "/backstop customer Harbor"))[0] == "*Harbor*: worsening"
    await types(sandbox, "lea", "/backstop customer Harbor owner @bo")
    for line in ("rename Nightfall", "also Nightfall"):
        said = await types(sandbox, "bo", f"/backstop customer Harbor {line}")
        assert "“Nightfall” cannot be a name of Harbor. Choose another." in said
    said = await types(sandbox, "bo", "/backstop customer Harbor merge Nightfall because so")
    assert "I know no customer called “Nightfall”." in said
    said = await types(sandbox, "maria", "/backstop customer Harbor live 15 apr")
    assert "Only Bo" in said
    ignore_rest(sandbox)


async def test_what_is_no_such_customer_is_asked_about(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    for name in ("Harbor Law", "Harbor West", "Hartmann", "Meridian", "Harper"):
        await make(sandbox, f"/blocker Import stuck customer: {name} {REST}")
    said = await answer(sandbox, "lea", "/backstop customer Harbor owner @bo")
    assert "Which customer do you mean by “Harbor”?" in said.text
    assert buttons(said.blocks)[:3] == ["Harbor Law", "Harbor West", "Harper"]
    await sandbox.slack.person("lea").clicks("Harbor West", message=said)
    await sandbox.settle()
    west = message_words(await answer(sandbox, "lea", "/backstop customer harbor west"))
    assert f"*Owner of the account:* <@{sandbox.slack.person('bo').id}>" in west
    assert (await shown(sandbox, "lea", "/backstop customer hartmann"))[0].startswith("*Hartmann*")
    said = await answer(sandbox, "lea", "/backstop customer Meridan")
    assert "I know no customer called “Meridan”. Which one do you mean?" in said.text
    assert buttons(said.blocks)[0] == "Meridian"
    said = await answer(sandbox, "lea", "/backstop customer Qqqq")
    assert "`/backstop customers` shows those that you can see" in message_words(said)
    for line, says in (
        ("Meridian rename @maria", "cannot mention anybody"),
        ("Meridian also none", "cannot be a customer's name"),
        (f"Meridian rename {'x' * 81}", "this one has 81"),
        ("Meridian also :tada:", "needs letters or digits"),
        ("Meridian also Harper", "is another customer. If both are the same"),
        ("Meridian also MERIDIAN", "is known as “MERIDIAN” already"),
        ("Meridian rename Meridian", "is called that already"),
        ("Meridian live yesterday", "That has passed"),
        ("Meridian live", "Which date was promised?"),
        ("Meridian owner", "Who has the account?"),
        ("Meridian owner @xyz", "I do not know @xyz"),
    ):
        assert says in await types(sandbox, "lea", f"/backstop customer {line}"), line
    said = await answer(sandbox, "lea", "/backstop customer Meridian live 4/1")
    assert buttons(said.blocks)[0] == "Wed 1 Apr 17:00 CEST"
    await sandbox.slack.person("lea").clicks("Wed 1 Apr 17:00 CEST", message=said)
    await sandbox.settle()
    assert "*Promised:* 1 Apr" in await types(sandbox, "lea", "/backstop customer Meridian")
    assert "*Meridian* is" not in await types(sandbox, "bo", "/backstop customer")
    ignore_rest(sandbox)


async def test_a_date_after_the_promised_one_is_told_once(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    await make(sandbox, f"/blocker Import stuck customer: Harbor {REST}", by="bo")
    await types(sandbox, "lea", "/backstop customer Harbor owner @lea")
    await types(sandbox, "lea", "/backstop customer Harbor live 15 apr")
    ignore_rest(sandbox)
    assert LATER not in await types(sandbox, "maria", "/blocker B-1 move 15 apr 8pm because review")
    ignore_rest(sandbox)
    assert LATER in await types(sandbox, "maria", "/blocker B-1 move 16 apr noon because review")
    await sandbox.advance_to(berlin(25, 19))  # Bo starts work
    assert counted(sandbox, "bo", "lea", "maria") == [1, 1, 0]
    assert LATER in await types(sandbox, "maria", "/blocker B-1 move 17 apr noon because more")
    line = "/blocker SSO down, customer Harbor owner @maria due 20 apr fallback wait"
    assert LATER in await types(sandbox, "bo", line)
    await sandbox.advance_to(berlin(26, 19))
    assert counted(sandbox, "bo", "lea", "maria") == [1, 2, 1]
    await types(sandbox, "lea", "/backstop customer Harbor live 16 apr")
    await types(sandbox, "maria", "/blocker B-1 move 20 apr noon because of another promise")
    await sandbox.advance_to(berlin(27, 19))
    again = LATER.replace("15 Apr", "16 Apr")
    assert sum(again in one.text for one in sandbox.slack.expectations.dms_to("bo")) == 1
    ignore_rest(sandbox)


def counted(sandbox: Sandbox, *people: str) -> list[int]:
    """How often each of them was told by direct message that a date is later than promised."""
    dms = sandbox.slack.expectations.dms_to
    return [sum(one.text.count(LATER) for one in dms(person)) for person in people]


async def test_the_first_words_of_one_name_show_its_card_and_change_nothing(
    sandbox: Sandbox,
) -> None:
    await set_up(sandbox)
    await make(sandbox, f"/blocker Import stuck customer: Harbor Law {REST}")
    await make(sandbox, f"/blocker SSO down customer: Harborside {REST}")
    for line in ("customer harbor", "what blocks Harbor Law?"):
        assert (await shown(sandbox, "lea", f"/backstop {line}"))[
            0
        ] == "*Harbor Law*: not said (B-1)"
    sandbox.slack.person("lea").writes("dm", "What’s blocking harbor law")
    await sandbox.settle()
    await sandbox.slack.expectations.expect_dm("lea", "*Harbor Law*: not said (B-1)")
    said = await answer(sandbox, "lea", "/backstop customer Harbor live 15 apr")
    assert "Which customer do you mean by “Harbor”?" in said.text
    assert buttons(said.blocks)[0] == "Harbor Law"
    ignore_rest(sandbox)


async def test_the_same_by_direct_message_and_mention(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    await make(sandbox, HARBOR)
    lea = sandbox.slack.person("lea")
    lea.writes("dm", "customer Harbor owner @bo")
    await sandbox.settle()
    await sandbox.slack.expectations.expect_dm("lea", "has the account of *Harbor* now")
    lea.writes("#launch", "@backstop customer Harbor")
    await sandbox.settle()
    await sandbox.slack.expectations.expect_ephemeral("lea", "*Harbor*: not said (B-1)")
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-1*")
    await make(sandbox, f"/blocker SSO down customer: Meridian {REST}")
    sandbox.slack.person("maria").writes("#launch", "@backstop customer Meridian", thread=card)
    await sandbox.settle()
    assert "*Customer:* Meridian" in message_words(card)  # in a thread it is about the item
    ignore_rest(sandbox)
