"""What the limit counts: one notice of each direct message that somebody was sent today."""

from datetime import datetime

from sqlalchemy import bindparam, func, literal_column, or_, select, update

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import also_ours, ours
from storage.outbox.rows import IS_POSTED
from storage.tables.notices import NOTICE

_ENDED = NOTICE.c.state.in_([literal_column("'superseded'"), literal_column("'parked'")])
"""What reached nobody, unless it is in Slack: a message that is not redrawn is superseded too."""
_SINCE = Prepared(
    select(func.count(NOTICE.c.id)).where(
        ours(NOTICE),
        NOTICE.c.recipient == bindparam("recipient"),
        NOTICE.c.counted_at >= bindparam("since"),
        or_(IS_POSTED, ~_ENDED),
    )
)
_COUNT = Prepared(
    update(NOTICE)
    .where(also_ours(NOTICE), NOTICE.c.id == bindparam("_id"))
    .values(counted_at=bindparam("at"))
)


def since(tx: Transaction, recipient: str, at: datetime) -> int:
    """How many messages to somebody were counted since then."""
    number: int = _SINCE.scalar(tx, {"recipient": recipient, "since": at})
    return number


def count(tx: Transaction, id_: int, *, now: datetime) -> None:
    """The message that carries this notice leaves now, and counts."""
    _COUNT.change(tx, {"_id": id_, "at": now})
