"""Slack statuses that read like an absence: we assume nothing and ask the person, once."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from escalation.calendars import calendar_of
from escalation.people import Person
from escalation.policy import Policy
from escalation.worktime.hours import working_time_between

SHORTEST = timedelta(hours=4)
"""Working time; a status that ends sooner is a lunch or a dentist, and nobody has to cover."""
_EMOJI = re.compile(
    r":(?:palm_tree|desert_island|beach\w*|airplane\w*|small_airplane|thermometer"
    r"|face_with_thermometer):"
)
_ABSENT = r"(?:vacation(?:ing)?|holidays?|leave|ooo|out of (?:the )?office|sick|away)\b"
_WORDS = re.compile(rf"\b{_ABSENT}", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:back|returned) (?:from|after)\b"
    r"|\b(?:not|never|no|no longer|isn['’]?t|after|before|planning|far|take)"
    rf" (?:(?:on|at|an?|the|my|our|for|really|yet|any|taking) )*{_ABSENT}"
    rf"|\b{_ABSENT} (?:is |are )?over\b",
    re.IGNORECASE,
)
"""What says that somebody is there, whatever the emoji."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackStatus:
    """Somebody's Slack status, and when it ends (UTC), if it does."""

    emoji: str
    text: str
    until: datetime | None

    @property
    def mark(self) -> str:
        """A short word that tells this status from any other."""
        said = f"{self.emoji}\n{self.text}\n{self.until}"
        return sha256(said.encode(errors="replace")).hexdigest()[:16]


def asks(person: Person, status: SlackStatus, *, zone: str, now: datetime) -> bool:
    """Whether to ask the person about it; `zone` is used if they have none."""
    if status.until is None or status.until <= now or is_away(person, now, status.until):
        return False
    said = " ".join(status.text.split())
    if _NOT.search(said) or not (_EMOJI.search(status.emoji) or _WORDS.search(said)):
        return False
    usual = calendar_of(person.zone, Policy(zone=zone), now)
    return working_time_between(now, status.until, usual) >= SHORTEST


def is_away(person: Person, since: datetime, until: datetime) -> bool:
    """Whether somebody is away at any time between two instants."""
    return any((one.starts_at or since) < until and since < one.until for one in person.absences)
