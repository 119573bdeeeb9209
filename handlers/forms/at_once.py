"""Buttons that make a move at once; only a missing reason opens the move's form."""

from escalation.errors import Refusal
from escalation.fields import Field
from escalation.moves.move import Intent
from handlers.confirmation import shown_if_needed
from handlers.context import RequestContext
from handlers.payloads import Click
from handlers.responses import Modal, Response
from messages.forms.items import move_form
from messages.forms.replacement import said_beforehand
from messages.slack import ids
from workflows.items import move as move_item
from workflows.items.move import Which
from workflows.items.precheck import precheck


def made(request: RequestContext, click: Click, which: Which, *, intent: Intent) -> Response:
    """Make the move; raises Refusal."""
    try:
        moved = move_item.make(
            request.context, click.request, which, intent=intent, now=request.now
        )
    except Refusal as refusal:
        if refusal.field is not Field.REASON:
            raise
        return form(request, click, which, intent=intent)
    return shown_if_needed(request, moved, actor=click.request.actor)


def form(request: RequestContext, click: Click, which: Which, *, intent: Intent) -> Modal:
    """The form of the move, with what the button says already."""
    checked = precheck(request.context, click.request, which, move=intent.move, now=request.now)
    view = move_form(
        checked.item,
        intent.move,
        checked.reader,
        needs_reason=checked.needs_reason,
        filled={Field.TRAJECTORY: intent.trajectory} if intent.trajectory else {},
        place=checked.place,
    )
    by = click.request.actor
    view = said_beforehand(view, checked.item, checked.reader, move=intent.move, by=by)
    return Modal(view=ids.keeping(view, offer=intent.offer) if intent.offer else view)
