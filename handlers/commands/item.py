"""Items by reference: showing, planning, moving and listing what a typed line names."""

from escalation.errors import BadInput
from escalation.moves.move import Intent, Move
from escalation.people import Person
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves.parsed import Listing, Scope, Spoken, Typed, Unclear
from grammar.moves.words import View
from handlers import dates, refusals
from handlers.context import Line, RequestContext
from handlers.responses import Reply
from messages.items.lists import list_reply
from messages.replies import done_reply, plan_reply, shown_reply
from workflows.items import move as move_item
from workflows.items import queries
from workflows.items.move import Which
from workflows.transaction import guards


def answer(request: RequestContext, line: Line, spoken: Spoken) -> Reply:
    """Answer a line that refers to an item; raises Refusal."""
    if isinstance(spoken, Typed):
        return _acted(request, line, spoken)
    if isinstance(spoken, Listing):
        return _listed(request, line, spoken)
    return _unclear(request, line, spoken)


def _acted(request: RequestContext, line: Line, typed: Typed) -> Reply:
    which = Which(kind=typed.reference.kind, number=typed.reference.number)
    if isinstance(typed.move, View):
        return _viewed(request, line, which, view=typed.move)
    intent = _intent(request, typed, typed.move, actor=line.actor)
    moved = move_item.make(request.context, line.request, which, intent=intent, now=request.now)
    return Reply(done_reply(moved.item, moved.event, request.reader(line.actor, [moved.item])))


def _viewed(request: RequestContext, line: Line, which: Which, *, view: View) -> Reply:
    if view is View.PLAN:
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
        audience=typed.audience,
        due=dates.kept(typed.due) if typed.due else None,
        until=typed.due.at if typed.due else None,
        trajectory=typed.trajectory,
    )


def _named(request: RequestContext, owner: DraftOwner) -> Person:
    person = request.person(owner.value) if owner.kind is OwnerKind.PERSON else None
    if person is None:
        raise unknown_person(owner)
    return person


def unknown_person(owner: DraftOwner) -> BadInput:
    """The refusal for a name that Slack did not resolve, or a person we have not read yet."""
    if owner.kind is not OwnerKind.NAME:
        return BadInput(guards.UNREAD)
    return BadInput(
        f"I do not know @{owner.value}. Type @ and choose the person from Slack's list."
    )


def _unclear(request: RequestContext, line: Line, unclear: Unclear) -> Reply:
    date, context = unclear.due, line.reading.context
    offers = dates.suggestions(date, context, line=line.text) if date else unclear.offers
    return refusals.reply(request, unclear.text, typed=line.typed, suggestions=offers)


def _listed(request: RequestContext, line: Line, listing: Listing) -> Reply:
    owner = _named(request, listing.owner) if listing.owner else None
    listed = queries.listed(request.context, line.request, listing, now=request.now)
    more = f"{request.context.commands.backstop} list <words>"
    title = _title(listing, owner, asker=line.actor)
    return Reply(
        list_reply(
            listed.items,
            listed.reader,
            title=title,
            noun=listing.kind or "item",
            total=listed.total,
            more=more,
            everything=listing.scope is Scope.ALL,
            elsewhere=listed.elsewhere,
            unreadable=listed.unreadable,
        )
    )


def _title(listing: Listing, owner: Person | None, *, asker: str) -> str:
    """A list's title, after its number of items: `open, owned by you, with “sso”`."""
    parts = ["logged" if listing.scope is Scope.ALL else listing.scope.value]
    if owner is not None:
        parts.append(f"owned by {'you' if owner.id == asker else owner.name}")
    if listing.words:
        parts.append(f"with “{listing.words}”")
    return ", ".join(parts)
