"""What every change of an item adds to its transaction: history, notices, redraws."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from escalation.events import Event
from escalation.facts.in_notices import Edit, ForStep, Reminder
from escalation.items import Item
from escalation.moves.move import Move
from escalation.notices import keys
from escalation.notices.collector import Routed
from escalation.notices.notice import Notice, NoticeKind, NoticeState, Place
from messages.items import buttons
from storage import home_tabs
from storage.about import customers, hand_overs, links
from storage.items import history, store
from storage.outbox import queue
from storage.outbox.model import StoredNotice
from workflows.transaction import directory, redirects
from workflows.transaction.ownership import batch_news, gaps
from workflows.transaction.unit_of_work import UnitOfWork


class Redraw(StrEnum):
    """What a change of an item alters in the messages that are in Slack."""

    NOTHING = "nothing"  # no message shows it
    CARD = "card"  # who has answered: its card
    NEWEST = "newest"  # how the item stands: its card, and the newest message in each conversation
    ASKING = "asking"  # who is asked for what: the same, and every message with buttons


_BY_MOVE = {
    Move.NOTE: Redraw.NOTHING,
    Move.REMIND: Redraw.NOTHING,
    Move.ACKNOWLEDGE: Redraw.NEWEST,
    Move.SNOOZE: Redraw.NEWEST,
    Move.ESCALATE: Redraw.NEWEST,
    Move.TRAJECTORY: Redraw.NEWEST,
    Move.DEPEND: Redraw.NEWEST,
    Move.LINK: Redraw.NEWEST,
    Move.UNLINK: Redraw.NEWEST,
}

_FOR_THE_MORNING = frozenset(
    {NoticeKind.COVER, NoticeKind.REVIEW, NoticeKind.QUESTION, NoticeKind.FOLLOWED}
)
"""What waits for working hours even if its item is urgent."""


def redraw_by(move: Move, *, answers: bool = False) -> Redraw:
    """What a move alters; those not listed close or open, hand over, answer, edit, or end a round.

    Buttons of an earlier round do nothing, and people who are no longer asked have none. `answers`:
    somebody whom the ladder has told makes the move, so the card says that they have answered.
    """
    altered = _BY_MOVE.get(move, Redraw.ASKING)
    return Redraw.CARD if answers and altered is Redraw.NOTHING else altered


def saved(uow: UnitOfWork, item: Item, *, before: Item) -> Item:
    """Save a changed item with all that is kept beside its row, where it differs from `before`."""
    kept = store.save(uow.tx, item)
    if kept.customers != before.customers:
        customers.set_of_item(uow.tx, kept.id, kept.customers)
    links.keep(uow.tx, kept, before=before.links)
    hand_overs.keep(uow.tx, kept, before=before)
    return kept


def record(
    uow: UnitOfWork,
    item: Item,
    *,
    events: Iterable[Event],
    notices: Iterable[Notice],
    concerned: Collection[str] = (),
    redraw: Redraw = Redraw.NEWEST,
) -> None:
    """Record what happened to a saved item, and queue its notices and redraws.

    `concerned` are more people whose Home tabs change, such as a former owner.
    """
    write_down(uow, events, [item])
    notices = redirects.redirected(uow, [(item, notice) for notice in notices])
    queue.add(uow.tx, [*notices, *edits(uow, [item], redraw=redraw)])
    people = {item.owner, item.reporter, *item.told, *concerned}
    home_tabs.want(uow.tx, people, now=uow.now)


def hurry(uow: UnitOfWork, item: Item) -> None:
    """Send what waits for somebody's working hours or a bundle now: the item has become urgent."""
    waiting = [row for row in queue.pending_of(uow.tx, item.id) if row.notice.place is Place.DM]
    held = [row for row in waiting if row.notice.was_held or row.notice.bundle_at]
    now = {row.id: uow.now for row in held if row.notice.kind not in _FOR_THE_MORNING}
    queue.hold_until(uow.tx, now)


def carry_out(uow: UnitOfWork, told: Routed, *, before: Iterable[Event] = ()) -> None:
    """Save an item and record the outcome of routing; the events in `before` come first."""
    saved = store.save(uow.tx, told.item)
    record(uow, saved, events=[*before, *told.events], notices=told.notices)


def write_down(uow: UnitOfWork, events: Iterable[Event], concerned: Iterable[Item] = ()) -> None:
    """Add events to the history and to the log; `concerned` are their items, as saved."""
    events = tuple(events)
    history.append(uow.tx, events)
    concerned = tuple(concerned)
    gaps.follow(uow.tx, events, concerned)
    batch_news.follow(uow, events, concerned)
    uow.committed.happened(events, concerned)


def take_back(uow: UnitOfWork, waiting: Sequence[StoredNotice], *, why: str) -> None:
    """End pending notices that are no longer needed."""
    queue.supersede(uow.tx, [row.id for row in waiting], why=why, now=uow.now)
    uow.committed.ended(waiting, NoticeState.SUPERSEDED)


def edits(
    uow: UnitOfWork, changed: Iterable[Item], *, redraw: Redraw = Redraw.NEWEST
) -> list[Notice]:
    """The edits of the recent messages in which a change of these items shows.

    We edit little: Slack takes about fifty edits a minute
    (docs.slack.dev/apis/web-api/rate-limits).
    """
    if redraw is Redraw.NOTHING:
        return []
    by_id = {item.id: item for item in changed}
    live = queue.live_messages_of(uow.tx, by_id)
    return [
        edit(uow, by_id[item_id], channel=channel, ts=ts)
        for item_id, rows in live.items()
        for channel, ts in _places(rows, redraw)
    ]


def _places(rows: Sequence[StoredNotice], redraw: Redraw) -> list[tuple[str, str]]:
    """Channel and ts of the messages to redraw; `rows` are the newest first."""
    cards = [row for row in rows if row.notice.kind is NoticeKind.CARD]
    if redraw is Redraw.CARD:
        return sorted({(row.channel, row.ts) for row in cards})
    newest = {row.channel: row for row in reversed(rows)}
    asking = [row for row in rows if _asks(row.notice, redraw)]
    return sorted({(row.channel, row.ts) for row in (*newest.values(), *cards, *asking)})


def _asks(notice: Notice, redraw: Redraw) -> bool:
    """Whether a message asks for something that this may have answered."""
    facts = notice.facts
    asks_trajectory = isinstance(facts, Reminder) and facts.asks_trajectory
    return asks_trajectory or (redraw is Redraw.ASKING and buttons.asks(notice))


def edit(uow: UnitOfWork, item: Item, *, channel: str, ts: str, again: str = "") -> Notice:
    """The notice that redraws one message for this version of the item, or for `again`."""
    return Notice(
        key=keys.edit(channel, ts, item.id, version=item.version, again=again),
        kind=NoticeKind.EDIT,
        place=Place.CHANNEL,
        recipient=channel,
        planned_at=uow.now,
        not_before=uow.now,
        item_id=item.id,
        round=item.round,
        facts=Edit(ts=ts, version=item.version),
    )


def redrawn(row: StoredNotice, *, key: str, now: datetime, said: str | None = None) -> Notice:
    """The notice that redraws a message which shows no item; `said` is what it says then."""
    return Notice(
        key=key,
        kind=NoticeKind.EDIT,
        place=Place.CHANNEL,
        recipient=row.channel,
        planned_at=now,
        not_before=now,
        urgent=True,
        facts=Edit(ts=row.ts, said=said),
    )


def redraw_promises(uow: UnitOfWork, sent: Sequence[StoredNotice]) -> None:
    """Redraw the cards that said when these messages would be sent: something else is next now."""
    promised = [row for row in sent if _was_promised(row.notice)]
    about = directory.items_of(uow, promised)
    for row in promised:
        item = about.get(row.notice.item_id or 0)
        if item is not None and item.is_open and item.card_ts:
            step = row.notice.says(ForStep).step
            card = edit(uow, item, channel=item.channel, ts=item.card_ts, again=step)
            queue.add(uow.tx, [card])


def _was_promised(notice: Notice) -> bool:
    """Whether it reached people later than its step fell due."""
    if notice.place is not Place.DM:
        return False
    is_late = notice.kind is NoticeKind.ESCALATION and notice.was_held
    return is_late or notice.kind is NoticeKind.QUESTION
