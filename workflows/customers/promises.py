"""Dates that customers were promised, and who is told that an item is later."""

from dataclasses import replace

from escalation.items import Item
from escalation.moves.accounts import newly_late
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeState
from escalation.notices.promises import announce_promises
from storage import people
from storage.outbox import queue
from storage.outbox.model import StoredNotice
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import UnitOfWork


def broken(uow: UnitOfWork, item: Item, *, before: Item | None, by: str) -> tuple[Notice, ...]:
    """Tell reporter, owner and the account's owner that an item is later than promised.

    Only if its date has moved or it is about somebody else now; it is new if there is none
    `before`. The account's owner only if they may see the item: whose customer it is opens no
    channel. Who did it reads so in the answer.
    """
    customers = newly_late(item, before=before)
    if not customers or not item.is_open:
        return ()
    owners = {one.owner for one in customers if one.owner}
    known = people.get_many(uow.tx, {item.reporter, item.owner, *owners})
    told = {
        user: person
        for user, person in known.items()
        if user in {item.reporter, item.owner} or visibility.sees(uow, person, item)
    }
    announced = announce_promises(item, by=by, people=told, now=uow.now, before=before)
    return tuple(_told_at_last(uow, notice) for notice in announced)


def _told_at_last(uow: UnitOfWork, notice: Notice) -> Notice:
    """The notice, under another key if it was dropped before: the item was in time for a while."""
    key, number = notice.key, 1
    while _was_dropped(queue.of_key(uow.tx, key)):
        number += 1
        key = keys.next_try(notice.key, number)
    return replace(notice, key=key)


def _was_dropped(earlier: StoredNotice | None) -> bool:
    """Whether it was taken back before it reached Slack."""
    if earlier is None or earlier.ts:
        return False
    return earlier.state is NoticeState.SUPERSEDED
