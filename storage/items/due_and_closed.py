"""What somebody has open by a date and what they have closed, counted as far as a viewer sees it.

Items are found by their owner, so nothing here grows with the items of the workspace.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select, type_coerce

from escalation.items import Status
from storage.about.customers import SEEN_ITEM, Viewer
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import ours
from storage.tables.columns import Readable
from storage.tables.items import ITEM

_DONE: list[ColumnElement[str]] = [
    literal_column(f"'{one}'") for one in (Status.RESOLVED, Status.DECIDED, Status.FELL_BACK)
]
_THEIRS = (ours(ITEM), ITEM.c.owner == bindparam("owner"))
_open = select(func.count()).where(
    *_THEIRS,
    ITEM.c.status == Status.OPEN,
    ITEM.c.due_at <= bindparam("until"),
    ITEM.c.id != bindparam("besides"),
)
_closed = select(type_coerce(ITEM.c.closed_at, Readable).label("at")).where(
    *_THEIRS, ITEM.c.status.in_(_DONE), ITEM.c.closed_at >= bindparam("since")
)
_OPEN, _SEEN_OPEN = Prepared(_open), Prepared(_open.where(SEEN_ITEM))
_CLOSED, _SEEN_CLOSED = Prepared(_closed), Prepared(_closed.where(SEEN_ITEM))


def due_by(
    tx: Transaction, owner: str, *, until: datetime, besides: int, viewer: Viewer | None
) -> int:
    """How many open items of theirs are due by then, `besides` the item with this id.

    No viewer means all of them; it is for the owner.
    """
    values = {"owner": owner, "until": until, "besides": besides}
    if viewer is None:
        return int(_OPEN.scalar(tx, values))
    return int(_SEEN_OPEN.scalar(tx, values | viewer.values()))


def closed(
    tx: Transaction, owner: str, *, since: datetime, viewer: Viewer | None
) -> list[datetime]:
    """When each item that they own was resolved, decided or fell back, from then on."""
    values = {"owner": owner, "since": since}
    if viewer is None:
        return [row["at"] for row in _CLOSED.readable(tx, values)]
    return [row["at"] for row in _SEEN_CLOSED.readable(tx, values | viewer.values())]
