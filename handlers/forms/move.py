"""The form of a move: the fields complete the move."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from escalation.errors import BadInput, Stale
from escalation.events import EventRef
from escalation.fields import Field
from escalation.items import Due, Item, Trajectory
from escalation.moves.move import Intent, Move
from escalation.refusals import ADD_REASON, OLDER, UNREAD
from grammar.due.result import DueContext, DueRead, typed
from grammar.moves import later as move_later
from grammar.moves import snoozes
from grammar.moves.parsed import Reference, Typed
from handlers import dates, later
from handlers.beforehand import owner_note
from handlers.commands import completed
from handlers.confirmation import done, shown_if_needed
from handlers.context import RequestContext
from handlers.dates import Entered
from handlers.forms import edit, offers
from handlers.later import WhichDate
from handlers.payloads import Form
from handlers.responses import Modal, Redrawn, Response
from messages.forms import redrawn, replacement
from messages.forms.decisions import decided
from messages.forms.items import move_form, note_modal, quoted_rung
from messages.forms.redrawn import Questions, asked
from messages.forms.snoozes import snoozed
from messages.slack import ids
from messages.slack.blocks import Json
from messages.slack.form_values import Answers
from workflows.items import move as move_item
from workflows.items.move import Which
from workflows.items.precheck import subject
from workflows.remarks import replace as replace_item


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The form's move and its item as it stands now; `context` is how its date is read.

    It `replaces` this event, if any.
    """

    move: Move
    replaces: EventRef | None
    ref: ids.Ref
    item: Item
    context: DueContext


def submitted(request: RequestContext, form: Form) -> Response:
    """Make the move and close the form (None), or say what is wrong. Raises Refusal.

    A move that can be undone is confirmed first.
    """
    if form.facts.get("move") == Move.EDIT:
        return edit.submitted(request, form)
    opened = _opened(request, form)
    entered, faults = _entered(opened, form.given), {}
    read = next((one.read for one in entered.values()), None)
    if Field.DUE in entered and not (read or entered[Field.DUE].faults):
        faults[Field.DUE] = "What is the new date? Type it, or pick one."
    if Field.REASON in form.inputs and not form.given.text(Field.REASON):
        faults[Field.REASON] = ADD_REASON
    if faults or any(one.faults for one in entered.values()):
        return offers.asked(request, form, entered, draw=draw, others=faults)
    intent = _intent(request, form, opened, read=read)
    which = Which(item_id=opened.ref.item_id, round=opened.ref.round)
    is_picked = form.given.text(Field.DUE_AT)
    dated = None if is_picked else later.dated(_typed(opened, form.given, read), opened.context)
    if opened.replaces:
        return _replaced(request, form, opened, ref=opened.replaces, intent=intent, dated=dated)
    moved = move_item.make(
        request.context, form.request, which, intent=intent, now=request.now, dated=dated
    )
    actor, draft = form.request.actor, ids.decode_draft(form.facts.get("draft"))
    if draft:
        told = done(request, moved, actor=actor, draft=draft)
        completed.redraw(request, form.request, draft, done=told, cause=form.cause)
    return shown_if_needed(request, moved, actor=actor, draft=draft)


def _replaced(
    request: RequestContext,
    form: Form,
    opened: Opened,
    *,
    ref: EventRef,
    intent: Intent,
    dated: Callable[[Item], Due] | None,
) -> Response:
    """Replace what was done; if it is too late for that, ask for the reason of an ordinary move."""
    try:
        moved = replace_item.make(
            request.context,
            form.request,
            ref,
            intent=intent,
            now=request.now,
            dated=dated,
        )
    except BadInput as refusal:
        if refusal.field is not Field.REASON:
            raise
        reader = request.reader(form.request.actor, [opened.item])
        view = move_form(opened.item, opened.move, reader, needs_reason=True)
        view = replacement.with_note(view, replacement.ordinary(opened.move, is_late=True))
        return Redrawn(redrawn.entered(view, form.given, elements=form.elements), refused=True)
    told = done(request, moved, actor=form.request.actor)
    return Modal(view=note_modal("Done", told), confirms=True)


def read_dates(request: RequestContext, form: Form, given: Answers) -> dict[Field, Entered]:
    """The date that the move takes, if it takes one."""
    return _entered(_opened(request, form), given)


def draw(request: RequestContext, form: Form, questions_: Questions) -> Json:
    """The form without what was entered in it."""
    opened = _opened(request, form)
    reader = request.reader(form.request.actor, [opened.item])
    needs_reason = Field.REASON in form.inputs
    if opened.replaces:
        note = form.facts.get("note", "")
        view = replacement.form(opened.item, opened.move, reader, ref=opened.replaces, note=note)
    else:
        view = move_form(opened.item, opened.move, reader, needs_reason=needs_reason)
        by = form.request.actor
        view = replacement.said_beforehand(view, opened.item, reader, move=opened.move, by=by)
    read = next((one.read for one in _entered(opened, form.given).values()), None)
    notes = owner_note.of_move(
        request,
        opened.item,
        actor=form.request.actor,
        owner=form.given.text(Field.OWNER) if opened.move is Move.REASSIGN else "",
        due_at=read.at if read and opened.move is Move.RESCHEDULE else None,
    )
    return asked(view, replace(questions_, notes=notes), reader)


def _opened(request: RequestContext, form: Form) -> Opened:
    ref = ids.decode(form.facts.get("item"))
    move = next((move for move in Move if move == form.facts.get("move")), None)
    if ref is None or move is None:
        raise Stale(OLDER)
    this = Which(item_id=ref.item_id)
    item = subject(request.context, form.request, this, move=move, now=request.now)
    context = request.reading(form.request.actor, item.channel).context
    return Opened(
        move=move,
        replaces=next(iter(ids.decode_events(form.facts.get("replaces"))), None),
        ref=ref,
        item=item,
        context=context.returning if move is Move.KEEP else context,
    )


def _entered(opened: Opened, given: Answers) -> dict[Field, Entered]:
    """The date, by its field: typed, picked, or counted from the old one."""
    context = opened.context
    if opened.move is Move.KEEP:
        return {Field.UNTIL: dates.entered(given, Field.UNTIL, context)}
    if opened.move is Move.SNOOZE:
        phrase = snoozed(given)
        ending = snoozes.ending(phrase, context)
        found = dates.in_words(phrase, Field.UNTIL, ending) if phrase else Entered()
        return {Field.UNTIL: found}
    if opened.move is not Move.RESCHEDULE:
        return {}
    span = move_later.span(given.text(Field.DUE), later=False)
    if not span:
        return {Field.DUE: dates.entered(given, Field.DUE, context)}
    by_hand = dates.in_words(span, Field.DUE, context)
    if by_hand.read:
        by_hand = _from_old(opened, _typed(opened, given, by_hand.read))
    return {Field.DUE: dates.with_picked(by_hand, given, Field.DUE, context=context)}


def _typed(opened: Opened, given: Answers, read: DueRead | None) -> Typed:
    """The new date as a line would say it: `by 2 days` counts from the old date here too."""
    span = move_later.span(given.text(Field.DUE), later=False)
    return Typed(
        reference=Reference(opened.item.kind, opened.item.number),
        move=Move.RESCHEDULE,
        due=read,
        reason=given.text(Field.REASON),
        later=bool(span),
        span=span,
    )


def _from_old(opened: Opened, moved: Typed) -> Entered:
    """The date that counts from the old one, or the question which one is meant."""
    context = opened.context
    try:
        due = later.new_date(moved, opened.item, context)
    except WhichDate as which:
        found = (replace(one, phrase=typed(one.at, context)) for one in which.found)
        return Entered(faults={Field.DUE: which.in_form}, offered=tuple(found))
    except BadInput as wrong:
        return Entered(faults={Field.DUE: wrong.in_form})
    return Entered(read=DueRead(at=due.at, zone=due.zone, phrase=typed(due.at, context)))


def _intent(request: RequestContext, form: Form, opened: Opened, *, read: DueRead | None) -> Intent:
    given = form.given
    calls, way = form.facts.get("calls", ""), given.text(Field.TRAJECTORY)
    rung = quoted_rung(calls)
    owner = given.text(Field.OWNER) or ("" if rung else calls)
    person = request.person(owner) if owner else None
    if calls and not (person or rung):
        raise BadInput(UNREAD)  # else the call would go to the next rung
    decides, listed = opened.move is Move.DECIDE, given.text(Field.LINKS)
    number = int(listed) if opened.move is Move.UNLINK and re.fullmatch(r"\d{1,4}", listed) else 0
    return Intent(
        move=opened.move,
        actor=form.request.actor,
        text=decided(given, opened.item) if decides else given.text(Field.TEXT),
        reason=given.text(Field.REASON),
        owner=person,
        calls=rung,
        due=dates.kept(read) if read else None,
        until=read.at if read else None,
        trajectory=next((one for one in Trajectory if one == way), None),
        address="" if number else listed,
        number=number,
        offer=form.facts.get("offer"),
    )
