"""What a form says under its owner of how much they have to do, before it is submitted."""

from datetime import datetime

from escalation.fields import Field
from escalation.items import Item
from handlers.context import RequestContext
from messages import owner_load
from messages.slack import text
from workflows.remarks.beforehand import load_until
from workflows.transaction.ownership.load import OpenDate


def of(request: RequestContext, owner: str, date: OpenDate, *, actor: str) -> dict[Field, str]:
    """The note on this owner, for the actor (both are ids); {} if there is nothing to say."""
    load = load_until(request.context, owner, date, actor=actor, now=request.now)
    if load is None:
        return {}
    reader = request.reader(actor, named=[owner]).plainly()
    words = text.readable(owner_load.said(load, date.due_at, reader, is_away=False), reader.people)
    return {Field.OWNER: words} if words else {}


def of_move(
    request: RequestContext, item: Item, *, actor: str, owner: str, due_at: datetime | None
) -> dict[Field, str]:
    """The note on whom a move names as owner (an id, "" for nobody), or on the date it sets."""
    if not (owner or due_at):
        return {}
    date = OpenDate(due_at=due_at or item.due.at, policy=item.policy, item_id=item.id)
    found = of(request, owner or item.owner, date, actor=actor)
    return {Field.OWNER if owner else Field.DUE: said for said in found.values()}
