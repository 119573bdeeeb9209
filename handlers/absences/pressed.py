"""The buttons of an absence: change it, or say that one is back."""

from escalation.errors import Stale
from escalation.refusals import OLDER
from handlers import modals
from handlers.context import RequestContext
from handlers.payloads import Click
from handlers.responses import Modal, Response
from messages.absences import replies
from messages.forms.items import note_modal
from messages.slack import ids
from workflows.people import absence


def changed(request: RequestContext, click: Click) -> Response:
    """The form of one absence."""
    until = ids.decode_instant(click.value)
    if until is None:
        raise Stale(OLDER)
    return modals.away(request, click.request, until=until)


def ended(request: RequestContext, click: Click) -> Response:
    """End one absence."""
    until = ids.decode_instant(click.value)
    if until is None:
        raise Stale(OLDER)
    person = absence.come_back(request.context, click.request, now=request.now, until=until)
    told = replies.back_reply(person, request.reader(person.id))
    return Modal(view=note_modal("Back", told), confirms=True)
