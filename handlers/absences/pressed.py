"""The buttons of an absence: change it, say that one is back, or what a status means."""

from escalation.errors import Stale
from escalation.people import Away
from escalation.refusals import OLDER
from handlers import modals
from handlers.context import RequestContext
from handlers.payloads import Click
from handlers.responses import Modal, Response
from messages.absences import replies
from messages.forms.items import note_modal
from messages.slack import ids
from workflows.people import absence, status


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


def answered(request: RequestContext, click: Click) -> Response:
    """Whether a Slack status is an absence; the question shows what was answered."""
    decoded = ids.decode_status(click.value)
    if decoded is None:
        raise Stale(OLDER)
    mark, until = decoded
    is_away = click.action_id == ids.AWAY_YES
    if is_away:
        away = Away(until=until)
        absence.leave(request.context, click.request, away, now=request.now)
    ends = until if is_away else None
    status.answered(request.context, click.request, mark, until=ends, now=request.now)
    return None
