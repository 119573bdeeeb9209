"""The buttons of an absence: change it, end it, or say whether a status means one."""

from datetime import datetime

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
    return modals.away(request, click.request, until=_end(click))


def ended(request: RequestContext, click: Click) -> Response:
    """End one absence."""
    person = absence.come_back(request.context, click.request, now=request.now, until=_end(click))
    told = replies.back_reply(person, request.reader(person.id))
    return Modal(view=note_modal("Back", told), confirms=True)


def _end(click: Click) -> datetime:
    """When the absence of a button ends."""
    until = ids.decode_instant(click.value)
    if until is None:
        raise Stale(OLDER)
    return until


def answered(request: RequestContext, click: Click) -> Response:
    """Save whether a Slack status means an absence, and redraw the question."""
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
