"""Modals: forms that are not about an item, opened from commands, the Home tab and shortcuts."""

from escalation.people import Person
from handlers import refusals
from handlers.context import RequestContext
from handlers.responses import Modal
from messages.away import away_form
from messages.forms.channel import setup_form
from messages.forms.customers import Usual
from messages.forms.items import Prefill, log_form
from messages.reader import Reader
from messages.slack.blocks import Json
from workflows.channels import setup as channel_setup
from workflows.channels.setup import Setup
from workflows.transaction.unit_of_work import Request

SHUT = "The form could not be opened just now, and nothing was changed. Try again in a moment."


def log(
    request: RequestContext, origin: Request, prefill: Prefill, *, window_days: int | None = None
) -> Modal:
    """The form that logs an item; `window_days` is its channel's, None until one is chosen."""
    return _modal(request, log_form(prefill, request.reader(origin.actor), window_days=window_days))


def setup(request: RequestContext, origin: Request, channel: str) -> Modal:
    """The form for a channel's ladder; raises Refusal for people who may not set it."""
    found = channel_setup.current(request.context, origin, channel, now=request.now, edits=True)
    return _modal(request, setup_view(found, request.reader(origin.actor)))


def setup_view(
    found: Setup, reader: Reader, *, more: bool = False, usual: Usual | None = None
) -> Json:
    """The form of a channel as it is set up, with `more` all of it.

    `usual` is whom its form asks about, if it asks.
    """
    return setup_form(
        found.channel.policy,
        reader,
        channel=found.channel.id,
        groups=found.groups,
        members=found.members,
        open_items=found.open_items,
        zone_is_guessed=found.zone_is_guessed,
        more=more,
        usual=usual or Usual(name=found.customer.name if found.customer else ""),
    )


def away(request: RequestContext, origin: Request) -> Modal:
    """The form for an absence."""
    person = request.person(origin.actor) or Person(id=origin.actor, name="")
    return _modal(request, away_form(person, request.reader(origin.actor)))


def _modal(request: RequestContext, view: Json) -> Modal:
    return Modal(view=view, instead=refusals.reply(request, SHUT).message)
