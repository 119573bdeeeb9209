"""The journal: what people did, as they would tell it; nothing here is read from Backstop."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Did(StrEnum):
    """What happened to an item."""

    LOGGED = "logged"
    ACKNOWLEDGED = "acknowledged"
    SAID = "said"  # a note, or which way the impact is going
    MOVED = "moved"  # the date
    GIVEN = "given"  # there is another owner
    FINE = "fine"  # the gap is
    GAVE_UP = "gave up"  # an owner who left the channel: no longer theirs
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that somebody did to an item; `owner` and `due` are those after it."""

    at: datetime
    label: str
    did: Did
    who: str
    owner: str
    due: datetime
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody is away, or without an account (`left`)."""

    who: str
    start: datetime
    until: datetime
    entered_at: datetime
    stand_in: str = ""
    left: bool = False


@dataclass
class Journal:
    """All facts in their order, and who was away or gone when."""

    facts: list[Fact] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    def of(self, label: str) -> list[Fact]:
        """What happened to an item."""
        return [fact for fact in self.facts if fact.label == label]

    def labels(self) -> list[str]:
        """The items, as they were logged."""
        return [fact.label for fact in self.facts if fact.did is Did.LOGGED]

    def last(self, label: str, at: datetime) -> Fact | None:
        """How an item stood at this instant, after everything that happened then."""
        return next((fact for fact in reversed(self.of(label)) if fact.at <= at), None)

    def is_gone(self, who: str, at: datetime) -> bool:
        """Whether somebody has no account."""
        return any(one.left for one in self._at(who, at))

    def away(self, who: str, at: datetime) -> Absence | None:
        """The absence that is on."""
        return next((one for one in self._at(who, at) if not one.left), None)

    def will_be_there(self, who: str, at: datetime, *, now: datetime) -> bool:
        """Whether somebody will be there then, as far as it is known now."""
        known = (one for one in self._at(who, at) if not one.left and one.entered_at <= now)
        return not any(known)

    def can_answer(self, who: str, at: datetime) -> bool:
        """Whether somebody is there."""
        return not any(self._at(who, at))

    def _at(self, who: str, at: datetime) -> Iterator[Absence]:
        for one in self.absences:
            if one.who == who and one.start <= at < one.until:
                yield one
