"""Lists: which items are wanted, whose, and which customers' cards may be meant."""

from escalation.about.customers import among
from escalation.people import Person
from grammar.accounts import line_about
from grammar.line.draft import OwnerKind
from grammar.moves import listings
from grammar.moves.parsed import Listing, Unclear
from handlers.context import Line, RequestContext
from handlers.refusals import unknown_person
from messages.replies import Suggestion
from messages.slack.text import cut
from workflows.customers import names
from workflows.items import queries

_MOST = 2
"""How many customers' cards a list offers."""


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


def about(request: RequestContext, line: Line, listing: Listing) -> list[Suggestion]:
    """A button for the card of each customer that the words name: titles often do not."""
    known = names.known_in(request.context, line.actor, listing.words, now=request.now)
    named = dict.fromkeys(known[key] for key in among(known, listing.words))
    return [(f"What blocks {cut(name, 50)}?", line_about(name)) for name in [*named][:_MOST]]


def _owner(request: RequestContext, listing: Listing) -> Person | None:
    owner = listing.owner
    if owner is None:
        return None
    person = request.person(owner.value) if owner.kind is OwnerKind.PERSON else None
    if person is None:
        raise unknown_person(owner)
    return person
