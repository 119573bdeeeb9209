"""The weekly summary: made once per channel and slot, as of the moment the slot opens."""

from datetime import datetime

from escalation.errors import BadInput
from escalation.events import BACKSTOP, Event
from escalation.facts.by_clock import SummedUp
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.summary.period import WEEK, Slot, shown_at, slot_of
from escalation.summary.skipping import Skipped, nothing_to_say, too_late
from messages.slack.blocks import Json
from messages.weekly import week_charts
from messages.weekly.post import weekly_post
from storage import channels, measures, summaries
from storage.channels import Channel
from storage.items import search
from storage.outbox import queue as outbox_queue
from workflows.transaction import effects
from workflows.transaction.unit_of_work import UnitOfWork
from workflows.weekly import charts_off, slots
from workflows.weekly.week import ChannelWeek, extra_of, read, reader_of

NO_POST = "There is no weekly post from then. `/backstop summary` shows the week so far."


def queue(uow: UnitOfWork, channel: Channel) -> int:
    """Make the summary of the open slot and queue its post; 0 if that slot already has one.

    After a long downtime only the latest slot is posted; it covers all the time since the last
    summary. The next one is a local week later. A slot that is skipped is kept as such, and the
    next post covers its time.
    """
    slot = slots.since_the_last(uow, channel, slot_of(channel.policy, uow.now))
    channels.summed_up(uow.tx, channel.id, next_at=slot.until_at)
    owed_at = channel.next_summary_at or slot.opens_at
    not_before = shown_at(channel.policy, uow.now, owed_at=owed_at)
    is_shut = channel.archived or not channel.member
    since = max(owed_at, slot.opens_at)
    skipped = too_late(slot, uow.now, owed_at=since, shown_at=not_before)
    if not _keep(uow, channel, slot, skipped=Skipped.SHUT if is_shut else skipped):
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
    known, made = (
        channels.get(uow.tx, channel),
        summaries.latest(uow.tx, channel=channel, until=uow.now),
    )
    slot = slots.covered(made) if made and made.made_at >= since else None
    if known is None or slot is None:
        return
    week = read(uow, known, slot)
    counts = {} if week.unreadable else week.summary.counts
    measures.correct(uow.tx, channel=channel, week=slot.week, values=counts)


def post(uow: UnitOfWork, channel: str, week: str) -> Json:
    """The post of a summary that was already made, however late it is sent."""
    known = channels.get(uow.tx, channel)
    kept = summaries.get(uow.tx, channel=channel, week=week)
    drawn = _kept(uow, known, kept) if known and kept else None
    if drawn is None:
        raise LookupError(f"no summary of {channel} for {week}")
    return drawn


def past(uow: UnitOfWork, channel: Channel, *, weeks: int) -> Json:
    """The post that was the latest so many weeks ago, as it was; raises BadInput without one."""
    until = uow.now - weeks * WEEK
    kept = summaries.latest(uow.tx, channel=channel.id, until=until)
    drawn = _kept(uow, channel, kept) if kept else None
    if drawn is None:
        raise BadInput(NO_POST)
    return drawn


def _kept(uow: UnitOfWork, channel: Channel, kept: summaries.Summary) -> Json | None:
    """The post as it was drawn; of an older version, drawn again. None if it cannot be read."""
    slot, post = slots.covered(kept), slots.post_of(kept)
    if slot is None:
        return None
    if post is None:
        return _drawn(uow, channel, slot)
    return post if charts_off.are_drawn(uow) else week_charts.without(post)


def preview(uow: UnitOfWork, channel: Channel) -> Json:
    """The summary as it would be if the week ended with this instant, compared with the last."""
    return _drawn(uow, channel, slots.coming(uow, channel), so_far=True)


def _keep(uow: UnitOfWork, channel: Channel, slot: Slot, *, skipped: Skipped | None) -> bool:
    """Decide the slot once: whether it has a post. Its numbers are kept for the week after.

    If an item could not be read, the numbers would be wrong, so keep none.
    """
    week = read(uow, channel, slot)
    is_quiet = week.summary.is_quiet and not week.unreadable
    quiet = slots.quiet_weeks(uow, channel, slot) + 1 if is_quiet else 0
    if quiet and not skipped:
        has_items = search.has_any(uow.tx, channel=channel.id)
        skipped = nothing_to_say(quiet, has_items=has_items)
    made = summaries.Summary(
        channel=channel.id,
        week=slot.week,
        made_at=uow.now,
        content=slots.kept(slot, quiet=quiet),
        skipped=skipped or "",
    )
    if not summaries.save(uow.tx, made):
        return False
    if not week.unreadable:
        measures.save(uow.tx, channel=channel.id, week=slot.week, values=week.summary.counts)
    if not skipped:
        slots.keep_post(uow, made, _post(uow, channel, week))
    return not skipped


def _drawn(uow: UnitOfWork, channel: Channel, slot: Slot, *, so_far: bool = False) -> Json:
    return _post(uow, channel, read(uow, channel, slot), so_far=so_far)


def _post(uow: UnitOfWork, channel: Channel, week: ChannelWeek, *, so_far: bool = False) -> Json:
    reader = reader_of(uow, channel, week)
    return weekly_post(week.summary, reader, extra_of(uow, channel, week, so_far=so_far))
