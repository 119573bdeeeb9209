"""An owner who has left a channel answers *Still mine* or *No longer mine*."""

from escalation.errors import Stale
from escalation.refusals import OLDER
from handlers.confirmation import done
from handlers.context import RequestContext
from handlers.payloads import Click
from handlers.responses import Modal, Response
from messages.forms.items import note_modal
from messages.gaps.picker import ANSWERS
from messages.slack import ids
from workflows.items.move import Which
from workflows.people import leavers


def answer(request: RequestContext, click: Click) -> Response:
    """Save the answer; raises Refusal."""
    pressed = click.action_id.removeprefix(ids.LEAVER), ids.decode(click.value)
    said, ref = ids.decode_choice(click.value) or pressed  # from the menu, or a button
    if ref is None or said not in ANSWERS:
        raise Stale(OLDER)
    which, keeps = Which(item_id=ref.item_id), said == "still"
    moved = leavers.answer(request.context, click.request, which, keeps=keeps, now=request.now)
    told = done(request, moved, actor=click.request.actor)
    return Modal(view=note_modal("Done", told), confirms=True)
