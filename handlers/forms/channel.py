"""The forms for a channel's ladder and for an absence."""

import re
from dataclasses import replace

from escalation.errors import Stale
from escalation.fields import Field
from escalation.people import Away
from escalation.policy import TargetKind
from escalation.refusals import OLDER
from grammar.away import MIDNIGHT
from grammar.due.result import DueContext, DueRead
from handlers import dates, refusals
from handlers.context import RequestContext
from handlers.payloads import Form
from handlers.responses import Modal, Response
from messages.forms.channel import policy_of
from messages.forms.items import note_modal
from messages.replies import away_reply, setup_reply
from messages.slack.form_values import Answers
from workflows.channels import setup
from workflows.people import absence


def channel_submitted(request: RequestContext, form: Form) -> Response:
    """Save the ladder and show it; raises Refusal."""
    context, origin, channel = request.context, form.request, form.facts.get("channel", "")
    current = setup.current(context, origin, channel, now=request.now)
    edited = replace(current.channel.policy, version=_version(form))
    policy = policy_of(form.given, edited, current.members)
    applied = "apply" in form.given.many(Field.APPLY)
    for target in (*policy.lead, *policy.leadership):  # asks Slack for any we do not know yet
        if target.kind is TargetKind.PERSON:
            request.person(target.id)
        if target.kind is TargetKind.CHANNEL:
            request.reading(origin.actor, target.id)
    saved = setup.configure(context, origin, channel, policy=policy, apply=applied, now=request.now)
    message = setup_reply(channel, version=saved.policy.version, applied=applied)
    return Modal(view=note_modal("Saved", message))


def _version(form: Form) -> int:
    """The version of the ladder when the form was opened; raises Stale if the form lacks it."""
    written = form.facts.get("version", "")
    if not re.fullmatch(r"[0-9]{1,9}", written):
        raise Stale(OLDER)
    return int(written)


def absence_submitted(request: RequestContext, form: Form) -> Response:
    """Save until when the person is away, or that they are back; or say what is wrong.

    Raises Refusal.
    """
    context, origin, given = request.context, form.request, form.given
    reading = request.reading(origin.actor, "")
    starts, until, faults = _ends(given, reading.context)
    if faults:
        return refusals.field_errors(form, faults, request)
    if until is None:
        person = absence.come_back(context, origin, now=request.now)
    else:
        away = Away(
            until=until.at,
            stand_in=given.text(Field.STAND_IN),
            starts_at=starts.at if starts else None,
        )
        person = absence.leave(context, origin, away, now=request.now)
    message = away_reply(person, request.reader(person.id))
    return Modal(view=note_modal("Away" if until else "Back", message))


def _ends(
    given: Answers, context: DueContext
) -> tuple[DueRead | None, DueRead | None, dict[Field, str]]:
    """When an absence begins and ends, and what is wrong with either."""
    starts, no_start = dates.entered(given.text(Field.FROM), replace(context, unsaid=MIDNIGHT))
    until, no_end = dates.entered(given.text(Field.UNTIL), context.returning)
    if starts and not (until or no_end):
        no_end = "When will you be back?"
    faults = {Field.FROM: no_start, Field.UNTIL: no_end}
    return starts, until, {name: wrong for name, wrong in faults.items() if wrong}
