"""The forms for a channel's ladder and for an absence."""

import re
from dataclasses import replace

from escalation.errors import Stale
from escalation.fields import Field
from escalation.people import Away, Person
from escalation.policy import TargetKind
from escalation.refusals import OLDER
from grammar.away import MIDNIGHT
from grammar.due.result import DueContext
from handlers import dates
from handlers.context import RequestContext
from handlers.dates import Entered
from handlers.forms import offers
from handlers.payloads import Form
from handlers.responses import Modal, Response
from messages.away import away_form
from messages.forms.channel import policy_of
from messages.forms.items import note_modal
from messages.forms.redrawn import Questions, asked
from messages.replies import away_reply, setup_reply
from messages.slack.blocks import Json
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
    setup.configure(context, origin, channel, policy=policy, apply=applied, now=request.now)
    return Modal(view=note_modal("Saved", setup_reply(applied=applied)))


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
    entered = _ends(given, reading.context)
    if any(one.faults for one in entered.values()):
        return offers.asked(request, form, entered, draw=draw_absence)
    starts, until = entered[Field.FROM].read, entered[Field.UNTIL].read
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


def absence_dates(request: RequestContext, form: Form, given: Answers) -> dict[Field, Entered]:
    """When an absence begins and ends."""
    return _ends(given, request.reading(form.request.actor, "").context)


def draw_absence(request: RequestContext, form: Form, asked_: Questions) -> Json:
    """The form without what was entered in it."""
    actor = form.request.actor
    person = request.person(actor) or Person(id=actor, name="")
    reader = request.reader(actor)
    return asked(away_form(person, reader), asked_, reader)


def _ends(given: Answers, context: DueContext) -> dict[Field, Entered]:
    starts = dates.entered(given, Field.FROM, replace(context, unsaid=MIDNIGHT))
    until = dates.entered(given, Field.UNTIL, context.returning)
    if starts.read and not (until.read or until.faults):
        until = Entered(faults={Field.UNTIL: "When will you be back?"})
    return {Field.FROM: starts, Field.UNTIL: until}
