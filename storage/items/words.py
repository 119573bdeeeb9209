"""The words by which items are found, folded the same way when saved and when searched."""

import json
import unicodedata
from typing import Any

from sqlalchemy import Text, bindparam, select, type_coerce, update

from escalation.about import links
from escalation.items import Item, Status
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import also_ours, ours
from storage.items import titles
from storage.tables.items import ITEM

_DOTTED = "i\N{COMBINING DOT ABOVE}"
"""What `İ` becomes in lower case, where people type a plain `i`."""

_TEXTS = ("title", "fallback", "impact", "outcome")
_UNFOLDED = Prepared(
    select(
        *(ITEM.c[name] for name in ("id", "channel", "status", *_TEXTS)),
        type_coerce(ITEM.c.options, Text),
    )
    .where(ours(ITEM), ~ITEM.c.folded)
    .limit(bindparam("limit"))
)
_FOLD = Prepared(
    update(ITEM)
    .where(also_ours(ITEM), ITEM.c.id == bindparam("_id"))
    .values(words=bindparam("words"), folded=True)
)


def folded(text: str) -> str:
    """A text in the form used for comparing: case, width and the encoding of accents removed."""
    bare = unicodedata.normalize("NFKC", text).casefold().replace(_DOTTED, "i")
    return unicodedata.normalize("NFKC", bare)


def of(item: Item) -> str:
    """All the words by which an item is found."""
    texts = (item.title, item.fallback, item.impact, item.outcome, *item.options)
    return _joined((*texts, *links.searched(item.links)))


def _joined(texts: tuple[str, ...]) -> str:
    return folded("\n".join(texts))


def any_unfolded(tx: Transaction) -> bool:
    """Whether any words are still as an older version folded them."""
    return bool(_UNFOLDED.rows(tx, {"limit": 1}))


def fold(tx: Transaction, *, limit: int) -> int:
    """Fold the words of up to `limit` items that an older version saved; returns how many."""
    found = _UNFOLDED.rows(tx, {"limit": limit})
    changes = [{"_id": row["id"], "words": _joined(_texts(row))} for row in found]
    if changes:
        _FOLD.change(tx, *changes)
    for row in found:
        if row["status"] == Status.OPEN:
            titles.add(tx, row["id"], channel=row["channel"], title=row["title"])
    return len(changes)


def _texts(row: Any) -> tuple[str, ...]:
    """The texts in a row, as far as they can be read."""
    try:
        options = json.loads(row["options"])
    except ValueError:
        options = []
    return tuple(str(one) for one in (*(row[name] for name in _TEXTS), *options))
