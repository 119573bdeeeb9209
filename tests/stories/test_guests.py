"""A guest sees customers of items in their channels, follows what they see, and edits nothing."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from tests.stories.heard import heard, ignore_rest, types
from tests.stories.test_customers import make
from tests.support.greeted import count_as_greeted

REST = "owner @maria due fri noon fallback import by hand"
UNKNOWN = "I know no customer called"
NO_ITEM = "There is no B-2 that you can see"


@pytest.fixture
async def visited_sandbox(laddered_sandbox: Sandbox) -> Sandbox:
    """Gus is in #launch with B-1, about Harbor; B-2, about Nightfall, is in a public #other."""
    sandbox, slack = laddered_sandbox, laddered_sandbox.slack
    gus = slack.add_person("gus", real_name="Gus Guest", tz="Europe/Berlin", is_restricted=True)
    gus.joins("#launch")
    other = slack.add_channel("#other", ["maria", "lea"])
    count_as_greeted(slack, sandbox.settings())
    await sandbox.bot.workspace.directory.refresh_person(gus.id)
    await sandbox.bot.workspace.directory.refresh_channel(other.id)
    await make(sandbox, f"/blocker Import stuck customer: Harbor {REST}")
    await make(sandbox, f"/blocker Vendor left customer: Nightfall {REST}", channel="#other")
    ignore_rest(sandbox)
    return sandbox


async def test_a_guest_sees_the_customers_of_their_channels_alone(visited_sandbox: Sandbox) -> None:
    sandbox, gus = visited_sandbox, visited_sandbox.slack.person("gus")
    assert "Nightfall" in await types(sandbox, "bo", "/backstop customers"), "others see both"
    assert await types(sandbox, "gus", "/backstop customers") == (
        "Customers\n• *Harbor* not said · 1 open"
    )
    assert "*Harbor*: not said (B-1)" in await types(sandbox, "gus", "/backstop customer Harbor")
    for name in ("Nightfall", "Nightfal"):
        said = await types(sandbox, "gus", f"/backstop customer {name}")
        assert said.startswith(f"{UNKNOWN} “{name}”. `/backstop customers` shows")
    await gus.types("#launch", f"/blocker Printer customer: Nightfal {REST}")
    form = await gus.sees_form(f"{UNKNOWN} “Nightfal”. Is it a new one?")
    assert "Nightfall" not in view_words(form)
    await gus.closes()
    gus.joins("#other")
    await sandbox.settle()
    assert "Nightfall" in await types(sandbox, "gus", "/backstop customers")
    gus.leaves("#other")
    await sandbox.settle()
    assert "Nightfall" not in await types(sandbox, "gus", "/backstop customers")
    ignore_rest(sandbox)


async def test_a_guest_keeps_no_customer_they_made_in_a_channel_they_left(
    visited_sandbox: Sandbox,
) -> None:
    sandbox, gus = visited_sandbox, visited_sandbox.slack.person("gus")
    await make(sandbox, f"/blocker Printer customer: Zeta {REST}", by="gus")
    assert "*Zeta*" in await types(sandbox, "gus", "/backstop customers")
    gus.leaves("#launch")
    await sandbox.settle()
    said = await types(sandbox, "gus", "/backstop customers", channel="dm")
    assert "Zeta" not in said
    ignore_rest(sandbox)


EDITS = (
    "title x",
    "impact x",
    "customer none",
    "urgent",
    "fallback now wait for the vendor",
    "edit",
)
CHANGES = ("owner me", "live 15 apr", "also Hafen", "rename Hafen", "merge Nightfall because one")


async def test_a_guest_changes_neither_items_nor_customers(visited_sandbox: Sandbox) -> None:
    sandbox = visited_sandbox
    [card] = sandbox.slack.expectations.messages_in("#launch")
    before = message_words(card)
    for edit in EDITS:
        said = await types(sandbox, "gus", f"/blocker B-1 {edit}")
        assert "You cannot edit B-1. Only Maria Silva, Lea Roth, Cem Aydin or an" in said, edit
    for change in CHANGES:
        said = await types(sandbox, "gus", f"/backstop customer Harbor {change}")
        assert said.startswith("You cannot "), change
        assert "Nightfall" not in said.partition("You typed")[0]
    gus = sandbox.slack.person("gus")
    seen = await gus.clicks("Edit …", message=card)
    assert seen.view is not None
    assert "You cannot edit B-1" in view_words(seen.view)
    await gus.closes()
    assert message_words(card) == before


async def test_a_guest_follows_what_they_see_and_nothing_else(visited_sandbox: Sandbox) -> None:
    sandbox, gus = visited_sandbox, visited_sandbox.slack.person("gus")
    assert NO_ITEM in await types(sandbox, "gus", "/blocker B-2 follow")
    assert NO_ITEM in await types(sandbox, "gus", "/blocker B-1 blocks B-2")
    assert "You follow" in await types(sandbox, "gus", "/blocker B-1 follow")
    await types(sandbox, "maria", "/blocker B-1 move mon noon because the vendor is late")
    assert heard(sandbox, "gus") == ["Wed 25 10:30 B-1"]
    gus.leaves("#launch")
    await sandbox.settle()
    await types(sandbox, "maria", "/blocker B-1 resolve it works")
    assert heard(sandbox, "gus") == []
    ignore_rest(sandbox)
