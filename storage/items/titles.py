"""Words of open items' titles: kept while they are open, and looked up for a new one."""

from sqlalchemy import bindparam, delete, func, select

from escalation.items import Item, Status
from escalation.moves.alike import least_shared, words
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import also_ours, insert_new, one_of, ours
from storage.tables.items import ITEM
from storage.tables.titles import TITLE_WORD

MOST = 50
"""How many titles are compared, those that share most; of the same number the oldest."""

_ADD = Prepared(insert_new(TITLE_WORD))
_REMOVE = Prepared(
    delete(TITLE_WORD).where(also_ours(TITLE_WORD), TITLE_WORD.c.item_id == bindparam("_item"))
)
_SHARED = func.count()
_found = (
    select(TITLE_WORD.c.item_id)
    .where(
        ours(TITLE_WORD),
        TITLE_WORD.c.channel == bindparam("channel"),
        one_of(TITLE_WORD.c.word, "words"),
        TITLE_WORD.c.item_id < bindparam("before"),
    )
    .group_by(TITLE_WORD.c.item_id)
    .having(bindparam("least") <= _SHARED)
    .order_by(_SHARED.desc(), TITLE_WORD.c.item_id)
    .limit(MOST)
    .subquery()
)
_SHARING = Prepared(
    select(ITEM.c.id, ITEM.c.title)
    .join(_found, _found.c.item_id == ITEM.c.id)
    .where(also_ours(ITEM), ITEM.c.status == Status.OPEN)
)


def keep(tx: Transaction, item: Item) -> None:
    """Store the words of a new item."""
    if item.is_open:
        add(tx, item.id, channel=item.channel, title=item.title)


def add(tx: Transaction, item_id: int, *, channel: str, title: str) -> None:
    """Store the words of an open item's title; nothing if it has none that count."""
    rows = [{"channel": channel, "word": word, "item_id": item_id} for word in words(title)]
    if rows:
        _ADD.change(tx, *rows)


def keep_again(tx: Transaction, item: Item) -> None:
    """Store the words of an item that was closed, reopened or got another title."""
    _REMOVE.change(tx, {"_item": item.id})
    keep(tx, item)


def sharing(tx: Transaction, item: Item) -> dict[int, str]:
    """The titles, by id, of older open items of its channel that share most of its longer words."""
    longer = words(item.title)
    if not longer:
        return {}
    this = {"channel": item.channel, "words": longer, "before": item.id}
    rows = _SHARING.readable(tx, this | {"least": least_shared(longer)})
    return {row["id"]: str(row["title"]) for row in rows}
