"""The form that logs an item; its last page shows how we understood it."""

from escalation.errors import BadInput
from escalation.fields import Field
from escalation.items import Kind
from handlers import dates, refusals
from handlers.confirmation import confirmation
from handlers.context import RequestContext
from handlers.payloads import Form
from handlers.responses import Modal, Response
from messages.forms.items import note_modal
from workflows.items import log as log_item
from workflows.items.new_item import NewItem
from workflows.transaction import guards


def submitted(request: RequestContext, form: Form) -> Response:
    """Log the item and confirm it, or show errors under the fields; raises Refusal."""
    given = form.given
    channel = form.facts.get("channel") or given.text(Field.CHANNEL)
    reading = request.reading(form.request.actor, channel)
    read, wrong = dates.entered(given.text(Field.DUE), reading.context)
    default = _option(given.text(Field.DEFAULT), given.lines(Field.OPTIONS))
    new_item = NewItem(
        kind=Kind.DECISION if form.facts.get("kind") == Kind.DECISION else Kind.BLOCKER,
        channel=channel,
        title=given.text(Field.TITLE),
        owner=given.text(Field.OWNER),
        fallback=given.text(Field.FALLBACK),
        due=dates.kept(read) if read else None,
        impact=given.text(Field.IMPACT),
        urgent="urgent" in given.many(Field.URGENT),
        options=given.lines(Field.OPTIONS),
        default=default,
        permalink=form.facts.get("permalink", ""),
    )
    faults = new_item.faults() | _owner_fault(request, new_item.owner)
    if wrong:
        faults[Field.DUE] = wrong
    if given.text(Field.DEFAULT) and not default:
        faults[Field.DEFAULT] = "That isn't one of the options. Copy one exactly."
    if faults:
        return refusals.field_errors(form, faults, request)
    logged = log_item.log(request.context, form.request, new_item, now=request.now)
    message = confirmation(logged, read, reading=reading)
    return Modal(view=note_modal("Logged", message))


def _owner_fault(request: RequestContext, owner: str) -> dict[Field, str]:
    try:
        guards.may_own(request.person(owner))
    except BadInput as refusal:
        return {refusal.field: refusal.text}
    return {}


def _option(typed: str, options: tuple[str, ...]) -> str:
    """The option that was typed, as the options spell it; "" if it is not one of them."""
    return next((name for name in options if name.casefold() == typed.casefold()), "")
