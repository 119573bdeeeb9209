"""Put off a message that cannot be drawn now: retry ever more rarely, hold up nothing else.

The auditor names messages that have been retried for long.
"""

import logging
from collections.abc import Mapping

from escalation.items import Item
from escalation.notices.notice import NoticeKind
from storage.checks.unwell import UNWELL
from storage.items import stopped
from storage.outbox import transitions
from storage.outbox.model import ClaimedMessage
from workflows.outbox import undeliverable
from workflows.transaction.unit_of_work import UnitOfWork

log = logging.getLogger("backstop.delivery")


def cannot_draw(message: ClaimedMessage, about: Mapping[int, Item]) -> bool:
    """Whether the message has to be drawn and is about an item that cannot be read."""
    is_drawn = message.kind is NoticeKind.EDIT or not message.look_first
    return is_drawn and bool(_damaged(message, about))


def put_off_apart(uow: UnitOfWork, message: ClaimedMessage, about: Mapping[int, Item]) -> None:
    """Make notices about unreadable items wait until they can be read; send the rest."""
    damaged, why = _damaged(message, about), "what it is about cannot be read"
    if message.look_first:
        put_off(uow, message, why=why)
        return
    until = stopped.retry_at(message.first_try_at, uow.now)
    transitions.finish_apart(uow.tx, message, damaged, until=until, why=why)
    rest = {row.id for row in message.rows} - damaged
    transitions.finish_apart(uow.tx, message, rest, until=uow.now, why="")


def put_off(uow: UnitOfWork, message: ClaimedMessage, *, why: str) -> None:
    """Try the whole message again later."""
    until = stopped.retry_at(message.first_try_at, uow.now)
    transitions.finish_later(uow.tx, message, until=until, why=why)


def put_off_or_park(uow: UnitOfWork, message: ClaimedMessage, *, why: str) -> None:
    """Tell somebody else instead. If there is no item, or that raises too, try again later."""
    try:
        with uow.part() as part:
            if any(row.notice.item_id for row in message.rows):
                undeliverable.park(part, message, why)
            else:
                put_off(part, message, why=why)
    except UNWELL:
        raise
    except Exception:
        log.exception("action=unparkable token=%s", message.token)
        put_off(uow, message, why=why)


def _damaged(message: ClaimedMessage, about: Mapping[int, Item]) -> set[int]:
    """The rows about items that cannot be read."""
    items = {row.id: row.notice.item_id for row in message.rows}
    return {row for row, item in items.items() if item and item not in about}
