"""Drafts: lines that wait for their form, because Slack gave no way to open it at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import insert_new, ours
from storage.tables.inbox import DRAFT

KEPT = timedelta(hours=24)
"""How long a line waits: long enough to complete it the next morning."""

_NAMES = ("person", "channel", "text", "author", "permalink", "written_at")
_KEEP = Prepared(insert_new(DRAFT))
_GET = Prepared(
    select(*(DRAFT.c[name] for name in _NAMES)).where(
        ours(DRAFT), DRAFT.c.message == bindparam("_message"), DRAFT.c.ends_at > bindparam("now")
    )
)
_PRUNE = Prepared(delete(DRAFT).where(ours(DRAFT), DRAFT.c.ends_at <= bindparam("now")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Who typed which line where and when (UTC); it is read as of then.

    `author` and `permalink` are those of the message, if a shortcut on it was used instead.
    """

    person: str
    channel: str
    text: str
    written_at: datetime
    author: str = ""
    permalink: str = ""


def keep(tx: Transaction, draft: Draft, *, message: str, now: datetime) -> None:
    """Keep the line of a message from now on; nothing if it is kept already."""
    row = {name: getattr(draft, name) for name in _NAMES}
    _KEEP.change(tx, row | {"message": message, "ends_at": now + KEPT})


def get(tx: Transaction, message: str, *, now: datetime) -> Draft | None:
    """The line of this message, while it is kept."""
    found = _GET.readable(tx, {"_message": message, "now": now})
    return Draft(**found[0]) if found else None


def prune(tx: Transaction, *, now: datetime) -> None:
    """Forget the lines whose time is up."""
    _PRUNE.change(tx, {"now": now})
