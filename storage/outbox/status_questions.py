"""The questions to somebody about their Slack statuses."""

from sqlalchemy import bindparam

from escalation.notices import keys
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import ours
from storage.outbox.rows import SELECT, Stored, fetch
from storage.tables.notices import NOTICE

_ASKED = Prepared(
    SELECT.where(
        ours(NOTICE), NOTICE.c.key >= bindparam("_first"), NOTICE.c.key < bindparam("_end")
    ).order_by(NOTICE.c.id)
)


def asked(tx: Transaction, user: str) -> Stored:
    """All of them, oldest first."""
    first, end = keys.statuses(user)
    return fetch(tx, _ASKED, {"_first": first, "_end": end})
