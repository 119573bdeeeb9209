"""Dates listed one on each line, such as the days off of a channel."""

import re
from dataclasses import replace
from datetime import date, time

from escalation.errors import BadInput
from escalation.fields import Field
from escalation.worktime.hours import wall_clock
from grammar.due import read as due_reader
from grammar.due.result import DueContext, DueFault, DueRead

_EXAMPLE = "Write one date on each line, such as `24 dec` or `2027-01-02`."


def days(text: str, context: DueContext, *, field: Field) -> tuple[date, ...]:
    """The days, each once and in order; today counts as ahead. Raises BadInput for any other."""
    tz = context.calendar.tz
    of_today = replace(context, now=wall_clock(context.today, time.min, tz))
    found: set[date] = set()
    for phrase in filter(None, (one.strip() for one in re.split(r"[\n;]", text))):
        answer = due_reader.read(phrase, of_today)
        if not isinstance(answer, DueRead):
            fault = "has passed" if answer.fault is DueFault.PAST else "is not one date"
            raise BadInput(f"“{phrase[:40]}” {fault}. {_EXAMPLE}", field=field)
        found.add(answer.at.astimezone(tz).date())
    return tuple(sorted(found))
