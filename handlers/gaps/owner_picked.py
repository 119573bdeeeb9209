"""Somebody chose a person as *New owner* in the notice of an ownership gap."""

from escalation.errors import Stale
from escalation.refusals import OLDER
from grammar.line.draft import DraftOwner, OwnerKind
from handlers.confirmation import shown_if_needed
from handlers.context import RequestContext
from handlers.payloads import Click
from handlers.refusals import unknown_person
from handlers.responses import Response
from messages.slack import ids
from workflows.items.move import Which
from workflows.people.new_owner import name_owner


def answer(request: RequestContext, click: Click) -> Response:
    """Make them the owner; raises Refusal."""
    ref = ids.decode(click.action_id.removeprefix(ids.OWNER))
    if ref is None or not click.value:
        raise Stale(OLDER)
    owner = request.person(click.value)
    if owner is None:
        raise unknown_person(DraftOwner(kind=OwnerKind.PERSON, value=click.value))
    which = Which(item_id=ref.item_id)
    moved = name_owner(request.context, click.request, which, owner=owner, now=request.now)
    return shown_if_needed(request, moved, actor=click.request.actor)
