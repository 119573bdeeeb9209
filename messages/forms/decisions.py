"""The fields of a decision's form, and what they say."""

from escalation.fields import Field
from escalation.items import Item
from messages.reader import Reader
from messages.slack import text
from messages.slack.blocks import Json
from messages.slack.fields import radio_field, text_field
from messages.slack.form_values import Answers


def decision_fields(item: Item, reader: Reader) -> list[Json]:
    """One of its options or something else, and why."""
    because = text_field(Field.REASON, "Because", lines=True)
    if not item.options:
        return [text_field(Field.TEXT, "What is decided?", lines=True), because]
    choices = {
        str(number): text.plain(option, reader.people, limit=75)
        for number, option in enumerate(item.options[:10])
    }
    other = text_field(
        Field.TEXT,
        "Or something else",
        lines=True,
        optional=True,
        hint="Counts instead of an option.",
    )
    return [radio_field(Field.CHOICE, "Which option?", choices, optional=True), other, because]


def decided(given: Answers, item: Item) -> str:
    """What a decision's form says: the words typed, else the option chosen; "" for neither."""
    choice = given.text(Field.CHOICE)
    chosen = choice.isdecimal() and int(choice[:3]) < len(item.options)
    return given.text(Field.TEXT) or (item.options[int(choice[:3])] if chosen else "")
