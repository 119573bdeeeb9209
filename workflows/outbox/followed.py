"""What followers are told goes out only to those who may see the item at that moment."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from escalation.items import Item
from escalation.notices.notice import Notice, NoticeKind, NoticeState
from storage.outbox import transitions
from storage.outbox.model import ClaimedMessage, StoredNotice
from workflows.transaction import following
from workflows.transaction.following import Sight
from workflows.transaction.unit_of_work import UnitOfWork

AGAIN = timedelta(minutes=1)
"""How long it waits where we do not know what somebody can see."""


def seen(
    uow: UnitOfWork,
    message: ClaimedMessage,
    rows: Sequence[StoredNotice],
    *,
    about: Mapping[int, Item],
) -> tuple[StoredNotice, ...]:
    """The rows to send; those to people who no longer follow end, and doubtful ones wait."""
    sights = {row.id: _sight(uow, row.notice, about) for row in rows}
    for row in rows:
        if sights[row.id] is Sight.ENDED:
            why = "no longer follows it"
            transitions.finish_superseded(uow.tx, message, [row.id], why=why, now=uow.now)
            uow.committed.ended([row], NoticeState.SUPERSEDED)
        elif sights[row.id] is Sight.UNKNOWN:
            until, why = uow.now + AGAIN, "who is in the channel is not known"
            transitions.finish_apart(uow.tx, message, [row.id], until=until, why=why)
    return tuple(row for row in rows if sights[row.id] is Sight.SEEN)


def _sight(uow: UnitOfWork, notice: Notice, about: Mapping[int, Item]) -> Sight:
    item = about.get(notice.item_id or 0)
    if notice.kind is not NoticeKind.FOLLOWED or item is None:
        return Sight.SEEN
    return following.sight(uow, item, notice.recipient)
