"""Announcements: the notices that logging an item or making a move sets off.

Whoever did it is never told about it. Direct messages keep to quiet time; the thread never waits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.calendars import heard_from
from escalation.events import Event
from escalation.hearers import Directory
from escalation.items import Item
from escalation.moves import Move
from escalation.notices import Notice, NoticeKind, Place
from escalation.people import Person

CLOSING = frozenset({Move.RESOLVE, Move.DECIDE, Move.FALL_BACK, Move.WITHDRAW})
_LOGGED = "logged"


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What happened to which item (as it is now), by whose hand, told how."""

    item: Item
    name: str
    actor: str
    facts: Mapping[str, str]
    people: Mapping[str, Person]
    now: datetime

    def direct(self, kind: NoticeKind, users: Iterable[str]) -> list[Notice]:
        """A direct message to each of these users once, except to the actor and the unreachable."""
        found = (self.people.get(user) for user in dict.fromkeys(users) if user != self.actor)
        return [
            self._notice(kind, person.id, not_before=heard_from(person, self.item, self.now))
            for person in found
            if person is not None and person.can_own
        ]

    def post(self, kind: NoticeKind, place: Place) -> Notice:
        """A post in the item's channel or thread."""
        notice = self._notice(kind, self.item.channel, not_before=self.now)
        return replace(notice, place=place)

    def _notice(self, kind: NoticeKind, recipient: str, *, not_before: datetime) -> Notice:
        item = self.item
        return Notice(
            key=_key(item.id, self.name, recipient=recipient),
            kind=kind,
            place=Place.DM,
            recipient=recipient,
            planned_at=self.now,
            not_before=not_before,
            item_id=item.id,
            round=item.round,
            urgent=item.urgent,
            facts={"actor": self.actor, **self.facts},
        )


def card_key(item_id: int, channel: str) -> str:
    """The key of the card that an item has in its channel."""
    return _key(item_id, _LOGGED, recipient=channel)


def announce_logged(
    item: Item, *, people: Mapping[str, Person], now: datetime
) -> tuple[Notice, ...]:
    """The card in the channel, and a direct message to the owner unless they logged it."""
    news = _News(item=item, name=_LOGGED, actor=item.reporter, facts={}, people=people, now=now)
    return (
        news.post(NoticeKind.CARD, Place.CHANNEL),
        *news.direct(NoticeKind.LOGGED, [item.owner]),
    )


def announce_again(item: Item, *, now: datetime) -> Notice:
    """The card once more, as the one it has (`item.card_ts`) is gone; once for each such card."""
    name = f"again-{item.card_ts}"
    news = _News(item=item, name=name, actor=item.reporter, facts={}, people={}, now=now)
    return news.post(NoticeKind.CARD, Place.CHANNEL)


def announce_move(
    before: Item, after: Item, event: Event, *, directory: Directory
) -> tuple[Notice, ...]:
    """Who hears of a move: a line in the thread, and those it concerns directly.

    An escalation by hand has no line of its own: the rung that it fires says who and why.

    `event` is what `advance` returned for it; its facts, reason and move word are the notices'.
    The keys hold the version the item had before, which each change leaves behind for good.
    """
    move = Move(event.action)
    news = _News(
        item=after,
        name=f"{before.version}:{move}",
        actor=event.actor,
        facts={**event.facts, "move": move.value, "reason": event.reason},
        people=directory.people,
        now=event.at,
    )
    if move is Move.ESCALATE:
        return ()
    stand_ins = directory.within(after.channel).stand_ins([before.owner, *before.told])
    direct = _direct(news, move, before, stand_ins=stand_ins)
    return (news.post(NoticeKind.CHANGED, Place.THREAD), *direct)


def _direct(news: _News, move: Move, before: Item, *, stand_ins: tuple[str, ...]) -> list[Notice]:
    """Who hears directly: of a new date or an end, everybody who heard of the item."""
    concerned = [before.owner, before.reporter, *before.told, *stand_ins]
    if move is Move.REASSIGN:
        return news.direct(NoticeKind.HANDED, [news.item.owner, before.owner])
    if move is Move.RESCHEDULE:
        return news.direct(NoticeKind.MOVED, concerned)
    if move in CLOSING:
        return news.direct(NoticeKind.CLOSED, concerned)
    if move is Move.REOPEN:
        return news.direct(NoticeKind.CHANGED, concerned)
    return []


def _key(item_id: int, name: str, *, recipient: str) -> str:
    return f"{item_id}:{name}:{recipient}"
