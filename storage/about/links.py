"""The links of items: loaded with them, and kept when they change."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, delete, select

from escalation.about.links import Link
from escalation.items import Item
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import also_ours, insert_new, one_of
from storage.tables.items import ITEM
from storage.tables.links import ITEM_LINK

_OF_ITEMS = Prepared(
    select(ITEM_LINK)
    .join(ITEM, ITEM.c.id == ITEM_LINK.c.item_id)
    .where(also_ours(ITEM), one_of(ITEM_LINK.c.item_id, "ids"))
    .order_by(ITEM_LINK.c.item_id, ITEM_LINK.c.n)
)
_ADD = Prepared(insert_new(ITEM_LINK))
_REMOVE = Prepared(
    delete(ITEM_LINK).where(
        ITEM_LINK.c.item_id == bindparam("_item"), ITEM_LINK.c.n == bindparam("_n")
    )
)


def of_items(tx: Transaction, ids: Collection[int]) -> Mapping[int, tuple[Link, ...]]:
    """The links of these items, by item, in the order of their numbers."""
    found: dict[int, list[Link]] = defaultdict(list)
    for row in _OF_ITEMS.readable(tx, {"ids": ids}):
        one = Link(url=str(row["url"]), words=str(row["words"]), n=row["n"])
        found[row["item_id"]].append(one)
    return {item: tuple(theirs) for item, theirs in found.items()}


def keep(tx: Transaction, item: Item, *, before: Collection[Link] = ()) -> None:
    """Store the links of a saved item, which had those `before`."""
    gone = [{"_item": item.id, "_n": one.n} for one in before if one not in item.links]
    if gone:
        _REMOVE.change(tx, *gone)
    new = [
        {"item_id": item.id, "n": one.n, "url": one.url, "words": one.words}
        for one in item.links
        if one not in before
    ]
    if new:
        _ADD.change(tx, *new)
