"""Post a card again if an admin or Slack's retention has deleted it.

Slack does not tell this to an app that cannot read the channel. It puts a reply to a deleted
message into the channel itself, and refuses to redraw that message. Only the refusal proves that
the card is gone; a stray reply makes us try a redraw.
"""

import logging
from dataclasses import replace

from escalation.events import BACKSTOP, Event
from escalation.facts.by_clock import PostedAgain
from escalation.facts.in_notices import Edit
from escalation.items import Item
from escalation.notices import keys
from escalation.notices.announcements import announce_again
from escalation.notices.notice import Notice, NoticeState, Place
from storage import home_tabs
from storage.items import store
from storage.outbox import queue, transitions
from storage.outbox.model import ClaimedMessage
from workflows.transaction import directory, effects
from workflows.transaction.unit_of_work import UnitOfWork

GONE = "message_not_found"
"""Slack's error for redrawing a message that was deleted."""

log = logging.getLogger("backstop.delivery")


def threads_of(uow: UnitOfWork, notice: Notice) -> tuple[str, ...]:
    """The cards a reply may be under, deleted ones included; () for any other notice."""
    is_reply = notice.place in (Place.THREAD, Place.ALOUD)
    return queue.cards_of(uow.tx, notice.item_id) if is_reply and notice.item_id else ()


def posted(uow: UnitOfWork, item_id: int, ts: str) -> None:
    """Remember where a card is, and draw the Home tabs again: the item's label leads there now."""
    store.card_posted(uow.tx, item_id, ts)
    if item := store.get(uow.tx, item_id):
        people = {item.owner, item.reporter, *item.told}
        home_tabs.want(uow.tx, people, now=uow.now)


def ask(uow: UnitOfWork, message: ClaimedMessage) -> None:
    """A reply landed in the channel. It counts as told; redraw the card before the next post."""
    row = message.rows[0]
    for item in directory.items_of(uow, [row]).values():
        edit = effects.edit(uow, item, channel=item.channel, ts=item.card_ts)
        first = replace(edit, key=keys.card_check(row.id), planned_at=item.logged_at, urgent=True)
        queue.add(uow.tx, [first] if item.card_ts else [])


def gone(uow: UnitOfWork, message: ClaimedMessage) -> None:
    """A message is gone, so redrawing it failed. If it is an open item's card, post it again.

    Later replies wait for the new card, whichever bot sends them.
    """
    ids, ts = [row.id for row in message.rows], message.rows[0].notice.says(Edit).ts
    if not transitions.finish_superseded(uow.tx, message, ids, why=GONE, now=uow.now):
        return
    uow.committed.ended(message.rows, NoticeState.SUPERSEDED)
    queue.forget(uow.tx, channel=message.recipient, ts=ts)
    for item in directory.items_of(uow, message.rows).values():
        if item.card_ts == ts and item.is_open:
            _post_again(uow, item)


def _post_again(uow: UnitOfWork, item: Item) -> None:
    log.warning("action=card_gone item=%s channel=%s ts=%s", item.label, item.channel, item.card_ts)
    store.card_posted(uow.tx, item.id, "")
    facts = PostedAgain(gone=item.card_ts)
    event = Event(at=uow.now, item_id=item.id, actor=BACKSTOP, facts=facts)
    effects.write_down(uow, [event], [item])
    queue.add(uow.tx, [announce_again(item, now=uow.now)])
