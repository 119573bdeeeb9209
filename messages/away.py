"""The form of an absence."""

from escalation.people import Person
from messages.reader import Reader
from messages.slack import dates, ids
from messages.slack.blocks import Json, context, section
from messages.slack.fields import modal, person_field, text_field

AWAY = ids.FORM + "away"


def cover(person: Person, reader: Reader) -> str:
    """Who gets an absent person's notices, in half a sentence."""
    stand_in = person.away.stand_in if person.away else ""
    return f"{reader.who(stand_in)} covers for you" if stand_in else "your lead is notified instead"


def away_form(person: Person, reader: Reader) -> Json:
    """The form of an absence: until when, and who stands in. `back` ends one early."""
    blocks: list[Json] = []
    until, stand_in = "", ""
    if person.away and person.is_away(reader.now):
        until = dates.typed(person.away.until, reader.zone)
        stand_in = person.away.stand_in
        blocks.append(section(f"You are away until {reader.when(person.away.until)}."))
    blocks += [
        text_field(
            "until",
            "Away until",
            value=until,
            hint="For example: mon 9am, 2026-04-07. Empty if you are back.",
            optional=True,
        ),
        person_field(
            "stand_in",
            "Who covers for you?",
            value=stand_in,
            hint="With nobody, your lead is notified instead.",
            optional=True,
        ),
        context("Your reminders wait until you are back. Overdue items still escalate."),
    ]
    return modal(AWAY, "Away", blocks, submit="Save")
