"""Announcements: the notices that follow from logging an item or making a move.

The person who did it is not told. Direct messages keep to quiet time; the thread never waits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.agreed import who_is_asked
from escalation.events import Event
from escalation.facts.action import Action
from escalation.facts.by_owners import Disowned
from escalation.facts.by_people import Edited, Rescheduled, Undone
from escalation.facts.handing_over import OfHandOver, Proposed
from escalation.facts.in_notices import Done, LoggedBy
from escalation.facts.shape import EventFacts, shaped
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.move import Move
from escalation.notices import keys
from escalation.notices.moves import hand_overs, not_mine
from escalation.notices.moves.hand_overs import is_answer_to_all
from escalation.notices.moves.news import News
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Person
from escalation.recipients import Directory
from escalation.rungs import Audience

CLOSING = frozenset({Move.RESOLVE, Move.DECIDE, Move.FALL_BACK, Move.WITHDRAW})
_LOGGED = "logged"


def card_key(item_id: int, channel: str) -> str:
    """The key of an item's card in its channel."""
    return keys.of_move(item_id, _LOGGED, to=channel)


def announce_logged(
    item: Item, *, people: Mapping[str, Person], now: datetime
) -> tuple[Notice, ...]:
    """The card in the channel, and a direct message to the owner unless they logged it."""
    by = LoggedBy(actor=item.reporter)
    news = News(item=item, name=_LOGGED, facts=by, people=people, now=now)
    return (
        news.post(NoticeKind.CARD, Place.CHANNEL),
        *news.direct(NoticeKind.LOGGED, [item.owner]),
    )


def announce_again(item: Item, *, now: datetime) -> Notice:
    """A new card for one that was deleted (`item.card_ts`); one for each deleted card."""
    name = f"again-{item.card_ts}"
    news = News(item=item, name=name, facts=LoggedBy(actor=item.reporter), people={}, now=now)
    return news.post(NoticeKind.CARD, Place.CHANNEL)


def announce_move(
    before: Item,
    after: Item,
    event: Event,
    *,
    directory: Directory,
    followers: Iterable[str] = (),
) -> tuple[Notice, ...]:
    """The notices of a move: a line in the thread, and direct messages to those concerned.

    A call for help has no separate line: the called rung says who called and why. One
    slip too many is also told to those above the owner. `followers` are told unless they are
    told anyway.

    `event` is what `transition` returned; the notices take its facts, actor and reason. Their
    keys contain the item's version before the move, which never comes back.
    """
    if isinstance(event.facts, OfHandOver):
        return hand_overs.announce(before, after, event, directory=directory)
    if isinstance(event.facts, Disowned):
        return not_mine.announce(before, after, event, directory=directory)
    move = Move(event.action)
    news = News(
        item=after,
        name=f"{before.version}:{move}",
        facts=Done(actor=event.actor, reason=event.reason, change=event.facts),
        people=directory.people,
        now=event.at,
    )
    if move is Move.ESCALATE:
        return ()
    audience = event.facts.above if isinstance(event.facts, Rescheduled) else None
    above = _told_of_the_slip(news, audience, directory) if audience else _NOBODY
    is_aloud = above is None or (before.fallback_applies and _changes_the_fallback(event.facts))
    place = Place.ALOUD if is_aloud else Place.THREAD
    slipped = _slipped(news, above or _NOBODY)
    told = {notice.recipient for notice in slipped}
    here = directory.about(after)
    knowing = [before.owner, before.reporter, *before.told, *_may_put_back(after, event, here)]
    knowing = [user for user in knowing if not here.was_removed(user)]
    covers = here.stand_ins(user for user in knowing if user in {before.owner, *before.told})
    announced = _direct(news, move, before, told=[*knowing, *covers], here=here)
    direct = [one for one in announced if one.recipient not in told]
    told |= {notice.recipient for notice in direct}
    followed = news.followed(user for user in followers if user not in told)
    return (news.post(NoticeKind.CHANGED, place), *slipped, *direct, *followed)


def _may_put_back(item: Item, event: Event, here: Directory) -> list[str]:
    """Who may put back a counter-proposal, by id, even if the reporter has left."""
    is_counter = isinstance(event.facts, Rescheduled) and event.facts.is_counter
    person = who_is_asked.asked(item, here) if is_counter else None
    return [person.id] if person else []


def announce_undo(
    before: Item,
    after: Item,
    event: Event,
    *,
    left: Iterable[Notice],
    directory: Directory,
    followers: Iterable[str] = (),
) -> tuple[Notice, ...]:
    """Tell those who were told of what is undone; `left` are the notices that have told them.

    People who were told of a new item see there that it is withdrawn; its `followers` are told.
    """
    undone = shaped(event.facts, Undone)
    news = News(
        item=after,
        name=f"{before.version}:{event.action}",
        facts=Done(actor=event.actor, reason=event.reason, change=undone),
        people=directory.people,
        now=event.at,
    )
    if undone.what is Action.LOGGED:
        return tuple(news.followed(followers))
    left = tuple(left)
    direct = [notice for notice in left if notice.place is Place.DM]
    following = [one.recipient for one in direct if one.kind is NoticeKind.FOLLOWED]
    users = [one.recipient for one in direct if one.kind is not NoticeKind.FOLLOWED]
    is_posted = any(notice.kind is NoticeKind.CHANGED for notice in left)
    posts = [news.post(NoticeKind.CHANGED, Place.THREAD)] if is_posted else []
    told = news.direct(NoticeKind.UNDONE, users)
    return (*posts, *told, *news.followed(following))


def tells_of(
    notice: Notice, action: Action | None, at: datetime | None, *, to: str | None = None
) -> bool:
    """Whether the notice tells of the logging or the move that its item saw at this instant.

    Of several offers at one instant, the one `to` this person.
    """
    facts = notice.facts
    change = facts.change if isinstance(facts, Done) else None
    if isinstance(change, Proposed) and to not in (None, change.to):
        return False
    told = Action.LOGGED if isinstance(facts, LoggedBy) else change.action if change else None
    return told is not None and (told, notice.planned_at) == (action, at)


def as_undone(notice: Notice, undoings: Iterable[Event]) -> Notice:
    """The notice as it reads once one of these events has undone what it tells of."""
    done = notice.facts
    undone = [shaped(one.facts, Undone) for one in undoings if one.item_id == notice.item_id]
    if not isinstance(done, Done) or not any(
        tells_of(notice, one.what, one.done_at, to=one.old_owner) for one in undone
    ):
        return notice
    return replace(notice, facts=replace(done, undone=True))


def announce_slip_again(item: Item, notice: Notice, *, directory: Directory) -> tuple[Notice, ...]:
    """Somebody could not be told of a slip: tell the next rung, or else the channel.

    `directory` leaves out that person. Others who were told with them get the same keys again.
    """
    name = keys.move_of(notice.key, item.id, to=notice.recipient)
    facts, now = notice.says(Done), directory.now
    news = News(item=item, name=name, facts=facts, people=directory.people, now=now)
    above = _told_of_the_slip(news, _told_as(notice), directory)
    if above is None:
        return (replace(news, name=f"{name}:shown").post(NoticeKind.SLIPPED, Place.ALOUD),)
    return tuple(_slipped(news, above))


def with_slip_told(item: Item, announced: Iterable[Notice], directory: Directory) -> Item:
    """The item with the people above the owner who were told of the slip, so they know its date."""
    slips = [one for one in announced if one.kind is NoticeKind.SLIPPED]
    here = directory.within(item.channel)
    people, notified = dict.fromkeys(item.told), dict.fromkeys(item.position.notified)
    for slip in slips:
        if not here.may_read(slip.recipient, item):
            notified[slip.recipient] = None
        elif slip.place is Place.DM:
            people[slip.recipient] = None
    told_at = [one.not_before for one in slips if _told_as(one) is Audience.LEADERSHIP]
    position = replace(
        item.position,
        told=tuple(people),
        notified=tuple(notified),
        leadership_told_at=min(told_at, default=item.position.leadership_told_at),
    )
    return item.at(position)


@dataclass(frozen=True, slots=True)
class _Above:
    """Who is told of a slip: people and channels, by id, and as whom."""

    audience: Audience | None = None
    people: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


_NOBODY = _Above()


def _told_as(slip: Notice) -> Audience:
    """As whom its recipient is told of a slip."""
    return shaped(slip.says(Done).change, Rescheduled).above or Audience.LEADERSHIP


def _told_of_the_slip(news: News, first: Audience, directory: Directory) -> _Above | None:
    """The rung to tell of the slip, or the next if only the person who moved the date is on it.

    None if nobody above can be told; then the channel is told instead.
    """
    directory = directory.about(news.item)
    for audience in dict.fromkeys([first, Audience.LEADERSHIP]):
        targets = news.item.policy.targets_of(audience)
        recipients = directory.recipients(targets, beside=news.item.owner)
        others = tuple(one for one in recipients if one.person.id != news.facts.actor)
        channels = directory.channels(targets)
        if channels or directory.can_answer(others):
            return _Above(audience, tuple(one.person.id for one in others), channels)
    return None


def _slipped(news: News, above: _Above) -> list[Notice]:
    if above.audience is None:
        return []
    done = shaped(news.facts, Done)
    change = replace(shaped(done.change, Rescheduled), above=above.audience)
    news = replace(news, facts=replace(done, change=change))
    posts = [
        news.post(NoticeKind.SLIPPED, Place.CHANNEL, channel=channel)
        for channel in above.channels
        if channel != news.item.channel
    ]
    return [*posts, *news.direct(NoticeKind.SLIPPED, above.people)]


def _direct(
    news: News, move: Move, before: Item, *, told: list[str], here: Directory
) -> list[Notice]:
    """Direct messages; a new date, another fallback or a closing goes to all who were told.

    People who may know only the item's number are told of what they know, not of another fallback.
    """
    everybody = [*told, *before.position.notified]
    if move is Move.REASSIGN:
        old = [user for user in told if user == before.owner]
        giver = [before.offer.actor] if before.offer else []
        later = is_answer_to_all(before, news.item.owner, actor=news.facts.actor)
        return news.direct(NoticeKind.HANDED, [] if later else [news.item.owner, *old, *giver])
    if move is Move.RESCHEDULE:
        return news.direct(NoticeKind.MOVED, everybody)
    if move in CLOSING:
        return news.direct(NoticeKind.CLOSED, everybody)
    if move is Move.REOPEN:
        return news.direct(NoticeKind.CHANGED, everybody)
    if _changes_the_fallback(shaped(news.facts, Done).change):
        return news.direct(NoticeKind.CHANGED, [one for one in told if here.may_read(one, before)])
    return []


def _changes_the_fallback(facts: EventFacts) -> bool:
    return isinstance(facts, Edited) and facts.field is Field.FALLBACK
