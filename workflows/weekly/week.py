"""A channel's week, read as of the moment its slot opened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.agreed.agreed_dates import is_asked, is_unanswered
from escalation.calendars import owners_calendar
from escalation.dependencies import Dependencies, Weight
from escalation.events import Event
from escalation.facts.action import Action
from escalation.gaps.gap import OwnershipGap, open_at
from escalation.items import Item
from escalation.notices import keys
from escalation.summary.period import WEEK, Slot, week_of
from escalation.summary.trend import MOST, Trend, trend
from escalation.summary.weekly import Known, Summary, build
from messages.forms.channel import converted_note
from messages.reader import Reader
from messages.weekly.post import Extra
from messages.weekly.weekly_ids import SO_FAR, WeekPage
from storage import measures, summaries
from storage.channels import Channel
from storage.gaps import rows
from storage.items import history, search
from storage.outbox import queue
from workflows.transaction import dependencies, directory, readers
from workflows.transaction.unit_of_work import UnitOfWork
from workflows.weekly import charts_off, slots


@dataclass(frozen=True, slots=True)
class ChannelWeek:
    """A channel's week, the labels of its items that cannot be read, and what was known then."""

    summary: Summary
    unreadable: tuple[str, ...]
    gaps: Mapping[int, tuple[OwnershipGap, ...]]
    dependencies: Mapping[int, Dependencies]


def extra_of(
    uow: UnitOfWork, channel: Channel, week: ChannelWeek, *, so_far: bool = False
) -> Extra:
    """What its post says beside the week itself."""
    slot = week.summary.slot
    converted = history.of_channel_itself(
        uow.tx, channel.id, action=Action.CONVERTED, start=slot.since_at, end=slot.opens_at
    )
    return Extra(
        so_far=so_far,
        unreadable=week.unreadable,
        notes=[converted_note(channel.policy)] if converted else [],
        shared=channel.external,
        trend=_trend(uow, channel, week.summary),
        rests=slots.begins_to_rest(uow, channel, slot),
        rested_since=None if week.summary.is_quiet else slots.resting_since(uow, channel, slot),
        draws=charts_off.are_drawn(uow),
        week=WeekPage(channel=channel.id, week=SO_FAR if so_far else slot.week),
    )


def reader_of(uow: UnitOfWork, channel: Channel, week: ChannelWeek) -> Reader:
    """The channel as a reader, with everybody whom the post names and what items wait for."""
    made = week.summary
    closed = (*(one.item for one in made.decided), *made.ended)
    listed = (*made.blockers, *made.due, *closed)
    asked = {user for one in made.asked for user in one.item.position.asked}
    also = asked | {item.closing.by for item in closed if item.closing}
    everybody = directory.of_items(uow, listed, also=also)
    reader = readers.among(uow, everybody, channel.policy.zone)
    reader = reader.at(made.slot.opens_at)
    return replace(reader, dependencies=week.dependencies, gaps=week.gaps)


def _trend(uow: UnitOfWork, channel: Channel, made: Summary) -> Trend:
    """The numbers of the weeks before, and this week's as they were counted now."""
    first = week_of(made.slot.opens_at - MOST * WEEK, channel.policy)
    known = measures.since(uow.tx, channel=channel.id, week=first)
    before = [(week, counts) for week, counts in known if week < made.slot.week]
    return trend([*before, (made.slot.week, made.counts)], with_net=len(made.customers) > 1)


def read(uow: UnitOfWork, channel: Channel, slot: Slot) -> ChannelWeek:
    """The week of this slot."""
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
        not_agreed=_not_agreed(uow, still_open, at=slot.opens_at),
        weights={item.id: _weight(item, needs) for item in still_open},
    )
    return ChannelWeek(build(items, events, slot, known=known), unreadable, gaps, needs)


def _before_it(uow: UnitOfWork, channel: Channel, slot: Slot, *, is_complete: bool) -> Known:
    """What the week before left; its numbers compare with nothing if some items are missing."""
    before = summaries.previous(uow.tx, channel=channel.id, week=slot.week)
    if before is None:
        return Known()
    counts = measures.of_week(uow.tx, channel=channel.id, week=before.week)
    told_at = queue.sent_at(uow.tx, keys.summary(channel.id, before.week))
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


def _not_agreed(uow: UnitOfWork, items: Iterable[Item], *, at: datetime) -> list[int]:
    """The ids of the items whose owners have not agreed to the date in time."""
    asked = [item for item in items if is_asked(item)]
    people = directory.of_items(uow, asked).people if asked else {}
    return [
        item.id
        for item in asked
        if is_unanswered(item, at, calendar=owners_calendar(item, people, at))
    ]


def _weight(item: Item, needs: Mapping[int, Dependencies]) -> Weight:
    its = needs.get(item.id)
    return its.weight if its else Weight(customers=len(item.customers))


def _as_of(opens_at: datetime, item: Item) -> Item:
    """The item as it stood when the slot opened, if it was closed since."""
    if item.closing is None or item.closing.at < opens_at:
        return item
    return replace(item, closing=None)
