"""Followers: who asked to be told of an item that is not theirs."""

from collections.abc import Collection

from sqlalchemy import bindparam, delete, select

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import insert_new, one_of, ours
from storage.tables.followers import ITEM_FOLLOWER
from storage.tables.items import ITEM

_ADD = Prepared(insert_new(ITEM_FOLLOWER))
_OF = Prepared(
    select(ITEM_FOLLOWER.c.person)
    .where(ITEM_FOLLOWER.c.item_id == bindparam("item_id"))
    .order_by(ITEM_FOLLOWER.c.person)
)
_REMOVE = Prepared(
    delete(ITEM_FOLLOWER).where(
        ITEM_FOLLOWER.c.item_id == bindparam("item_id"),
        one_of(ITEM_FOLLOWER.c.person, "people"),
    )
)
_THEIRS = one_of(ITEM_FOLLOWER.c.person, "people")
_REMOVE_IN = Prepared(
    delete(ITEM_FOLLOWER).where(
        _THEIRS,
        ITEM_FOLLOWER.c.item_id.in_(
            select(ITEM.c.id).where(ours(ITEM), ITEM.c.channel == bindparam("channel"))
        ),
    )
)
_REMOVE_OF = Prepared(
    delete(ITEM_FOLLOWER).where(
        _THEIRS, ITEM_FOLLOWER.c.item_id.in_(select(ITEM.c.id).where(ours(ITEM)))
    )
)


def add(tx: Transaction, item_id: int, person: str) -> None:
    """Remember that this person follows the item."""
    _ADD.change(tx, {"item_id": item_id, "person": person})


def of(tx: Transaction, item_id: int) -> tuple[str, ...]:
    """The user ids of everybody who follows the item."""
    return tuple(row["person"] for row in _OF.rows(tx, {"item_id": item_id}))


def remove(tx: Transaction, item_id: int, people: Collection[str]) -> None:
    """These people no longer follow the item."""
    if people:
        _REMOVE.change(tx, {"item_id": item_id, "people": people})


def remove_in(tx: Transaction, channel: str, people: Collection[str]) -> None:
    """These people no longer follow any item of the channel."""
    if people:
        _REMOVE_IN.change(tx, {"channel": channel, "people": people})


def remove_of(tx: Transaction, person: str) -> None:
    """End all that this person follows."""
    _REMOVE_OF.change(tx, {"people": [person]})
