"""The form *Edit …*: each field that was changed is an edit, all of them or none."""

from escalation.about.customers import written
from escalation.errors import Stale
from escalation.fields import Field
from escalation.moves.move import Edit, Intent, Move
from escalation.refusals import ADD_REASON, OLDER
from grammar.plans import is_a_plan
from handlers import refusals
from handlers.commands import completed, named_customers
from handlers.commands.named_customers import Given
from handlers.confirmation import done, shown_if_needed
from handlers.context import RequestContext
from handlers.payloads import Form
from handlers.responses import Redrawn, Response
from messages.forms.customers import asking, chosen
from messages.forms.edits import edited
from messages.forms.items import move_form
from messages.forms.redrawn import Questions, asked, entered
from messages.slack import ids
from workflows.items import move as move_item
from workflows.items import queries
from workflows.items.move import Which
from workflows.items.new_item import NO_PLAN

_KEPT = ("was", "draft")
"""The facts of the form that stay when it is drawn again."""


def submitted(request: RequestContext, form: Form) -> Response:
    """Make the edits and close the form (None), or say what is wrong. Raises Refusal.

    If a customer was promised an earlier date, it says so first.
    """
    ref, edits = ids.decode(form.facts.get("item")), edited(form.given, form.facts)
    if ref is None:
        raise Stale(OLDER)
    which = Which(item_id=ref.item_id)
    whom = _whom(request, form, edits)
    faults = _faults(form, edits) | whom.faults
    if whom.unknown:
        return _who(request, form, which, whom=whom, faults=faults)
    if faults:
        return refusals.field_errors(form, faults, request)
    actor, reason = form.request.actor, form.given.text(Field.REASON)
    first, *also = (
        Intent(move=Move.EDIT, actor=actor, edit=edit, reason=reason)
        for edit in _named(edits, whom)
    )
    moved = move_item.make(
        request.context, form.request, which, intent=first, also=also, now=request.now
    )
    draft = ids.decode_draft(form.facts.get("draft"))
    if draft:
        told = done(request, moved, actor=actor, draft=draft)
        completed.redraw(request, form.request, draft, done=told, cause=form.cause)
    return shown_if_needed(request, moved, actor=actor, draft=draft)


def _whom(request: RequestContext, form: Form, edits: tuple[Edit, ...]) -> Given:
    """The customers that the form names now, if others than before."""
    is_named = any(edit.field is Field.CUSTOMER and edit.new for edit in edits)
    return named_customers.given(request, form) if is_named else Given()


def _named(edits: tuple[Edit, ...], whom: Given) -> list[Edit]:
    """The edits with each customer by its name, that of the customers last: the answer is of it."""
    others = [edit for edit in edits if edit.field is not Field.CUSTOMER]
    theirs = [edit for edit in edits if edit.field is Field.CUSTOMER]
    if theirs and whom.names is not None:
        theirs = [Edit(Field.CUSTOMER, written(whom.names), makes=True)]
    return others + theirs


def _who(
    request: RequestContext, form: Form, which: Which, *, whom: Given, faults: dict[Field, str]
) -> Response:
    """Ask which customer a name that is not known stands for; the rest stays as it is."""
    item = queries.shown(request.context, form.request, which, now=request.now).item
    reader, unknown = request.reader(form.request.actor, [item]), whom.unknown
    shown = {name: form.given.text(name) for name in (Field.FALLBACK,) if name in form.inputs}
    is_asked = Field.REASON in form.inputs
    view = move_form(item, Move.EDIT, reader, needs_reason=is_asked, filled=shown)
    view = asking(view, unknown, whom.new) if unknown else view
    view = ids.keeping(view, **{name: form.facts[name] for name in _KEPT if name in form.facts})
    view = asked(view, Questions(faults=faults), reader)
    new = {Field.CUSTOMER: written(whom.names or ()), Field.WHICH_CUSTOMER: chosen(unknown)}
    return Redrawn(entered(view, form.given, elements=form.elements, new=new), refused=True)


def _faults(form: Form, edits: tuple[Edit, ...]) -> dict[Field, str]:
    if not edits:
        return {Field.TITLE: "Nothing was changed. Change something, or close this form."}
    faults: dict[Field, str] = {
        edit.field: NO_PLAN
        for edit in edits
        if edit.field is Field.FALLBACK and not is_a_plan(edit.new)
    }
    if Field.REASON in form.inputs and not form.given.text(Field.REASON):
        faults[Field.REASON] = ADD_REASON
    return faults
