"""*Another owner*, *Another date*, *Keep it* and *How to invite …* under a remark on an owner."""

from escalation.errors import Stale
from escalation.events import EventRef
from escalation.facts.by_people import Logged
from escalation.moves.move import Intent, Move
from escalation.refusals import OLDER
from escalation.remarks.replacing import is_late
from handlers.context import RequestContext
from handlers.forms import at_once
from handlers.payloads import Click
from handlers.responses import Modal, Redrawn, Replaced, Response
from messages import remarks
from messages.forms import replacement
from messages.forms.items import note_modal
from messages.replies import done_reply, logged_reply, with_undo
from messages.slack import ids
from workflows.items.move import Which
from workflows.remarks import replace

_MOVES = {remarks.OWNER: Move.REASSIGN, remarks.DATE: Move.RESCHEDULE}


def answered(request: RequestContext, click: Click) -> Response:
    """Open a form, or say how to invite the owner, or draw the answer without the buttons."""
    one, draft = remarks.pressed(click.action_id)
    refs = ids.decode_events(click.value)
    if len(refs) != 1:
        raise Stale(OLDER)
    if one in _MOVES:
        return _form(request, click, refs[0], move=_MOVES[one])
    if one == remarks.INVITE:
        return _invitation(request, click, refs[0])
    if one == remarks.KEEP:
        return _kept(request, click, refs[0], draft=draft)
    raise Stale(OLDER)


def _form(request: RequestContext, click: Click, ref: EventRef, *, move: Move) -> Modal:
    found = replace.pressed(request.context, click.request, ref, move=move, now=request.now)
    if found.replaces:
        reader = request.reader(click.request.actor, [found.item])
        note = replacement.note(move, found.replaces)
        return Modal(view=replacement.form(found.item, move, reader, ref=ref, note=note))
    which = Which(item_id=found.item.id)
    intent = Intent(move=move, actor=click.request.actor)
    opened = at_once.form(request, click, which, intent=intent)
    note = replacement.ordinary(move, is_late=is_late(found.event, now=request.now))
    return Modal(view=replacement.with_note(opened.view, note))


def _invitation(request: RequestContext, click: Click, ref: EventRef) -> Modal:
    found = replace.looked_up(request.context, click.request, ref, now=request.now)
    user = remarks.about(found.event, found.item)
    reader = request.reader(click.request.actor, [found.item])
    told = remarks.how_to_invite(found.item, user, reader)
    return Modal(view=note_modal("How to invite", told), confirms=True)


def _kept(request: RequestContext, click: Click, ref: EventRef, *, draft: str) -> Response:
    """The answer again, with *Undo* as long as it can be undone."""
    found = replace.looked_up(request.context, click.request, ref, now=request.now)
    event, actor = found.event, click.request.actor
    reader = request.reader(actor, [found.item], said=[event.facts])
    if isinstance(event.facts, Logged):
        reply = logged_reply(found.item, reader)
    else:
        reply = done_reply(found.item, event, reader)
    reply = with_undo(reply, found.undo, draft=draft)
    return Redrawn(note_modal("Done", reply)) if click.form else Replaced(reply)
