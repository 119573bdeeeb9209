"""Lists: which items are wanted, and whose, where a name was typed instead of chosen."""

from dataclasses import replace

from escalation.people import Person
from grammar import names
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves import read as move_reader
from grammar.moves.parsed import Listing, Unclear
from handlers.context import Line, RequestContext
from handlers.refusals import unknown_person
from workflows.items import queries

LONGEST_NAME = 3
"""The most words that a name has."""


def found(
    request: RequestContext, line: Line, listing: Listing
) -> tuple[Listing, Person | None] | Unclear:
    """The list that is wanted and its owner, or the question whose it is.

    `list tom` is Tom's if somebody of that name owns an item that the asker may see; other words
    are searched for.
    """
    words = listing.words.split()
    if listing.owner is not None or not words or _is_quoted(line, listing.words):
        return _of_owner(request, line, listing)
    owners = queries.owners(request.context, line.request, now=request.now)
    for count in range(min(LONGEST_NAME, len(words)), 0, -1):
        people = _named(" ".join(words[:count]), owners)
        if people:
            more = _narrowed(line, listing, " ".join(words[count:]))
            return _one(people, more)
    return listing, None


def _of_owner(
    request: RequestContext, line: Line, listing: Listing
) -> tuple[Listing, Person | None] | Unclear:
    owner = listing.owner
    if owner is None:
        return listing, None
    if owner.kind is OwnerKind.PERSON:
        person = request.person(owner.value)
        if person is None:
            raise unknown_person(owner)
        return listing, person
    people = _named(owner.value, queries.owners(request.context, line.request, now=request.now))
    if not people:
        raise unknown_person(owner)
    return _one(people, listing)


def _named(words: str, people: tuple[Person, ...]) -> list[Person]:
    found = names.bearing(words, {person.id: person.name for person in people})
    return [person for person in people if person.id in found]


def _one(people: list[Person], listing: Listing) -> tuple[Listing, Person | None] | Unclear:
    """The list of the one person of that name; with several, a button for each."""
    if len(people) == 1:
        owner = DraftOwner(kind=OwnerKind.PERSON, value=people[0].id)
        return replace(listing, owner=owner), people[0]
    offers = tuple((f"<@{one.id}>", f"list <@{one.id}>") for one in people)
    return Unclear(reason="Whose items do you mean?", offers=offers)


def _narrowed(line: Line, listing: Listing, words: str) -> Listing:
    """The list narrowed by what follows a name: `tom overdue`."""
    more = move_reader.read(f"list {words}", line.reading.context, requester=line.actor)
    if not isinstance(more, Listing) or more.owner is not None:
        return replace(listing, words=words)
    default = Listing()
    return replace(
        more,
        scope=more.scope if listing.scope is default.scope else listing.scope,
        kind=more.kind or listing.kind,
        due=more.due or listing.due,
    )


def _is_quoted(line: Line, words: str) -> bool:
    """Whether the words stood in quotes, which makes them words to search for."""
    return any(f"{mark}{words}" in line.text for mark in '"“„«')
