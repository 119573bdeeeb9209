"""Put off: what cannot be drawn now is tried again, ever more rarely, and holds up no other.

The auditor names what is tried for long.
"""

import logging
from collections.abc import Mapping

from escalation.items import Item
from escalation.notices.notice import NoticeKind
from storage.items import stopped
from storage.outbox import results
from storage.outbox.model import Parcel
from storage.unwell import UNWELL
from workflows.outbox import undeliverable
from workflows.transaction.unit_of_work import UnitOfWork

log = logging.getLogger("backstop.delivery")


def cannot_draw(parcel: Parcel, about: Mapping[int, Item]) -> bool:
    """Whether it has to be drawn and is about an item that cannot be read."""
    is_drawn = parcel.kind is NoticeKind.EDIT or not parcel.look_first
    return is_drawn and bool(_damaged(parcel, about))


def apart(uow: UnitOfWork, parcel: Parcel, about: Mapping[int, Item]) -> None:
    """What is about an item that cannot be read waits until it can; the rest leaves without it."""
    damaged, why = _damaged(parcel, about), "what it is about cannot be read"
    if parcel.look_first:
        whole(uow, parcel, why=why)
        return
    until = stopped.retry_at(parcel.first_try_at, uow.now)
    results.finish_apart(uow.tx, parcel, damaged, until=until, why=why)
    rest = {row.id for row in parcel.rows} - damaged
    results.finish_apart(uow.tx, parcel, rest, until=uow.now, why="")


def whole(uow: UnitOfWork, parcel: Parcel, *, why: str) -> None:
    """All of it is tried again later."""
    until = stopped.retry_at(parcel.first_try_at, uow.now)
    results.finish_later(uow.tx, parcel, until=until, why=why)


def or_park(uow: UnitOfWork, parcel: Parcel, *, why: str) -> None:
    """Somebody else is told; what is about no item, or raises again, is tried later."""
    try:
        with uow.part() as part:
            if any(row.notice.item_id for row in parcel.rows):
                undeliverable.park(part, parcel, why)
            else:
                whole(part, parcel, why=why)
    except UNWELL:
        raise
    except Exception:
        log.exception("action=unparkable token=%s", parcel.token)
        whole(uow, parcel, why=why)


def _damaged(parcel: Parcel, about: Mapping[int, Item]) -> set[int]:
    """The rows about items that cannot be read."""
    items = {row.id: row.notice.item_id for row in parcel.rows}
    return {row for row, item in items.items() if item and item not in about}
