"""Modals: forms that are not about an item, opened from commands, the Home tab and shortcuts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from escalation.errors import Stale
from handlers import refusals
from handlers.beforehand.log_view import log_view
from handlers.context import RequestContext
from handlers.responses import Modal
from messages.absences.forms import away_form
from messages.forms.channel import setup_form
from messages.forms.customers import Usual
from messages.forms.items import Prefill
from messages.forms.ladder.overview import Ladder, list_form, overtaken
from messages.ladders import outsiders
from messages.quiet.quiet_form import quiet_form
from messages.reader import Reader
from messages.slack.blocks import Json
from workflows.channels import drafts
from workflows.channels.drafts import Editing
from workflows.channels.outside import Question, question
from workflows.items.queries import Reading
from workflows.people.absence import GONE
from workflows.quiet import waits
from workflows.transaction.unit_of_work import Request

SHUT = "The form could not be opened just now, and nothing was changed. Try again in a moment."


def log(request: RequestContext, origin: Request, prefill: Prefill, *, reading: Reading) -> Modal:
    """The form that logs an item."""
    return _modal(request, log_view(request, prefill, reading, actor=origin.actor))


def setup(request: RequestContext, origin: Request, channel: str) -> Modal:
    """The form for a channel's ladder; raises Refusal for people who may not set it.

    A channel that nobody has set up begins with the few things that every channel needs.
    """
    found = drafts.opened(request.context, origin, channel, now=request.now)
    if found.setup.channel.configured or found.edited_at:
        return _modal(request, ladder_view(request, origin, found, is_opened=True))
    return _modal(request, setup_view(request, origin, found))


def setup_view(
    request: RequestContext,
    origin: Request,
    found: Editing,
    *,
    version: int | None = None,
    asked: Sequence[str] = (),
) -> Json:
    """The first form of a channel, of this version of its ladder; `asked` needs a tick."""
    return setup_form(
        replace(found.saved, version=version or found.saved.version),
        request.reader(origin.actor),
        channel=found.setup.channel.id,
        zone_is_guessed=found.setup.zone_is_guessed,
        asked=asked,
    )


def ladder_view(
    request: RequestContext,
    origin: Request,
    found: Editing,
    *,
    is_opened: bool = False,
    notes: Sequence[str] = (),
    asked: Sequence[str] = (),
    usual: Usual | None = None,
    outside: Question | None = None,
) -> Json:
    """The list of a channel's ladder as somebody has edited it.

    `notes` come first; `asked` needs a tick. `usual` is whom its form asks about, and
    `outside` what is asked about people who cannot see the channel, if it asks. What was chosen
    for them before can always be changed.
    """
    context, channel = request.context, found.setup.channel.id
    asks = outside or question(context, origin, channel, policy=found.policy, now=request.now)
    plain = request.reader(origin.actor)
    named = replace(found.directory, handles=found.setup.handles)
    reader = replace(plain, directory=named)
    customer = found.setup.customer
    ladder = Ladder(
        channel=found.setup.channel.id,
        policy=found.policy,
        mark=found.mark,
        checked=found.checked,
        notes=[*notes, *_notes(found, reader, is_opened=is_opened)],
        asked=asked,
        outside=_outside(asks, is_asked=outside is not None) if asks else (),
        edited=found.edited_at is not None,
        open_items=found.setup.open_items,
        usual=usual or Usual(name=customer.name if customer else ""),
    )
    return list_form(ladder, reader)


def _outside(asks: Question, *, is_asked: bool) -> list[Json]:
    if is_asked:
        return outsiders.asked(
            asks.outside, asks.reader, public=asks.public, proposed=asks.proposed
        )
    return [] if asks.is_new else outsiders.chosen(asks.proposed)


def _notes(found: Editing, reader: Reader, *, is_opened: bool) -> list[str]:
    """What to know about a ladder that is not saved yet, or was saved by somebody else."""
    since = "Not saved yet."
    if is_opened and found.edited_at:
        since = f"You changed this {reader.when(found.edited_at)} and have not saved it yet."
    notes = [f"✏️ {since}"] if found.edited_at else []
    return notes + overtaken(found.base, found.saved, reader, mine=found.policy)


def away(
    request: RequestContext, origin: Request, *, until: datetime | None = None, whom: str = ""
) -> Modal:
    """The form for an absence, or for the one that ends `until` then; raises Stale without it."""
    return _modal(request, away_view(request, origin, until=until, whom=whom))


def away_view(
    request: RequestContext, origin: Request, *, until: datetime | None, whom: str
) -> Json:
    """The form: of the asker's absence, or of one that they entered for `whom`."""
    reader = request.reader(origin.actor)
    if until is None:
        return away_form(reader)
    person = request.person(whom or origin.actor)
    away = next((it for it in person.absences if it.until == until), None) if person else None
    if away is None or (whom and away.entered_by != origin.actor):
        raise Stale(GONE)
    return away_form(reader, away, whom=person if whom else None)


def quiet(request: RequestContext, origin: Request) -> Modal:
    """The form of how much the asker is told at once."""
    found = waits.shown(request.context, origin, now=request.now)
    return _modal(request, quiet_form(found.preferences))


def _modal(request: RequestContext, view: Json) -> Modal:
    return Modal(view=view, instead=refusals.reply(request, SHUT).message)
