"""Notices from their rows."""

from sqlalchemy import literal_column, select

from escalation.notices import Notice
from storage.database import Transaction
from storage.parcels import StoredNotice
from storage.prepared import Prepared, Row, Values
from storage.tables import NOTICE

Stored = tuple[StoredNotice, ...]

SELECT = select(*(column for column in NOTICE.c if column.name != "workspace"))
# Written out, not bound: only then do the indexes of some notices only serve, and SQLite, which
# would look at the values first, does not plan the statement anew for every run.
IS_PENDING = NOTICE.c.state == literal_column("'pending'")
IS_SENDING = NOTICE.c.state == literal_column("'sending'")
IS_SENT = NOTICE.c.state == literal_column("'sent'")
IS_POSTED = NOTICE.c.ts != literal_column("''")

FACTS = (
    "key", "kind", "place", "recipient", "planned_at", "not_before", "item_id", "round", "urgent",
    "facts",
)  # fmt: skip
"""The columns that are the notice's own."""
_STANDING = ("id", "state", "token", "attempts", "channel", "ts")


def stored(row: Row) -> StoredNotice:
    """A notice from the mapping of its columns."""
    notice = Notice(**{name: row[name] for name in FACTS})
    return StoredNotice(notice=notice, **{name: row[name] for name in _STANDING})


def fetch(tx: Transaction, query: Prepared, values: Values) -> Stored:
    """The notices that a narrowed SELECT finds, without those that cannot be read.

    Such a notice is put off when its turn comes (`claims`), until somebody has looked.
    """
    return tuple(stored(row) for row in query.readable(tx, values))
