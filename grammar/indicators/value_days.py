"""The day of a value, which has passed or is today: `6 mar`, `fri`, `yesterday`."""

import re
from dataclasses import replace
from datetime import date, time, timedelta

from escalation.errors import BadInput
from escalation.worktime import wording
from escalation.worktime.hours import ONE_DAY, wall_clock
from grammar.due import read as due_reader
from grammar.due.clock import Clock
from grammar.due.result import DueContext, DueRead

_TODAY = {"today": 0, "now": 0, "yesterday": 1}
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_WEEKDAY = re.compile(rf"(?:(?:on|last|this)\s+)?(?P<day>{WEEKDAY})", re.IGNORECASE)
_HALF, _LONG = timedelta(days=182), timedelta(days=730)
_PROBES = (time(23, 58), time(23, 59))
"""Times that nobody types: a phrase that reads alike with both has a time of its own."""


def day(phrase: str, context: DueContext) -> date:
    """The day, in the zone of the context; BadInput for one ahead or not read.

    Without a year it is the one nearest to today.
    """
    words, today = " ".join(phrase.lower().split()).strip(" ."), context.today
    if words in _TODAY:
        return today - _TODAY[words] * ONE_DAY
    if found := _WEEKDAY.fullmatch(words):
        number = [one.lower() for one in wording.WEEKDAYS].index(found["day"][:3])
        return today - ((today.weekday() - number) % 7) * ONE_DAY
    read = _dated(phrase, context)
    if read > today:
        raise BadInput(
            f"{wording.day(read)} lies ahead. Record a value on its day or later, or name the year."
        )
    return read


def _dated(phrase: str, context: DueContext) -> date:
    ahead = _read(phrase, context, timedelta(0))
    if ahead and ahead - context.today <= _HALF:
        return ahead
    for back in (_HALF, _LONG):
        found, other = (_read(phrase, context, by) for by in (back, back + ONE_DAY))
        if found and found == other:  # it does not count from today
            return found
    raise BadInput("I can't read that as one day. Name a day that has passed, as in `at 6 mar`.")


def _read(phrase: str, context: DueContext, by: timedelta) -> date | None:
    """The day as read so long ago; None if it is not one day without a time."""
    start = wall_clock(context.today - by, time(0), context.calendar.tz)
    answers = [
        due_reader.read(phrase, replace(context, now=start, unsaid=Clock(wall=probe)))
        for probe in _PROBES
    ]
    ends = [one.at for one in answers if isinstance(one, DueRead)]
    if len({*ends}) < len(answers):
        return None
    return ends[0].astimezone(context.calendar.tz).date()
