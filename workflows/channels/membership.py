"""Who is in a channel, from Slack's events and from a full list every few minutes.

The lists catch what the events missed. All bots of a workspace share the queue of lists that are
due, and they share Slack's rate limit. When somebody joins or leaves, we redraw their Home tab: it
shows what a channel's members may see.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from storage import channels, home_tabs
from storage.members import insiders, member_lists
from storage.outbox import rate_limits
from workflows.channels import removal
from workflows.transaction import following
from workflows.transaction.unit_of_work import WorkspaceContext

EVERY = timedelta(minutes=4)
"""How old a list may be before it is due again."""
A_MINUTE, METHOD = member_lists.A_MINUTE, rate_limits.MEMBERS
"""How many lists to read in a minute, and the method of Slack's that lists members."""
A_FEW = 8
"""How many to offer at a time: two bots that each pick one at random rarely pick the same."""


def due(context: WorkspaceContext, now: datetime, *, but: Collection[str] = ()) -> list[str]:
    """A few channels whose members should be listed next, without those in `but`; pick any."""
    with context.reading(now) as uow:
        if rate_limits.held(uow.tx, METHOD, now=now):
            return []
        found = member_lists.due(uow.tx, now=now, every=EVERY, limit=A_FEW + len(but))
    return [channel for channel in found if channel not in but][:A_FEW]


def checked_at(context: WorkspaceContext, channel: str, now: datetime) -> datetime | None:
    """When a channel's members were last listed; None if never. Pass it to `listed`."""
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
    """Save exactly these people as a channel's members. `now` is when we asked Slack.

    Change nothing if `checked_at` no longer returns `before`. Then an event or another bot has
    changed the members, and this list may be older. We list them again when they are due.
    """
    with context.writing(now) as uow:
        if member_lists.checked_at(uow.tx, channel) == before:
            changed = channels.set_members(uow.tx, channel, listed=members, now=now)
            gone = changed.difference(members)
            following.end(uow, channel, gone)
            insiders.back(uow.tx, channel, changed - gone)
            removal.follow(uow, channel, insiders.remove(uow.tx, channel, gone))
            home_tabs.want(uow.tx, changed, now=now)


def changed(
    context: WorkspaceContext, channel: str, user: str, *, joined: bool, now: datetime
) -> None:
    """Save that somebody joined or left a channel; its full list becomes due afterwards."""
    with context.writing(now) as uow:
        member_lists.changed(uow.tx, channel, user, joined=joined, now=now, every=EVERY)
        if joined:
            insiders.back(uow.tx, channel, [user])
        else:
            following.end(uow, channel, [user])
            removal.follow(uow, channel, insiders.remove(uow.tx, channel, [user]))
        home_tabs.want(uow.tx, [user], now=now)


def too_fast(context: WorkspaceContext, now: datetime, *, until: datetime) -> None:
    """Slack will not list members before `until`: stop all bots on this database from asking."""
    with context.writing(now) as uow:
        rate_limits.hold(uow.tx, METHOD, until=until)
