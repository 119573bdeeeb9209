"""The question whether those on a ladder who cannot see its private channel are sent its words."""

from escalation.fields import Field
from escalation.ladder.privacy import Outside
from escalation.policy import Outsiders
from messages.reader import Reader
from messages.slack import text
from messages.slack.blocks import Json, section
from messages.slack.fields import radio_field

CHOICES = {
    Outsiders.LABEL: "Send number, owner and due only",
    Outsiders.WORDS: "Send everything",
}
"""What can be answered, the default first."""
SENT = {
    Outsiders.LABEL: "number, owner and due date only",
    Outsiders.WORDS: "everything",
}
MOST = 5
"""The most people, groups and channels that are named."""


def asked(
    outside: Outside, reader: Reader, *, public: frozenset[str], proposed: Outsiders
) -> list[Json]:
    """The question, and its answers, within the form of a ladder."""
    said = "\n".join(f"• {one}" for one in question(outside, reader, public=public))
    return [section(f"🔒 *This channel is private*\n{said}"), _choice(proposed)]


def chosen(choice: Outsiders) -> list[Json]:
    """What was answered before, to be changed."""
    return [
        section("🔒 *This channel is private*, and some who are notified are not in it."),
        _choice(choice),
    ]


def _choice(value: Outsiders) -> Json:
    words = {one.value: answer for one, answer in CHOICES.items()}
    return radio_field(Field.OUTSIDERS, "What are they sent?", words, value=value)


def question(outside: Outside, reader: Reader, *, public: frozenset[str]) -> list[str]:
    """Who would read what, a sentence each; `public` are the channels that everybody can join."""
    said = [_channel(channel, channel in public) for channel in outside.channels]
    said += [_group(group, count, reader) for group, count in outside.groups]
    said += [f"{reader.who(user)} {_NOT_IN}" for user in outside.people]
    said += [f"{reader.who(user)}, a stand-in, {_NOT_IN}" for user in outside.stand_ins]
    more = [f"+{len(said) - MOST} more"] if len(said) > MOST else []
    return [*said[:MOST], *more]


_NOT_IN = "is not in this channel, and will read the titles."


def _channel(channel: str, is_public: bool) -> str:
    if is_public:
        return f"<#{channel}> is public: everybody there will read the titles."
    return f"<#{channel}> is another channel: everybody there will read the titles."


def _group(group: str, count: int, reader: Reader) -> str:
    name = text.title(reader.directory.handles.get(group, group), {}, limit=160)
    who = "1 person who is" if count == 1 else f"{count} people who are"
    return f"The group {name} has {who} not in this channel, and will read the titles."
