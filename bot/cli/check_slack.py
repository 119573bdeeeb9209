"""Slack app faults: what Slack says about tokens, scopes, channels and our clock."""

import re
from typing import Any

import yaml
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import app_manifest
from bot.errors import REINSTALL, token_refused
from bot.process.clock import utc_now
from bot.settings import Settings
from bot.slack import client as slack_client
from bot.slack import paging, responses
from bot.slack.clock_guard import ClockGuard
from workflows.outbox.result import Refused

HISTORY = frozenset({"channels:history", "groups:history"})
"""Optional, and worth it: with them a post whose answer was lost is looked for."""

SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
"""How Slack's look. Undocumented, so a mismatch is only a note."""


async def found(settings: Settings) -> list[str]:
    """One line per fault, with its fix; lines that begin with `ok` or `note` are not faults."""
    clock_guard = ClockGuard(utc_now)
    token = settings.slack_bot_token.get_secret_value()
    async with slack_client.connected(
        token=token, url=settings.slack_api_url, clock_guard=clock_guard
    ) as client:
        bot_id = ""
        try:
            told = await client.auth_test()
        except responses.FAULTS as fault:
            lines = [_why("SLACK_BOT_TOKEN", fault)]
        else:
            bot_id = told["bot_id"] or ""
            lines = await _bot(client, settings, told)
        lines += (
            await _app_token(client, settings, bot_id) if settings.by_socket else _secret(settings)
        )
        return [*dict.fromkeys(lines), *_clock(clock_guard)]  # a fault of both tokens is named once


async def _bot(client: AsyncWebClient, settings: Settings, told: AsyncSlackResponse) -> list[str]:
    """Check what the bot token gives access to, from the answer to `auth.test`."""
    return [
        f"ok bot token ({told['team']}, {told['user']})",
        *_whole_organisation(told),
        *_scopes(told),
        *await _channels(client),
        *await _admins(client, settings),
    ]


def _whole_organisation(told: AsyncSlackResponse) -> list[str]:
    if not told.get("is_enterprise_install"):
        return []
    return [
        "SLACK_BOT_TOKEN is for a whole organisation, and Backstop serves one workspace. "
        "To fix it, install the app to that workspace and copy its bot token."
    ]


def _scopes(told: AsyncSlackResponse) -> list[str]:
    header = told.headers.get("x-oauth-scopes")
    if header is None:
        return [
            "note The app's scopes are unknown: Slack's answer came without the header that names "
            "them, perhaps because of a proxy. Compare your app's page OAuth & Permissions with "
            "what `backstop manifest` prints"
        ]
    granted = {scope.strip() for scope in header.split(",")}
    missing = sorted(_required_scopes() - granted)
    if not missing:
        return [f"ok scopes{_less_sure(granted)}"]
    return [f"The app lacks the scopes {', '.join(missing)}. To fix it, {REINSTALL}."]


def _required_scopes() -> set[str]:
    scopes: dict[str, Any] = yaml.safe_load(app_manifest.SOURCE.read_text())["oauth_config"][
        "scopes"
    ]
    return set(scopes["bot"]) - set(scopes.get("bot_optional", ()))


def _less_sure(granted: set[str]) -> str:
    """Say what missing optional scopes mean."""
    missing = ", ".join(sorted(HISTORY - granted))
    return missing and (
        f" (without {missing}: after a lost answer a post there is sent again half an hour later, "
        "and says that it may be a repeat)"
    )


async def _channels(client: AsyncWebClient) -> list[str]:
    """Check that the bot is in a channel; says nothing if a missing scope keeps it from looking."""
    asked = {"types": "public_channel,private_channel", "exclude_archived": True}
    found = paging.each(client, "users.conversations", asked, key="channels")
    try:
        names = [f"#{channel['name']}" async for channel in found]
    except responses.FAULTS:
        return []
    if names:
        more = ", …" if names[3:] else ""
        return [f"ok channels ({', '.join(names[:3])}{more})"]
    return ["note Backstop is in no channel yet. Type in your team's: /invite @Backstop"]


async def _admins(client: AsyncWebClient, settings: Settings) -> list[str]:
    if not settings.admins:
        return [
            "note BACKSTOP_ADMINS is empty, so alarms reach nobody. Put your own member ID there "
            "(in Slack: your profile, ⋮, Copy member ID)"
        ]
    found = [(admin, await _absence(client, admin)) for admin in sorted(settings.admins)]
    return [
        f"BACKSTOP_ADMINS: {admin} {why}. To fix it, copy the member ID from the profile of "
        "somebody who is there."
        for admin, why in found
        if why
    ]


async def _absence(client: AsyncWebClient, person: str) -> str:
    """What is wrong with this user id; "" if nothing is, or if we cannot know."""
    try:
        told = await client.users_info(user=person)
        return "has left" if told["user"].get("deleted") else ""
    except responses.FAULTS as fault:
        is_nobody = responses.error_code(fault) in {"user_not_found", "users_not_found"}
        return "is nobody in this workspace" if is_nobody else ""


async def _app_token(client: AsyncWebClient, settings: Settings, bot_id: str) -> list[str]:
    header = {"Authorization": f"Bearer {settings.slack_app_token.get_secret_value()}"}
    try:
        await client.api_call("apps.connections.open", headers=header)
    except responses.FAULTS as fault:
        return [_why("SLACK_APP_TOKEN", fault)]
    app, bots_app = await _apps(client, header, bot_id)
    if app == bots_app:
        return ["ok app token"]
    return [
        f"SLACK_APP_TOKEN is of another app ({app}) than SLACK_BOT_TOKEN ({bots_app}). To fix it, "
        "copy both from the pages of one app."
    ]


async def _apps(client: AsyncWebClient, header: dict[str, str], bot_id: str) -> tuple[str, str]:
    """The ids of the app-level token's app and the bot's app; both "" if unknown."""
    if not bot_id:
        return "", ""
    try:
        app = await client.api_call("auth.test", headers=header)
        bot = await client.bots_info(bot=bot_id)
        ids = str(app["app_id"] or ""), str(bot["bot"].get("app_id") or "")
    except responses.FAULTS:
        return "", ""
    return ids if all(ids) else ("", "")


def _secret(settings: Settings) -> list[str]:
    if SIGNING_SECRET.fullmatch(settings.slack_signing_secret.get_secret_value()):
        return ["ok signing secret (Slack alone knows whether it is this app's)"]
    return [
        "note SLACK_SIGNING_SECRET does not look like one (32 digits and letters a to f). If "
        "commands fail, copy it again: your app's page Basic Information, App Credentials"
    ]


def _clock(clock_guard: ClockGuard) -> list[str]:
    if not clock_guard.doubt:
        return []
    return [
        f"The clock of this machine ({clock_guard.now():%d %b %H:%M:%S} UTC) differs from Slack's: "
        "nothing would be sent. To fix it, set the clock, best by NTP (timedatectl set-ntp true)."
    ]


def _why(variable: str, fault: BaseException) -> str:
    outcome = responses.failed(fault)
    if isinstance(outcome, Refused):
        return str(token_refused(variable, outcome.error))
    code = responses.error_code(fault)
    return (
        f"Slack cannot be reached ({code}). To fix it, check the network, the proxy variables "
        "and SLACK_API_URL."
    )
