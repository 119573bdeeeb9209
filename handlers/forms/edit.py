"""The form *Edit …*: each field that was changed is an edit, all of them or none."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from escalation.about.customers import written
from escalation.about.links import Link, numbered
from escalation.dependencies import Relation
from escalation.errors import BadInput, Stale
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.move import Edit, Intent, Move
from escalation.refusals import ADD_REASON, OLDER
from grammar.links import listed
from grammar.moves.arguments import relations
from grammar.moves.parsed import Reference
from grammar.plans import is_a_plan
from handlers import refusals
from handlers.commands import completed, named_customers
from handlers.commands.named_customers import Given
from handlers.confirmation import done, shown_if_needed
from handlers.context import RequestContext
from handlers.payloads import Form
from handlers.responses import Redrawn, Response
from messages.forms.customers import asking, chosen
from messages.forms.edits import edited, is_changed
from messages.forms.items import move_form
from messages.forms.redrawn import Questions, asked, entered
from messages.slack import ids
from workflows.items import depend, queries
from workflows.items.move import Which
from workflows.items.new_item import NO_PLAN

LABELS = "Type labels with commas between them, for example B-12, D-7."
_RELATED = {Field.NEEDS: Relation.NEEDS, Field.BLOCKS: Relation.BLOCKS}
_OVER = {Field.NEEDS: Relation.NO_LONGER_NEEDS, Field.BLOCKS: Relation.NO_LONGER_BLOCKS}
_KEPT = ("was", "draft", "links", "needs", "blocks")
"""The facts of the form that stay when it is drawn again."""
Related: TypeAlias = tuple[Field, Relation, Sequence[Which]]


def submitted(request: RequestContext, form: Form) -> Response:
    """Make the edits and close the form (None), or say what is wrong. Raises Refusal.

    If a customer was promised an earlier date, it says so first.
    """
    ref = ids.decode(form.facts.get("item"))
    if ref is None:
        raise Stale(OLDER)
    which, related = Which(item_id=ref.item_id), _relations(form)
    item = queries.shown(request.context, form.request, which, now=request.now).item
    edits = edited(form.given, form.facts)
    whom = _whom(request, form, edits)
    try:
        intents = (*_links(form, item), *_edits(form, _named(edits, whom)))
    except BadInput as wrong:
        return refusals.field_errors(form, {Field.LINKS: wrong.text}, request)
    faults = _faults(form, intents, related) | whom.faults
    if whom.unknown:
        return _who(request, form, item, whom=whom, faults=faults)
    if faults:
        return refusals.field_errors(form, faults, request)
    saved = depend.save(
        request.context,
        form.request,
        which,
        intents=intents,
        relations=related,
        reason=form.given.text(Field.REASON),
        now=request.now,
    )
    actor, draft = form.request.actor, ids.decode_draft(form.facts.get("draft"))
    if draft:
        told = done(request, saved, actor=actor, draft=draft)
        completed.redraw(request, form.request, draft, done=told, cause=form.cause)
    return shown_if_needed(request, saved, actor=actor, draft=draft)


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
    request: RequestContext, form: Form, item: Item, *, whom: Given, faults: dict[Field, str]
) -> Response:
    """Ask which customer a name that is not known stands for; the rest stays as it is."""
    reader, unknown = request.reader(form.request.actor, [item]), whom.unknown
    shown = {name: form.given.text(name) for name in (Field.FALLBACK,) if name in form.inputs}
    is_asked = Field.REASON in form.inputs
    view = move_form(item, Move.EDIT, reader, needs_reason=is_asked, filled=shown)
    view = asking(view, unknown, whom.new) if unknown else view
    view = ids.keeping(view, **{name: form.facts[name] for name in _KEPT if name in form.facts})
    view = asked(view, Questions(faults=faults), reader)
    new = {Field.CUSTOMER: written(whom.names or ()), Field.WHICH_CUSTOMER: chosen(unknown)}
    return Redrawn(entered(view, form.given, elements=form.elements, new=new), refused=True)


def _relations(form: Form) -> tuple[Related, ...]:
    """What the item no longer needs or blocks, then what it does from now on."""
    gone, new = list[Related](), list[Related]()
    for field in filter(lambda field: is_changed(form.given, form.facts, field), _RELATED):
        was = relations.named(form.facts.get(field, ""))
        now = relations.named(form.given.text(field))
        gone.append((field, _OVER[field], _without(was, now)))
        new.append((field, _RELATED[field], _without(now, was)))
    return tuple(one for one in (*gone, *new) if one[2])


def _without(these: Iterable[Reference], those: Collection[Reference]) -> list[Which]:
    return [Which(kind=one.kind, number=one.number) for one in these if one not in those]


def _edits(form: Form, edits: Iterable[Edit]) -> Iterator[Intent]:
    actor, reason = form.request.actor, form.given.text(Field.REASON)
    for edit in edits:
        yield Intent(move=Move.EDIT, actor=actor, edit=edit, reason=reason)


def _links(form: Form, item: Item) -> Iterator[Intent]:
    """The links that are gone, then the new ones; BadInput for a line that is none."""
    if not is_changed(form.given, form.facts, Field.LINKS):
        return
    actor, reason = form.request.actor, form.given.text(Field.REASON)
    shown, said = form.facts.get("links", "").split(), listed(form.given.text(Field.LINKS))
    for one in item.links:
        if str(one.n) in shown and not _are_among(one, said):
            yield Intent(move=Move.UNLINK, actor=actor, number=one.n, reason=reason)
    for one in numbered(said):
        if not _are_among(one, item.links):
            yield Intent(
                move=Move.LINK, actor=actor, address=one.url, text=one.words, reason=reason
            )


def _are_among(one: Link, links: Iterable[Link]) -> bool:
    """Whether a link with this address and these words is among these."""
    return (one.url, one.words) in {(other.url, other.words) for other in links}


def _faults(form: Form, intents: Sequence[Intent], related: Sequence[Related]) -> dict[Field, str]:
    faults: dict[Field, str] = {
        field: LABELS
        for field in _RELATED
        if (said := form.given.text(field)) and not relations.are_labels(said)
    }
    if not (faults or intents or related):
        return {Field.TITLE: "Nothing was changed. Change something, or close this form."}
    faults |= {
        intent.edit.field: NO_PLAN
        for intent in intents
        if intent.edit and intent.edit.field is Field.FALLBACK and not is_a_plan(intent.edit.new)
    }
    if Field.REASON in form.inputs and not form.given.text(Field.REASON):
        faults[Field.REASON] = ADD_REASON
    return faults
