"""The question to somebody whose Slack status reads like an absence."""

from datetime import datetime

from messages.reader import Reader
from messages.slack import dates, ids
from messages.slack.blocks import Json, actions, button, message, section


def question(until: datetime, mark: str, reader: Reader) -> Json:
    """The question, with its two answers."""
    value = f"{mark}:{ids.encode_instant(until)}"
    wall = dates.wall(until, reader.zone, now=reader.now)
    words = (
        "Your Slack status says that you may be away. Are you? If so, your reminders wait, and "
        "your lead or stand-in is notified instead."
    )
    yes = button(f"Yes, away until {wall}", ids.AWAY_YES, value=value, style="primary")
    no = button("No", ids.AWAY_NO, value=value, spoken="No, I'm not away")
    return message(words, [section(words), actions(f"away.{mark}", [yes, no])])


def answer(until: datetime | None, reader: Reader) -> Json:
    """What it says once it is answered: away until then, or not away."""
    spoken, drawn = _answered(until, reader.plainly()), _answered(until, reader)
    return message(spoken, [section(drawn)])


def overtaken() -> Json:
    """What it says once another Slack status is set, if nobody has said that they are away."""
    words = "Your Slack status has changed since, so this question is over."
    return message(words, [section(words)])


def _answered(until: datetime | None, reader: Reader) -> str:
    if until is None:
        return "You are not away. Your reminders continue as usual."
    typed = f"`{reader.commands.backstop} away`"
    return f"You are away until {reader.when(until)}. To name who covers for you, type {typed}."
