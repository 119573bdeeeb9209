"""What somebody who follows an item reads: what everybody else is told of it."""

from dataclasses import replace

from escalation.facts.by_people import Reopened, Rescheduled, Undone
from escalation.facts.in_notices import Done
from escalation.facts.shape import EventFacts
from escalation.notices.notice import Notice, NoticeKind

_TOLD_AS: dict[type[EventFacts], NoticeKind] = {
    Rescheduled: NoticeKind.MOVED,
    Reopened: NoticeKind.CHANGED,
    Undone: NoticeKind.UNDONE,
}


def as_others(notice: Notice) -> Notice:
    """The notice in the kind that others get of the same move."""
    if notice.kind is not NoticeKind.FOLLOWED:
        return notice
    kind = _TOLD_AS.get(type(notice.says(Done).change), NoticeKind.CLOSED)
    return replace(notice, kind=kind)
