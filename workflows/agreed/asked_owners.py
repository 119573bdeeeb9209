"""Remember when the message left that asks an owner whether they keep a date."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from escalation.agreed.agreed_dates import answer_by
from escalation.calendars import owners_calendar
from escalation.facts.handing_over import EverythingHanded
from escalation.facts.in_notices import Edit
from escalation.handover import batches as lines
from escalation.handover.batches import Held
from escalation.items import Item
from escalation.notices.moves.asked_dates import asks
from escalation.notices.notice import Notice
from escalation.worktime.hours import INSTANT
from storage import people
from storage.about import batches
from storage.items import store
from storage.outbox import queue
from storage.outbox.model import StoredNotice
from workflows.transaction import effects
from workflows.transaction.unit_of_work import UnitOfWork


def note(
    uow: UnitOfWork, rows: Iterable[StoredNotice], *, about: Mapping[int, Item], at: datetime
) -> None:
    """Slack has these since then; an owner who was asked before or has agreed is not asked."""
    for row in rows:
        for item in (about.get(row.notice.item_id or 0), *_handed(uow, row.notice)):
            is_new = item is not None and item.agreement.date_asked_at is None
            if item is not None and is_new and asks(row.notice, item):
                store.date_asked(uow.tx, item.id, at)
                _show_once_late(uow, item, asked_at=at)


def _show_once_late(uow: UnitOfWork, item: Item, *, asked_at: datetime) -> None:
    """Redraw the card one working day later, unless the owner has agreed by then."""
    asked = replace(item, agreement=replace(item.agreement, date_asked_at=asked_at))
    calendar = owners_calendar(item, people.get_many(uow.tx, [item.owner]), asked_at)
    until = answer_by(asked, calendar=calendar)
    if until is None or not item.card_ts:
        return
    again = f"asked-{asked_at:%Y%m%d%H%M%S%f}"
    card = effects.edit(uow, item, channel=item.channel, ts=item.card_ts, again=again)
    facts = replace(card.says(Edit), date_asked_at=asked_at)
    queue.add(uow.tx, [replace(card, not_before=until + INSTANT, facts=facts)])


def _handed(uow: UnitOfWork, notice: Notice) -> Iterator[Item]:
    """The items that a hand-over of everything gave its reader."""
    facts = notice.facts
    if isinstance(facts, EverythingHanded) and facts.to == notice.recipient:
        batch = batches.get(uow.tx, facts.mark, facts.to)
        ids = lines.ids(batch.lines, Held.ITEM) if batch else []
        yield from store.get_many(uow.tx, ids).values()
