"""A small Bolt app and a settable clock, for the tests of the playground itself."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack import Playground

SCOPES = [
    "commands",
    "chat:write",
    "users:read",
    "channels:read",
    "groups:read",
    "im:read",
    "channels:history",
    "groups:history",
    "im:history",
    "im:write",
    "channels:join",
    "usergroups:read",
    "app_mentions:read",
]
EVENTS = [
    "app_home_opened",
    "app_mention",
    "message.im",
    "member_joined_channel",
    "member_left_channel",
    "channel_archive",
    "user_change",
    "subteam_members_changed",
]


def a_manifest(**changes: Any) -> dict[str, Any]:
    """The manifest of the small bot; `scopes`, `events`, `home` and `messages` may be changed."""
    return {
        "features": {
            "bot_user": {"display_name": "Echo"},
            "app_home": {
                "home_tab_enabled": changes.get("home", True),
                "messages_tab_enabled": changes.get("messages", True),
            },
            "slash_commands": [
                {"command": "/echo", "description": "say it again", "should_escape": True},
                {"command": "/plain", "description": "say it again", "should_escape": False},
            ],
            "shortcuts": [
                {"name": "Keep it", "type": "message", "callback_id": "keep"},
                {"name": "Start one", "type": "global", "callback_id": "start"},
            ],
        },
        "oauth_config": {"scopes": {"bot": changes.get("scopes", SCOPES)}},
        "settings": {"event_subscriptions": {"bot_events": changes.get("events", EVENTS)}},
    }


@dataclass
class SteppedClock:
    """A clock that stands still until it is advanced, and `seconds` with it."""

    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@asynccontextmanager
async def a_slack(clock: SteppedClock | None = None, **options: Any) -> AsyncIterator[Playground]:
    """A running workspace: maria (Berlin) and tom in #launch, ines in the private #legal."""
    clock = clock or SteppedClock()
    manifest = options.pop("manifest", a_manifest())
    options.setdefault("seconds", clock.seconds)
    async with Playground(manifest, clock=clock, **options) as slack:
        slack.add_person("maria", real_name="Maria Silva", tz="Europe/Berlin")
        slack.add_person("tom", real_name="Tom Berg")
        slack.add_person("ines", real_name="Ines Roth")
        slack.add_channel("#launch", ["maria", "tom"])
        slack.add_channel("#legal", ["ines"], private=True, with_bot=False)
        slack.add_channel("#general", ["maria", "tom", "ines"], with_bot=False)
        yield slack


def a_client(slack: Playground, token: str | None = None) -> AsyncWebClient:
    """The real client, without its default retries."""
    token = slack.bot_token if token is None else token
    return AsyncWebClient(token=token, base_url=slack.api_url, retry_handlers=[])


async def refusal(call: Any) -> str:
    """The error code with which a call is refused; fails if it is accepted."""
    try:
        answer = await call
    except SlackApiError as error:
        return str(error.response["error"])
    raise AssertionError(f"not refused: {answer.data}")


@dataclass
class Bot:
    """A connected app, and the payloads its listeners got."""

    app: AsyncApp
    handler: AsyncSocketModeHandler
    got: list[dict[str, Any]] = field(default_factory=list)


@asynccontextmanager
async def a_bot(
    slack: Playground,
    listeners: Callable[[AsyncApp, list[dict[str, Any]]], None],
    ping: float = 1,
) -> AsyncIterator[Bot]:
    """A Bolt app over Socket Mode; `listeners(app, got)` registers what it does.

    It checks its connection every `ping` seconds.
    """
    app = AsyncApp(client=a_client(slack), process_before_response=True)
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=ping)
    bot = Bot(app, handler)
    listeners(app, bot.got)
    await handler.connect_async()
    try:
        assert await slack.sockets.connected()
        yield bot
    finally:
        await handler.close_async()


def text(words: str, kind: str = "plain_text") -> dict[str, str]:
    return {"type": kind, "text": words}


def section(words: str) -> dict[str, Any]:
    return {"type": "section", "text": text(words, "mrkdwn")}


def a_button(label: str, action_id: str, value: str = "1") -> dict[str, Any]:
    return {"type": "button", "text": text(label), "action_id": action_id, "value": value}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "block_id": "acts", "elements": list(elements)}


def an_input(label: str, block_id: str, **element: Any) -> dict[str, Any]:
    described = {"type": "plain_text_input", "action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": text(label), "element": described}


def a_modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": text("A form"),
        "submit": text("Save"),
        "blocks": list(blocks) or [an_input("What", "what")],
        **more,
    }
