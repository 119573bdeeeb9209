"""The form of a channel's ladder and working hours, how it is read, and the form of an absence."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import time, timedelta

from escalation import spoken
from escalation.errors import BadInput
from escalation.people import Person
from escalation.policy import Policy, Rung, Target, TargetKind
from messages import dates, ids, text
from messages.answers import Answers
from messages.blocks import Json, context, divider, section
from messages.fields import (
    channel_field,
    checks_field,
    choice_field,
    modal,
    people_field,
    person_field,
    text_field,
    time_field,
)
from messages.voice import Voice

SETUP = ids.FORM + "setup"
AWAY = ids.FORM + "away"
WEEKDAYS = {
    "0": "Monday",
    "1": "Tuesday",
    "2": "Wednesday",
    "3": "Thursday",
    "4": "Friday",
    "5": "Saturday",
    "6": "Sunday",
}
_SPANS = (0, 1, 2, 4, 8, 12, 24, 48, 72, 120, 168)
"""Hours offered for a rung and for the hold."""

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def setup_form(
    policy: Policy, voice: Voice, *, channel: str, groups: Mapping[str, str], open_items: int = 0
) -> Json:
    """The form filled with a channel's policy; `groups` maps known user groups' ids to names."""
    known = {group: text.plain(name, voice.people, limit=75) for group, name in groups.items()}
    blocks = [
        section(
            "Who hears when a date passes. With nobody set, the reporter and this channel hear."
        ),
        *_audience_fields("Lead", policy.lead, known),
        *_audience_fields("Leadership", policy.leadership, known),
        *[_rung_field(number, rung) for number, rung in enumerate(policy.rungs)],
        _hold_field(policy.hold),
        divider(),
        *_day_fields(policy),
        divider(),
        choice_field(
            "summary_weekday", "Weekly summary on", WEEKDAYS, value=str(policy.summary_weekday)
        ),
        time_field("summary_time", "Weekly summary at", value=f"{policy.summary_time:%H:%M}"),
    ]
    if open_items:
        these = "the open item" if open_items == 1 else f"the {open_items} open items"
        blocks.append(
            checks_field("apply", "Items logged before", {"apply": f"Apply to {these} too"})
        )
    metadata = ids.packed(channel=channel, version=str(policy.version))
    return modal(SETUP, "Channel setup", blocks, submit="Save", metadata=metadata)


def _audience_fields(
    label: str, targets: Iterable[Target], groups: Mapping[str, str]
) -> list[Json]:
    name = label.lower()
    chosen = list(targets)
    people = [target.id for target in chosen if target.kind is TargetKind.PERSON]
    channels = [target.id for target in chosen if target.kind is TargetKind.CHANNEL]
    group = next((target.id for target in chosen if target.kind is TargetKind.GROUP), "")
    known = dict(groups) | ({group: group} if group and group not in groups else {})
    fields = [people_field(f"{name}_people", f"{label}: people", values=people)]
    if known:
        hint = "Each member hears in a direct message."
        fields.append(
            choice_field(
                f"{name}_group",
                f"{label}: user group",
                known,
                value=group,
                hint=hint,
                optional=True,
            )
        )
    return [
        *fields,
        channel_field(
            f"{name}_channel",
            f"{label}: channel",
            value=next(iter(channels), ""),
            hint="One post there; invite the bot first.",
            optional=True,
        ),
    ]


def _rung_field(number: int, rung: Rung) -> Json:
    label = {
        "lead": "How long after due the lead hears",
        "leadership": "How long after due leadership hears",
        "channel": "How long after due the fallback comes into force",
    }[rung.audience]
    words = {span: spoken.span(span) if span else "at once" for span in _offered(rung.after)}
    return _span_field(f"rung_{number}", label, words, current=rung.after)


def _hold_field(hold: timedelta) -> Json:
    """In hours alone: the hold counts working time, of which a day has eight and not 24."""
    label = "An acknowledgement holds the next step for, in working hours"
    hour = timedelta(hours=1)
    words = {span: f"{span / hour:g} h" if span else "no time" for span in _offered(hold)}
    return _span_field("hold", label, words, current=hold)


def _offered(current: timedelta) -> list[timedelta]:
    """The spans to choose from; what is set now is always one of them."""
    return sorted({timedelta(hours=hours) for hours in _SPANS} | {current})


def _span_field(
    name: str, label: str, words: Mapping[timedelta, str], *, current: timedelta
) -> Json:
    options = {_seconds(span): word for span, word in words.items()}
    return choice_field(name, label, options, value=_seconds(current))


def _seconds(span: timedelta) -> str:
    return str(int(span.total_seconds()))


def _day_fields(policy: Policy) -> list[Json]:
    days = [str(day) for day in sorted(policy.weekdays)]
    return [
        time_field("start", "Working day from", value=f"{policy.start:%H:%M}"),
        time_field("end", "Working day until", value=f"{policy.end:%H:%M}"),
        checks_field("weekdays", "Working days", WEEKDAYS, values=days),
        text_field(
            "holidays",
            "Holidays of",
            value=policy.holidays,
            hint="A country such as DE, US or GB, or a region such as DE-BE. Empty means none.",
            optional=True,
        ),
        text_field("zone", "Time zone", value=policy.zone, hint="For example Europe/Berlin."),
        choice_field(
            "window_days",
            "Due without a date, in working days",
            {str(days): str(days) for days in range(1, 11)},
            value=str(policy.window_days),
        ),
    ]


def policy_of(given: Answers, current: Policy) -> Policy:
    """The policy that a submitted form asks for, its version unchanged; BadInput names the field.

    Whether the holiday country is known is for the caller to check.
    """
    start, end = _clock(given, "start", current.start), _clock(given, "end", current.end)
    if start >= end:
        raise BadInput("The working day must end after it starts.", field="end")
    return replace(
        current,
        lead=_targets(given, "lead"),
        leadership=_targets(given, "leadership"),
        rungs=_rungs(given, current.rungs),
        hold=_hours(given, "hold", current.hold),
        start=start,
        end=end,
        weekdays=frozenset(int(day) for day in given.many("weekdays") if day in WEEKDAYS),
        holidays=given.text("holidays").upper(),
        zone=given.text("zone") or current.zone,
        window_days=_number(given, "window_days", current.window_days),
        summary_weekday=_number(given, "summary_weekday", current.summary_weekday),
        summary_time=_clock(given, "summary_time", current.summary_time),
    )


def _targets(given: Answers, name: str) -> tuple[Target, ...]:
    people = [Target(TargetKind.PERSON, user) for user in given.many(f"{name}_people")]
    group, channel = given.text(f"{name}_group"), given.text(f"{name}_channel")
    groups = [Target(TargetKind.GROUP, group)] if group else []
    channels = [Target(TargetKind.CHANNEL, channel)] if channel else []
    return tuple(people + groups + channels)


def _rungs(given: Answers, rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    return tuple(
        replace(rung, after=_hours(given, f"rung_{number}", rung.after))
        for number, rung in enumerate(rungs)
    )


def _number(given: Answers, name: str, current: int) -> int:
    typed = given.text(name)
    return int(typed) if typed.isdecimal() and len(typed) <= 9 else current


def _hours(given: Answers, name: str, current: timedelta) -> timedelta:
    return timedelta(seconds=_number(given, name, int(current.total_seconds())))


def _clock(given: Answers, name: str, current: time) -> time:
    typed = given.text(name) or f"{current:%H:%M}"
    if not _TIME.fullmatch(typed):
        raise BadInput("Type a time such as 09:00.", field=name)
    return time.fromisoformat(typed)


def away_form(person: Person, voice: Voice) -> Json:
    """The form of an absence: until when, and who hears meanwhile. `back` ends one early."""
    blocks: list[Json] = []
    until, stand_in = "", ""
    if person.away and person.is_away(voice.now):
        until = dates.typed(person.away.until, voice.zone)
        stand_in = person.away.stand_in
        blocks.append(section(f"You are away until {voice.when(person.away.until)}."))
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
            "Who hears meanwhile?",
            value=stand_in,
            hint="With nobody, whoever is next on the ladder hears.",
            optional=True,
        ),
        context("Your reminders wait until you are back. Escalation goes on."),
    ]
    return modal(AWAY, "Away", blocks, submit="Save")
