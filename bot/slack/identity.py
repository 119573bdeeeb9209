"""Who we are in Slack: asked once at the start, patiently if Slack cannot be reached."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import token_refused
from bot.slack import responses
from bot.slack.objects import Identity
from workflows.outbox.result import Later, Refused

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=60)

log = logging.getLogger("backstop.slack")


async def ask(client: AsyncWebClient) -> Identity:
    """Ask whose bot this is; raises CannotRun if Slack does not accept the bot token."""
    told = await _patiently(client, "auth.test", "SLACK_BOT_TOKEN")
    return Identity(
        team=told["team_id"],
        team_name=told["team"] or "",
        bot_user=told["user_id"],
        bot_id=told["bot_id"] or "",
        enterprise=told["enterprise_id"] or "",
        url=told.get("url") or "",
    )


async def check_app_token(client: AsyncWebClient, app_token: str) -> None:
    """Raise CannotRun if Slack does not accept the app token for Socket Mode."""
    header = {"Authorization": f"Bearer {app_token}"}
    await _patiently(client, "apps.connections.open", "SLACK_APP_TOKEN", headers=header)


async def _patiently(
    client: AsyncWebClient, method: str, variable: str, **call: Any
) -> AsyncSlackResponse:
    """Call until Slack answers, ever more slowly; raises CannotRun on a definite refusal."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await client.api_call(method, **call)
        except responses.FAULTS as fault:
            outcome = responses.failed(fault)
            if isinstance(outcome, Refused):
                raise token_refused(variable, outcome.error) from None
            log.warning(
                "action=unreachable method=%s error=%s", method, responses.error_code(fault)
            )
            asked = outcome.retry_after if isinstance(outcome, Later) else pause
            await asyncio.sleep(max(pause, asked).total_seconds())
            pause = min(pause * 2, LONGEST_PAUSE)
