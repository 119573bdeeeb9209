"""The form that logs an item; its last page shows how we understood it."""

from collections.abc import Mapping
from datetime import datetime

from escalation.about.customers import written
from escalation.about.links import Link
from escalation.errors import BadInput
from escalation.fields import Field
from escalation.items import Kind
from grammar import links as grammar_links
from grammar.due.result import typed
from handlers import dates, refusals
from handlers.beforehand.log_view import log_view
from handlers.commands import completed, named_customers, pasted
from handlers.commands.named_customers import Given
from handlers.confirmation import confirmation
from handlers.context import RequestContext
from handlers.dates import Entered
from handlers.forms import offers
from handlers.payloads import Form
from handlers.responses import Modal, Redrawn, Response
from messages.forms import redrawn
from messages.forms.customers import Unknown, chosen, new_ones
from messages.forms.items import Prefill, note_modal
from messages.forms.redrawn import Questions
from messages.slack import ids
from messages.slack.blocks import Json
from messages.slack.form_values import Answers
from workflows.items import log as log_item
from workflows.items.new_item import NewItem

_KEPT = ("draft", "typed", "typed_at")
"""The facts of a form that stay when it is drawn again."""


def submitted(request: RequestContext, form: Form) -> Response:
    """Log the item and confirm it, or show errors under the fields; raises Refusal."""
    given = form.given
    channel = _channel(form, given)
    reading = request.reading(form.request.actor, channel)
    entered = read_dates(request, form, given)
    read = entered[Field.DUE].read
    default = _option(given.text(Field.DEFAULT), given.lines(Field.OPTIONS))
    whom = named_customers.given(request, form)
    links, wrong_links = _links(given)
    new_item = NewItem(
        kind=_kind(form),
        channel=channel,
        title=given.text(Field.TITLE),
        owner=given.text(Field.OWNER),
        fallback=given.text(Field.FALLBACK) or default,
        due=dates.kept(read) if read else None,
        impact=given.text(Field.IMPACT),
        customers=whom.names,
        urgent="urgent" in given.many(Field.URGENT),
        options=given.lines(Field.OPTIONS),
        default=default,
        links=links,
        permalink=form.facts.get("permalink", ""),
    )
    faults = new_item.faults() | whom.faults | wrong_links
    faults |= refusals.owner_fault(request, new_item.owner)
    if given.text(Field.DEFAULT) and not default:
        faults[Field.DEFAULT] = "That isn't one of the options. Copy one exactly."
    if whom.unknown and not entered[Field.DUE].offered:
        return _who(request, form, whom, faults={**faults, **entered[Field.DUE].faults})
    if faults or entered[Field.DUE].faults:
        return offers.asked(request, form, entered, draw=draw, others=faults)
    logged = log_item.log(request.context, form.request, new_item, now=request.now)
    draft = ids.decode_draft(form.facts.get("draft"))
    message = confirmation(logged, read, reading=reading, draft=draft)
    rest = pasted.rest(request, form.request, draft)
    completed.redraw(request, form.request, draft, done=message, cause=form.cause)
    return Modal(view=note_modal("Logged", {**message, "blocks": [*message["blocks"], *rest]}))


def read_dates(request: RequestContext, form: Form, given: Answers) -> dict[Field, Entered]:
    """The due date, typed or picked; what waited in the form is read as of when it was typed."""
    at = _typed_at(form.facts) if given.text(Field.DUE) == form.facts.get("typed") else None
    reading = request.reading(form.request.actor, _channel(form, given), at=at)
    return {Field.DUE: dates.entered(given, Field.DUE, reading.context)}


def _who(
    request: RequestContext, form: Form, whom: Given, *, faults: Mapping[Field, str]
) -> Redrawn:
    """Ask which customer a name that is not known stands for; the rest stays as it is."""
    view = _drawn(request, form, Questions(faults=faults), unknown=whom.unknown, new=whom.new)
    name = written(whom.names or ())
    new = {Field.CUSTOMER: name, Field.WHICH_CUSTOMER: chosen(whom.unknown)}
    drawn = redrawn.entered(view, form.given, elements=form.elements, new=new)
    return Redrawn(drawn, refused=True)


def draw(request: RequestContext, form: Form, asked: Questions) -> Json:
    """The form, in which what was entered is to be filled in again."""
    unknown, new = named_customers.kept(request, form), new_ones(form.facts)
    return _drawn(request, form, asked, unknown=unknown, new=new)


def _drawn(
    request: RequestContext,
    form: Form,
    asked: Questions,
    *,
    unknown: Unknown | None,
    new: tuple[str, ...],
) -> Json:
    actor, channel = form.request.actor, _channel(form, form.given)
    reading = request.reading(actor, channel)
    read = read_dates(request, form, form.given)[Field.DUE].read
    prefill = Prefill(
        kind=_kind(form),
        channel=form.facts.get("channel", ""),
        permalink=form.facts.get("permalink", ""),
        warning=form.facts.get("warning", ""),
        unknown=unknown,
        new=new,
        links="" if form.given.has(Field.LINKS) else None,
        owner=form.given.text(Field.OWNER),
        due=typed(read.at, reading.context) if read else form.given.text(Field.DUE),
        faults=asked.faults,
        dates=asked.dates,
    )
    view = log_view(request, prefill, reading, actor=actor)
    kept = {name: form.facts[name] for name in _KEPT if name in form.facts}
    return ids.keeping(view, **kept)


def _links(given: Answers) -> tuple[tuple[Link, ...], dict[Field, str]]:
    """The links that the form lists, or what is wrong with one of them."""
    try:
        return grammar_links.listed(given.text(Field.LINKS)), {}
    except BadInput as wrong:
        return (), {Field.LINKS: wrong.text}


def _typed_at(facts: Mapping[str, str]) -> datetime | None:
    try:
        at = datetime.fromisoformat(facts.get("typed_at", ""))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _kind(form: Form) -> Kind:
    return Kind.DECISION if form.facts.get("kind") == Kind.DECISION else Kind.BLOCKER


def _channel(form: Form, given: Answers) -> str:
    return form.facts.get("channel") or given.text(Field.CHANNEL)


def _option(typed: str, options: tuple[str, ...]) -> str:
    """The option that was typed, as the options spell it; "" if it is not one of them."""
    return next((name for name in options if name.casefold() == typed.casefold()), "")
