"""The buttons of an absence: change it, end it, or say whether a status means one."""

from datetime import datetime

from escalation.errors import Stale
from escalation.people import Away
from escalation.refusals import OLDER
from handlers import modals
from handlers.context import RequestContext
from handlers.payloads import Click
from handlers.responses import Modal, Response
from messages.absences import replies, which
from messages.forms.items import note_modal
from messages.slack import ids
from messages.slack.blocks import Json
from workflows.people import absence, status
from workflows.people.absence import Ended


def changed(request: RequestContext, click: Click) -> Response:
    """The form of one absence."""
    until, whom = _which(click)
    return modals.away(request, click.request, until=until, whom=whom)


def ended(request: RequestContext, click: Click) -> Response:
    """End one absence."""
    (until, whom), origin, now = _which(click), click.request, request.now
    ended = absence.come_back(request.context, origin, now=now, until=until, whom=whom)
    told = ended_reply(request, ended, by=origin.actor)
    return Modal(view=note_modal("Back", told), confirms=True)


def ended_reply(request: RequestContext, ended: Ended, *, by: str) -> Json:
    """What somebody reads who has ended an absence."""
    if ended.away is None:
        return replies.not_away_reply(ended.person, request.reader(by))
    return replies.back_reply(ended.person, request.reader(by), ended=ended.away, by=by)


def _which(click: Click) -> tuple[datetime, str]:
    """When the absence of a button ends, and whose it is if it is not the presser's."""
    found = which.decoded(click.value)
    if found is None:
        raise Stale(OLDER)
    return found


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
