"""Suppression: whether a notice still has something to say when its turn comes."""

from datetime import datetime

from escalation.agreed.agreed_dates import is_asked
from escalation.facts.action import Action
from escalation.facts.by_people import Closed, Reassigned, Undone
from escalation.facts.handing_over import Proposed
from escalation.facts.in_notices import Climb, Done, Edit, ForStep, Gap, Promised, Reminder
from escalation.facts.shape import ABOUT_THE_OWNER, Unable
from escalation.items import Item
from escalation.moves.accounts import late
from escalation.notices import needed
from escalation.notices.moves.not_mine import still_asks
from escalation.notices.notice import Notice, NoticeKind, Place

CLOSED, HANDED_OVER = "closed", "handed over"
"""Why a notice is not wanted, until that is undone."""
UNDONE, LOGGING_UNDONE = "undone", "logging undone"
"""Why a notice is not wanted that tells of what was undone; if it is a new item, until reopened."""
_ALWAYS = frozenset({NoticeKind.CARD, NoticeKind.CHANGED, NoticeKind.EDIT, NoticeKind.SUMMARY})
_WHILE_THE_ROUND_LASTS = frozenset(
    {
        NoticeKind.ESCALATION,
        NoticeKind.FALLBACK,
        NoticeKind.GAP,
        NoticeKind.MOVED,
        NoticeKind.QUESTION,
    }
)
_LASTS = frozenset({Unable.GONE, Unable.REMOVED, Unable.DECLINED})
"""Why an owner cannot answer, whatever the date."""


def still_wanted(notice: Notice, item: Item | None, now: datetime) -> str:
    """Why the notice is no longer wanted at `now` (UTC), in a few words; "" if it still is.

    `item` is its item as it is now, None if the notice has no item.
    """
    if item is None or notice.kind in _ALWAYS:
        return _redrawing_unwanted(notice, item)
    if notice.kind is NoticeKind.CLOSED or _is_of_a_closing(notice):
        return "reopened" if item.is_open else ""
    if not item.is_open:
        return CLOSED
    if notice.kind is NoticeKind.REMINDER or _is_the_owners_fallback(notice):
        return _reminder_unwanted(notice, item, now)
    if notice.kind in _WHILE_THE_ROUND_LASTS:
        return _round_unwanted(notice, item, now)
    return _handing_unwanted(notice, item) or _promise_unwanted(notice, item)


def _redrawing_unwanted(notice: Notice, item: Item | None) -> str:
    """A card is not drawn again for a date that its owner has agreed to since."""
    asked_at = notice.facts.date_asked_at if isinstance(notice.facts, Edit) else None
    if item is None or asked_at is None:
        return ""
    still = is_asked(item) and asked_at == item.agreement.date_asked_at
    return "" if still else "answered"


def still_offered(notice: Notice, item: Item) -> bool:
    """Whether the offer or request of which it tells still waits for its reader's answer."""
    offer, change = item.offer, notice.says(Done).change
    if offer is None or not isinstance(change, Proposed):
        return False
    is_same = (offer.to, offer.made_at) == (change.to, notice.planned_at)
    return is_same and offer.answerer(item.owner) == notice.recipient


def _is_of_a_closing(notice: Notice) -> bool:
    """Whether it tells a follower that the item closed, or that logging it was undone."""
    if notice.kind is not NoticeKind.FOLLOWED:
        return False
    change = notice.says(Done).change
    is_unlogged = isinstance(change, Undone) and change.what is Action.LOGGED
    return is_unlogged or isinstance(change, Closed)


def _is_the_owners_fallback(notice: Notice) -> bool:
    """Whether it tells the owner that the fallback applies, as every later reminder does.

    The owner's stand-in gets reminders too; people above an absent owner do not.
    """
    if notice.kind is not NoticeKind.FALLBACK or notice.place is not Place.DM:
        return False
    facts = notice.says(Climb)
    return facts.owner in (notice.recipient, facts.instead_of)


def _reminder_unwanted(notice: Notice, item: Item, now: datetime) -> str:
    """A reminder is only for the current owner or their stand-in, and only the latest counts.

    One that somebody asked for says who, so only an answer makes it unwanted.
    """
    if notice.round != item.round:
        return "the date moved"
    if not notice.says(ForStep).is_for(item.owner):
        return HANDED_OVER
    if isinstance(notice.facts, Reminder) and notice.facts.actor:
        answered_at = item.position.acknowledged_at
        if answered_at and notice.planned_at <= answered_at:
            return "acknowledged"
    elif item.position.reminded_until > notice.planned_at:
        return "a later reminder says it"
    snoozed_until = item.position.snoozed_until
    return "snoozed" if snoozed_until is not None and now < snoozed_until else ""


def _round_unwanted(notice: Notice, item: Item, now: datetime) -> str:
    """Another date ends what a round has said, but gives nobody an owner."""
    why = notice.facts.why if isinstance(notice.facts, Gap) else None
    if notice.round != item.round and why not in _LASTS:
        return "the date moved"
    if notice.kind is NoticeKind.QUESTION and item.kept_open(now):
        return "kept open"
    if why not in ABOUT_THE_OWNER | _LASTS:
        return ""
    return "" if notice.says(Gap).is_for(item.owner) else HANDED_OVER


def _promise_unwanted(notice: Notice, item: Item) -> str:
    """Once the item is in time again, or the customer was promised another date."""
    said, still = notice.facts, {(one.id, one.live_at) for one in late(item)}
    if not isinstance(said, Promised) or (said.customer, said.live_at) in still:
        return ""
    return "in time again"


def _handing_unwanted(notice: Notice, item: Item) -> str:
    """Once somebody else owns the item, whose it is (again) goes stale; reviews do not."""
    if notice.kind is NoticeKind.NEEDED and not needed.is_for(notice, item):
        return HANDED_OVER
    if notice.kind is NoticeKind.COVER and not notice.says(ForStep).is_for(item.owner):
        return HANDED_OVER
    if notice.kind is NoticeKind.OFFERED and not still_offered(notice, item):
        return "answered"
    if notice.kind is NoticeKind.NOT_MINE and not still_asks(notice, item):
        return "answered"
    change = notice.facts.change if isinstance(notice.facts, Done) else None
    is_new_owner = isinstance(change, Reassigned) and change.new_owner == notice.recipient
    if isinstance(change, Undone) and change.new_owner not in (None, item.owner):
        return HANDED_OVER
    says_yours = notice.kind is NoticeKind.LOGGED or is_new_owner
    return HANDED_OVER if says_yours and notice.recipient != item.owner else ""
