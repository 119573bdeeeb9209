"""The fields of a snooze's form, and what they say."""

from datetime import datetime

from escalation.calendars import calendar_of
from escalation.fields import Field
from escalation.items import Item
from grammar.due.result import DueContext
from grammar.moves import snoozes
from messages.reader import Reader
from messages.slack import dates
from messages.slack.blocks import Json
from messages.slack.fields import radio_field, text_field
from messages.slack.form_values import Answers

_HINT = (
    "For example: 4h, tomorrow 9am. Counts instead of a choice. At most until due; overdue items "
    "still escalate."
)


def snooze_fields(item: Item, reader: Reader) -> list[Json]:
    """The usual ends before the due date, each with its instant, and a field for any other."""
    calendar = calendar_of(reader.zone, item.policy, reader.now)
    ends = snoozes.chips(DueContext(now=reader.now, calendar=calendar))
    choices = {
        f"{dates.typed(end.at, 'UTC')} UTC": f"{words}: {_wall(end.at, reader)}"
        for words, end in ends
        if end.at < item.due.at
    }
    chosen = [radio_field(Field.CHOICE, "Quiet until", choices, optional=True)] if choices else []
    other = text_field(Field.UNTIL, "Quiet until when?", hint=_HINT, optional=bool(choices))
    return [*chosen, other]


def _wall(at: datetime, reader: Reader) -> str:
    return dates.wall(at, reader.zone, now=reader.now)


def snoozed(given: Answers) -> str:
    """Until when a snooze's form silences reminders: what was typed, else the choice."""
    return given.text(Field.UNTIL) or given.text(Field.CHOICE)
