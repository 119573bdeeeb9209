"""Items and their rows: one turned into the other."""

from collections import defaultdict
from dataclasses import fields
from typing import Any

from sqlalchemy import select

from escalation.items import Due, Item
from storage.database import Transaction
from storage.ladders import policy_from
from storage.prepared import Prepared, Row
from storage.statements import one_of
from storage.tables import ITEM, TOLD

SELECT = select(*(column for column in ITEM.c if column.name not in {"workspace", "words"}))
"""Every column that an item is read from."""

_TOLD = Prepared(
    select(TOLD.c.item_id, TOLD.c.person)
    .where(one_of(TOLD.c.item_id, "ids"))
    .order_by(TOLD.c.item_id, TOLD.c.n)
)
_DIFFERENT = {"id", "due", "options", "policy", "told"}
_SAME = tuple(field.name for field in fields(Item) if field.name not in _DIFFERENT)


def plain(item: Item) -> dict[str, Any]:
    """An item's columns, without its id, its ladder and whom it has told."""
    values = {name: getattr(item, name) for name in _SAME}
    values["due_at"], values["due_zone"] = item.due.at, item.due.zone
    values["due_phrase"] = item.due.phrase
    values["options"] = list(item.options)
    values["words"] = "\n".join(
        (item.title, item.fallback, item.impact, item.outcome, *item.options)
    ).casefold()
    return values


def whole(tx: Transaction, rows: list[Row]) -> tuple[Item, ...]:
    """The items of these rows of a SELECT; one more query finds whom they have told."""
    if not rows:
        return ()
    told: dict[int, list[str]] = defaultdict(list)
    for row in _TOLD.rows(tx, {"ids": [row["id"] for row in rows]}):
        told[row["item_id"]].append(row["person"])
    return tuple(_item(row, tuple(told.get(row["id"], ()))) for row in rows)


def _item(values: Row, told: tuple[str, ...]) -> Item:
    due = Due(at=values.pop("due_at"), zone=values.pop("due_zone"), phrase=values.pop("due_phrase"))
    policy = policy_from(values.pop("policy"))
    options = tuple(values.pop("options"))
    return Item(**values, due=due, policy=policy, options=options, told=told)
