"""Cards that are gone: what an admin or Slack's retention has deleted is posted again.

Slack tells nobody who does not read along, puts a reply to a deleted message into the channel
itself, and refuses to redraw it. The refusal alone is believed; the stray reply makes us ask.
"""

import logging

from escalation.announcements import announce_again
from escalation.events import BACKSTOP, Event
from escalation.items import Item
from escalation.notices import Notice, NoticeKind, NoticeState, Place
from storage import items, outbox, outcomes
from storage.parcels import Parcel
from workflows import aftermath, cast
from workflows.desk import Work

GONE = "message_not_found"
"""Slack's refusal to redraw a message that was deleted."""

log = logging.getLogger("backstop.delivery")


def threads_of(work: Work, notice: Notice) -> tuple[str, ...]:
    """The cards under which a notice may have been said, those that are gone too; () for none."""
    is_reply = notice.place in (Place.THREAD, Place.ALOUD)
    return outbox.cards_of(work.tx, notice.item_id) if is_reply and notice.item_id else ()


def ask(work: Work, parcel: Parcel) -> None:
    """A reply went astray, which counts as told: redraw the card before anything else is said."""
    row = parcel.rows[0]
    for item in cast.items_of(work, [row]).values():
        card = Notice(
            key=f"card-of:{row.id}",
            kind=NoticeKind.EDIT,
            place=Place.CHANNEL,
            recipient=item.channel,
            planned_at=item.logged_at,
            not_before=work.now,
            item_id=item.id,
            round=item.round,
            urgent=True,
            facts={"ts": item.card_ts, "version": str(item.version)},
        )
        outbox.add(work.tx, [card] if item.card_ts else [])


def gone(work: Work, parcel: Parcel) -> None:
    """A message could not be redrawn as it is gone; an open item's card is posted again.

    What follows waits for the new card, whichever bot sends it.
    """
    ids, ts = [row.id for row in parcel.rows], parcel.rows[0].notice.facts["ts"]
    if not outcomes.finish_superseded(work.tx, parcel, ids, why=GONE, now=work.now):
        return
    work.record.ended(parcel.rows, NoticeState.SUPERSEDED)
    outbox.forget(work.tx, channel=parcel.recipient, ts=ts)
    for item in cast.items_of(work, parcel.rows).values():
        if item.card_ts == ts and item.is_open:
            _post_again(work, item)


def _post_again(work: Work, item: Item) -> None:
    log.warning("action=card_gone item=%s channel=%s ts=%s", item.label, item.channel, item.card_ts)
    items.card_posted(work.tx, item.id, "")
    event = Event(
        at=work.now,
        item_id=item.id,
        actor=BACKSTOP,
        action="posted_again",
        facts={"gone": item.card_ts},
    )
    aftermath.write_down(work, [event], [item])
    outbox.add(work.tx, [announce_again(item, now=work.now)])
