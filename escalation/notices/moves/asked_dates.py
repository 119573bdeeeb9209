"""Which messages ask an owner whether they keep a date."""

from escalation.agreed.agreed_dates import is_asked
from escalation.facts.by_people import Reopened
from escalation.facts.in_notices import Done
from escalation.items import Item
from escalation.notices.notice import Notice, NoticeKind, Place

_YOURS = frozenset({NoticeKind.LOGGED, NoticeKind.HANDED, NoticeKind.HAND_OVER})
"""What tells somebody that an item is theirs."""


def asks(notice: Notice, item: Item) -> bool:
    """Whether a message asks its reader, the owner, to agree to the date that it tells of."""
    if not is_asked(item) or notice.recipient != item.owner or notice.place is not Place.DM:
        return False
    change = notice.facts.change if isinstance(notice.facts, Done) else None
    if notice.kind is NoticeKind.MOVED or isinstance(change, Reopened):
        return notice.round == item.round
    return notice.kind in _YOURS
