"""Offers beside what was not understood: only what would not be refused, each date once."""

from escalation.errors import BadInput, Refusal
from escalation.following import Following
from escalation.moves.move import Move
from grammar import mentioned, picked
from grammar import read as reader
from grammar.due.result import DueRead
from grammar.moves.parsed import Reference, Typed, Unclear
from grammar.moves.words import Likeness, View
from handlers.context import Line, RequestContext
from messages.replies import Suggestion
from workflows.items import queries
from workflows.items.move import Which
from workflows.items.precheck import precheck


def label(request: RequestContext, words: str) -> str:
    """The words of a button, with a person's name for a mention."""
    user = mentioned.person(words)
    person = request.person(user) if user else None
    return person.name if person else words


def possible(
    request: RequestContext, line: Line, offers: list[Suggestion]
) -> tuple[list[Suggestion], Refusal | None]:
    """The offers that would not be refused, each date once, and why the first of the rest would."""
    found: list[Suggestion] = []
    refused: list[Refusal] = []
    dates_so_far: list[DueRead] = []
    for offer in offers:
        meant = asked(line, offer[1])
        move = typed(meant)
        due = move.due if move else None
        if due and any(picked.is_same(due, one) for one in dates_so_far):
            continue
        try:
            _require_possible(request, line, meant)
        except Refusal as refusal:
            refused.append(refusal)
        else:
            found.append(offer)
            dates_so_far += [due] if due else []
    return found, next(iter(refused), None)


def asked(line: Line, offered: str) -> reader.Asked:
    """What an offered line asks for."""
    context = reader.Context(due=line.reading.context, requester=line.actor)
    return reader.read(offered, context).asked


def typed(meant: reader.Asked) -> Typed | None:
    """The move that a line asks for, even if it lacks something."""
    so_far = meant.so_far if isinstance(meant, Unclear) else meant
    return so_far if isinstance(so_far, Typed) else None


def _require_possible(request: RequestContext, line: Line, meant: reader.Asked) -> None:
    """Raise the Refusal that an offered line would get, as far as it can be told beforehand."""
    move = typed(meant)
    if move is None:
        if isinstance(meant, Unclear) and meant.due:
            raise BadInput(meant.text)
        return
    which = _which(move.reference)
    if isinstance(move.move, View | Following | Likeness):
        queries.shown(request.context, line.request, which, now=request.now)
        return
    if move.move is Move.DEPEND:
        _require_of_one(request, line, move)
        return
    found = precheck(request.context, line.request, which, move=move.move, now=request.now)
    if move.move is Move.SNOOZE and found.item.is_overdue(request.now):
        raise BadInput(f"{found.item.label} is past its date.")


def _require_of_one(request: RequestContext, line: Line, move: Typed) -> None:
    """Raise the Refusal of the item, unless somebody may relate it from another end."""
    refused: list[Refusal] = []
    for end in (move.reference, *move.others):
        try:
            precheck(request.context, line.request, _which(end), move=Move.DEPEND, now=request.now)
        except Refusal as refusal:
            refused.append(refusal)
        else:
            return
    raise refused[0]


def _which(reference: Reference) -> Which:
    return Which(kind=reference.kind, number=reference.number)
