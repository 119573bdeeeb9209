"""The form of a move: the fields complete the move."""

from escalation.errors import Stale
from escalation.fields import Field
from escalation.items import Item, Trajectory
from escalation.moves.move import Intent, Move
from escalation.refusals import ADD_REASON, OLDER
from grammar.due.result import DueRead
from grammar.moves import later as move_later
from grammar.moves.parsed import Reference, Typed
from handlers import dates, later, refusals
from handlers.context import RequestContext
from handlers.payloads import Form
from handlers.responses import Response
from messages.forms.items import decided
from messages.slack import ids
from workflows.items import move as move_item
from workflows.items import queries
from workflows.items.move import Which


def submitted(request: RequestContext, form: Form) -> Response:
    """Make the move and close the form (None), or say what is wrong. Raises Refusal."""
    ref = ids.decode(form.facts.get("item"))
    move = next((move for move in Move if move == form.facts.get("move")), None)
    if ref is None or move is None:
        raise Stale(OLDER)
    this = Which(item_id=ref.item_id)
    item = queries.shown(request.context, form.request, this, now=request.now).item
    reading = request.reading(form.request.actor, item.channel)
    name = Field.UNTIL if move in {Move.SNOOZE, Move.KEEP} else Field.DUE
    context = reading.context.returning if name is Field.UNTIL else reading.context
    span = move_later.span(form.given.text(name), later=False) if name is Field.DUE else ""
    read, wrong = dates.entered(span or form.given.text(name), context)
    faults = {name: wrong} if wrong else {}
    if Field.REASON in form.inputs and not form.given.text(Field.REASON):
        faults[Field.REASON] = ADD_REASON
    if faults:
        return refusals.field_errors(form, faults, request)
    intent = _intent(request, form, move, item=item, read=read)
    which = Which(item_id=ref.item_id, round=ref.round)
    typed = _typed(item, read, span=span, reason=intent.reason)
    dated = later.dated(typed, reading.context)
    move_item.make(
        request.context, form.request, which, intent=intent, now=request.now, dated=dated
    )
    return None


def _typed(item: Item, read: DueRead | None, *, span: str, reason: str) -> Typed:
    """The new date as a line would say it: `by 2 days` counts from the old date here too."""
    reference = Reference(item.kind, item.number)
    return Typed(
        reference=reference,
        move=Move.RESCHEDULE,
        due=read,
        reason=reason,
        later=bool(span),
        span=span,
    )


def _intent(
    request: RequestContext, form: Form, move: Move, *, item: Item, read: DueRead | None
) -> Intent:
    given = form.given
    owner, way = given.text(Field.OWNER), given.text(Field.TRAJECTORY)
    return Intent(
        move=move,
        actor=form.request.actor,
        text=decided(given, item) if move is Move.DECIDE else given.text(Field.TEXT),
        reason=given.text(Field.REASON),
        owner=request.person(owner) if owner else None,
        due=dates.kept(read) if read else None,
        until=read.at if read else None,
        trajectory=next((one for one in Trajectory if one == way), None),
    )
