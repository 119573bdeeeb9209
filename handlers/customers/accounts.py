"""What a line asks of customers: `customers`, `customer Harbor`, `customer Harbor live 15 apr`."""

from escalation.about.customers import Customer
from escalation.items import Item
from escalation.moves.accounts import Change, late
from grammar.accounts import ChangeCustomer, CustomerCard, PromiseUnclear, line_about
from grammar.line.draft import OwnerKind
from grammar.moves.parsed import Unclear
from handlers import dates, refusals
from handlers.context import Line, RequestContext
from handlers.refusals import unknown_person
from handlers.responses import Reply
from messages.customers import card_reply, changed_reply, list_reply
from workflows.customers import accounts, cards


def answer(
    request: RequestContext, line: Line, asked: CustomerCard | ChangeCustomer | PromiseUnclear
) -> Reply:
    """Show a customer or change one; raises Refusal."""
    if isinstance(asked, PromiseUnclear):
        return _undated(request, line, asked)
    return (
        _changed(request, line, asked)
        if isinstance(asked, ChangeCustomer)
        else _card(request, line, asked)
    )


def everybody(request: RequestContext, line: Line) -> Reply:
    """The list of customers."""
    listed, reader = cards.listed(request.context, line.request, now=request.now)
    return Reply(list_reply([(one.customer, one.going, one.open) for one in listed], reader))


def _card(request: RequestContext, line: Line, asked: CustomerCard) -> Reply:
    card = cards.card(request.context, line.request, asked.name, now=request.now)
    return Reply(
        card_reply(
            card.customer,
            card.reader,
            also=card.also,
            going=card.going,
            open_items=card.open,
            closed=card.closed,
            unreadable=card.unreadable,
        )
    )


def _changed(request: RequestContext, line: Line, asked: ChangeCustomer) -> Reply:
    person = asked.person
    if person and (person.kind is OwnerKind.NAME or request.person(person.value) is None):
        raise unknown_person(person)
    made = accounts.change(request.context, line.request, asked, now=request.now)
    other = made.before if asked.change is Change.RENAME else asked.words
    later = _later(request, line, made.customer) if asked.change is Change.LIVE else ()
    return Reply(changed_reply(made.customer, asked.change, made.reader, other=other, later=later))


def _later(request: RequestContext, line: Line, customer: Customer) -> tuple[Item, ...]:
    """The customer's open items that are due after the date that was just promised."""
    card = cards.card(request.context, line.request, customer.name, now=request.now)
    return tuple(item for item in card.open if customer in late(item))


def _undated(request: RequestContext, line: Line, asked: PromiseUnclear) -> Reply:
    """Why the promised date could not be read, with the dates that may have been meant."""
    unclear, context = asked.due, line.reading.context
    offers = [
        (words, line_about(asked.name, f"{Change.LIVE} {phrase}"))
        for words, phrase in dates.choices(dates.meant(unclear, context), context)
    ]
    usage = tuple(line_about(asked.name, f"{Change.LIVE} {one}") for one in ("15 apr", "none"))
    sentence = Unclear(reason=unclear.reason, usage=usage).text
    return refusals.reply(request, sentence, typed=line.typed, suggestions=offers)
