"""The nightly check for ownership gaps: when it is next due, and how far it has got."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from escalation.items import Status
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import insert_new, ours
from storage.items.rows import SELECT, Read, read
from storage.tables.hand_overs import GAP_SWEEP
from storage.tables.items import ITEM

_GET = Prepared(select(GAP_SWEEP).where(ours(GAP_SWEEP)))
_BEGIN = Prepared(insert_new(GAP_SWEEP))
_GO_ON = Prepared(
    update(GAP_SWEEP)
    .where(ours(GAP_SWEEP), GAP_SWEEP.c.after_id == bindparam("_after"))
    .where(GAP_SWEEP.c.due_at == bindparam("_due_at"))
    .values({name: bindparam(name) for name in ("due_at", "after_id", "first")})
    .execution_options(preserve_rowcount=True)
)
_OPEN = Prepared(
    SELECT.where(ours(ITEM), ITEM.c.status == Status.OPEN, ITEM.c.id > bindparam("after"))
    .order_by(ITEM.c.id)
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """When open items are checked next (UTC), and after which id.

    The `first` one after an installation or an upgrade tells nobody.
    """

    due_at: datetime
    after_id: int = 0
    first: bool = False


def get(tx: Transaction) -> Sweep | None:
    """The current one; None before the first."""
    for row in _GET.rows(tx, {}):
        return Sweep(due_at=row["due_at"], after_id=row["after_id"], first=row["first"])
    return None


def begin(tx: Transaction, sweep: Sweep) -> None:
    """Save the first one, unless another bot has."""
    _BEGIN.change(tx, _row(sweep))


def go_on(tx: Transaction, before: Sweep, after: Sweep) -> bool:
    """Save how far it has got; False if another bot was faster."""
    was = {"_after": before.after_id, "_due_at": before.due_at}
    return bool(_GO_ON.change(tx, {**was, **_row(after)}))


def open_items(tx: Transaction, *, after: int, limit: int) -> Read:
    """Open items with higher ids, the lowest first."""
    return read(tx, _OPEN.each(tx, {"after": after, "limit": limit}))


def _row(sweep: Sweep) -> dict[str, object]:
    return {"due_at": sweep.due_at, "after_id": sweep.after_id, "first": sweep.first}
