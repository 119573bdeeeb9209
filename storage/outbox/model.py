"""Notices as the outbox keeps them, and the claimed messages in which they leave.

The rules for LEASE and QUIET matter: breaking either one makes messages repeat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.notices.notice import Notice, NoticeKind, NoticeState, Place

POST_BUDGET = timedelta(seconds=5)
"""A post has to start this soon after its claim; if it is late, the claim is given back."""
HTTP_TIMEOUT = timedelta(seconds=10)
"""How long one call to Slack may take."""
LATE_WINDOW = timedelta(seconds=60)
"""How long after our timeout Slack may still accept a message."""
LEASE = timedelta(seconds=90)
"""How long a claim holds: at least POST_BUDGET + HTTP_TIMEOUT + LATE_WINDOW."""
QUIET = timedelta(seconds=60)
"""How long to wait before looking for a message whose answer was lost: at least LATE_WINDOW."""
REPAIR_AFTER = timedelta(hours=1)
"""How long after the last uncertain try to check whether a message is there twice."""


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
class ClaimedMessage:
    """Notices that leave as one message; several only in one DM.

    `token` stays the same through all tries; `fence` belongs to this one. With `look_first` an
    earlier try may have reached Slack: look for the token before sending anything. `maybe_again`
    means that we could not look, so the message has to say that it may be a repeat. `lean` is why
    Slack refused the content of an earlier try, so that it leaves as plain text; else "".

    `tokens` are the tokens, by row, that its notices would have if each left alone; `names` are all
    tokens that the message may have in Slack. It was tried between `first_try_at` and
    `tried_until`, which is None if an older version did not record it. Unless `echoed`, Slack
    returns no metadata: a message may be there even though we cannot find it. `untried` means that
    nothing was ever sent under its token.
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
    untried: bool


_FIRST = 0
_NEXT = 1
_LATER = 2
_LAST = 3
RANKS = (_FIRST, _NEXT, _LATER, _LAST)
"""The order in which notices leave when many are waiting."""
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
    """What goes first when many are waiting (low first): cards, escalations and what is urgent."""
    return _FIRST if notice.urgent else _RANKS.get(notice.kind, _NEXT)
