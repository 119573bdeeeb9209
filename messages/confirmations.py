"""Short replies about an absence and a channel's setup."""

from escalation.people import Person
from messages import dates
from messages.blocks import Json, message, section
from messages.voice import Voice


def away_reply(person: Person, voice: Voice) -> Json:
    """Until when somebody is away and who covers for them, or that they are back."""
    if person.away is None:
        return _said("You are back. What was held back for you comes in your working hours.")
    private = voice.privately()
    until = person.away.until
    hears = (
        f"{private.who(person.away.stand_in)} hears meanwhile"
        if person.away.stand_in
        else "whoever is next on the ladder hears meanwhile"
    )
    wall = dates.wall(until, voice.zone, now=voice.now)
    words = (
        f"You are away until {private.when(until)} ({wall}): your reminders wait and {hears}. "
        f"Escalation goes on. Back early? `{voice.commands.backstop} back`"
    )
    spoken = f"You are away until {wall}: your reminders wait and {hears}. Escalation goes on."
    return message(spoken, [section(words)])


def setup_reply(channel: str, *, version: int, applied: bool) -> Json:
    """That a channel's ladder was saved, and for which items it counts."""
    counts = "New and open items climb it from now on." if applied else "New items climb it."
    return _said(f"Saved as version {version} of the ladder of <#{channel}>. {counts}")


def _said(words: str) -> Json:
    return message(words, [section(words)])
