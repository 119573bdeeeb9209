"""Events: an opened Home tab, a message to us, changes of people, groups and channels."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from handlers import payloads
from handlers.context import Services
from handlers.payloads import Body
from workflows.channels import membership
from workflows.items import queries
from workflows.people import status, sync

Listener: TypeAlias = Callable[[Services, Body], Awaitable[None]]

log = logging.getLogger("backstop.handlers")


async def received(services: Services, body: Body, *, said: Callable[[], Awaitable[None]]) -> None:
    """Handle one event; `said` answers it if somebody said something to us."""
    event = body["event"]
    if not _is_ours(body, services.context.workspace):
        return
    if is_said(event):
        await said()
    else:
        await _LISTENERS.get(event["type"], _nothing)(services, event)


def _is_ours(body: Body, workspace: str) -> bool:
    """Whether it concerns our workspace: Slack also sends those of others in our organisation."""
    installed = body.get("authorizations") or ()
    return workspace in {body.get("team_id", workspace), *(one.get("team_id") for one in installed)}


async def _nothing(_services: Services, _event: Body) -> None:
    """Ignore it."""


async def _home_opened(services: Services, event: Body) -> None:
    if event.get("tab", "home") == "home":
        await services.run(
            queries.home_opened, services.context, event["user"], now=services.clock()
        )
        services.wake()


def is_said(event: Body) -> bool:
    """True if a person wrote it just now: to us, or with a mention of us.

    Messages from apps don't count, and neither do edits, which Slack sends again as new events.
    """
    by_person = event.get("user") and not event.get("bot_id")
    is_new = "edited" not in event and event.get("subtype", "") in _SAID
    return event["type"] in SAID_IN and bool(by_person) and is_new


async def _person_changed(services: Services, event: Body) -> None:
    user, now = event["user"], services.clock()
    if found := payloads.status(user):
        await services.run(status.noticed, services.context, user["id"], found, now=now)
        services.wake()
    services.refresh.later(services.refresh.person_changed(event["user"]))


async def _members_changed(services: Services, event: Body) -> None:
    """Somebody joined or left; if it was us, read the whole channel again."""
    channel, user = event["channel"], event["user"]
    if user == services.context.bot_user:
        services.refresh.later(_entered(services, channel))
        return
    joined, now = event["type"] == "member_joined_channel", services.clock()
    tell = membership.changed
    await services.run(tell, services.context, channel, user, joined=joined, now=now)
    services.wake()
    services.refresh.later(services.refresh.refresh_members(channel))


async def _entered(services: Services, channel: str) -> None:
    await services.refresh.refresh_channel(channel)
    services.wake()  # the channel may have to be greeted


async def _channel_changed(services: Services, event: Body) -> None:
    services.refresh.later(services.refresh.refresh_channel(event["channel"]))


async def _channel_left(services: Services, event: Body) -> None:
    """We were removed: save that at once, in case Slack cannot be asked, then read the channel."""
    context, channel = services.context, event["channel"]
    await services.run(sync.channel_left, context, channel, services.clock())
    services.wake()
    services.refresh.later(services.refresh.refresh_channel(channel))


async def _channel_id_changed(services: Services, event: Body) -> None:
    old, new = event["old_channel_id"], event["new_channel_id"]
    await services.run(sync.channel_id_changed, services.context, old, new, now=services.clock())
    services.refresh.later(services.refresh.refresh_channel(new))
    services.wake()


async def _groups_changed(services: Services, _event: Body) -> None:
    services.refresh.later(services.refresh.refresh_groups())


async def _shut_out(_services: Services, event: Body) -> None:
    log.error("action=shut_out event=%s fix=reinstall_the_app", event["type"])


SAID_IN = frozenset({"message", "app_mention"})
_SAID = frozenset({"", "file_share", "me_message", "thread_broadcast"})
"""The subtypes of messages that people write (docs.slack.dev/reference/events/message)."""
_CHANNEL_CHANGES = (
    "archive",
    "created",
    "deleted",
    "rename",
    "shared",
    "unarchive",
    "unshared",
)
_LISTENERS: dict[str, Listener] = {
    "app_home_opened": _home_opened,
    "user_change": _person_changed,
    "team_join": _person_changed,
    "member_joined_channel": _members_changed,
    "member_left_channel": _members_changed,
    **{f"channel_{change}": _channel_changed for change in _CHANNEL_CHANGES},
    **{f"group_{change}": _channel_changed for change in _CHANNEL_CHANGES},
    "channel_left": _channel_left,
    "group_left": _channel_left,
    "channel_id_changed": _channel_id_changed,
    "subteam_created": _groups_changed,
    "subteam_updated": _groups_changed,
    "subteam_members_changed": _groups_changed,
    "tokens_revoked": _shut_out,
    "app_uninstalled": _shut_out,
}
