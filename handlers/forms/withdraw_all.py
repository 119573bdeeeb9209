"""The form that withdraws what is still open in a channel that we have left."""

from escalation.fields import Field
from handlers.context import RequestContext
from handlers.payloads import Click, Form
from handlers.responses import Modal, Response
from messages.forms.items import note_modal
from messages.notices.left import withdraw_form, withdrawn_reply
from messages.replies import with_undo
from messages.slack import ids
from workflows.items import withdraw_all

MOST_UNDONE = 20
"""How many withdrawals one button can undo."""


def opened(request: RequestContext, click: Click) -> Modal:
    """The form with what is open and theirs now. Raises Refusal."""
    key = ids.decode_left(click.value)
    found = withdraw_all.opened(request.context, click.request, key, now=request.now)
    view = withdraw_form(found.items, found.reader, channel=found.channel, key=key)
    return Modal(view=view)


def submitted(request: RequestContext, form: Form) -> Response:
    """Withdraw what is still open and theirs by then. Raises Refusal."""
    key, reason = ids.decode_left(form.facts.get("left")), form.given.text(Field.REASON)
    done = withdraw_all.withdraw(request.context, form.request, key, reason=reason, now=request.now)
    reply = withdrawn_reply(done.items, done.reader)
    undo = done.undo if len(done.undo) <= MOST_UNDONE else ()
    return Modal(view=note_modal("Done", with_undo(reply, *undo)), confirms=True)
