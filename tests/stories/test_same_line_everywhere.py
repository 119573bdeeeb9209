"""The same line as command, mention, DM and in a thread: one reading, one outcome."""

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeAlias

from sqlalchemy import select

from bot.demo.sandbox import Sandbox
from playground.rules.seen import button, message_words, view_words
from playground.state.workspace import Message, Source
from storage.engine.database import Transaction
from storage.tables.inbox import DRAFT
from storage.tables.items import EVENT, ITEM
from tests.stories.heard import log

Type: TypeAlias = Callable[[Sandbox, str], Awaitable[str]]
Outcome: TypeAlias = tuple[tuple[object, ...], bool, str]
Outcomes: TypeAlias = dict[str, Outcome]
"""By the line that was typed."""

FIRST = "/blocker The import is stuck owner @maria due fri noon fallback import by hand"
SSO = "owner @maria due fri 5pm fallback use passwords"
NO_KIND = "x" * 3000
"""A command answers it with help; elsewhere it is asked, too, which kind to log."""
LINES = (
    "B-1 ack",
    "ack B-1",
    "B-1 note the vendor is <on> it & calls back",
    "B-1 move mon 9am because legal is out",
    "B-1 move friady because legal is out",
    "B-1 give @bo because I am off",
    "B-1 snooze 4h",
    "B-1 done",
    "B-1 done because it was restarted",
    "B-1 withdraw",
    "B-1 escalate because Acme waits",
    "B-1 frobnicate",
    "B-9 ack",
    "B-1",
    "plan B-1",
    "list mine",
    "list nothing like this",
    "away until mon 9am stand-in @bo",
    "back",
    "summary",
    "help",
    "done",
    "B-1 note @priya said ok",
    "B-1 done because @priya restarted it",
    "B-1 give @bo @priya because I am off",
    "B-1 frobnicate @priya",
    "B-9 note @priya said ok",
    NO_KIND,
    "x" * 5000,
)
"""Lines that need no channel: they do the same in a direct message."""
TO_LOG = (
    f"blocker SSO login fails {SSO}",
    f"decision which DPA {SSO} options ours | theirs default ours",
    f"blocker SSO login fails for “owner @bo” & co <today> {SSO}",
    "blocker SSO login fails owner @maria due by friady fallback use passwords",
    "blocker SSO login fails",
    "blocker @priya waits for SSO, owner @maria, by fri, else ask @priya impact @priya waits",
    "blocker SSO down @maria by fri else passwords, ask @priya",
    "decision whom to ask owner @maria due fri fallback @priya options @priya | @bo default @bo",
    f"blockers\n- @priya waits {SSO}\n- The import is slow, ask @priya",
    "blocker",
    "decision which DPA owner @bo @maria",
    f"blocker {'SSO ' * 600}{SSO}",
    "blocker B-1 ack",
    f"blockers\n- SSO login fails {SSO}\n- The import is slow",
)


async def command(sandbox: Sandbox, line: str) -> str:
    seen = await sandbox.slack.person("maria").types("#launch", f"/backstop {line}")
    await sandbox.settle()
    return seen.text


async def mention(sandbox: Sandbox, line: str) -> str:
    return await _written(sandbox, "#launch", f"@backstop {line}")


async def in_a_thread(sandbox: Sandbox, line: str) -> str:
    return await _written(sandbox, "#launch", f"@backstop {line}", thread=True)


async def direct_message(sandbox: Sandbox, line: str) -> str:
    return await _written(sandbox, "dm", line)


async def _written(sandbox: Sandbox, place: str, line: str, *, thread: bool = False) -> str:
    """Write it, and get what only Maria is told; other people's threads are about no item."""
    maria = sandbox.slack.person("maria")
    root = sandbox.slack.person("bo").writes("#launch", "lunch?") if thread else None
    before = len(sandbox.slack.workspace.messages) + 1
    maria.writes(place, line, thread=root)
    await sandbox.settle()
    said = sandbox.slack.workspace.messages[before:]
    told = [
        one
        for one in said
        if one.ephemeral_to or sandbox.slack.workspace.channels[one.channel].is_im
    ]
    return "\n".join(message_words(one) for one in told if one.user != maria.id)


def stands(sandbox: Sandbox) -> tuple[object, ...]:
    """The items and what happened to them, without instants."""
    context = sandbox.bot.workspace.context
    with context.database.read(context.workspace) as tx:
        return _items(tx), _events(tx)


def _items(tx: Transaction) -> list[tuple[object, ...]]:
    names = ("kind", "title", "owner", "due_at", "fallback", "options", "status", "outcome")
    columns = [ITEM.c[name] for name in names]
    rows = tx.connection.execute(select(*columns).order_by(ITEM.c.id))
    return [tuple(_bare(value) for value in row) for row in rows]


def _bare(value: object) -> object:
    """Slack names people in a command by their handle (`<@U1|bo>`), we in a message as listed."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    return re.sub(r"<(@\w+)\|[^>]*>", r"<\1>", value) if isinstance(value, str) else value


def unnamed(sandbox: Sandbox, messages: Iterable[Message]) -> list[str]:
    """What people read that has somebody's id in place of a name; a mention of ours shows one."""
    forms = [
        view_words(form) for forms in sandbox.slack.workspace.modals.values() for form in forms
    ]
    said = [message_words(one) for one in messages if one.source is not Source.PERSON]
    return [words for words in (*said, *forms) if re.search(r"(?<!<)@U0", words)]


def _events(tx: Transaction) -> list[tuple[object, ...]]:
    events = select(EVENT.c.action, EVENT.c.actor, EVENT.c.reason).order_by(EVENT.c.id)
    return [tuple(map(_bare, row)) for row in tx.connection.execute(events)]


def waiting(sandbox: Sandbox) -> int:
    context = sandbox.bot.workspace.context
    with context.database.read(context.workspace) as tx:
        return len(tx.connection.execute(select(DRAFT.c.message)).all())


async def test_a_line_does_the_same_wherever_it_is_typed(
    new_sandbox: Callable[[], Sandbox],
) -> None:
    by_command = await outcomes(new_sandbox(), LINES + TO_LOG, command)
    for way in (mention, in_a_thread):
        require_same(await outcomes(new_sandbox(), LINES + TO_LOG, way), by_command)
    in_a_dm = await outcomes(new_sandbox(), LINES, direct_message)
    require_same(in_a_dm, {line: by_command[line] for line in LINES})


def require_same(here: Outcomes, by_command: Outcomes) -> None:
    assert here.keys() == by_command.keys()
    for line, (stood, form_waits, answer) in here.items():
        expected, form_opened, _ = by_command[line]
        assert stood == expected, line
        assert form_waits == (form_opened or line == NO_KIND), line
        assert answer, f"nobody is left without an answer: {line}"


async def outcomes(unopened: Sandbox, lines: Iterable[str], way: Type) -> Outcomes:
    """The outcome of each of the lines, which find an item of their own wherever they name B-1."""
    async with unopened as sandbox:
        for name in ("maria", "bo", "priya"):
            sandbox.slack.add_person(name, real_name=name.title(), tz="Europe/Berlin")
        sandbox.slack.add_channel("#launch", ["maria", "bo"])
        await sandbox.start_bot()
        return {line: await outcome(sandbox, line, way) for line in lines}


async def outcome(sandbox: Sandbox, line: str, way: Type) -> Outcome:
    """How everything stands then, whether a form opened or waits, and the answer."""
    maria = sandbox.slack.person("maria")
    card = await log(sandbox, FIRST)
    label = card.text.split("*")[1]
    waited, before = waiting(sandbox), len(sandbox.slack.workspace.messages)
    answer = await way(sandbox, line.replace("B-1", label))
    form_waits = maria.form is not None or waiting(sandbox) > waited
    stood = stands(sandbox)
    said = sandbox.slack.workspace.messages[before:]
    if waits := [one for one in said if button(one.blocks, "Complete it")]:
        await maria.clicks("Complete it", message=waits[-1])
    assert unnamed(sandbox, said) == [], line
    if maria.form:
        await maria.closes(everything=True)
    return stood, form_waits, answer
