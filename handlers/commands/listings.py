"""Lists: which items are wanted, and whose, where a name was typed instead of chosen."""

from escalation.people import Person
from grammar.line.draft import OwnerKind
from grammar.moves import listings
from grammar.moves.parsed import Listing, Unclear
from handlers.context import Line, RequestContext
from handlers.refusals import unknown_person
from workflows.items import queries


def found(
    request: RequestContext, line: Line, listing: Listing
) -> tuple[Listing, Person | None] | Unclear:
    """The list that is wanted and its owner, or the question whose it is.

    `list tom` is Tom's if somebody of that name owns an item that the asker may see.
    """
    if listing.owner is None and not listing.words:
        return listing, None
    if listing.owner is None or listing.owner.kind is not OwnerKind.PERSON:
        owners = queries.owners(request.context, line.request, now=request.now)
        asked = listings.of_somebody(
            listing,
            line.text,
            {person.id: person.name for person in owners},
            context=line.reading.context,
            requester=line.actor,
        )
        if isinstance(asked, Unclear):
            return asked
        listing = asked
    return listing, _owner(request, listing)


def _owner(request: RequestContext, listing: Listing) -> Person | None:
    owner = listing.owner
    if owner is None:
        return None
    person = request.person(owner.value) if owner.kind is OwnerKind.PERSON else None
    if person is None:
        raise unknown_person(owner)
    return person
