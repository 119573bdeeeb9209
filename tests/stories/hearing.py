"""What people of the town hear and when, on their own clocks, for the stories of the promises."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.demo.sandbox import Town
from playground.rules.seen import Seen, button
from playground.state.workspace import Message

BERLIN = ZoneInfo("Europe/Berlin")
SUMMARY = "*Week of"


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    """The UTC instant at which a clock in Berlin shows this, in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


async def set_up(
    town: Town,
    fields: Mapping[str, object] | None = None,
    *,
    by: str = "maria",
    channel: str = "#launch",
) -> None:
    """Set the channel's ladder through its form; by default Lea leads and Cem is leadership."""
    person = town.slack.person(by)
    await person.types(channel, "/backstop setup")
    await person.sees_form("Who is notified")
    await person.fills({"Lead: people": ["lea"], "Leadership: people": ["cem"], **(fields or {})})
    seen = await person.submits()
    assert seen.errors == {}
    await person.closes()
    await town.settle()


async def log(town: Town, line: str, *, by: str = "maria", channel: str = "#launch") -> Message:
    """Log one line and get its card; whoever owns it may still have to hear."""
    seen = await types(town, by, line, channel=channel)
    found = re.search(r"Logged \*([BD]-\d+)\*", seen)
    assert found is not None, seen
    return await town.slack.expectations.expect_post(channel, f"*{found[1]}*")


async def types(town: Town, who: str, line: str, *, channel: str = "#launch") -> str:
    """Type a command and get the words of its answer, once everybody else has heard of it."""
    seen = await town.slack.person(who).types(channel, line)
    await town.settle()
    return _words(seen)


async def deactivate(town: Town, person: str) -> None:
    """Switch somebody's account off, and let the bot see it."""
    town.slack.deactivate(person)
    await town.bot.directory.refresh_person(town.slack.person(person).id)
    await town.settle()


def _words(seen: Seen) -> str:
    return "\n".join([message.text for message in seen.messages] or [seen.error or ""])


def heard(town: Town, person: str) -> list[str]:
    """The direct messages somebody got since last asked: `Thu 26 12:00 B-1 D-1` on their clock."""
    return [told(town, message) for message in fresh(town, town.slack.expectations.dms_to(person))]


def posted(town: Town, channel: str = "#launch") -> list[str]:
    """What the channel got since last asked, cards and summaries apart.

    `Thu 26 16:00 B-1` for the thread alone, with ` aloud` after it for the channel as well.
    """
    said = town.slack.expectations.messages_in(channel)
    new = [message for message in fresh(town, said) if not message.text.startswith(SUMMARY)]
    return [
        told(town, message) + (" aloud" if message.broadcast or not message.is_reply else "")
        for message in new
    ]


def ignore_rest(town: Town, *places: str) -> None:
    """Accept whatever else these people and channels got: it does not matter to the story."""
    for place in places:
        posted(town, place) if place.startswith("#") else heard(town, place)


def fresh(town: Town, said: list[Message]) -> list[Message]:
    """Those that Backstop said by itself and nobody has asked about; they are expected now."""
    unexpected = {id(message) for message in town.slack.expectations.unexpected()}
    new = [message for message in said if id(message) in unexpected]
    for message in new:
        message.expected = True
    return new


def told(town: Town, message: Message) -> str:
    """When a message came, on its readers' clock, and which items it is about.

    They are in its first line, or one opens each line of several.
    """
    channel = town.slack.workspace.channels[message.channel]
    zones = {town.slack.workspace.users[user].tz for user in channel.members} - {"UTC", None}
    local = message.at.astimezone(ZoneInfo(zones.pop() or "UTC") if channel.is_im else BERLIN)
    labels = re.findall(r"[BD]-\d+", message.text.partition("\n")[0])
    labels += re.findall(r"^• [^\w\n]*([BD]-\d+)", message.text, re.MULTILINE)
    return " ".join([f"{local:%a %d %H:%M}", *dict.fromkeys(labels)])


def buttons(message: Message, *labels: str) -> list[bool]:
    """Whether a message has each of these buttons."""
    return [button(message.blocks, label) is not None for label in labels]
