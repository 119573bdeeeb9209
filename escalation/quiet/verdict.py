"""Which direct messages are counted, and for which bundle one waits.

This is decided when a message is about to leave: only then is it known which notices it carries and
what its reader was told that day.
"""

from dataclasses import dataclass
from datetime import datetime

from escalation.facts.action import Action
from escalation.facts.by_people import Closed, Reopened, Rescheduled, Undone
from escalation.facts.in_notices import Done, Reminder
from escalation.facts.shape import EventFacts
from escalation.items import Item
from escalation.notices.needed import CLOSING
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Person
from escalation.quiet.bundles import next_bundle
from escalation.quiet.preferences import News, Preferences

_NEWS = frozenset(
    {
        NoticeKind.MOVED,
        NoticeKind.CLOSED,
        NoticeKind.CHANGED,
        NoticeKind.FOLLOWED,
        NoticeKind.UNDONE,
    }
)
_AS_NEWS: tuple[tuple[type[EventFacts], News], ...] = (
    (Rescheduled, News.MOVED),
    (Closed, News.CLOSED),
    (Reopened, News.REOPENED),
)


def can_wait(notice: Notice, item: Item | None) -> bool:
    """Whether a notice is one of those that are counted and may wait for a bundle."""
    if item is None or notice.place is not Place.DM or notice.urgent or item.urgent:
        return False
    if notice.kind is NoticeKind.REMINDER:
        is_asked_for = isinstance(notice.facts, Reminder) and notice.facts.actor
        return notice.planned_at < item.due.at and not is_asked_for
    return news_of(notice) is not None


def news_of(notice: Notice) -> News | None:
    """What news it is, if it is any; who owns an item again is none that can wait."""
    if notice.kind not in _NEWS or not isinstance(notice.facts, Done):
        return None
    change = notice.facts.change
    if isinstance(change, Undone):
        return _undone(change)
    return next((news for shape, news in _AS_NEWS if isinstance(change, shape)), News.CHANGED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a notice that can wait: the bundle that it comes in, if it waits.

    If it does not, `is_counted` says whether its message is one of those that the limit counts.
    """

    bundle_at: datetime | None = None
    is_counted: bool = False


def verdict(
    notice: Notice,
    item: Item,
    *,
    person: Person,
    preferences: Preferences,
    is_reached: bool,
    now: datetime,
) -> Verdict:
    """Whether a notice that can wait does so; `is_reached` if its reader's limit for today is.

    What would come after a date of which it speaks leaves at once, and does not count. A bundle
    that has passed by `now` is one that could not leave in time.
    """
    since = notice.not_before
    waits_for = [notice.bundle_at] if notice.bundle_at else []
    if news_of(notice) in preferences.first:
        waits_for.append(next_bundle(person, item.policy, since, bundles=1))
    next_at = next_bundle(person, item.policy, since, bundles=preferences.bundles)
    if is_reached:
        waits_for.append(next_at)
    for bundle_at in waits_for:
        if not _is_too_late(notice, item, bundle_at, now=now):
            return Verdict(bundle_at)
    return Verdict(is_counted=not _is_too_late(notice, item, next_at, now=now))


def _is_too_late(notice: Notice, item: Item, bundle_at: datetime, *, now: datetime) -> bool:
    return any(now < date <= bundle_at for date in _dates(notice, item))


def _dates(notice: Notice, item: Item) -> list[datetime]:
    """The dates of which it speaks: who was told one is told of another before it passes."""
    news = news_of(notice)
    moved = notice.facts.change if isinstance(notice.facts, Done) else None
    if isinstance(moved, Rescheduled):
        return [date for date in (moved.old_due_at, moved.new_due_at) if date]
    is_dated = notice.kind is NoticeKind.REMINDER or news is News.REOPENED
    return [item.due.at] if is_dated else []


def _undone(undone: Undone) -> News | None:
    if undone.what is Action.LOGGED:
        return News.CLOSED
    return News.REOPENED if undone.what in CLOSING else None
