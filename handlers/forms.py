"""Submitted forms: read by the same rules as typed lines; what is wrong is said under its field."""

from escalation.errors import Stale
from handlers import log_form, move_form, refusals, setup_forms
from handlers.envelopes import Form
from handlers.screens import Screen
from handlers.turn import Turn
from messages.away import AWAY
from messages.forms import LOG, MOVE
from messages.setup import SETUP

_SUBMITTED = {
    LOG: log_form.submitted,
    MOVE: move_form.submitted,
    SETUP: setup_forms.channel_submitted,
    AWAY: setup_forms.absence_submitted,
}


def answer(turn: Turn, form: Form) -> Screen:
    """What a submitted form is answered with; None closes it. Raises Refusal."""
    refusals.require_ours(turn, form)
    submitted = _SUBMITTED.get(form.callback_id)
    if submitted is None:
        raise Stale(refusals.OLD_FORM)
    return submitted(turn, form)
