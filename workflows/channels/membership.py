"""Who is in a channel: as events tell, and as Slack lists it now and then for what they missed.

All bots of a workspace share the lists that are due, and what Slack has asked of one of them. The
Home tabs of whoever comes or goes are drawn again: they show what a channel's members may see.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from storage import channels, homes, member_lists
from storage.outbox import rate_limits
from workflows.transaction.unit_of_work import WorkspaceContext

EVERY = timedelta(minutes=4)
"""How old a list may be before it is due again."""
A_FEW = 8
"""So many are due at a time: two bots that each take any of them seldom take the same."""


def due(context: WorkspaceContext, now: datetime, *, but: Collection[str] = ()) -> list[str]:
    """A few channels whose members to list next, none of `but`; any of them will do."""
    with context.reading(now) as uow:
        if rate_limits.held(uow.tx, rate_limits.MEMBERS, now=now):
            return []
        found = member_lists.due(uow.tx, now=now, every=EVERY, limit=A_FEW + len(but))
    return [channel for channel in found if channel not in but][:A_FEW]


def checked_at(context: WorkspaceContext, channel: str, now: datetime) -> datetime | None:
    """When a channel's members were listed; None if never. `listed` has to be told of it."""
    with context.reading(now) as uow:
        return member_lists.checked_at(uow.tx, channel)


def listed(
    context: WorkspaceContext,
    channel: str,
    members: Collection[str],
    *,
    before: datetime | None,
    now: datetime,
) -> None:
    """Remember exactly these people as a channel's members, for whom Slack was asked at `now`.

    Nothing is changed if they were not `checked_at` `before`: an event or another bot has changed
    them meanwhile, and this list may be the older one. It is read again when it is due.
    """
    with context.writing(now) as uow:
        if member_lists.checked_at(uow.tx, channel) == before:
            changed = channels.set_members(uow.tx, channel, listed=members, now=now)
            homes.want(uow.tx, changed, now=now)


def changed(
    context: WorkspaceContext, channel: str, user: str, *, joined: bool, now: datetime
) -> None:
    """Somebody came into a channel or left it, as Slack tells; its list is due after that."""
    with context.writing(now) as uow:
        member_lists.changed(uow.tx, channel, user, joined=joined, now=now, every=EVERY)
        homes.want(uow.tx, [user], now=now)


def too_fast(context: WorkspaceContext, now: datetime, *, until: datetime) -> None:
    """Slack lists no members before `until`: no bot on this database asks."""
    with context.writing(now) as uow:
        rate_limits.hold(uow.tx, rate_limits.MEMBERS, until=until)
