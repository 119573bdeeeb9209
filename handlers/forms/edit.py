"""The form *Edit …*: each field that was changed is an edit, all of them or none."""

from escalation.errors import Stale
from escalation.fields import Field
from escalation.moves.move import Edit, Intent, Move
from escalation.refusals import ADD_REASON, OLDER
from grammar.plans import is_a_plan
from handlers import refusals
from handlers.commands import completed
from handlers.confirmation import done, shown_if_needed
from handlers.context import RequestContext
from handlers.payloads import Form
from handlers.responses import Response
from messages.forms.edits import edited
from messages.slack import ids
from workflows.items import move as move_item
from workflows.items.move import Which
from workflows.items.new_item import NO_PLAN


def submitted(request: RequestContext, form: Form) -> Response:
    """Make the edits and close the form (None), or say what is wrong. Raises Refusal.

    If a customer was promised an earlier date, it says so first.
    """
    ref, edits = ids.decode(form.facts.get("item")), edited(form.given, form.facts)
    if ref is None:
        raise Stale(OLDER)
    if faults := _faults(form, edits):
        return refusals.field_errors(form, faults, request)
    actor, reason = form.request.actor, form.given.text(Field.REASON)
    ordered = sorted(edits, key=_is_about_customers)  # the answer is about the last one
    first, *also = (
        Intent(move=Move.EDIT, actor=actor, edit=edit, reason=reason) for edit in ordered
    )
    moved = move_item.make(
        request.context,
        form.request,
        Which(item_id=ref.item_id),
        intent=first,
        also=also,
        now=request.now,
    )
    draft = ids.decode_draft(form.facts.get("draft"))
    if draft:
        told = done(request, moved, actor=actor, draft=draft)
        completed.redraw(request, form.request, draft, done=told, cause=form.cause)
    return shown_if_needed(request, moved, actor=actor, draft=draft)


def _is_about_customers(edit: Edit) -> bool:
    return edit.field is Field.CUSTOMER


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
