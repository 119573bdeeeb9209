"""The first form of a channel."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from escalation.errors import BadInput, Refusal, Stale
from escalation.fields import Field
from escalation.policy import Policy
from escalation.refusals import OLDER
from handlers import modals
from handlers.context import RequestContext
from handlers.payloads import Click, Form
from handlers.responses import Modal, Redrawn, Response
from messages.forms.channel import SHORT, setup_form
from messages.forms.channel_answers import policy_of
from messages.forms.items import note_modal
from messages.forms.redrawn import Questions, asked
from messages.forms.redrawn import entered as with_entered
from messages.forms.ticks import are_accepted
from messages.replies import setup_reply
from messages.slack.blocks import Json
from workflows.channels import drafts, outside, setup
from workflows.channels.drafts import Editing
from workflows.channels.outside import Question
from workflows.transaction.unit_of_work import Request


def channel_submitted(request: RequestContext, form: Form) -> Response:
    """Save what a channel begins with, and say so; or say what to change. Raises Refusal."""
    context, channel, now = request.context, form.facts.get("channel", ""), request.now
    version = _version(form)
    if form.given.has(Field.CHANCE):  # a form that showed everything, from an older version
        raise Stale(OLDER)
    was_saved = drafts.was_saved(context, form.request, now=now)
    found = drafts.opened(context, form.request, channel, now=now, edits=not was_saved)
    _ask_slack(request, form)
    if was_saved:
        return _saved(request, form, found, policy=found.saved)
    if version != found.saved.version:
        return _as_list(request, form, form.request)
    policy = policy_of(form.given, found.saved)
    checked = drafts.check(context, form.request, channel, policy=policy, now=now)
    for stop in checked.stops:
        on = stop.field if stop.rung is None else _FIELDS[min(stop.rung, 1)]
        raise BadInput(stop.text, field=on)
    doubts = [doubt.text for doubt in checked.doubts]
    if not are_accepted(doubts, form.given):
        view = modals.setup_view(request, form.request, found, asked=doubts)
        return _redrawn(request, form, view, refused=True)
    asks = outside.question(context, form.request, channel, policy=policy, now=now)
    if asks and asks.is_new:
        return _as_list(request, form, form.request, asks=asks)
    try:
        return _saved(request, form, found, policy=policy)
    except Stale:
        return _as_list(request, form, form.request)


_FIELDS = (Field.LEAD_PEOPLE, Field.LEADERSHIP_PEOPLE)


def more_asked(request: RequestContext, click: Click, form: Form) -> Redrawn:
    """Show the list of the ladder with what was entered; or say why that cannot be."""
    try:
        _ask_slack(request, form)
        return _as_list(request, form, click.request)
    except Refusal as refusal:
        field = refusal.field if refusal.field in SHORT else Field.LEAD_PEOPLE
        unseen = Policy(version=_version(form))  # every field shown was filled in
        reader, channel = request.reader(form.request.actor), form.facts.get("channel", "")
        view = setup_form(unseen, reader, channel=channel)
        return _redrawn(request, form, view, faults={field: refusal.in_form}, refused=True)


def _as_list(
    request: RequestContext, form: Form, origin: Request, *, asks: Question | None = None
) -> Redrawn:
    """Keep what was entered as a draft, and show all of the ladder, with what it `asks`."""
    context, channel, now = request.context, form.facts.get("channel", ""), request.now
    found = drafts.opened(context, origin, channel, now=now, version=_version(form))
    overtaken = found.saved.version != _version(form)
    change = partial(policy_of, form.given)
    try:
        kept = drafts.keep(context, origin, channel, mark=found.mark, change=change, now=now)
    except Stale:  # pressed twice at once
        kept = drafts.opened(context, origin, channel, now=now)
    shown = replace(kept, base=found.base)  # so that the list says what somebody else has changed
    view = modals.ladder_view(request, form.request, shown, outside=asks)
    return Redrawn(view, refused=overtaken or asks is not None)


def _redrawn(
    request: RequestContext,
    form: Form,
    view: Json,
    *,
    faults: Mapping[Field, str] | None = None,
    refused: bool,
) -> Redrawn:
    reader = request.reader(form.request.actor)
    drawn = asked(view, Questions(faults=faults or {}), reader)
    # A tick belongs to the doubts that it was shown with.
    elements = {name: held for name, held in form.elements.items() if name != Field.ANYWAY}
    return Redrawn(with_entered(drawn, form.given, elements=elements), refused=refused)


def _ask_slack(request: RequestContext, form: Form) -> None:
    """Ask Slack for the people that we do not know yet."""
    for field in _FIELDS:
        for user in form.given.many(field):
            request.person(user)


def _saved(request: RequestContext, form: Form, found: Editing, *, policy: Policy) -> Modal:
    channel = found.setup.channel.id
    setup.configure(request.context, form.request, channel, policy=policy, now=request.now)
    reader = request.reader(form.request.actor)
    reply = setup_reply(policy, reader, switched=0, left=found.setup.open_items)
    return Modal(view=note_modal("Saved", reply))


def _version(form: Form) -> int:
    """The version of the ladder when the form was opened; raises Stale if the form lacks it."""
    written = form.facts.get("version", "")
    if not re.fullmatch(r"[0-9]{1,9}", written):
        raise Stale(OLDER)
    return int(written)
