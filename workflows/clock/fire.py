"""What the clock does: fire the steps that are due and queue the weekly summaries."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation import trajectories
from escalation.calendars import owners_calendar
from escalation.items import Item
from escalation.ladder import plan
from escalation.ladder.plan import Step, StepKind
from escalation.notices.collector import Routed
from escalation.notices.routing import route
from escalation.recipients import Directory
from storage import absences, channels, home_tabs
from storage.about import batches, hand_overs
from storage.channels import Channel
from storage.checks.unwell import UNWELL
from storage.engine.database import Transaction
from storage.indicators import definitions as indicators
from storage.items import store
from storage.outbox import claims, queue
from workflows import set_aside
from workflows.clock import summary
from workflows.transaction import directory as item_directory
from workflows.transaction import effects, redirects
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext

log = logging.getLogger("backstop.heartbeat")


def fire_due(context: WorkspaceContext, now: datetime, *, limit: int = 500) -> int:
    """Carry out the plans of up to `limit` items that are due; return how many we looked at.

    One transaction: steps, notices, history and the next instants are saved together or not at all.
    An item that cannot be read, planned or saved is set aside and does not stop the others.
    """
    if not _is_due(context, now, store.next_at):
        return 0
    with context.writing(now) as uow:
        return fire(uow, limit=limit)


def fire(uow: UnitOfWork, *, limit: int = 500) -> int:
    """The same, inside a transaction."""
    due = store.due(uow.tx, now=uow.now, limit=limit)
    for one in due.unreadable:
        set_aside.stop(uow, one, one.fault)
    if due.items and not _fired_together(uow, due.items):
        for item in due.items:
            with set_aside.alone(uow, item) as part:
                _carry_out(part, [item])
    return len(due.items) + len(due.unreadable)


def _fired_together(uow: UnitOfWork, due: Sequence[Item]) -> bool:
    """Fire all in one go, which nearly always works. If one raises, do nothing; return False."""
    try:
        with uow.part() as part:
            _carry_out(part, due)
    except UNWELL:
        raise
    except Exception:  # going one by one finds out which
        log.exception("action=stumbled items=%d", len(due))
        return False
    return True


def _carry_out(uow: UnitOfWork, due: Sequence[Item]) -> None:
    everybody = item_directory.of_items(uow, due)
    within = {channel: everybody.within(channel) for channel in {item.channel for item in due}}
    _save(uow, [_fired(item, within[item.channel]) for item in due])


@dataclass(frozen=True, slots=True)
class _Fired:
    """An item after its steps, the notices they caused, and whether it now looks different."""

    told: Routed
    looks_different: bool


def _fired(item: Item, directory: Directory) -> _Fired:
    now = directory.now
    calendar = owners_calendar(item, directory.people, now)
    planned = plan.plan(item, item.policy, now, calendar=calendar)
    told = route(plan.apply(item, planned), planned.steps, directory)
    lapsed = trajectories.has_lapsed(item, now)
    return _Fired(told, looks_different=lapsed or any(map(_shows, planned.steps)))


def _shows(step: Step) -> bool:
    """Whether a step changes how its item looks; a reminder does so only at the due date."""
    return step.kind is not StepKind.REMINDER or step.name == "due"


def _save(uow: UnitOfWork, fired: list[_Fired]) -> None:
    saved = [one.told.item for one in fired]
    store.save_positions(uow.tx, saved)
    events = [event for one in fired for event in one.told.events]
    effects.write_down(uow, events, saved)
    changed = [item for item, one in zip(saved, fired, strict=True) if one.looks_different]
    told = [(one.told.item, notice) for one in fired for notice in one.told.notices]
    notices = redirects.redirected(uow, told)
    queue.add(uow.tx, [*notices, *effects.edits(uow, changed)])
    concerned = {user for item in changed for user in (item.owner, item.reporter, *item.told)}
    home_tabs.want(uow.tx, concerned, now=uow.now)


def queue_summaries(context: WorkspaceContext, now: datetime, *, limit: int = 500) -> int:
    """Make and queue the summaries of up to `limit` channels whose slot has opened.

    Return how many channels we looked at. If a summary raises, set its channel aside and go on.
    """
    if not _is_due(context, now, channels.next_summary_at):
        return 0
    with context.writing(now) as uow:
        return sum_up(uow, limit=limit)


def sum_up(uow: UnitOfWork, *, limit: int = 500) -> int:
    """The same, inside a transaction."""
    due = channels.summary_due(uow.tx, now=uow.now, limit=limit)
    for channel in due:
        _summed_up(uow, channel)
    return len(due)


def _summed_up(uow: UnitOfWork, channel: Channel) -> None:
    if channel.ladder_fault:
        set_aside.stop_summary(uow, channel.id, channel.ladder_fault)
        return
    try:
        with uow.part() as part:
            summary.queue(part, channel)
    except UNWELL:
        raise
    except Exception as fault:  # anything its numbers may raise
        log.exception("action=stumbled channel=%s", channel.id)
        set_aside.stop_summary(uow, channel.id, type(fault).__name__)


def _is_due(
    context: WorkspaceContext, now: datetime, next_at: Callable[[Transaction], datetime | None]
) -> bool:
    """Only reads: a pass that finds nothing to do does not keep writers waiting."""
    with context.reading(now) as uow:
        at = next_at(uow.tx)
    return at is not None and at <= now


def next_at(
    context: WorkspaceContext, now: datetime, *, closed_for: timedelta = timedelta(0)
) -> datetime | None:
    """When the clock next has something to do (UTC), possibly in the past. None if never.

    Nothing is delivered for `closed_for`, while the circuit breaker is open.
    """
    with context.reading(now) as uow:
        delivery = claims.next_at(uow.tx, now=now)
        if delivery and closed_for:
            delivery = max(delivery, now + closed_for)
        return _first(planned_at(uow), absences.next_at(uow.tx, now=now), delivery)


def later_at(context: WorkspaceContext, now: datetime) -> datetime | None:
    """When the next work comes up that could not be done yet at `now` (UTC); None if never."""
    with context.reading(now) as uow:
        return _first(planned_at(uow), claims.later_at(uow.tx, now=now))


def planned_at(uow: UnitOfWork) -> datetime | None:
    """When the next step, summary, end of an offer or value falls due (UTC); None if never."""
    summary_at, offer_at = channels.next_summary_at(uow.tx), hand_overs.next_at(uow.tx)
    value_at = indicators.next_at(uow.tx)
    return _first(store.next_at(uow.tx), summary_at, offer_at, batches.next_at(uow.tx), value_at)


def _first(*instants: datetime | None) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)
