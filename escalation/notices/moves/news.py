"""News of an item: one message to each person, post or line in the thread that tells of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.dm_times import next_dm_at
from escalation.facts.in_notices import Done, LoggedBy
from escalation.items import Item
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place, about
from escalation.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What happened to which item (as it is now), who did it, and how to tell it."""

    item: Item
    name: str
    facts: LoggedBy | Done
    people: Mapping[str, Person]
    now: datetime

    def direct(self, kind: NoticeKind, users: Iterable[str]) -> list[Notice]:
        """One direct message to each of these users, except the actor and unreachable people."""
        found = (self.people.get(user) for user in dict.fromkeys(users) if user != self.facts.actor)
        return [
            self._notice(kind, person.id, not_before=next_dm_at(person, self.item, self.now))
            for person in found
            if person is not None and person.can_own
        ]

    def followed(self, users: Iterable[str]) -> list[Notice]:
        """The same to followers: in their working hours, however urgent the item is."""
        quiet = replace(self, item=replace(self.item, urgent=False))
        return quiet.direct(NoticeKind.FOLLOWED, users)

    def post(self, kind: NoticeKind, place: Place, *, channel: str = "") -> Notice:
        """A post in the item's channel or thread, or in another channel."""
        notice = self._notice(kind, channel or self.item.channel, not_before=self.now)
        return replace(notice, place=place)

    def _notice(self, kind: NoticeKind, recipient: str, *, not_before: datetime) -> Notice:
        return about(
            self.item,
            key=keys.of_move(self.item.id, self.name, to=recipient),
            kind=kind,
            recipient=recipient,
            facts=self.facts,
            planned_at=self.now,
            not_before=not_before,
        )
