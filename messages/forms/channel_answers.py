"""The answers of a channel's form: the policy they ask for."""

import re
from dataclasses import replace
from datetime import time, timedelta

from escalation.errors import BadInput
from escalation.fields import LEAD, LEADERSHIP, AudienceFields, Field, rung_field
from escalation.policy import Policy
from escalation.refusals import TIME_OF_DAY
from escalation.rungs import Offset, Rung, Target, TargetKind, Unit, with_targets
from messages.forms.channel import WEEKDAYS, Members, Targets, is_one_person
from messages.slack.form_values import Answers

_OFFSET = re.compile(r"(?P<count>[0-9]{1,3})(?P<unit>[hd])")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def policy_of(given: Answers, current: Policy, members: Members) -> Policy:
    """The policy that a submitted form asks for, its version unchanged; BadInput names the field.

    What the form did not show stays as it is in `current`. `members` maps known user groups to
    their members, by id. Whether the holiday country is known is for the caller to check.
    """
    start, end = _clock(given, Field.START, current.start), _clock(given, Field.END, current.end)
    if start >= end:
        raise BadInput("The working day must end after it starts.", field=Field.END)
    lead = _targets(given, LEAD, current.lead)
    leadership = _targets(given, LEADERSHIP, current.leadership)
    if not _is_ticked(given, current, members) and is_one_person(lead, leadership, members):
        raise BadInput(
            "The lead and leadership are one person, so nobody else would be notified. "
            "Choose somebody else, or tick that they are one person.",
            field=Field.ONE_PERSON,
        )
    return replace(
        current,
        rungs=_rungs(given, current.rungs, lead=lead, leadership=leadership),
        hold=_hours(given, Field.HOLD, current.hold),
        chance=_hours(given, Field.CHANCE, current.chance),
        slip_budget=_number(given, Field.SLIP_BUDGET, current.slip_budget),
        review_cycle=timedelta(days=_number(given, Field.REVIEW_CYCLE, current.review_cycle.days)),
        start=start,
        end=end,
        weekdays=_weekdays(given, current.weekdays),
        holidays=_holidays(given, current.holidays),
        zone=given.text(Field.ZONE) or current.zone,
        window_days=_number(given, Field.WINDOW_DAYS, current.window_days),
        summary_weekday=_number(given, Field.SUMMARY_WEEKDAY, current.summary_weekday),
        summary_time=_clock(given, Field.SUMMARY_TIME, current.summary_time),
    )


def _is_ticked(given: Answers, current: Policy, members: Members) -> bool:
    """Whether lead and leadership are meant to be one person."""
    if given.has(Field.ONE_PERSON):
        return bool(given.many(Field.ONE_PERSON))
    return is_one_person(current.lead, current.leadership, members)


def _targets(given: Answers, asked: AudienceFields, current: Targets) -> Targets:
    chosen = {
        TargetKind.PERSON: (asked.people, given.many(asked.people)),
        TargetKind.GROUP: (asked.group, (given.text(asked.group),)),
        TargetKind.CHANNEL: (asked.channel, (given.text(asked.channel),)),
    }
    targets: list[Target] = []
    for kind, (name, ids) in chosen.items():
        if given.has(name):
            targets += [Target(kind, one) for one in ids if one]
        else:
            targets += [target for target in current if target.kind is kind]
    return tuple(targets)


def _weekdays(given: Answers, current: frozenset[int]) -> frozenset[int]:
    if not given.has(Field.WEEKDAYS):
        return current
    return frozenset(int(day) for day in given.many(Field.WEEKDAYS) if day in WEEKDAYS)


def _holidays(given: Answers, current: str) -> str:
    return given.text(Field.HOLIDAYS).upper() if given.has(Field.HOLIDAYS) else current


def _rungs(
    given: Answers, rungs: tuple[Rung, ...], *, lead: Targets, leadership: Targets
) -> tuple[Rung, ...]:
    timed = tuple(
        replace(rung, after=_offset(given, rung_field(number), rung.after))
        for number, rung in enumerate(rungs)
    )
    return with_targets(timed, lead, leadership)


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
