"""Notices from their rows."""

from sqlalchemy import literal_column, select

from escalation.notices.notice import Notice
from storage import facts_json
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row, Values
from storage.outbox.model import StoredNotice
from storage.tables.notices import NOTICE

Stored = tuple[StoredNotice, ...]

SELECT = select(*(column for column in NOTICE.c if column.name != "workspace"))
# Literals, not binds: partial indexes are only used with literals, and SQLite would plan the
# statement again for every run to look at the bound values.
IS_PENDING = NOTICE.c.state == literal_column("'pending'")
IS_SENDING = NOTICE.c.state == literal_column("'sending'")
IS_SENT = NOTICE.c.state == literal_column("'sent'")
IS_POSTED = NOTICE.c.ts != literal_column("''")

SAME = (
    "key", "kind", "place", "recipient", "planned_at", "not_before", "item_id", "round", "urgent",
)  # fmt: skip
"""The columns of a new notice that are fields of `Notice`, besides its facts."""
_STANDING = ("id", "state", "token", "attempts", "channel", "ts")


def stored(row: Row) -> StoredNotice:
    """A notice from the mapping of its columns."""
    facts = facts_json.of_notice(row["kind"], row["facts"])
    notice = Notice(**{name: row[name] for name in (*SAME, "bundle_at")}, facts=facts)
    return StoredNotice(notice=notice, **{name: row[name] for name in _STANDING})


def fetch(tx: Transaction, query: Prepared, values: Values) -> Stored:
    """The notices that a narrowed SELECT finds, except those that cannot be read.

    `claims` puts those off when their turn comes, until somebody has fixed them.
    """
    return tuple(stored(row) for row in query.readable(tx, values))
