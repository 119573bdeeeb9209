"""Submitted forms: same rules as typed lines; errors are shown under their fields."""

from escalation.errors import Stale
from escalation.fields import Field
from escalation.refusals import OLDER
from handlers import refusals
from handlers.batches import opened, taken_or_not
from handlers.context import RequestContext
from handlers.forms import absence as absence_form
from handlers.forms import channel as channel_form
from handlers.forms import log as log_form
from handlers.forms import move as move_form
from handlers.forms import offers, withdraw_all
from handlers.forms import pasted as list_form
from handlers.forms.ladder import overview as ladder_list
from handlers.forms.ladder import pushed as ladder_parts
from handlers.payloads import Form
from handlers.quiet import form as quiet_form
from handlers.responses import Response
from messages.absences.forms import AWAY
from messages.forms.channel import SETUP
from messages.forms.items import LOG, MOVE
from messages.forms.ladder.overview import LADDER
from messages.forms.ladder.pages import HOURS_PAGE, PACE_PAGE
from messages.forms.ladder.rung import RUNG
from messages.forms.pasted import LIST
from messages.handover.all_of_it import HAND_OVER, NOT_MINE
from messages.notices.left import WITHDRAW_ALL
from messages.quiet.quiet_form import QUIET

_SUBMITTED = {
    LOG: log_form.submitted,
    MOVE: move_form.submitted,
    LIST: list_form.submitted,
    WITHDRAW_ALL: withdraw_all.submitted,
    HAND_OVER: opened.submitted,
    NOT_MINE: taken_or_not.declined,
    SETUP: channel_form.channel_submitted,
    LADDER: ladder_list.submitted,
    RUNG: ladder_parts.rung_submitted,
    HOURS_PAGE: ladder_parts.hours_submitted,
    PACE_PAGE: ladder_parts.pace_submitted,
    AWAY: absence_form.submitted,
    QUIET: quiet_form.submitted,
}
_DATED: dict[str, tuple[offers.Read, offers.Draw]] = {
    LOG: (log_form.read_dates, log_form.draw),
    MOVE: (move_form.read_dates, move_form.draw),
    AWAY: (absence_form.read, absence_form.draw),
}
"""The forms with dates: how those are read, and how the form is drawn again."""


def answer(request: RequestContext, form: Form) -> Response:
    """Answer a submitted form; None closes it. Raises Refusal."""
    refusals.require_ours(request, form)
    submitted = _SUBMITTED.get(form.callback_id)
    if submitted is None:
        raise Stale(OLDER)
    return submitted(request, form)


def entered(request: RequestContext, form: Form) -> Response:
    """Say what there is to know of the owner and the date in an open form. Raises Refusal."""
    if form.callback_id not in _DATED:
        raise Stale(OLDER)
    read, draw = _DATED[form.callback_id]
    return offers.entered(request, form, read=read, draw=draw)


def picked(request: RequestContext, form: Form, *, name: Field, phrase: str) -> Response:
    """Fill in the date that a button in the form offers. Raises Refusal."""
    if form.callback_id not in _DATED:
        raise Stale(OLDER)
    read, draw = _DATED[form.callback_id]
    return offers.picked(request, form, name=name, phrase=phrase, read=read, draw=draw)
