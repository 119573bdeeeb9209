"""The form of a channel's ladder and working hours, and how it is read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import time, timedelta

from escalation.errors import BadInput
from escalation.fields import LEAD, LEADERSHIP, AudienceFields, Field, rung_field
from escalation.policy import Audience, Offset, Policy, Rung, Target, TargetKind, Unit
from escalation.refusals import TIME_OF_DAY
from messages.reader import Reader
from messages.slack import ids, text
from messages.slack.blocks import Json, divider, section
from messages.slack.fields import (
    channel_field,
    checks_field,
    choice_field,
    modal,
    people_field,
    text_field,
    time_field,
)
from messages.slack.form_values import Answers

SETUP = ids.FORM + "setup"
WEEKDAYS = {
    "0": "Monday",
    "1": "Tuesday",
    "2": "Wednesday",
    "3": "Thursday",
    "4": "Friday",
    "5": "Saturday",
    "6": "Sunday",
}
_OFFSETS = (
    *(Offset(hours) for hours in (0, 1, 2, 3, 4, 6)),
    *(Offset(days, Unit.DAYS) for days in (1, 2, 3, 4, 5, 10)),
)
"""Offered for a rung."""
_HOURS = (0, 1, 2, 3, 4, 6, 8, 12, 16)
"""Working hours offered for the chance to answer and for the hold."""
_CYCLES = (3, 5, 7, 10, 14, 21, 28)
"""Days offered for the review cycle."""

Targets = tuple[Target, ...]
Members = Mapping[str, tuple[str, ...]]  # user groups and who is in them, by id
_OFFSET = re.compile(r"(?P<count>[0-9]{1,3})(?P<unit>[hd])")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def setup_form(
    policy: Policy,
    reader: Reader,
    *,
    channel: str,
    groups: Mapping[str, str],
    members: Members | None = None,
    open_items: int = 0,
) -> Json:
    """The form filled with a channel's policy.

    `groups` maps known user groups' ids to their names, `members` to the ids of their members.
    """
    one_person = _is_one_person(policy.lead, policy.leadership, members or {})
    known = {group: text.plain(name, reader.people, limit=75) for group, name in groups.items()}
    blocks = [
        section(
            "Who is notified when a date passes. "
            "With nobody set, the reporter and this channel are notified instead."
        ),
        *_audience_fields(LEAD, "Lead", policy.lead, groups=known),
        *_audience_fields(LEADERSHIP, "Leadership", policy.leadership, groups=known),
        checks_field(
            Field.ONE_PERSON,
            "Lead and leadership",
            {"one_person": "They are one person: nobody else is notified above the owner"},
            values=["one_person"] if one_person else [],
        ),
        *[_rung_field(number, rung) for number, rung in enumerate(policy.rungs)],
        *_pace_fields(policy),
        divider(),
        *_day_fields(policy),
        divider(),
        choice_field(
            Field.SUMMARY_WEEKDAY, "Weekly summary on", WEEKDAYS, value=str(policy.summary_weekday)
        ),
        time_field(Field.SUMMARY_TIME, "Weekly summary at", value=f"{policy.summary_time:%H:%M}"),
    ]
    if open_items:
        these = "the open item" if open_items == 1 else f"the {open_items} open items"
        blocks.append(
            checks_field(Field.APPLY, "Items logged before", {"apply": f"Apply to {these} too"})
        )
    metadata = ids.packed(channel=channel, version=str(policy.version))
    return modal(SETUP, "Channel setup", blocks, submit="Save", metadata=metadata)


def _audience_fields(
    asked: AudienceFields, label: str, targets: Iterable[Target], *, groups: Mapping[str, str]
) -> list[Json]:
    chosen = list(targets)
    people = [target.id for target in chosen if target.kind is TargetKind.PERSON]
    channels = [target.id for target in chosen if target.kind is TargetKind.CHANNEL]
    group = next((target.id for target in chosen if target.kind is TargetKind.GROUP), "")
    known = dict(groups) | ({group: group} if group and group not in groups else {})
    fields = [people_field(asked.people, f"{label}: people", values=people)]
    if known:
        hint = "Each member is notified in a direct message."
        fields.append(
            choice_field(
                asked.group,
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
            asked.channel,
            f"{label}: channel",
            value=next(iter(channels), ""),
            hint="One post there; invite the bot first.",
            optional=True,
        ),
    ]


def _rung_field(number: int, rung: Rung) -> Json:
    label = {
        "lead": "Notify the lead … after the due date",
        "leadership": "Notify leadership … after the due date",
        "channel": "The fallback applies … after the due date",
    }[rung.audience]
    offered = dict.fromkeys([*_OFFSETS, rung.after])
    words = {_code(offset): str(offset) for offset in offered}
    return choice_field(rung_field(number), label, words, value=_code(rung.after))


def converted_note(policy: Policy) -> str:
    """What an upgrade made of a ladder that used to count by the clock."""
    who = {Audience.CHANNEL: "the fallback applies"}
    rungs = [f"{who.get(rung.audience, rung.audience)} {rung.after}" for rung in policy.rungs]
    chance = policy.chance / timedelta(hours=1)
    return (
        f"This channel's ladder now counts working time after the due date: {text.listed(rungs)}. "
        f"Each step leaves {chance:g} working hours to answer."
    )


def _code(offset: Offset) -> str:
    return f"{offset.count}{offset.unit[0]}"


def _pace_fields(policy: Policy) -> list[Json]:
    cycles = sorted({*_CYCLES, policy.review_cycle.days})
    return [
        _hours_field(
            Field.CHANCE, "Working hours to answer before the next is notified", policy.chance
        ),
        _hours_field(
            Field.HOLD, "Pause escalation after an acknowledgement (working hours)", policy.hold
        ),
        choice_field(
            Field.SLIP_BUDGET,
            "Tell the lead when a date has slipped",
            {str(number): text.counted(number, "time") for number in range(1, 6)},
            value=str(policy.slip_budget),
        ),
        choice_field(
            Field.REVIEW_CYCLE,
            "Ask leadership about what is still open every",
            {str(days): f"{days} days" for days in cycles},
            value=str(policy.review_cycle.days),
        ),
    ]


def _hours_field(name: Field, label: str, current: timedelta) -> Json:
    """In hours only: a day of working time has eight of them, not 24."""
    hour = timedelta(hours=1)
    offered = sorted({hours * hour for hours in _HOURS} | {current})
    words = {_seconds(span): f"{span / hour:g} h" if span else "no time" for span in offered}
    return choice_field(name, label, words, value=_seconds(current))


def _seconds(span: timedelta) -> str:
    return str(int(span.total_seconds()))


def _day_fields(policy: Policy) -> list[Json]:
    days = [str(day) for day in sorted(policy.weekdays)]
    return [
        time_field(Field.START, "Working day from", value=f"{policy.start:%H:%M}"),
        time_field(Field.END, "Working day until", value=f"{policy.end:%H:%M}"),
        checks_field(Field.WEEKDAYS, "Working days", WEEKDAYS, values=days),
        text_field(
            Field.HOLIDAYS,
            "Holidays of",
            value=policy.holidays,
            hint="A country such as DE, US or GB, or a region such as DE-BE. Empty means none.",
            optional=True,
        ),
        text_field(Field.ZONE, "Time zone", value=policy.zone, hint="For example Europe/Berlin."),
        choice_field(
            Field.WINDOW_DAYS,
            "Default due date (working days from now)",
            {str(days): str(days) for days in range(1, 11)},
            value=str(policy.window_days),
        ),
    ]


def policy_of(given: Answers, current: Policy, members: Members | None = None) -> Policy:
    """The policy that a submitted form asks for, its version unchanged; BadInput names the field.

    `members` maps known user groups to their members, by id. Whether the holiday country is known
    is for the caller to check.
    """
    start, end = _clock(given, Field.START, current.start), _clock(given, Field.END, current.end)
    if start >= end:
        raise BadInput("The working day must end after it starts.", field=Field.END)
    lead, leadership = _targets(given, LEAD), _targets(given, LEADERSHIP)
    if not given.many(Field.ONE_PERSON) and _is_one_person(lead, leadership, members or {}):
        raise BadInput(
            "The lead and leadership are one person, so nobody else would be notified. "
            "Choose somebody else, or tick that they are one person.",
            field=Field.LEADERSHIP_PEOPLE,
        )
    return replace(
        current,
        lead=lead,
        leadership=leadership,
        rungs=_rungs(given, current.rungs),
        hold=_hours(given, Field.HOLD, current.hold),
        chance=_hours(given, Field.CHANCE, current.chance),
        slip_budget=_number(given, Field.SLIP_BUDGET, current.slip_budget),
        review_cycle=timedelta(days=_number(given, Field.REVIEW_CYCLE, current.review_cycle.days)),
        start=start,
        end=end,
        weekdays=frozenset(int(day) for day in given.many(Field.WEEKDAYS) if day in WEEKDAYS),
        holidays=given.text(Field.HOLIDAYS).upper(),
        zone=given.text(Field.ZONE) or current.zone,
        window_days=_number(given, Field.WINDOW_DAYS, current.window_days),
        summary_weekday=_number(given, Field.SUMMARY_WEEKDAY, current.summary_weekday),
        summary_time=_clock(given, Field.SUMMARY_TIME, current.summary_time),
    )


def _targets(given: Answers, asked: AudienceFields) -> Targets:
    people = [Target(TargetKind.PERSON, user) for user in given.many(asked.people)]
    group, channel = given.text(asked.group), given.text(asked.channel)
    groups = [Target(TargetKind.GROUP, group)] if group else []
    channels = [Target(TargetKind.CHANNEL, channel)] if channel else []
    return tuple(people + groups + channels)


def _rungs(given: Answers, rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    return tuple(
        replace(rung, after=_offset(given, rung_field(number), rung.after))
        for number, rung in enumerate(rungs)
    )


def _is_one_person(lead: Targets, leadership: Targets, members: Members) -> bool:
    """Whether the same single person, in a group or not, is both the lead and leadership."""
    if any(target.kind is TargetKind.CHANNEL for target in (*lead, *leadership)):
        return False
    users, above = (
        {user for one in targets for user in members.get(one.id, (one.id,))}
        for targets in (lead, leadership)
    )
    return len(users) == 1 and users == above


def _offset(given: Answers, name: Field, current: Offset) -> Offset:
    chosen = _OFFSET.fullmatch(given.text(name))
    if chosen is None:
        return current
    unit = Unit.DAYS if chosen["unit"] == "d" else Unit.HOURS
    return Offset(int(chosen["count"]), unit)


def _number(given: Answers, name: Field, current: int) -> int:
    typed = given.text(name)
    return int(typed) if typed.isdecimal() and len(typed) <= 9 else current


def _hours(given: Answers, name: Field, current: timedelta) -> timedelta:
    return timedelta(seconds=_number(given, name, int(current.total_seconds())))


def _clock(given: Answers, name: Field, current: time) -> time:
    typed = given.text(name) or f"{current:%H:%M}"
    if not _TIME.fullmatch(typed):
        raise BadInput(TIME_OF_DAY, field=name)
    return time.fromisoformat(typed)
