"""Entries: events as the history keeps them, with their facts as JSON texts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from escalation.events import Event
from storage import facts_json
from storage.tables.columns import storable


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is written. Somebody may have edited it, so it may say anything."""

    item_id: int | None
    at: datetime
    actor: str
    action: str
    reason: str
    facts: dict[str, Any]


def entry_of(event: Event) -> Entry:
    """The event as it is written, its reason as every database can hold it."""
    action, facts = facts_json.word(event.facts), facts_json.encoded(event.facts)
    return Entry(event.item_id, event.at, event.actor, action, storable(event.reason), facts)


def kept(event: Event) -> dict[str, Any]:
    """The event as plain JSON."""
    return {**asdict(entry_of(event)), "at": event.at.isoformat()}


def from_kept(kept: Mapping[str, Any]) -> Event:
    """The event of such JSON."""
    return event_of(Entry(**{**kept, "at": datetime.fromisoformat(kept["at"])}))


def event_of(entry: Entry) -> Event:
    """What an entry says; facts of an unknown action are `Other`."""
    return Event(
        at=entry.at,
        item_id=entry.item_id,
        actor=entry.actor,
        reason=entry.reason,
        facts=facts_json.of_event(entry.action, entry.facts),
    )
