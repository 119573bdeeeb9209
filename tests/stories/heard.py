"""What the people of the sandbox are told and when, on their own clocks."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.demo.sandbox import Sandbox
from escalation.notices.notice import NoticeKind
from escalation.rungs import Rung, Target, TargetKind
from playground.person.person import Person
from playground.rules.seen import Seen, button, entry_field
from playground.state.workspace import Message
from storage.tables.notices import NOTICE
from workflows.channels import setup
from workflows.transaction import guards
from workflows.transaction.unit_of_work import Request

BERLIN = ZoneInfo("Europe/Berlin")
SUMMARY = "*Week of"


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    """The UTC instant at which a clock in Berlin shows this, in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


async def set_up(
    sandbox: Sandbox,
    fields: Mapping[str, object] | None = None,
    *,
    by: str = "maria",
    channel: str = "#launch",
) -> None:
    """Set the channel's ladder: through its forms, or as usual if no field is named.

    Each field is named by the step that it belongs to, or by its own label. What needs a tick gets
    one. By default Lea leads and Cem is leadership.
    """
    if not fields:
        set_up_as_usual(sandbox, by=by, channel=channel)
        return
    person = sandbox.slack.person(by)
    await person.types(channel, "/backstop setup")
    await fill_in(person, {"Lead: people": ["lea"], "Leadership: people": ["cem"], **fields})
    await person.closes()
    await sandbox.settle()
    forget_ladder_news(sandbox)


def set_up_as_usual(sandbox: Sandbox, *, by: str = "maria", channel: str = "#launch") -> None:
    """Save the usual ladder as its form does, for stories that are not about the form."""
    slack, context = sandbox.slack, sandbox.bot.workspace.context
    actor, where = slack.person(by).id, slack.channel(channel).id
    request = Request(kind="form", external_id="", actor=actor, channel=where)
    with context.writing(sandbox.now()) as uow:
        known = setup.found(uow, request, where, edits=True).channel
        lead, leadership, *rest = known.policy.rungs
        rungs = (_of(lead, slack.person("lea")), _of(leadership, slack.person("cem")), *rest)
        setup.save(uow, known, replace(known.policy, rungs=rungs), by=guards.asker(uow, actor))
    forget_ladder_news(sandbox)


def _of(rung: Rung, person: Person) -> Rung:
    return replace(rung, targets=(Target(TargetKind.PERSON, person.id),))


def forget_ladder_news(sandbox: Sandbox) -> None:
    """Go on as if the ladder had been set up long ago: what was said of it is not there."""
    workspace, context = sandbox.slack.workspace, sandbox.bot.workspace.context
    workspace.messages[:] = [one for one in workspace.messages if not is_ladder_news(one)]
    with context.database.write(context.workspace) as tx:
        tx.connection.execute(NOTICE.delete().where(NOTICE.c.kind == NoticeKind.LADDER))


STEPS = {
    "The fallback applies": "ladder.edit.2",
    "Notify leadership": "ladder.edit.1",
    "Leadership: ": "ladder.edit.1",
    "Notify the lead": "ladder.edit.0",
    "Lead: ": "ladder.edit.0",
}
ASKED: dict[str, object] = {
    "Is this what you want?": ["Save anyway"],
    "What are they sent?": "Send number, owner and due only",
}
"""What is asked before a ladder is saved, and what is answered if a story does not say."""
ON_THE_FIRST = {"Lead: people", "Leadership: people"}
"""Fields of the form that a channel has before it is set up."""
ON_THE_LIST = "Open items"
OF_A_STEP = {"people": "People", "user group": "User groups", "channel": "Channels"}
OF_THE_HOURS = (
    *("Working day from", "Working day until", "Time zone", "Working days", "Holidays of"),
    *("Other days off", "Weekly post on", "Weekly post at"),
)


def place_of(label: str) -> tuple[str, str]:
    """The button of the form that has a field, and what the field is called there."""
    for start, opens in STEPS.items():
        if label.startswith(start):
            is_when = label.startswith(("Notify", "The fallback"))
            when = label if opens == "ladder.edit.2" else "Notify them … after the due date"
            return opens, when if is_when else OF_A_STEP[label.removeprefix(start)]
    return ("ladder.page.hours" if label in OF_THE_HOURS else "ladder.page.pace"), label


async def fill_in(person: Person, fields: Mapping[str, object]) -> None:
    """Fill in the forms of a channel's ladder, the fallback first, and save it."""
    is_first = entry_field((await person.sees_form()).blocks, "Lead: people")
    if is_first and ON_THE_FIRST.issuperset(fields):
        await person.fills(dict(fields))
    else:
        await _fill_in_steps(person, fields, is_first=bool(is_first))
    await save(person, {label: fields.get(label, usual) for label, usual in ASKED.items()})


async def save(person: Person, answers: Mapping[str, object] = ASKED) -> None:
    """Save the form of a ladder, and answer what it asks before."""
    await person.submits()
    asked = {label: answer for label, answer in answers.items() if _asks(person, label)}
    if asked:
        await person.fills(asked)
        await person.submits()
    await person.sees_form("Saved")


async def _fill_in_steps(person: Person, fields: Mapping[str, object], *, is_first: bool) -> None:
    if is_first:
        await person.clicks("More")
    by_form: dict[str, dict[str, object]] = {opens: {} for opens in STEPS.values()}
    for label, value in fields.items():
        if label in ASKED or label.startswith(ON_THE_LIST):
            continue
        opens, name = place_of(label)
        several = name in ("User groups", "Channels") and not isinstance(value, list)
        at = "@" if name == "User groups" and str(value)[:1] != "@" else ""
        entered = ([f"{at}{value}"] if value else []) if several else value
        by_form.setdefault(opens, {})[name] = entered
    for opens, entries in by_form.items():
        if entries:
            await person.clicks(opens)
            await person.fills(entries)
            seen = await person.submits()
            assert (seen.errors, seen.error) == ({}, None)
    on_the_list = {label: fields[label] for label in fields if label.startswith(ON_THE_LIST)}
    if on_the_list:
        await person.fills(on_the_list)


def _asks(person: Person, label: str) -> bool:
    return bool(person.form and entry_field(person.form.blocks, label))


async def log(
    sandbox: Sandbox, line: str, *, by: str = "maria", channel: str = "#launch"
) -> Message:
    """Log one line and get its card; its owner may not have been told yet."""
    seen = await types(sandbox, by, line, channel=channel)
    found = re.search(r"Logged \*([BD]-\d+)\*", seen)
    assert found is not None, seen
    return await sandbox.slack.expectations.expect_post(channel, f"*{found[1]}*")


async def types(sandbox: Sandbox, who: str, line: str, *, channel: str = "#launch") -> str:
    """Type a command and get the text of its answer, after everybody else has been told."""
    seen = await sandbox.slack.person(who).types(channel, line)
    await sandbox.settle()
    return _words(seen)


async def deactivate(sandbox: Sandbox, person: str) -> None:
    """Deactivate somebody's account, and let the bot see it."""
    sandbox.slack.deactivate(person)
    await sandbox.bot.workspace.directory.refresh_person(sandbox.slack.person(person).id)
    await sandbox.settle()


def _words(seen: Seen) -> str:
    return "\n".join([message.text for message in seen.messages] or [seen.error or ""])


def heard(sandbox: Sandbox, person: str) -> list[str]:
    """The DMs somebody got since the last call: `Thu 26 12:00 B-1 D-1`, on their clock."""
    return [
        told(sandbox, message)
        for message in fresh(sandbox, sandbox.slack.expectations.dms_to(person))
    ]


def posted(sandbox: Sandbox, channel: str = "#launch") -> list[str]:
    """What the channel got since the last call, except cards and summaries.

    `Thu 26 16:00 B-1` for the thread alone, with ` aloud` after it for the channel as well.
    """
    said = sandbox.slack.expectations.messages_in(channel)
    new = [message for message in fresh(sandbox, said) if not message.text.startswith(SUMMARY)]
    return [
        told(sandbox, message) + (" aloud" if message.broadcast or not message.is_reply else "")
        for message in new
    ]


def ignore_rest(sandbox: Sandbox, *places: str) -> None:
    """Accept whatever else these people and channels got: it does not matter to the story.

    By default everybody's, for sweeps and attacks, which are not about who is told what.
    """
    if not places:
        sandbox.slack.expectations.expect_all()
    for place in places:
        posted(sandbox, place) if place.startswith("#") else heard(sandbox, place)


async def skip_to(
    sandbox: Sandbox, day: int, hour: int, minute: int = 0, *, month: int = 3
) -> None:
    """Let time pass until a clock in Berlin shows this; what is said until then belongs to other
    stories.
    """
    await sandbox.advance_to(berlin(day, hour, minute, month=month))
    ignore_rest(sandbox)


def is_ladder_news(message: Message) -> bool:
    """Whether it says what changed in a ladder: a story of its own is about that."""
    return "\nAll of it: `/backstop ladder`" in message.text


def fresh(sandbox: Sandbox, said: list[Message]) -> list[Message]:
    """Messages that Backstop sent unasked and nobody has checked yet; they are expected now."""
    said = [message for message in said if not is_ladder_news(message)]
    unexpected = {id(message) for message in sandbox.slack.expectations.unexpected()}
    new = [message for message in said if id(message) in unexpected]
    for message in new:
        message.expected = True
    return new


def told(sandbox: Sandbox, message: Message) -> str:
    """When a message came, on its readers' clock, and which items it is about.

    The items are in its first line, or each of several lines starts with one.
    """
    channel = sandbox.slack.workspace.channels[message.channel]
    zones = {sandbox.slack.workspace.users[user].tz for user in channel.members} - {"UTC", None}
    local = message.at.astimezone(ZoneInfo(zones.pop() or "UTC") if channel.is_im else BERLIN)
    labels = re.findall(r"[BD]-\d+", message.text.partition("\n")[0])
    labels += re.findall(r"^• [^\w\n]*([BD]-\d+)", message.text, re.MULTILINE)
    return " ".join([f"{local:%a %d %H:%M}", *dict.fromkeys(labels)])


def buttons(message: Message, *labels: str) -> list[bool]:
    """Whether a message has each of these buttons."""
    return [button(message.blocks, label) is not None for label in labels]
