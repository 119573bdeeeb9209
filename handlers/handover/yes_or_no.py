"""The buttons of an offer (*I'll take it*, *Not mine because …*) and of a request (*Yes*, *No*)."""

from escalation.errors import Stale
from escalation.moves.move import Intent, Move
from escalation.refusals import OLDER
from handlers.context import RequestContext
from handlers.forms import at_once
from handlers.payloads import Click
from handlers.responses import Response
from messages.slack import offer_ids
from workflows.items.move import Which

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
    move, actor = _MOVES[chosen.says], click.request.actor
    intent = Intent(move=move, actor=actor, offer=chosen.mark)
    which = Which(item_id=chosen.ref.item_id)
    return at_once.made(request, click, which, intent=intent)
