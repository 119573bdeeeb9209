"""People come and go: who may take, give, decline and accept a gap, all the way through Slack.

A fair draw from the table of `tests.support.who_may_when` on each way in. The rest of its cells are
tried without Slack in `tests/edges/security/test_who_may_when.py`.
"""

from collections.abc import Awaitable, Callable

import pytest

from bot.demo.sandbox import Sandbox
from bot.process.jitter import jitter
from escalation.items import Item
from escalation.moves.move import Move
from playground.rules.seen import button
from storage.items import store
from tests.stories.heard import berlin, deactivate, log, set_up, skip_to, types
from tests.support import who_may_when
from tests.support.who_may_when import GIVEN, Cell, outcome

PEOPLE = {
    "reporter": "rita",
    "lead": "lea",
    "leadership": "cem",
    "admin": "ada",
    "member": "mem",
    "guest": "gus",
    "outsider": "out",
    "partner": "pia",
}
OWNERS = {"away": "ava", "deactivated": "dee", "removed": "remo"}
"""Who owns the items of a state; Bo owns the others."""
OPEN, PRIVATE = "#launch", "#vault"
TYPED = {
    Move.TAKE: "take",
    Move.REASSIGN: "give @maria",
    Move.DECLINE: "not mine",
    Move.GAP_FINE: "gap fine",
    Move.ACKNOWLEDGE: "ack",
    Move.RESOLVE: "resolve",
}
BUTTONS = {
    ("partner", "take"): "I'll take it",
    ("partner", "decline"): "Not mine because …",
    ("owner", GIVEN): "Yes, hand it over",
    ("owner", "decline"): "No",
}
PER_WAY = 9


@pytest.fixture
async def town(sandbox: Sandbox) -> Sandbox:
    """Everybody in the table, in a public and in a private channel, each with a ladder."""
    slack = sandbox.slack
    for name in (*PEOPLE.values(), *OWNERS.values()):
        if name not in ("lea", "cem"):
            more = {"is_admin": name == "ada", "is_restricted": name == "gus"}
            slack.add_person(name, real_name=name.title(), tz="Europe/Berlin", **more)
    inside = {"bo", "maria", *PEOPLE.values(), *OWNERS.values()} - {"out"}
    for name in inside - {"bo", "maria", "lea", "cem"}:
        slack.person(name).joins(OPEN)
    slack.add_channel(PRIVATE, sorted(inside), private=True)
    await sandbox.stop_bot()
    await sandbox.start_bot()  # it reads again who is there
    await skip_to(sandbox, 25, 15)  # when Bo in New York works too
    for channel in (OPEN, PRIVATE):
        await set_up(sandbox, channel=channel)
    return sandbox


def place(cell: Cell) -> str:
    return PRIVATE if cell.state == "removed" else OPEN


def actor(cell: Cell) -> str:
    return OWNERS.get(cell.state, "bo") if cell.actor == "owner" else PEOPLE[cell.actor]


def drawn(way: str) -> list[Cell]:
    """Some cells for a way in, in which a person of our own company with an account makes them."""
    here = way in ("a command", "a mention", "a button", "a form")
    found = [
        cell
        for cell in who_may_when.cells(here=here)
        if cell.status == "blocker"
        and cell.intended in TYPED
        and cell.actor != "stranger"
        and (cell.actor, cell.state) != ("owner", "deactivated")
        and not (here and cell.actor == "outsider")
        and (way != "a button" or label_of(cell))
        and not (way != "a button" and cell.is_asked and cell.intended is Move.DECLINE)
    ]
    jitter(len(way)).shuffle(found)
    found.sort(key=lambda cell: way == "a button" and cell.intended is Move.ACKNOWLEDGE)
    return found[:PER_WAY]  # the four answers are among the buttons


def label_of(cell: Cell) -> str:
    """The button for this cell on the card or under the question; "" if there is none."""
    if cell.intended is Move.ACKNOWLEDGE:
        return "Acknowledge"
    return BUTTONS.get((cell.actor, cell.move), "") if cell.is_asked else ""


async def an_item(sandbox: Sandbox, cell: Cell) -> str:
    """The label of an item in its state, except that its owner is still there."""
    owner = OWNERS.get(cell.state, "bo")
    line = f"/blocker SSO fails owner @{owner} due 10 apr 5pm fallback wait"
    card = await log(sandbox, line, by="rita", channel=place(cell))
    label = card.text.split("*")[1]
    before = {"offered": (owner, "give @pia"), "asked for": ("pia", "take")}.get(cell.state)
    if before:
        said = await types(sandbox, before[0], f"/blocker {label} {before[1]} because it helps")
        assert "until" in said or "by" in said
    return label


def item(sandbox: Sandbox, label: str) -> Item:
    context = sandbox.bot.workspace.context
    with context.database.read(context.workspace) as tx:
        number = int(label.partition("-")[2])
        (found,) = store.referred(tx, kind=who_may_when.STATUSES["blocker"][0], number=number).items
        return found


async def by_command(sandbox: Sandbox, cell: Cell, label: str) -> None:
    await sandbox.slack.person(actor(cell)).types(place(cell), f"/blocker {line(cell, label)}")


async def by_mention(sandbox: Sandbox, cell: Cell, label: str) -> None:
    sandbox.slack.person(actor(cell)).writes(place(cell), f"@backstop {line(cell, label)}")


async def by_message(sandbox: Sandbox, cell: Cell, label: str) -> None:
    sandbox.slack.person(actor(cell)).writes("dm", line(cell, label))


async def by_button(sandbox: Sandbox, cell: Cell, label: str) -> None:
    """The buttons of the card, or of the message that asks."""
    words = label_of(cell)
    expected, person = sandbox.slack.expectations, sandbox.slack.person(actor(cell))
    said = [*expected.dms_to(actor(cell)), *expected.messages_in(place(cell))]
    about = [one for one in said if f"*{label}*" in one.text and button(one.blocks, words)]
    await person.clicks(words, message=about[0])
    if person.form and "Why?" in str(person.form.blocks):
        await person.fills({"Why?": "I say so"})
        await person.submits()


async def by_form(sandbox: Sandbox, cell: Cell, label: str) -> None:
    """A line that lacks its reason opens the form, if the person may."""
    person = sandbox.slack.person(actor(cell))
    whole = line(cell, label).partition(" because")[0]
    await person.types(place(cell), f"/blocker {whole}")
    if person.form:
        fields = [one for one in ("Why?", "What solved it?") if one in str(person.form.blocks)]
        await person.fills(dict.fromkeys(fields, "I say so"))
        await person.submits()


def line(cell: Cell, label: str) -> str:
    move = "give @pia" if cell.move == GIVEN else TYPED[cell.intended]
    return f"{label} {move} because I say so"


WAYS: dict[str, Callable[[Sandbox, Cell, str], Awaitable[None]]] = {
    "a command": by_command,
    "a mention": by_mention,
    "a message": by_message,
    "a button": by_button,
    "a form": by_form,
}


async def test_on_every_way_in_everybody_makes_exactly_their_moves(town: Sandbox) -> None:
    tried = [(way, cell, await an_item(town, cell)) for way in WAYS for cell in drawn(way)]
    await types(town, "ava", "/backstop away until 20 apr")
    await deactivate(town, "dee")
    town.slack.person("lea").removes("remo", PRIVATE)
    await town.settle()
    wrong = []
    for way, cell, label in tried:
        before, seen = item(town, label), outcome(cell)
        await WAYS[way](town, cell, label)
        await town.settle()
        if town.slack.person(actor(cell)).form:
            await town.slack.person(actor(cell)).closes(everything=True)
        if (came := came_of(before, item(town, label))) != expected(seen):
            wrong.append((way, cell, came))
    assert wrong == []
    await town.advance_to(berlin(27, 9))
    town.slack.expectations.expect_all()


def expected(mark: str) -> str:
    """What is seen of an outcome: with a reason or without."""
    same = {"+": "done", "b": "done", "now": "given", "because": "given", "asks": "asked"}
    return same.get(mark, "-")


def came_of(before: Item, after: Item) -> str:
    if after.owner != before.owner:
        return "given"
    if after.offer is not None and after.offer != before.offer:
        return "asked"
    return "-" if after == before else "done"
