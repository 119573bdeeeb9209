"""Dates that customers were promised, and who is told that an item is later."""

from escalation.items import Item
from escalation.moves.accounts import late
from escalation.notices.notice import Notice
from escalation.notices.promises import announce_promises
from storage import people
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import UnitOfWork


def broken(uow: UnitOfWork, item: Item, *, before: Item | None, by: str) -> tuple[Notice, ...]:
    """Tell reporter, owner and the account's owner that an item is later than promised.

    Only if its date has moved; it is new if there is none `before`. The account's owner only if
    they may see the item: whose customer it is opens no channel. Who did it reads so in the answer.
    """
    customers = late(item)
    if not customers or (before and before.due == item.due):
        return ()
    owners = {one.owner for one in customers if one.owner}
    known = people.get_many(uow.tx, {item.reporter, item.owner, *owners})
    told = {
        user: person
        for user, person in known.items()
        if user in {item.reporter, item.owner} or visibility.sees(uow, person, item)
    }
    return announce_promises(item, by=by, people=told, now=uow.now)
