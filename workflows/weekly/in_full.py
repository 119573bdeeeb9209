"""All of a channel's week, for somebody who is in the channel."""

from dataclasses import dataclass
from datetime import datetime

from escalation import refusals
from escalation.errors import NotAllowed, Stale
from escalation.summary.weekly import Summary
from messages.reader import Reader
from messages.weekly.post import Extra
from messages.weekly.weekly_ids import SO_FAR, WeekPage
from workflows.transaction import guards, visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext
from workflows.weekly import slots, week

OUTSIDE = (
    "Only people who can see that channel can read its week. Ask somebody there to invite you."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InFull:
    """A channel's week, how to write it, and what there is to say beside it."""

    summary: Summary
    reader: Reader
    extra: Extra


def in_full(
    context: WorkspaceContext, request: Request, page: WeekPage, *, now: datetime
) -> InFull:
    """The week as it stands in the history now.

    Raises NotAllowed to people outside the channel, and Stale for a week without a post.
    """
    with context.reading(now) as uow:
        return _read(uow, request, page)


def _read(uow: UnitOfWork, request: Request, page: WeekPage) -> InFull:
    asker = guards.asker(uow, request.actor)
    if not visibility.sees_channel(uow, asker, page.channel):
        raise NotAllowed(OUTSIDE)
    channel = guards.laddered(guards.channel_in_use(uow, page.channel))
    so_far = page.week == SO_FAR
    slot = slots.coming(uow, channel) if so_far else slots.made(uow, channel, page.week)
    if slot is None:
        raise Stale(refusals.OLDER)
    found = week.read(uow, channel, slot)
    extra = week.extra_of(uow, channel, found, so_far=so_far)
    return InFull(summary=found.summary, reader=week.reader_of(uow, channel, found), extra=extra)
