"""Handovers to a typed name: offers the people of the channel that it may mean."""

from dataclasses import replace

from escalation.errors import Refusal
from escalation.moves.dates.proposals import disowns
from escalation.moves.move import Intent, Move
from grammar import names
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.masking import escaped
from grammar.moves.parsed import Typed, Unclear
from handlers import refusals
from handlers.commands import possible_offers
from handlers.context import Line, RequestContext
from handlers.refusals import unknown_person
from handlers.responses import Reply
from workflows.items import queries
from workflows.items.move import Which
from workflows.items.precheck import precheck


def is_to_a_name(typed: Typed) -> bool:
    """Whether it names the new owner without one of Slack's mentions."""
    person = typed.person
    return typed.move is Move.REASSIGN and person is not None and person.kind is OwnerKind.NAME


def looked_up(
    request: RequestContext, line: Line, typed: Typed, *, otherwise: Unclear | None = None
) -> Unclear:
    """A button for each person whom the name may mean; a lone one without a reason gets the form.

    If it means nobody, the answer is `otherwise`, or the refusal that says so is raised.
    """
    which = Which(kind=typed.reference.kind, number=typed.reference.number)
    move = Move(typed.move)
    item = precheck(request.context, line.request, which, move=move, now=request.now).item
    people = queries.members(request.context, item.channel, now=request.now)
    name = typed.person.value if typed.person else ""
    found = names.matching(name, {user: person.name for user, person in people.items()})
    if not found:
        if otherwise:
            return otherwise
        raise unknown_person(DraftOwner(kind=OwnerKind.NAME, value=name))
    if len(found) == 1 and not typed.reason:
        person = DraftOwner(kind=OwnerKind.PERSON, value=found[0])
        given = replace(typed, person=person)
        return Unclear(reason="Add a reason.", reference=typed.reference, so_far=given)
    because = f" because {escaped(typed.reason)}" if typed.reason else ""
    offers = tuple((f"<@{one}>", f"{typed.reference} give <@{one}>{because}") for one in found)
    asked = f"Is {people[found[0]].name} the new owner?" if len(found) == 1 else "Who takes over?"
    return Unclear(reason=f"{asked} Nothing was changed.", reference=typed.reference, offers=offers)


def as_take(line: Line, typed: Typed) -> Typed:
    """The line; what gives the item to the person who types it takes it."""
    person = typed.person
    if typed.move is Move.REASSIGN and person and person.value == line.actor:
        return replace(typed, move=Move.TAKE, person=None)
    return typed


def not_theirs(request: RequestContext, line: Line, typed: Typed, *, refused: Refusal) -> Reply:
    """Say why there is nothing to say no to, and offer to hand it over to those who may."""
    because = f" because {escaped(typed.reason)}" if typed.reason else ""
    give = ("Hand it over", f"{typed.reference} give{because}")
    possible, _ = possible_offers.possible(request, line, [give])
    said = refused.text if possible else refused.in_form
    return refusals.reply(request, said, typed=line.typed, suggestions=possible)


def is_not_theirs(request: RequestContext, line: Line, typed: Typed) -> bool:
    """Whether its owner types this, and somebody else logged or dated it for them."""
    which = Which(kind=typed.reference.kind, number=typed.reference.number)
    intent = Intent(move=Move.DECLINE, actor=line.actor)
    try:
        checked = precheck(request.context, line.request, which, move=intent.move, now=request.now)
    except Refusal:
        return False
    return disowns(checked.item, intent)
