"""What somebody has just done and does another way instead."""

from dataclasses import dataclass
from datetime import datetime

from escalation.facts.action import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """What was done, when (UTC), and the date before it if it moved that."""

    what: Action
    at: datetime
    base_due_at: datetime | None = None
