"""The weekly summary: made once per channel and slot, as of the moment the slot opens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from escalation.dependencies import Dependencies, Weight
from escalation.events import BACKSTOP, Event
from escalation.facts.action import Action
from escalation.facts.by_clock import SummedUp
from escalation.gaps.gap import OwnershipGap, open_at
from escalation.items import Item
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.summary.period import Slot, shown_at, slot_of, week_of
from escalation.summary.trend import MOST, Trend, trend
from escalation.summary.weekly import Known, Summary, build
from messages.forms.channel import converted_note
from messages.reader import Reader
from messages.slack.blocks import Json
from messages.weekly.post import Extra, weekly_post
from storage import channels, measures, summaries
from storage.channels import Channel
from storage.gaps import rows
from storage.items import history, search
from storage.outbox import queue as outbox_queue
from workflows.transaction import dependencies, directory, effects, readers
from workflows.transaction.unit_of_work import UnitOfWork

_SPANS = ("since_at", "opens_at", "until_at")


def queue(uow: UnitOfWork, channel: Channel) -> int:
    """Make the summary of the open slot and queue its post; 0 if that slot already has one.

    After a long downtime only the latest slot is posted; it covers all the time since the last
    summary. The next one is a local week later. If this summary could only be shown when the next
    one is, skip it: the next one covers it.
    """
    slot = _since_the_last(uow, channel, slot_of(channel.policy, uow.now))
    channels.summed_up(uow.tx, channel.id, next_at=slot.until_at)
    owed_at = channel.next_summary_at or slot.opens_at
    not_before = shown_at(channel.policy, uow.now, owed_at=owed_at)
    if channel.archived or not channel.member or not_before >= slot.until_at:
        return 0
    if not _keep(uow, channel, slot):
        return 0
    facts = SummedUp(channel=channel.id, week=slot.week)
    event = Event(at=uow.now, item_id=None, actor=BACKSTOP, facts=facts)
    notice = Notice(
        key=keys.summary(channel.id, slot.week),
        kind=NoticeKind.SUMMARY,
        place=Place.CHANNEL,
        recipient=channel.id,
        planned_at=uow.now,
        not_before=not_before,
        facts=facts,
    )
    effects.write_down(uow, [event])
    return outbox_queue.add(uow.tx, [notice])


def count_again(uow: UnitOfWork, channel: str, *, since: datetime) -> None:
    """Correct the numbers of a week that was summed up since then: what it counted is undone.

    The next post says which closings of it were undone. If an item cannot be read now, the numbers
    stay.
    """
    known, made = channels.get(uow.tx, channel), summaries.latest(uow.tx, channel=channel)
    spans = _spans(made) if made and made.made_at >= since else {}
    if known is None or made is None or len(spans) < len(_SPANS):
        return
    week = _week(uow, known, Slot(week=made.week, **spans))
    counts = {} if week.unreadable else week.summary.counts
    measures.correct(uow.tx, channel=channel, week=made.week, values=counts)


def post(uow: UnitOfWork, channel: str, week: str) -> Json:
    """The post of a summary that was already made, however late it is sent."""
    known = channels.get(uow.tx, channel)
    kept = summaries.get(uow.tx, channel=channel, week=week)
    spans = _spans(kept) if kept else {}
    if known is None or len(spans) < len(_SPANS):
        raise LookupError(f"no summary of {channel} for {week}")
    return _drawn(uow, known, Slot(week=week, **spans))


def preview(uow: UnitOfWork, channel: Channel) -> Json:
    """The summary as it would be if the week ended with this instant, compared with the last."""
    current = slot_of(channel.policy, uow.now)
    coming = slot_of(channel.policy, current.until_at).week
    ends_at = uow.now + timedelta(microseconds=1)
    slot = replace(current, week=coming, since_at=current.opens_at, opens_at=ends_at)
    return _drawn(uow, channel, _since_the_last(uow, channel, slot), so_far=True)


def _since_the_last(uow: UnitOfWork, channel: Channel, slot: Slot) -> Slot:
    """The slot, starting where the last summary ended: no gap after a downtime or a moved day."""
    last = _before(uow, channel, slot)
    ended_at = _spans(last).get("opens_at") if last else None
    return replace(slot, since_at=ended_at) if ended_at else slot


def _before(uow: UnitOfWork, channel: Channel, slot: Slot) -> summaries.Summary | None:
    return summaries.previous(uow.tx, channel=channel.id, week=slot.week)


def _spans(kept: summaries.Summary) -> dict[str, datetime]:
    """The instants a summary lies between, by name, without any that cannot be read."""
    return {name: at for name in _SPANS if (at := _instant(kept.content, name))}


def _instant(content: object, name: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(content[name]) if isinstance(content, dict) else None
    except (KeyError, TypeError, ValueError):
        return None
    return at if at and at.tzinfo else None


def _keep(uow: UnitOfWork, channel: Channel, slot: Slot) -> bool:
    """Remember the slot and its numbers, for its post and for the week after.

    If an item could not be read, the numbers would be wrong, so keep none.
    """
    week = _week(uow, channel, slot)
    made = summaries.Summary(
        channel=channel.id,
        week=slot.week,
        made_at=uow.now,
        content={name: getattr(slot, name).isoformat() for name in _SPANS},
    )
    if not summaries.save(uow.tx, made):
        return False
    if not week.unreadable:
        measures.save(uow.tx, channel=channel.id, week=slot.week, values=week.summary.counts)
    return True


def _drawn(uow: UnitOfWork, channel: Channel, slot: Slot, *, so_far: bool = False) -> Json:
    week = _week(uow, channel, slot)
    reader = replace(_reader(uow, channel, week).at(slot.opens_at), gaps=week.gaps)
    converted = history.of_channel_itself(
        uow.tx, channel.id, action=Action.CONVERTED, start=slot.since_at, end=slot.opens_at
    )
    extra = Extra(
        so_far=so_far,
        unreadable=week.unreadable,
        notes=[converted_note(channel.policy)] if converted else [],
        shared=channel.external,
        trend=_trend(uow, channel, week.summary),
    )
    return weekly_post(week.summary, reader, extra)


def _reader(uow: UnitOfWork, channel: Channel, week: "_Week") -> Reader:
    """The channel as a reader, with everybody whom the post names and what items wait for."""
    made = week.summary
    closed = (*(one.item for one in made.decided), *made.ended)
    listed = (*made.blockers, *made.due, *closed)
    asked = {user for one in made.asked for user in one.item.position.asked}
    also = asked | {item.closing.by for item in closed if item.closing}
    everybody = directory.of_items(uow, listed, also=also)
    reader = readers.among(uow, everybody, channel.policy.zone)
    return replace(reader, dependencies=week.dependencies)


def _trend(uow: UnitOfWork, channel: Channel, made: Summary) -> Trend:
    """The numbers of the weeks before, and this week's as they were counted now."""
    first = week_of(made.slot.opens_at - MOST * timedelta(days=7), channel.policy)
    known = measures.since(uow.tx, channel=channel.id, week=first)
    before = [(week, counts) for week, counts in known if week < made.slot.week]
    return trend([*before, (made.slot.week, made.counts)], with_net=len(made.customers) > 1)


@dataclass(frozen=True, slots=True)
class _Week:
    """A channel's week, the labels of its items that cannot be read, and what was known then."""

    summary: Summary
    unreadable: tuple[str, ...]
    gaps: Mapping[int, tuple[OwnershipGap, ...]]
    dependencies: Mapping[int, Dependencies]


def _week(uow: UnitOfWork, channel: Channel, slot: Slot) -> _Week:
    events = history.of_channel_between(
        uow.tx, channel=channel.id, start=slot.since_at, end=slot.opens_at
    )
    # All items that were open when the slot opened, or that closed in the week before.
    found = search.of_a_week(uow.tx, channel=channel.id, closed_since=slot.since_at)
    items = [_as_of(slot.opens_at, item) for item in found.items if item.logged_at < slot.opens_at]
    unreadable = tuple(one.label for one in found.unreadable)
    gaps = _gaps(uow, items, slot)
    still_open = [item for item in items if item.is_open]
    needs = dependencies.of_items(uow, still_open, dependencies.by_channel(uow, channel.id))
    known = replace(
        _before_it(uow, channel, slot, is_complete=not unreadable),
        said=_said(uow, items, slot),
        gaps=gaps,
        weights={item.id: _weight(item, needs) for item in still_open},
    )
    return _Week(build(items, events, slot, known=known), unreadable, gaps, needs)


def _before_it(uow: UnitOfWork, channel: Channel, slot: Slot, *, is_complete: bool) -> Known:
    """What the week before left; its numbers compare with nothing if some items are missing."""
    before = _before(uow, channel, slot)
    if before is None:
        return Known()
    counts = measures.of_week(uow.tx, channel=channel.id, week=before.week)
    told_at = outbox_queue.sent_at(uow.tx, keys.summary(channel.id, before.week))
    return Known(previous=counts if is_complete else None, told_at=told_at)


def _said(uow: UnitOfWork, items: Iterable[Item], slot: Slot) -> tuple[Event, ...]:
    """What was said of the items whose last word is of this week or later."""
    said_at = ((item.id, item.trajectory_said_at) for item in items)
    lately = [item_id for item_id, at in said_at if at and at >= slot.since_at]
    return tuple(history.trajectories(uow.tx, lately))


def _gaps(
    uow: UnitOfWork, items: Iterable[Item], slot: Slot
) -> dict[int, tuple[OwnershipGap, ...]]:
    known = rows.of(uow.tx, [item.id for item in items])
    return {id_: still for id_, its in known.items() if (still := open_at(its, slot.opens_at))}


def _weight(item: Item, needs: Mapping[int, Dependencies]) -> Weight:
    its = needs.get(item.id)
    return its.weight if its else Weight(customers=len(item.customers))


def _as_of(opens_at: datetime, item: Item) -> Item:
    """The item as it stood when the slot opened, if it was closed since."""
    if item.closing is None or item.closing.at < opens_at:
        return item
    return replace(item, closing=None)
