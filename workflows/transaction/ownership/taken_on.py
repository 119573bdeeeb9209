"""An item that somebody absent has got just now: tell their stand-in."""

from collections.abc import Collection

from escalation.items import Item
from escalation.notices.moves.for_stand_ins import told_of
from escalation.notices.notice import Notice
from storage import people
from workflows.transaction import directory
from workflows.transaction.unit_of_work import UnitOfWork


def told(
    uow: UnitOfWork, item: Item, *, before: Item | None, quiet: Collection[str]
) -> tuple[Notice, ...]:
    """What the stand-in is told of an item as it is saved, if its new owner is away.

    Nothing if the stand-in is `quiet`: they made the move, or are told otherwise.
    """
    if before is not None and before.owner == item.owner:
        return ()
    owner = people.get(uow.tx, item.owner)
    if owner is None or not owner.is_away(uow.now):
        return ()
    notices = told_of(item, directory.of_items(uow, [item]))
    return tuple(one for one in notices if one.recipient not in quiet)
