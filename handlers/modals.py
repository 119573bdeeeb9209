"""Doors: forms that are not about an item, opened from commands, the Home tab and shortcuts."""

from escalation.people import Person
from handlers import refusals
from handlers.context import Turn
from handlers.responses import Modal
from messages.away import away_form
from messages.forms.channel import setup_form
from messages.forms.items import Prefill, log_form
from messages.slack.blocks import Json
from workflows.channels import setup as channel_setup
from workflows.transaction.unit_of_work import Request

SHUT = "The form could not be opened just now, and nothing was changed. Try again in a moment."


def log(turn: Turn, request: Request, prefill: Prefill, *, window_days: int | None = None) -> Modal:
    """The form that logs an item; `window_days` is its channel's, None while none is chosen."""
    return _modal(turn, log_form(prefill, turn.reader(request.actor), window_days=window_days))


def setup(turn: Turn, request: Request, channel: str) -> Modal:
    """The form of a channel's ladder; raises Refusal for those who may not set it."""
    found = channel_setup.current(turn.context, request, channel, now=turn.now)
    view = setup_form(
        found.channel.policy,
        turn.reader(request.actor),
        channel=channel,
        groups=found.groups,
        members=found.members,
        open_items=found.open_items,
    )
    return _modal(turn, view)


def away(turn: Turn, request: Request) -> Modal:
    """The form of an absence."""
    person = turn.person(request.actor) or Person(id=request.actor, name="")
    return _modal(turn, away_form(person, turn.reader(request.actor)))


def _modal(turn: Turn, view: Json) -> Modal:
    return Modal(view=view, instead=refusals.reply(turn, SHUT).message)
