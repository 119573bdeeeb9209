"""The form of a channel's ladder and working hours.

It opens with what every channel needs. A button shows the rest in the same modal; a field keeps its
block id, so Slack keeps what was entered in it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from escalation.fields import LEAD, LEADERSHIP, AudienceFields, Field, rung_field
from escalation.policy import Policy
from escalation.rungs import Offset, Target, TargetKind, Unit
from messages.forms.customers import NO_CUSTOMER, Usual, facts, usual_fields
from messages.items import audiences
from messages.reader import Reader
from messages.slack import ids, text
from messages.slack.blocks import Json, actions, button, context, divider, section
from messages.slack.fields import (
    channel_field,
    checks_field,
    choice_field,
    modal,
    people_field,
    text_field,
    time_field,
)

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
SHORT = frozenset(
    {
        Field.LEAD_PEOPLE,
        Field.LEADERSHIP_PEOPLE,
        Field.START,
        Field.END,
        Field.ZONE,
        Field.SUMMARY_WEEKDAY,
        Field.SUMMARY_TIME,
    }
)
"""The fields that the form opens with."""
_UNDER_MORE = (
    "*More* has groups, channels, steps, working days and holidays. "
    "They stay as they are unless you change them."
)
_NO_ZONE = "⚠️ Slack shows no time zone for you, so check this one."


def setup_form(
    policy: Policy,
    reader: Reader,
    *,
    channel: str,
    groups: Mapping[str, str],
    members: Members,
    open_items: int = 0,
    zone_is_guessed: bool = False,
    more: bool = False,
    usual: Usual = NO_CUSTOMER,
) -> Json:
    """The form filled with a channel's policy: what every channel needs, and with `more` the rest.

    `groups` maps known user groups' ids to their names, `members` to the ids of their members.
    """
    naming = replace(reader, directory=replace(reader.directory, handles=groups))
    shown = [
        section(
            "Who is notified when a date passes. "
            "With nobody set, the reporter and this channel are notified instead."
        ),
        *_people(LEAD, "Lead", policy.lead),
        *([] if more else _also(policy.lead, naming)),
        *_people(LEADERSHIP, "Leadership", policy.leadership),
        *([] if more else _also(policy.leadership, naming)),
        divider(),
        *_hours_fields(policy, is_guessed=zone_is_guessed),
        divider(),
        choice_field(
            Field.SUMMARY_WEEKDAY, "Weekly post on", WEEKDAYS, value=str(policy.summary_weekday)
        ),
        time_field(Field.SUMMARY_TIME, "Weekly post at", value=f"{policy.summary_time:%H:%M}"),
    ]
    if more:
        known = {group: text.plain(name, reader.people, limit=75) for group, name in groups.items()}
        shown += _rest(policy, known, members, open_items=open_items)
        shown += [divider(), *usual_fields(usual)]
    else:
        shown += [actions("more", [button("More", ids.SETUP_MORE)]), context(_UNDER_MORE)]
    asked = facts(usual.unknown, usual.new)
    metadata = ids.packed(channel=channel, version=str(policy.version), **asked)
    return modal(SETUP, "Channel setup", shown, submit="Save", metadata=metadata)


def _people(asked: AudienceFields, label: str, targets: Targets) -> list[Json]:
    people = [target.id for target in targets if target.kind is TargetKind.PERSON]
    return [people_field(asked.people, f"{label}: people", values=people)]


def _also(targets: Targets, reader: Reader) -> list[Json]:
    """Groups and channels that are notified too, where the form has no field for them."""
    others = [target for target in targets if target.kind is not TargetKind.PERSON]
    names = text.listed([reader.target(target) for target in others[:10]])
    return [context(f"Also notified: {names}. Change that under *More*.")] if others else []


def _rest(
    policy: Policy, groups: Mapping[str, str], members: Members, *, open_items: int
) -> list[Json]:
    """What most channels leave as it is."""
    one_person = is_one_person(policy.lead, policy.leadership, members)
    fields = [
        divider(),
        *_others(LEAD, "Lead", policy.lead, groups=groups),
        *_others(LEADERSHIP, "Leadership", policy.leadership, groups=groups),
        checks_field(
            Field.ONE_PERSON,
            "Lead and leadership",
            {"one_person": "They are one person: nobody else is notified above the owner"},
            values=["one_person"] if one_person else [],
        ),
        *[_rung_field(policy, index) for index in range(len(policy.rungs))],
        *_pace_fields(policy),
        divider(),
        *_day_fields(policy),
    ]
    if open_items:
        these = "the open item" if open_items == 1 else f"the {open_items} open items"
        fields.append(
            checks_field(Field.APPLY, "Items logged before", {"apply": f"Apply to {these} too"})
        )
    return fields


def _others(
    asked: AudienceFields, label: str, targets: Targets, *, groups: Mapping[str, str]
) -> list[Json]:
    """The fields of an audience for what is not a person."""
    channels = [target.id for target in targets if target.kind is TargetKind.CHANNEL]
    group = next((target.id for target in targets if target.kind is TargetKind.GROUP), "")
    known = dict(groups) | ({group: group} if group and group not in groups else {})
    fields = []
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


def _rung_field(policy: Policy, index: int) -> Json:
    after = policy.rungs[index].after
    label = "The fallback applies … after the due date"
    if index < policy.fallback:
        label = f"Notify {audiences.spoken(policy.name(index))} … after the due date"
    offered = dict.fromkeys([*_OFFSETS, after])
    words = {_code(offset): str(offset) for offset in offered}
    return choice_field(rung_field(index), label, words, value=_code(after))


def converted_note(policy: Policy) -> str:
    """What an upgrade made of a ladder that used to count by the clock."""
    steps = [policy.name(index) for index in range(policy.fallback)]
    pairs = zip([*steps, "the fallback applies"], policy.rungs, strict=True)
    rungs = [f"{step} {rung.after}" for step, rung in pairs]
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


def _hours_fields(policy: Policy, *, is_guessed: bool) -> list[Json]:
    zone = text_field(Field.ZONE, "Time zone", value=policy.zone, hint="For example Europe/Berlin.")
    return [
        time_field(Field.START, "Working day from", value=f"{policy.start:%H:%M}"),
        time_field(Field.END, "Working day until", value=f"{policy.end:%H:%M}"),
        zone,
        *([context(_NO_ZONE)] if is_guessed else []),
    ]


def _day_fields(policy: Policy) -> list[Json]:
    days = [str(day) for day in sorted(policy.weekdays)]
    return [
        checks_field(Field.WEEKDAYS, "Working days", WEEKDAYS, values=days),
        text_field(
            Field.HOLIDAYS,
            "Holidays of",
            value=policy.holidays,
            hint="A country such as DE, US or GB, or a region such as DE-BE. Empty means none.",
            optional=True,
        ),
        choice_field(
            Field.WINDOW_DAYS,
            "Default due date (working days from now)",
            {str(days): str(days) for days in range(1, 11)},
            value=str(policy.window_days),
        ),
    ]


def is_one_person(lead: Targets, leadership: Targets, members: Members) -> bool:
    """Whether the same single person, in a group or not, is both the lead and leadership."""
    if any(target.kind is TargetKind.CHANNEL for target in (*lead, *leadership)):
        return False
    users, above = (
        {user for one in targets for user in members.get(one.id, (one.id,))}
        for targets in (lead, leadership)
    )
    return len(users) == 1 and users == above
