"""Events: the append-only history of an item, one immutable fact each."""

from dataclasses import dataclass, field
from datetime import datetime

BACKSTOP = "backstop"
"""The actor for everything the clock does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Who did what to which item, when (UTC), and why.

    `action` is a move word (`acknowledge`, `reschedule` …), `logged`, `configured`, or what the
    clock did (`reminded`, `escalated`, `gap`, `reviewed`, `asked` (the last question), `parked`,
    `repaired`, `summed_up`). An upgrade adds `corrected` if it changed a ladder that no form
    could have made, and `converted` if the ladder counts in working time from then on.
    `facts` are plain strings: from, to, rung, recipient …
    """

    at: datetime
    item_id: int | None
    actor: str
    action: str
    reason: str = ""
    facts: dict[str, str] = field(default_factory=dict)
