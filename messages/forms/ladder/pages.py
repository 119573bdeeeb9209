"""The pages of a ladder that are not about one step, and what was entered in them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, time, timedelta

from escalation.errors import BadInput
from escalation.fields import Field
from escalation.policy import MOST_DAYS_BEFORE, MOST_REMINDERS, Editors, HandOvers, Policy
from escalation.refusals import TIME_OF_DAY
from escalation.rungs import Cadence
from messages.forms.channel import WEEKDAYS, hours_fields, post_fields
from messages.ladders import times
from messages.slack import ids, text
from messages.slack.blocks import Json
from messages.slack.fields import (
    checks_field,
    choice_field,
    choices_field,
    modal,
    text_field,
)
from messages.slack.form_values import Answers

HOURS_PAGE, PACE_PAGE = ids.FORM + "ladder.hours", ids.FORM + "ladder.pace"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
_BEFORE = (15 * MINUTE, 30 * MINUTE, *(hours * HOUR for hours in (1, 2, 4, 8, 24, 48)))
"""Offered before the due date, by the clock."""
_WORKING_HOURS = (0, 1, 2, 3, 4, 6, 8, 12, 16)
"""Offered for the chance to answer and for the hold."""
_CYCLES = (3, 5, 7, 10, 14, 21, 28)
"""Days offered for the review cycle."""
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
ReadDays = Callable[[str], tuple[date, ...]]


def hours_form(
    policy: Policy, *, today: date, zone_is_guessed: bool, facts: Mapping[str, str]
) -> Json:
    """Working hours, days off and the weekly post."""
    off = [f"{day.day} {day:%b %Y}" for day in sorted(policy.days_off) if day >= today]
    fields = [
        *hours_fields(policy, is_guessed=zone_is_guessed),
        checks_field(
            Field.WEEKDAYS,
            "Working days",
            WEEKDAYS,
            values=[str(day) for day in sorted(policy.weekdays)],
        ),
        text_field(
            Field.HOLIDAYS,
            "Holidays of",
            value=policy.holidays,
            hint="A country such as DE, US or GB, or a region such as DE-BE. Empty means none.",
            optional=True,
        ),
        text_field(
            Field.DAYS_OFF,
            "Other days off",
            value="\n".join(off),
            hint="One date on each line, such as 24 dec. Nobody is notified then.",
            lines=True,
            optional=True,
        ),
        *post_fields(policy),
    ]
    metadata = ids.packed(**facts)
    return modal(HOURS_PAGE, "Hours and weekly post", fields, submit="Done", metadata=metadata)


def hours_entered(given: Answers, policy: Policy, read_days: ReadDays) -> Policy:
    """The ladder with the hours that were entered; BadInput names the field.

    Whether the holiday country is known is for the caller to check.
    """
    start, end = clock(given, Field.START, policy.start), clock(given, Field.END, policy.end)
    if start >= end:
        raise BadInput("The working day must end after it starts.", field=Field.END)
    changed = replace(
        policy,
        zone=given.text(Field.ZONE) or policy.zone,
        weekdays=frozenset(int(day) for day in given.many(Field.WEEKDAYS) if day in WEEKDAYS),
        holidays=given.text(Field.HOLIDAYS).upper(),
        days_off=read_days(given.text(Field.DAYS_OFF)),
        summary_weekday=number(given, Field.SUMMARY_WEEKDAY, policy.summary_weekday),
        summary_time=clock(given, Field.SUMMARY_TIME, policy.summary_time),
    )
    return with_hours(changed, start, end)


def with_hours(policy: Policy, start: time, end: time) -> Policy:
    """The ladder with another working day; BadInput if its steps would no longer be in order."""
    try:
        return replace(policy, start=start, end=end)
    except BadInput as wrong:
        raise BadInput(
            f"With a working day of this length, a step comes too early. {wrong.text}",
            field=Field.END,
        ) from None


def pace_form(policy: Policy, *, facts: Mapping[str, str]) -> Json:
    """When the owner is reminded, and how long people have to answer."""
    fields = [
        choices_field(
            Field.REMINDERS,
            "Remind the owner before the due date",
            _reminders(policy),
            values=[*map(_seconds, policy.reminders), *map(_days, policy.reminder_days)],
            most=MOST_REMINDERS,
            hint=f"Up to {MOST_REMINDERS}. When it is due, the owner is always reminded.",
        ),
        *_cadence_fields(policy.cadence),
        *_chance_fields(policy),
        choice_field(
            Field.EDITORS,
            "Who can change this setup",
            {one.value: said for one, said in _EDITORS.items()},
            value=policy.editors,
            hint="Until a lead is set, the first choice means everybody.",
        ),
        choice_field(
            Field.HAND_OVERS,
            "Hand-overs",
            {one.value: said for one, said in _HAND_OVERS.items()},
            value=policy.hand_overs,
        ),
    ]
    metadata = ids.packed(**facts)
    return modal(PACE_PAGE, "Reminders and pauses", fields, submit="Done", metadata=metadata)


def _chance_fields(policy: Policy) -> list[Json]:
    """How long people have to answer, and when those above the owner are told of the rest."""
    cycles = sorted({*_CYCLES, policy.review_cycle.days})
    return [
        _hours_field(
            Field.CHANCE, "Time to answer before the next step (working hours)", policy.chance
        ),
        _hours_field(
            Field.HOLD, "Pause escalation after an acknowledgement (working hours)", policy.hold
        ),
        choice_field(
            Field.SLIP_BUDGET,
            "Tell the lead when a date has slipped",
            {str(slips): text.counted(slips, "time") for slips in range(1, 6)},
            value=str(policy.slip_budget),
        ),
        choice_field(
            Field.REVIEW_CYCLE,
            "Ask leadership about what is still open every",
            {str(days): f"{days} days" for days in cycles},
            value=str(policy.review_cycle.days),
        ),
        choice_field(
            Field.WINDOW_DAYS,
            "Default due date (working days from now)",
            _COUNTS,
            value=str(policy.window_days),
        ),
    ]


def pace_entered(given: Answers, policy: Policy) -> Policy:
    """The ladder with what was entered there."""
    chosen, editors = given.many(Field.REMINDERS), given.text(Field.EDITORS)
    handing = given.text(Field.HAND_OVERS)
    spans = [timedelta(seconds=int(one[:-1])) for one in chosen if re.fullmatch(r"\d{1,7}s", one)]
    days = [int(one[:-1]) for one in chosen if re.fullmatch(r"\d{1,3}d", one)]
    return replace(
        policy,
        reminders=(*sorted({*spans} - {timedelta(0)}, reverse=True), timedelta(0)),
        reminder_days=tuple(sorted({*days}, reverse=True)),
        cadence=Cadence(
            number(given, Field.CADENCE, policy.cadence.each),
            number(given, Field.CADENCE_EVERY, policy.cadence.every),
            number(given, Field.CADENCE_THEN, policy.cadence.then),
        ),
        hold=_span(given, Field.HOLD, policy.hold),
        chance=_span(given, Field.CHANCE, policy.chance),
        slip_budget=number(given, Field.SLIP_BUDGET, policy.slip_budget),
        review_cycle=timedelta(days=number(given, Field.REVIEW_CYCLE, policy.review_cycle.days)),
        window_days=number(given, Field.WINDOW_DAYS, policy.window_days),
        editors=next((one for one in Editors if one == editors), policy.editors),
        hand_overs=next((one for one in HandOvers if one == handing), policy.hand_overs),
    )


_HAND_OVERS = {HandOvers.OFFERED: "Are offered", HandOvers.AT_ONCE: "Happen at once"}


_EDITORS = {
    Editors.LADDER: "Lead, leadership and admins",
    Editors.EVERYBODY: "Everybody in the channel",
    Editors.ADMINS: "Admins alone",
}


def _reminders(policy: Policy) -> dict[str, str]:
    spans = sorted({*_BEFORE, *policy.reminders} - {timedelta(0)})
    days = {
        _days(days): text.counted(days, "working day") for days in range(1, MOST_DAYS_BEFORE + 1)
    }
    return {_seconds(span): times.span(span) for span in spans} | days


def _seconds(span: timedelta) -> str:
    return f"{span // timedelta(seconds=1)}s"


def _days(days: int) -> str:
    return f"{days}d"


_COUNTS = {str(count): str(count) for count in range(1, 11)}
_FOR = {str(count): text.counted(count, "working day") for count in range(1, 11)}
_EVERY = {"1": "working day", "2": "2nd working day", "3": "3rd working day"} | {
    str(count): f"{count}th working day" for count in range(4, 11)
}


def _cadence_fields(cadence: Cadence) -> list[Json]:
    return [
        choice_field(
            Field.CADENCE,
            "When it is overdue, remind the owner every morning for",
            _FOR,
            value=str(cadence.each),
        ),
        choice_field(
            Field.CADENCE_EVERY,
            "Then, until the twelfth working day, on every",
            _EVERY,
            value=str(cadence.every),
        ),
        choice_field(
            Field.CADENCE_THEN,
            "After that, until it is closed, on every",
            _EVERY,
            value=str(cadence.then),
        ),
    ]


def _hours_field(name: Field, label: str, current: timedelta) -> Json:
    """In hours only: a day of working time has eight of them, not 24."""
    offered = sorted({hours * HOUR for hours in _WORKING_HOURS} | {current})
    words = {_whole(span): f"{span / HOUR:g} h" if span else "no time" for span in offered}
    return choice_field(name, label, words, value=_whole(current))


def _whole(span: timedelta) -> str:
    return str(int(span.total_seconds()))


def _span(given: Answers, name: Field, current: timedelta) -> timedelta:
    return timedelta(seconds=number(given, name, int(current.total_seconds())))


def number(given: Answers, name: Field, current: int) -> int:
    """The number chosen in a field; what it was if the form does not say."""
    typed = given.text(name)
    return int(typed) if typed.isdecimal() and len(typed) <= 9 else current


def clock(given: Answers, name: Field, current: time) -> time:
    """The time of day chosen in a field, what it was if the form does not say; raises BadInput."""
    typed = given.text(name) or f"{current:%H:%M}"
    if not _TIME.fullmatch(typed):
        raise BadInput(TIME_OF_DAY, field=name)
    return time.fromisoformat(typed)
