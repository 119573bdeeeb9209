"""The answers of a channel's first form: the policy they ask for."""

from dataclasses import replace

from escalation.errors import BadInput
from escalation.fields import Field
from escalation.policy import Policy
from escalation.rungs import Target, TargetKind, with_targets
from messages.forms.ladder.pages import clock, number, with_hours
from messages.slack.form_values import Answers


def policy_of(given: Answers, current: Policy) -> Policy:
    """The policy that a submitted form asks for, its version unchanged; BadInput names the field.

    What the form does not show stays as it is in `current`.
    """
    start, end = clock(given, Field.START, current.start), clock(given, Field.END, current.end)
    if start >= end:
        raise BadInput("The working day must end after it starts.", field=Field.END)
    lead = _targets(given, Field.LEAD_PEOPLE, current.lead)
    leadership = _targets(given, Field.LEADERSHIP_PEOPLE, current.leadership)
    changed = replace(
        current,
        rungs=with_targets(current.rungs, lead, leadership),
        zone=given.text(Field.ZONE) or current.zone,
        summary_weekday=number(given, Field.SUMMARY_WEEKDAY, current.summary_weekday),
        summary_time=clock(given, Field.SUMMARY_TIME, current.summary_time),
    )
    return with_hours(changed, start, end)


def _targets(given: Answers, name: Field, current: tuple[Target, ...]) -> tuple[Target, ...]:
    """The people chosen, and the groups and channels that were there."""
    if not given.has(name):
        return current
    others = [target for target in current if target.kind is not TargetKind.PERSON]
    return (*[Target(TargetKind.PERSON, one) for one in given.many(name)], *others)
