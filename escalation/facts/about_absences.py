"""What notices say of absences and of those who cover."""

from dataclasses import dataclass
from datetime import datetime

from escalation.facts.shape import Covering, Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEntered(Facts):
    """Who entered an absence for the reader, and when it ends."""

    actor: str
    until: datetime | None

    @property
    def users(self) -> tuple[str, ...]:
        """Who entered it."""
        return (self.actor,)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverChanged(Facts):
    """What has become of the cover for `absent`, whose absence ends at `until`."""

    absent: str
    stand_in: str
    until: datetime | None
    what: Covering | None

    @property
    def users(self) -> tuple[str, ...]:
        """Who is away, and who stands in."""
        return self.absent, self.stand_in


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusAsked(Facts):
    """When the reader's Slack status ends, and the mark of that status."""

    until: datetime | None
    mark: str
