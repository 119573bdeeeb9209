"""Answers to an offer of everything: *I'll take all of it*, *Not mine because …*, line by line."""

from escalation.errors import Stale
from escalation.fields import Field
from escalation.refusals import OLDER
from handlers.context import RequestContext
from handlers.payloads import Click, Form
from handlers.responses import Modal, Response
from messages.forms.items import note_modal
from messages.handover.all_of_it import not_mine
from messages.slack import offer_ids
from messages.slack.blocks import message, section
from workflows.batches import answering
from workflows.batches.answering import Which


def answered(request: RequestContext, click: Click) -> Response:
    """Take it, ask why not, or take the offer back. Raises Refusal."""
    chosen = offer_ids.decode_batch(click.value)
    if chosen is None:
        raise Stale(OLDER)
    says, mark, key = chosen
    context, origin, which = request.context, click.request, Which(mark=mark, key=key)
    if says == "decline":
        waiting = answering.waiting(context, origin, which, now=request.now)
        return Modal(view=not_mine(mark, key, waiting))
    if says == "take":
        told = answering.take(context, origin, which, now=request.now)
    else:
        told = answering.take_back(context, origin, mark, now=request.now)
    return Modal(view=note_modal("Done", message(told, [section(told)])), confirms=True)


def declined(request: RequestContext, form: Form) -> Response:
    """Say no, with the reason. Raises Refusal."""
    chosen = offer_ids.decode_batch(form.facts.get("batch"))
    if chosen is None:
        raise Stale(OLDER)
    _, mark, key = chosen
    reason, which = form.given.text(Field.REASON), Which(mark=mark, key=key)
    told = answering.decline(request.context, form.request, which, reason=reason, now=request.now)
    return Modal(view=note_modal("Done", message(told, [section(told)])), confirms=True)
