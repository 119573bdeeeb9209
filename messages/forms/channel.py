"""The first form of a channel: the few things that every channel needs; a button leads to the rest.

A field keeps its block id when the form is drawn again, so Slack keeps what was entered in it.
"""

from collections.abc import Sequence
from datetime import timedelta

from escalation.fields import Field
from escalation.policy import Policy
from escalation.rungs import Target, TargetKind
from messages.forms import ticks
from messages.reader import Reader
from messages.slack import ids, text
from messages.slack.blocks import Json, actions, button, context, divider, section
from messages.slack.fields import choice_field, modal, people_field, text_field, time_field

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
"""The fields of this form."""
_UNDER_MORE = "*More* has groups, channels, more steps, working days and holidays."
_NO_ZONE = "⚠️ Slack shows no time zone for you, so check this one."


def setup_form(
    policy: Policy,
    reader: Reader,
    *,
    channel: str,
    zone_is_guessed: bool = False,
    asked: Sequence[str] = (),
) -> Json:
    """The form filled with a channel's policy; `asked` are the doubts that need a tick."""
    shown = [
        section(
            "Who is notified when a date passes: first the lead, then leadership if nobody "
            "answers. With nobody set, the reporter and this channel are notified instead."
        ),
        *ticks.asked(asked, reader),
        people_field(Field.LEAD_PEOPLE, "Lead: people", values=_people(policy.lead)),
        people_field(
            Field.LEADERSHIP_PEOPLE, "Leadership: people", values=_people(policy.leadership)
        ),
        divider(),
        *hours_fields(policy, is_guessed=zone_is_guessed),
        divider(),
        *post_fields(policy),
        actions("more", [button("More", ids.SETUP_MORE)]),
        context(_UNDER_MORE),
        *([context(ticks.SEE_ABOVE)] if asked else []),
    ]
    metadata = ids.packed(channel=channel, version=str(policy.version))
    return modal(SETUP, "Channel setup", shown, submit="Save", metadata=metadata)


def _people(targets: Sequence[Target]) -> list[str]:
    return [target.id for target in targets if target.kind is TargetKind.PERSON]


def hours_fields(policy: Policy, *, is_guessed: bool) -> list[Json]:
    """The fields for when people work."""
    return [
        time_field(Field.START, "Working day from", value=f"{policy.start:%H:%M}"),
        time_field(Field.END, "Working day until", value=f"{policy.end:%H:%M}"),
        text_field(Field.ZONE, "Time zone", value=policy.zone, hint="For example Europe/Berlin."),
        *([context(_NO_ZONE)] if is_guessed else []),
    ]


def post_fields(policy: Policy) -> list[Json]:
    """The fields for when the weekly post comes."""
    return [
        choice_field(
            Field.SUMMARY_WEEKDAY, "Weekly post on", WEEKDAYS, value=str(policy.summary_weekday)
        ),
        time_field(
            Field.SUMMARY_TIME,
            "Weekly post at",
            value=f"{policy.summary_time:%H:%M}",
            hint="Once a week this channel gets a list of what is open, overdue and closed.",
        ),
    ]


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
