"""What measures are computed from: items, their events, and when people work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from escalation.events import Event
from escalation.items import Kind

Span = tuple[datetime, datetime]
"""From an instant up to a later one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An item as far as measures need it; what has changed since is read from its events.

    `has_impact` and `customers` (ids) say whom it
    affects. `message_at` is when the message was written that it was logged from. A word on its
    trajectory holds for `review_days`. `agreed_due_at` is the date that the owner has
    agreed to since it was logged.
    """

    id: int
    kind: Kind
    label: str
    title: str
    owner: str
    reporter: str
    logged_at: datetime
    first_due_at: datetime
    urgent: bool = False
    has_impact: bool = False
    customers: tuple[int, ...] = ()
    message_at: datetime | None = None
    review_days: int = 7
    agreed_due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """In which zone somebody works (IANA, "" for the channel's), and when they were away."""

    zone: str = ""
    absent: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A channel's items and all their events, oldest first, as far as they are known.

    `people` are by user id; others work in the channel's hours. `window_days` is the channel's
    default due date in working days.
    """

    items: tuple[Subject, ...]
    events: tuple[Event, ...]
    known_until: datetime
    people: Mapping[str, Hours] = field(default_factory=dict)
    window_days: int = 2
