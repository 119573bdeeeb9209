"""The buttons of an offer (*I'll take it*, *Not mine because …*) and of a request (*Yes*, *No*)."""

from escalation.errors import Refusal, Stale
from escalation.fields import Field
from escalation.moves.move import Intent, Move
from escalation.refusals import OLDER
from handlers.confirmation import shown_if_needed
from handlers.context import RequestContext
from handlers.payloads import Click
from handlers.responses import Modal, Response
from messages.forms.items import move_form
from messages.slack import ids, offer_ids
from workflows.items import move as move_item
from workflows.items.move import Which
from workflows.items.precheck import precheck

_MOVES = {
    "take": Move.TAKE,
    "give": Move.REASSIGN,
    "decline": Move.DECLINE,
    "keep": Move.DECLINE,
}


def answered(request: RequestContext, click: Click) -> Response:
    """Say yes or no at once; a no to an offer asks why first."""
    chosen = offer_ids.decode_offer(click.value)
    if chosen is None:
        raise Stale(OLDER)
    which, move = Which(item_id=chosen.ref.item_id), _MOVES[chosen.says]
    intent = Intent(move=move, actor=click.request.actor, offer=chosen.mark)
    try:
        moved = move_item.make(
            request.context, click.request, which, intent=intent, now=request.now
        )
    except Refusal as refusal:
        if refusal.field is not Field.REASON:
            raise
        checked = precheck(request.context, click.request, which, move=move, now=request.now)
        view = move_form(checked.item, move, checked.reader)
        return Modal(view=ids.keeping(view, offer=chosen.mark))
    return shown_if_needed(request, moved, actor=click.request.actor)
