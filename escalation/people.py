"""People as the rules see them: who they are, their time zone, and whether they can answer."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """An absence with an end (UTC) and, if arranged, who stands in (a user id).

    `starts_at` lies ahead when it is told beforehand; None once it has begun.
    """

    until: datetime
    stand_in: str = ""
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One Slack user, as `users.info` describes them, with the absence they set in Backstop.

    `zone` is an IANA name, or "" if Slack gives none; `locale` is Slack's (`en-GB`).
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
    away: Away | None = None

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

    def is_away(self, now: datetime) -> bool:
        """Whether the person is absent at `now` (UTC); the end is exclusive."""
        if self.away is None:
            return False
        has_begun = self.away.starts_at is None or self.away.starts_at <= now
        return has_begun and now < self.away.until

    def back_at(self, now: datetime) -> datetime:
        """When the person is back: the end of their absence, or `now` if they are not away."""
        return self.away.until if self.away and self.is_away(now) else now
