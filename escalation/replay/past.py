"""The past of an item: its history, and the item as it was when it was logged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from escalation.calendars import owners_calendar
from escalation.copies.copied import copied
from escalation.events import BACKSTOP, Event
from escalation.facts.by_people import Edited, Logged
from escalation.facts.circumstances import Adopted
from escalation.fields import Field
from escalation.items import Due, Item, Position
from escalation.ladder.plan import watched
from escalation.policy import Policy
from escalation.recipients import Directory


@dataclass(frozen=True, slots=True)
class Past:
    """An item as it is now, everything that happened to it, oldest first, and the ladders it had.

    `ladders` are those of its channel by their versions, as far as they are kept.
    """

    item: Item
    events: tuple[Event, ...]
    ladders: Mapping[int, Policy] = field(default_factory=dict)

    @property
    def first_ladder(self) -> Policy:
        """The ladder that it was logged with."""
        changes = (one.facts for one in self.events if isinstance(one.facts, Adopted))
        first = next(changes, None)
        return self.ladders.get(first.old_version, self.item.policy) if first else self.item.policy

    @property
    def was_urgent(self) -> bool:
        """Whether it was urgent when it was logged."""
        edits = (one.facts for one in self.events if isinstance(one.facts, Edited))
        first = next((one for one in edits if one.field is Field.URGENT), None)
        return self.item.urgent if first is None else bool(first.old)

    def by_people(self) -> tuple[tuple[Event, datetime], ...]:
        """What people did since it was logged, each with when the clock had last acted before."""
        acted_at, found = self.item.logged_at, []
        for event in self.events[1:]:
            if event.actor == BACKSTOP:
                acted_at = event.at
            else:
                found.append((event, acted_at))
        return tuple(found)


def begun(past: Past, policy: Policy, directory: Directory) -> Item | None:
    """The item as it was logged, on this ladder; None if its history does not begin with that."""
    facts = past.events[0].facts if past.events else None
    if not isinstance(facts, Logged) or facts.due_at is None:
        return None
    item, at = past.item, past.item.logged_at
    before = copied(
        item,
        owner=facts.owner,
        due=Due(at=facts.due_at, zone=item.due.zone, phrase=""),
        first_due_at=facts.due_at,
        slips=0,
        pull_ins=0,
        urgent=past.was_urgent,
        policy=policy,
        trajectory=None,
        trajectory_said_at=None,
        closing=None,
        position=Position(reminded_until=at, reviewed_until=at),
    )
    return watched(before, at, calendar=owners_calendar(before, directory.people, at))
