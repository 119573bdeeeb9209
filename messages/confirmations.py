"""Short replies about an absence and a channel's setup."""

from escalation.people import Person
from messages.away import cover
from messages.reader import Voice
from messages.slack import dates
from messages.slack.blocks import Json, message, section

_STILL = "Overdue items still escalate."


def away_reply(person: Person, voice: Voice) -> Json:
    """Until when somebody is away and who covers for them, or that they are back."""
    if person.away is None:
        return _said("You are back. Messages that waited for you arrive in your working hours.")
    private = voice.privately()
    until = person.away.until
    covered = cover(person, private)
    wall = dates.wall(until, voice.zone, now=voice.now)
    words = (
        f"You are away until {private.when(until)} ({wall}): your reminders wait and {covered}. "
        f"{_STILL} Back early? `{voice.commands.backstop} back`"
    )
    spoken = f"You are away until {wall}: your reminders wait and {covered}. {_STILL}"
    return message(spoken, [section(words)])


def setup_reply(channel: str, *, version: int, applied: bool) -> Json:
    """That a channel's ladder was saved, and for which items it counts."""
    counts = "New and open items use it from now on." if applied else "New items use it."
    return _said(f"Saved as version {version} of the ladder of <#{channel}>. {counts}")


def _said(words: str) -> Json:
    return message(words, [section(words)])
