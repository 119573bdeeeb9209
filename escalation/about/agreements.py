"""Agreements: whether the owner of an item agreed to its date, or said that it is not theirs."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What an owner said to a date. People are user ids, "" for nobody known; instants are UTC.

    `dated_by` set the date. `date_asked_at` is when the message that asks the owner left.
    `agreed_by` agreed to `agreed_due_at`: another date is not agreed. While a counter-proposal
    stands, `countered_due_at` and `countered_first_at` are the date and the first date that it
    replaced. `put_back_at` is when somebody put back one of this owner's.
    """

    dated_by: str = ""
    date_asked_at: datetime | None = None
    agreed_at: datetime | None = None
    agreed_by: str = ""
    agreed_due_at: datetime | None = None
    countered_due_at: datetime | None = None
    countered_first_at: datetime | None = None
    put_back_at: datetime | None = None

    def covers(self, due_at: datetime) -> bool:
        """Whether its owner agreed to this date."""
        return self.agreed_at is not None and self.agreed_due_at == due_at

    def given(self, by: str, due_at: datetime, at: datetime) -> "Agreement":
        """The same once this owner agrees to the date."""
        return replace(self, agreed_at=at, agreed_by=by, agreed_due_at=due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMine:
    """An owner says that an item is not theirs: `asked` has to name another one until `ends_at`.

    Until then the owner stays. `asked` is a user id; both instants are UTC.
    """

    asked: str
    reason: str
    made_at: datetime
    ends_at: datetime
