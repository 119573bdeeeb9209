"""Restore: make sure that nothing already sent since the backup is sent again.

We replan everything since the backup, each step at its own instant, so every notice gets the same
key, and therefore the same token, as before. What we find in Slack's history we mark as sent; the
rest goes out (docs/runbook.md#back-up-and-restore). We know items logged since only by their cards.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from escalation.events import BACKSTOP, Event
from escalation.facts.by_people import Withdrawn
from escalation.items import Closing, Due, Item, Position, Status
from escalation.notices.announcements import announce_again, announce_logged, card_key
from escalation.notices.notice import Notice, NoticeKind, Place
from messages.items import card_reading
from messages.slack.blocks import Json
from storage import absences, channels, installations
from storage.installations import Installation
from storage.items import search, store
from storage.items.search import Search
from storage.outbox import queue, restored
from storage.outbox.model import StoredNotice
from workflows.agreed import asked_owners
from workflows.clock import fire
from workflows.handover import lapse
from workflows.indicators import due_values
from workflows.outbox import limit
from workflows.people import absence
from workflows.transaction import directory, effects
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext

MOST_LOST = 10_000
"""How many items may have been logged since the backup."""
MOST_TURNS = 10_000
"""How many absences may begin or end at one instant."""
GONE = (
    "Logged after the backup that Backstop was restored from, so nothing more is known of it. "
    "If it still matters, log it again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Our messages in Slack, by the tokens of their notices.

    Not `certain` if there are other messages of ours without a token.
    """

    messages: Mapping[str, Json]
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The notices in doubt, and the newest item that is certainly in the backup."""

    rows: tuple[StoredNotice, ...]
    newest_item: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Where to look for notices in doubt: a person, a channel, or the `threads` of its cards."""

    recipient: str
    threads: tuple[str, ...] = ()
    rows: tuple[StoredNotice, ...] = ()


def begin(context: WorkspaceContext, *, since: datetime, now: datetime) -> Begun:
    """Plan everything that fell due until now, and mark all that may have been sent as in doubt.

    One transaction: a bot that is killed afterwards still looks for each, and sends nothing twice.
    """
    with context.writing(now) as uow:
        _live_again(uow)
        return Begun(
            rows=restored.doubt(uow.tx, since=since, now=now),
            newest_item=restored.newest_item(uow.tx, before=since),
        )


def _live_again(uow: UnitOfWork) -> None:
    """Do what has fallen due by now, each thing as of its own instant."""
    turns = deque(absences.turning(uow.tx, now=uow.now))
    while True:
        planned = fire.planned_at(uow)
        at = planned if planned and planned <= uow.now else None
        if turns and (at is None or turns[0] <= at):
            absence.turned(replace(uow, now=turns.popleft()), limit=MOST_TURNS)
        elif at is not None:
            fire.fire(replace(uow, now=at))
            fire.sum_up(replace(uow, now=at))
            lapse.end(replace(uow, now=at))
            due_values.ask(replace(uow, now=at))
        else:
            return


def conversations(
    context: WorkspaceContext, rows: Iterable[StoredNotice], now: datetime
) -> list[Conversation]:
    """Where the notices in doubt may have been sent, except threads; and every channel we are in.

    Those channels may hold cards of unknown items.
    """
    with context.reading(now) as uow:
        known = channels.get_all(uow.tx)
    said: dict[str, list[StoredNotice]] = {one.id: [] for one in known if one.member}
    for row in rows:
        if row.notice.place not in (Place.THREAD, Place.ALOUD):
            said.setdefault(row.notice.recipient, []).append(row)
    return [Conversation(recipient=name, rows=tuple(found)) for name, found in said.items()]


def threads(
    context: WorkspaceContext, rows: Iterable[StoredNotice], now: datetime
) -> list[Conversation]:
    """The threads in which the other notices may be; call it after looking for the cards.

    A card that is not there has no thread.
    """
    said: dict[int, list[StoredNotice]] = {}
    for row in rows:
        if row.notice.place in (Place.THREAD, Place.ALOUD) and row.notice.item_id:
            said.setdefault(row.notice.item_id, []).append(row)
    with context.reading(now) as uow:
        return [
            Conversation(
                recipient=item.channel,
                threads=queue.cards_of(uow.tx, item.id),
                rows=tuple(said[item.id]),
            )
            for item in store.get_many(uow.tx, list(said)).values()
        ]


def settle(
    context: WorkspaceContext,
    where: Conversation,
    *,
    channel: str,
    seen: Seen | None,
    since: datetime,
    now: datetime,
) -> int:
    """Mark what was found in conversation `channel` as sent and release the rest; return how many.

    `seen` is None if its history cannot be read: messages then say that they may be a repeat. They
    also do if we cannot know the tokens used since the backup, which was taken at `since`.
    """
    with context.writing(now) as uow:
        ours = installations.ensure(uow.tx, now=now)
        found = {row.id: ts for row in where.rows if seen and (ts := _ts(row, seen, ours))}
        for row in where.rows:
            if row.id in found:
                _found(uow, row, channel=channel, ts=found[row.id])
        limit.recount(uow, where.rows, at=found)
        rest = [row.id for row in where.rows if row.id not in found]
        certain = seen is not None and seen.certain and ours.is_echoed_since(since)
        restored.unseen(uow.tx, rest, now=now, certain=certain)
        return len(found)


def lay_to_rest(
    context: WorkspaceContext, channel: str, seen: Seen, *, after: int, now: datetime
) -> list[Item]:
    """Save the items logged after the backup as withdrawn, from their cards in a channel.

    Look only at items newer than `after`, and leave existing ones alone. This keeps their numbers
    from being used again, and the buttons on their cards from acting on other items.
    """
    with context.writing(now) as uow:
        ours = installations.ensure(uow.tx, now=now)
        cards = {
            item_id: card
            for item_id in range(after + 1, after + 1 + MOST_LOST)
            for name in ours.names(card_key(item_id, channel))
            if (card := seen.messages.get(name))
        }
        known = store.known(uow.tx, cards)
        lost = [
            item
            for item_id, card in cards.items()
            if item_id not in known and (item := _lost(uow, item_id, channel, card=card))
        ]
        for item in lost:
            store.insert_again(uow.tx, item)
            first, *_ = announce_logged(item, people={}, now=uow.now)
            _take_over(uow, item, first)
        effects.write_down(uow, [_withdrawn(uow, item) for item in lost], lost)
        return lost


def follow_cards(context: WorkspaceContext, channel: str, seen: Seen, *, now: datetime) -> None:
    """Point items to cards that were posted again since the backup; the old ones were deleted."""
    with context.writing(now) as uow:
        ours = installations.ensure(uow.tx, now=now)
        wanted = Search(channel=channel)
        for item in search.find(uow.tx, wanted, visible=None, limit=MOST_LOST).items:
            again = announce_again(item, now=now)
            found = (seen.messages[name] for name in ours.names(again.key) if name in seen.messages)
            if card := next(found, None):
                ts = str(card["ts"])
                queue.forget(uow.tx, channel=channel, ts=item.card_ts)
                store.card_posted(uow.tx, item.id, ts)
                _take_over(uow, replace(item, card_ts=ts), again)


def _ts(row: StoredNotice, seen: Seen, ours: Installation) -> str:
    """Where a notice is in Slack: under its own token, or that of the message it was claimed in."""
    names = restored.names(row, ours)
    said = (seen.messages[name] for name in names if name in seen.messages)
    return next((str(message["ts"]) for message in said), "")


def _found(uow: UnitOfWork, row: StoredNotice, *, channel: str, ts: str) -> None:
    if not restored.found(uow.tx, row, channel=channel, ts=ts, now=uow.now):
        return
    about = directory.items_of(uow, [row])
    asked_owners.note(uow, [row], about=about, at=datetime.fromtimestamp(float(ts), UTC))
    for item in about.values():
        if row.notice.kind is NoticeKind.CARD:
            store.card_posted(uow.tx, item.id, ts)
        _redraw(uow, item, channel=channel, ts=ts)


def _redraw(uow: UnitOfWork, item: Item, *, channel: str, ts: str) -> None:
    """Redraw it: it may show what we no longer know."""
    edit = effects.edit(uow, item, channel=channel, ts=ts)
    queue.add(uow.tx, [edit])


def _lost(uow: UnitOfWork, item_id: int, channel: str, *, card: Json) -> Item | None:
    told = card_reading.read(card)
    known = channels.get(uow.tx, channel)
    if told is None or known is None:
        return None
    return Item(
        id=item_id,
        kind=told.kind,
        number=told.number,
        channel=channel,
        title=told.title,
        owner=told.owner or uow.context.bot_user,
        reporter=told.owner or uow.context.bot_user,
        due=Due(at=uow.now, zone=known.policy.zone, phrase=""),
        fallback="Log it again",
        policy=known.policy,
        first_due_at=uow.now,
        logged_at=uow.now,
        position=Position(reminded_until=uow.now, reviewed_until=uow.now),
        closing=Closing(status=Status.WITHDRAWN, at=uow.now, outcome=GONE),
        card_ts=str(card["ts"]),
    )


def _take_over(uow: UnitOfWork, item: Item, card: Notice) -> None:
    """Make its card one that we redraw again."""
    where = {"channel": item.channel, "ts": item.card_ts}
    restored.said(uow.tx, card, **where, now=uow.now)
    _redraw(uow, item, **where)


def _withdrawn(uow: UnitOfWork, item: Item) -> Event:
    return Event(
        at=uow.now,
        item_id=item.id,
        actor=BACKSTOP,
        reason=GONE,
        facts=Withdrawn(),
    )
