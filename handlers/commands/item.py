"""Items by reference: showing, planning, moving and listing what a typed line names."""

from dataclasses import replace

from escalation.errors import Refusal
from escalation.fields import Field
from escalation.following import Following
from escalation.items import Due, Item
from escalation.moves.move import Intent, Move
from escalation.moves.replayed import due_back_then
from escalation.people import Person
from grammar.due.result import DueContext, DueRead
from grammar.due.result import typed as due_phrase
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves.parsed import Listing, Scope, Spoken, Typed, Unclear
from grammar.moves.words import View
from handlers import dates, later, refusals
from handlers.beforehand import owner_note
from handlers.commands import depend, handover, listings, possible_offers, remind
from handlers.confirmation import done
from handlers.context import Line, RequestContext
from handlers.refusals import unknown_person
from handlers.responses import Modal, Reply, Response
from messages import replies
from messages.forms import redrawn
from messages.forms.items import called, move_form
from messages.forms.redrawn import Questions
from messages.forms.replacement import said_beforehand
from messages.forms.understood import move_reply
from messages.items.following import followed_reply
from messages.items.lists import covered_reply, list_reply, list_title
from messages.replies import plan_reply, shown_reply
from messages.slack.limit_table import CHARACTERS
from messages.typeable import typeable_reply
from workflows.items import follow, queries
from workflows.items import move as move_item
from workflows.items.move import Which
from workflows.items.precheck import Precheck, precheck

WHAT = "What should change?"


def answer(request: RequestContext, line: Line, spoken: Spoken) -> Response:
    """Answer a line that refers to an item; raises Refusal."""
    if isinstance(spoken, Typed):
        return _acted(request, line, spoken)
    if isinstance(spoken, Listing):
        return _listed(request, line, spoken)
    return _unclear(request, line, spoken)


def _acted(request: RequestContext, line: Line, typed: Typed) -> Response:
    which = Which(kind=typed.reference.kind, number=typed.reference.number)
    if isinstance(typed.move, View | Following):
        return _without_move(request, line, which, asked=typed.move)
    typed = handover.as_take(line, typed)
    if typed.others:
        return depend.answer(request, line, typed)
    if handover.is_to_a_name(typed):
        return _unclear(request, line, handover.looked_up(request, line, typed))
    if typed.move is Move.REMIND and typed.person:
        return answer(request, line, remind.to_the_owner(request, line, typed))
    if typed.move is Move.EDIT and typed.edit is None:
        return _form(request, line, typed, sentence=WHAT, missing=WHAT)
    return _made(request, line, typed)


def _made(request: RequestContext, line: Line, typed: Typed) -> Response:
    """The move as it was made; or its form, if a reason is all that it lacks."""
    intent = _intent(request, typed, Move(typed.move), actor=line.actor)
    which = Which(kind=typed.reference.kind, number=typed.reference.number)
    dated = later.dated(typed, line.reading.context)
    try:
        moved = move_item.make(
            request.context, line.request, which, intent=intent, now=request.now, dated=dated
        )
    except Refusal as refusal:
        if refusal.field is Field.OWNER and typed.move is Move.DECLINE:
            return handover.not_theirs(request, line, typed, refused=refusal)
        if refusal.field is not Field.REASON or typed.reason:
            raise
        return _form(request, line, typed, sentence=refusal.text, missing=refusal.text)
    return Reply(done(request, moved, actor=line.actor))


def _form(
    request: RequestContext, line: Line, typed: Typed, *, sentence: str, missing: str
) -> Modal:
    """The move's form with all that was typed; if it cannot be opened, what is missing."""
    typed = handover.as_take(line, typed)
    which = Which(kind=typed.reference.kind, number=typed.reference.number)
    move = Move(typed.move)
    checked = precheck(request.context, line.request, which, move=move, now=request.now)
    filled = _filled(typed, checked.item, line)
    calls = _called(request, typed) if move is Move.ESCALATE else ""
    which_date = _which_date(request, line, typed)
    if which_date:
        filled[Field.DUE] = ""
    why = checked.needs_reason or move is not Move.EDIT or bool(typed.edit)
    view = move_form(
        checked.item,
        move,
        checked.reader,
        needs_reason=why,
        filled=filled,
        calls=calls,
        place=checked.place,
    )
    view = said_beforehand(view, checked.item, checked.reader, move=move, by=line.request.actor)
    questions = which_date or Questions(notes=_notes(request, line, typed, item=checked.item))
    view = redrawn.asked(view, questions, checked.reader)
    understood = move_reply(
        checked.item,
        move,
        checked.reader,
        said=_said(typed, checked, calls or filled[Field.OWNER], context=line.reading.context),
        reason=typed.reason,
        missing=missing,
    )
    instead = refusals.reply(request, sentence, typed=line.typed).message
    return Modal(view=view, instead=instead, understood=understood)


def _notes(request: RequestContext, line: Line, typed: Typed, *, item: Item) -> dict[Field, str]:
    """What there is to know of the owner or the date that the line names."""
    person, due = typed.person, _due(typed, item, line.reading.context)
    owner = person.value if person and typed.move is Move.REASSIGN else ""
    due_at = due.at if due and typed.move is Move.RESCHEDULE else None
    return owner_note.of_move(request, item, actor=line.actor, owner=owner, due_at=due_at)


def _due(typed: Typed, item: Item, context: DueContext) -> Due | DueRead | None:
    dated = later.dated(typed, context)
    return dated(item) if typed.due and dated else typed.due


def _said(typed: Typed, checked: Precheck, who: str, *, context: DueContext) -> list[str]:
    """What a move was given, in words; `who` is whom it names."""
    reader = checked.reader.privately()
    due = _due(typed, checked.item, context)
    words = [
        called(who, checked.item, reader) if who else "",
        dates.instant(due.at, context) if due else "",
        reader.title(typed.edit.new if typed.edit else typed.text, limit=500),
    ]
    return [one for one in words if one]


def _called(request: RequestContext, typed: Typed) -> str:
    """Whom a call for help names: a user id, or a rung in quotes."""
    quoted = f'"{typed.calls}"' if typed.calls else ""
    return quoted or (_named(request, typed.person).id if typed.person else "")


def _which_date(request: RequestContext, line: Line, typed: Typed) -> Questions | None:
    """The question which date is meant, if the one it counts from has moved while it waited."""
    if not (line.waited and typed.span):
        return None
    context, now = line.reading.context, request.now
    which = Which(kind=typed.reference.kind, number=typed.reference.number)
    shown = queries.shown(request.context, line.request, which, now=now)
    was = due_back_then(shown.item, shown.timeline, context.now)
    if was == shown.item.due.at:
        return None
    found = later.from_either(typed, shown.item, was, context=context, now=now)
    offered = dates.choices(found.offered, context)
    return Questions(faults=found.faults, dates={Field.DUE: offered} if offered else {})


def _filled(typed: Typed, item: Item, line: Line) -> dict[Field, str]:
    """What was typed so far, by the form's fields; raises Refusal to ask which date is meant.

    If the line has `waited`, its date is written out, because “tomorrow” may mean another day by
    now.
    """
    person, context = typed.person, line.reading.context
    filled = {
        Field.TEXT: typed.text,
        Field.REASON: typed.reason,
        Field.OWNER: person.value if person and person.kind is OwnerKind.PERSON else "",
        Field.TRAJECTORY: typed.trajectory or "",
    }
    filled |= (
        {Field.LINKS: typed.address or f"{typed.number}"} if typed.address or typed.number else {}
    )
    filled |= {typed.edit.field: typed.edit.new} if typed.edit else {}
    dated = later.dated(typed, context)
    if typed.due and dated:
        filled[Field.DUE] = due_phrase(dated(item).at, context)
    elif typed.due:
        phrase = due_phrase(typed.due.at, context) if line.waited else typed.due.phrase
        filled |= dict.fromkeys((Field.DUE, Field.UNTIL), phrase)
    return filled


def _without_move(
    request: RequestContext, line: Line, which: Which, *, asked: View | Following
) -> Reply:
    """Show the item in one of its views; or follow it, or stop."""
    if isinstance(asked, Following):
        done = follow.follow(request.context, line.request, which, wanted=asked, now=request.now)
        return Reply(followed_reply(done.item, asked, done.reader))
    if asked is View.HELP:
        shown = queries.shown(request.context, line.request, which, now=request.now)
        return Reply(typeable_reply(shown.item, shown.reader))
    if asked is View.PLAN:
        planned = queries.planned(request.context, line.request, which, now=request.now)
        return Reply(plan_reply(planned.item, planned.steps, planned.reader))
    shown = queries.shown(request.context, line.request, which, now=request.now)
    return Reply(shown_reply(shown.item, shown.timeline, shown.reader))


def _intent(request: RequestContext, typed: Typed, move: Move, *, actor: str) -> Intent:
    return Intent(
        move=move,
        actor=actor,
        text=typed.text,
        reason=typed.reason,
        owner=_named(request, typed.person) if typed.person else None,
        calls=typed.calls,
        due=dates.kept(typed.due) if typed.due else None,
        until=typed.due.at if typed.due else None,
        trajectory=typed.trajectory,
        edit=typed.edit,
        address=typed.address,
        number=typed.number,
    )


def _named(request: RequestContext, owner: DraftOwner) -> Person:
    person = request.person(owner.value) if owner.kind is OwnerKind.PERSON else None
    if person is None:
        raise unknown_person(owner)
    return person


def _unclear(request: RequestContext, line: Line, unclear: Unclear) -> Response:
    """What was not understood, with buttons; or the form of a move that only lacks something."""
    if unclear.says_no and handover.is_not_theirs(request, line, unclear.says_no):
        return _made(request, line, unclear.says_no)
    if unclear.named and unclear.named.move is Move.REMIND:
        found = remind.to_the_owner(
            request, line, unclear.named, otherwise=replace(unclear, named=None)
        )
        return answer(request, line, found)
    if unclear.named:
        unclear = handover.looked_up(request, line, unclear.named, otherwise=unclear)
    if unclear.so_far:
        missing = unclear.reason
        return _form(request, line, unclear.so_far, sentence=unclear.text, missing=missing)
    date, context = unclear.due, line.reading.context

    def reads(offered: str, read: DueRead) -> bool:
        typed = possible_offers.typed(possible_offers.asked(line, offered))
        return bool(typed and typed.due and typed.due.at == read.at)

    offers = dates.suggestions(date, context, line=line.text, reads=reads) if date else []
    offered = [
        (possible_offers.label(request, words), typed)
        for words, typed in (*offers, *unclear.offers)
        if len(typed) <= CHARACTERS["button", "value"]
    ]
    possible, refused = possible_offers.possible(request, line, offered)
    if refused and not possible and (offers or not unclear.usage):
        raise refused
    return refusals.reply(request, unclear.text, typed=line.typed, suggestions=possible)


def _listed(request: RequestContext, line: Line, listing: Listing) -> Response:
    found = listings.found(request, line, listing)
    if isinstance(found, Unclear):
        return _unclear(request, line, found)
    listing, owner = found
    listed = queries.listed(request.context, line.request, listing, now=request.now)
    title = list_title(listing, owner, asker=line.actor, total=listed.total)
    said = list_reply(
        listed.items,
        listed.reader,
        title=title,
        total=listed.total,
        more=f"{request.context.commands.backstop} list <words>",
        everything=listing.scope is Scope.ALL,
        elsewhere=listed.elsewhere,
        unreadable=listed.unreadable,
    )
    said = covered_reply(said, listed.covered, listed.reader)
    cards = replies.offers(listings.about(request, line, listing)) if listing.words else []
    return Reply(said | {"blocks": [*said["blocks"], *cards]})
