"""The forms for a channel's ladder and for an absence."""

import re
from collections.abc import Mapping
from dataclasses import replace

from escalation.about.customers import written
from escalation.errors import BadInput, Refusal, Stale
from escalation.fields import Field
from escalation.ladder.adopted import Adoption
from escalation.people import Away, Person
from escalation.policy import Policy
from escalation.refusals import OLDER
from escalation.rungs import TargetKind
from grammar.away import MIDNIGHT
from grammar.due.result import DueContext
from handlers import dates, modals
from handlers.commands import named_customers
from handlers.commands.named_customers import Given
from handlers.context import RequestContext
from handlers.dates import Entered
from handlers.forms import offers
from handlers.payloads import Form
from handlers.responses import Modal, Redrawn, Response
from messages.away import away_form
from messages.forms.channel import SHORT, setup_form
from messages.forms.channel_answers import policy_of
from messages.forms.customers import Usual, chosen
from messages.forms.items import note_modal
from messages.forms.redrawn import Questions, asked
from messages.forms.redrawn import entered as with_entered
from messages.reader import Reader
from messages.replies import away_reply, setup_reply
from messages.slack.blocks import Json
from messages.slack.form_values import Answers
from workflows.channels import setup
from workflows.people import absence


def channel_submitted(request: RequestContext, form: Form) -> Response:
    """Save the ladder and say so; raises Refusal.

    What is wrong with a field that is not shown opens the rest of the form.
    """
    whom = named_customers.given(request, form)
    if whom.unknown:
        name = written(whom.names or ())
        usual = Usual(name=name, unknown=whom.unknown, new=whom.new)
        return _whole(request, form, whom.faults, refused=True, usual=usual)
    try:
        return _saved(request, form, whom)
    except Refusal as refusal:
        if form.given.has(Field.CHANCE) or refusal.field in {*SHORT, Field.NONE}:
            raise
        return _whole(request, form, {refusal.field: refusal.in_form}, refused=True)


def more_asked(request: RequestContext, form: Form) -> Redrawn:
    """Show the rest of the form, or say why that cannot be; what was entered stays."""
    try:
        return _whole(request, form, {}, refused=False)
    except Refusal as refusal:
        unseen = Policy(version=_version(form))  # every field shown was filled in
        channel, reader = form.facts.get("channel", ""), request.reader(form.request.actor)
        view = setup_form(unseen, reader, channel=channel, groups={}, members={})
        faults = {Field.LEAD_PEOPLE: refusal.in_form}
        return _redrawn(form, view, reader, faults=faults, refused=True)


def _whole(
    request: RequestContext,
    form: Form,
    faults: Mapping[Field, str],
    *,
    refused: bool,
    usual: Usual | None = None,
) -> Redrawn:
    """All of the form; raises Refusal. The version stays that of the form.

    `usual` asks which customer a name stands for.
    """
    origin, channel, version = form.request, form.facts.get("channel", ""), _version(form)
    found = setup.current(request.context, origin, channel, now=request.now)
    setup.require_latest(request.context, found.channel.policy, version=version)
    reader = request.reader(origin.actor)
    view = modals.setup_view(found, reader, more=True, usual=usual)
    new = {Field.CUSTOMER: usual.name, Field.WHICH_CUSTOMER: chosen(usual.unknown)} if usual else {}
    return _redrawn(form, view, reader, faults=faults, refused=refused, new=new)


def _redrawn(
    form: Form,
    view: Json,
    reader: Reader,
    *,
    faults: Mapping[Field, str],
    refused: bool,
    new: Mapping[Field, str] | None = None,
) -> Redrawn:
    drawn = asked(view, Questions(faults=faults), reader)
    filled = with_entered(drawn, form.given, elements=form.elements, new=new)
    return Redrawn(filled, refused=refused)


def _saved(request: RequestContext, form: Form, whom: Given) -> Response:
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
    saved = setup.configure(
        context,
        origin,
        channel,
        policy=policy,
        adoption=Adoption.ALL if applied else Adoption.NONE,
        customer=_customer(whom),
        now=request.now,
    )
    left = current.open_items - saved.items
    reply = setup_reply(policy, request.reader(origin.actor), switched=saved.items, left=left)
    return Modal(view=note_modal("Saved", reply))


def _customer(whom: Given) -> str | None:
    """The one name that was given, "" for none; raises BadInput for several or a wrong one."""
    if whom.faults:
        raise BadInput(whom.faults[Field.CUSTOMER], field=Field.CUSTOMER)
    if whom.names is None:
        return None
    if len(whom.names) > 1:
        raise BadInput("A channel has one customer. Name just one.", field=Field.CUSTOMER)
    return next(iter(whom.names), "")


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
