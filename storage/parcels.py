"""Notices as the outbox keeps them, and the parcels in which they leave.

The spans follow `reliability` §4.6: breaking either rule below makes messages repeat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.notices import Notice, NoticeKind, NoticeState, Place

POST_BUDGET = timedelta(seconds=5)
"""A post starts this long after its claim at the latest; later it has to be given back."""
HTTP_TIMEOUT = timedelta(seconds=10)
"""How long one call to Slack may take."""
LATE_WINDOW = timedelta(seconds=60)
"""How long after our timeout Slack may still accept a message."""
LEASE = timedelta(seconds=90)
"""How long a claim holds: at least POST_BUDGET + HTTP_TIMEOUT + LATE_WINDOW."""
QUIET = timedelta(seconds=60)
"""How long to wait before looking for a message whose answer was lost: at least LATE_WINDOW."""
REPAIR_AFTER = timedelta(hours=1)
"""How long after the last doubt to look whether a message is there twice (`reliability` §4.7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredNotice:
    """A notice with its row: where it stands and, once sent, where it is."""

    id: int
    notice: Notice
    state: NoticeState
    token: str
    attempts: int
    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Notices that leave as one message; several only in one DM.

    `token` stays the same through all tries, `fence` is of this one. If `look_first`, an earlier
    try may have reached Slack: look for the token before anything is sent (`reliability` §4.5).
    `maybe_again` says that nobody could look, so that what is sent has to say so (§4.8). `lean` is
    why Slack refused its content at an earlier try, so that it leaves as plain text; else "".

    `tokens` are what its notices, by row, would be called if each left alone, `names` all that the
    message may be called in Slack. It was tried between `first_try_at` and `tried_until`, None
    where an older version did not note it. Unless `echoed`, Slack gives no metadata back: what
    cannot be found may be there.
    """

    token: str
    tokens: Mapping[int, str]
    names: frozenset[str]
    fence: int
    kind: NoticeKind
    place: Place
    recipient: str
    rows: tuple[StoredNotice, ...]
    first_try_at: datetime
    tried_until: datetime | None
    echoed: bool
    attempts: int
    lease_until: datetime
    look_first: bool
    maybe_again: bool
    lean: str


_FIRST = 0
_NEXT = 1
_LATER = 2
_LAST = 3
RANKS = (_FIRST, _NEXT, _LATER, _LAST)
"""In this order things leave when much is waiting."""
_RANKS = {
    NoticeKind.CARD: _FIRST,
    NoticeKind.ESCALATION: _FIRST,
    NoticeKind.FALLBACK: _FIRST,
    NoticeKind.REVIEW: _FIRST,
    NoticeKind.GAP: _FIRST,
    NoticeKind.REMINDER: _LATER,
    NoticeKind.EDIT: _LAST,
}


def rank(notice: Notice) -> int:
    """What goes first when much is waiting (low first): cards and what is told above the owner."""
    return _FIRST if notice.urgent else _RANKS.get(notice.kind, _NEXT)
