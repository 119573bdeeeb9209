"""People as the rules see them: who they are, their time zone, and whether they can answer."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """An absence with an end (UTC) and, if arranged, who stands in (a user id).

    `starts_at` is None once it has begun. `entered_by` is a user id, "" if the person entered it
    themselves. Only these two and the stand-in may read the `reason`.
    """

    until: datetime
    stand_in: str = ""
    starts_at: datetime | None = None
    entered_by: str = ""
    reason: str = ""

    def is_on(self, now: datetime) -> bool:
        """Whether it has begun and has not ended; the end is exclusive."""
        return (self.starts_at is None or self.starts_at <= now) and now < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One Slack user, as `users.info` describes them, with their absences in Backstop.

    `zone` is an IANA name, or "" if Slack gives none; `locale` is Slack's (`en-GB`).
    `absences` are in the order of their ends, and none overlaps another.
    `guest` is a restricted account of our own workspace, `stranger` one of another company.
    """

    id: str
    name: str
    zone: str = ""
    locale: str = ""
    deactivated: bool = False
    bot: bool = False
    guest: bool = False
    stranger: bool = False
    admin: bool = False
    absences: tuple[Away, ...] = ()

    @property
    def can_own(self) -> bool:
        """Whether this person belongs to our own company and can be an owner."""
        return not (self.deactivated or self.bot or self.stranger)

    @property
    def unfit(self) -> str:
        """Why somebody cannot be an owner, as in `Bo is an app`."""
        if self.bot:
            return "is an app"
        return "has no active account" if self.deactivated else "belongs to another company"

    def away_at(self, now: datetime) -> Away | None:
        """The absence that is on at `now` (UTC), if there is one."""
        return next((one for one in self.absences if one.is_on(now)), None)

    def next_away(self, now: datetime) -> Away | None:
        """The absence that is on at `now` (UTC), or the next one ahead."""
        return next((one for one in self.absences if now < one.until), None)

    def is_away(self, now: datetime) -> bool:
        """Whether the person is absent at `now` (UTC)."""
        return self.away_at(now) is not None

    def back_at(self, now: datetime) -> datetime:
        """When the person is back: the end of their absence, or `now` if they are not away."""
        while away := self.away_at(now):
            now = away.until
        return now
