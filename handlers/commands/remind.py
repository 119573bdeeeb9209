"""Reminders to somebody who was named: the owner is reminded, for anybody else that is offered."""

from dataclasses import replace

from escalation.moves.move import Move
from grammar import names
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.masking import escaped
from grammar.moves.parsed import Typed, Unclear
from handlers.context import Line, RequestContext
from workflows.items import queries
from workflows.items.move import Which
from workflows.items.precheck import precheck


def to_the_owner(
    request: RequestContext, line: Line, typed: Typed, *, otherwise: Unclear | None = None
) -> Typed | Unclear:
    """The reminder without the name, if that is the owner's alone; else a button for the owner.

    A name that means nobody is answered with `otherwise`.
    """
    which = Which(kind=typed.reference.kind, number=typed.reference.number)
    item = precheck(request.context, line.request, which, move=Move.REMIND, now=request.now).item
    members = queries.members(request.context, item.channel, now=request.now)
    people = {user: person.name for user, person in members.items()}
    found = _meant(typed.person, people) if typed.person else []
    to_owner = replace(typed, person=None)
    if found == [item.owner] or item.owner == line.actor:
        return to_owner
    item_name = str(typed.reference)
    because = f" because {escaped(typed.reason)}" if typed.reason else ""
    owner = request.person(item.owner)
    offers = ((f"Remind {owner.name if owner else 'the owner'}", f"{item_name} remind{because}"),)
    if not found and otherwise:
        return replace(otherwise, offers=(*offers, *otherwise.offers))
    who = request.person(found[0]) if len(found) == 1 else None
    asked = f"{who.name} does not own {item_name}." if who else "I can only remind the owner."
    text = f"{asked} For the owner: `{item_name} remind`."
    return Unclear(reason=text, reference=typed.reference, offers=offers)


def _meant(person: DraftOwner, people: dict[str, str]) -> list[str]:
    """The user ids that somebody named may mean."""
    if person.kind is OwnerKind.PERSON:
        return [person.value]
    return list(names.matching(person.value, people))
