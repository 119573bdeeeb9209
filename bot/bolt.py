"""Bolt: verifies and routes what Slack sends; made once we know who we are."""

import logging

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack_facts import Identity

SILENT = logging.getLogger("slack_bolt")
"""Bolt copies this logger's level to all of its own."""


def make(client: AsyncWebClient, *, identity: Identity, signing_secret: str) -> AsyncApp:
    """An app that stores first and answers then (design §3), and asks Slack nothing by itself.

    It is told whose requests these are instead of a token: so no request costs an `auth.test`, and
    `SLACK_CLIENT_ID` in the environment does not turn it into a multi-workspace app that drops the
    token (slack-platform §9).
    """
    token = client.token or ""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=identity.enterprise or None,
            team_id=identity.team,
            bot_user_id=identity.bot_user,
            bot_id=identity.bot_id,
            bot_token=token,
        )

    SILENT.setLevel(logging.ERROR)  # its warnings are about tokens found twice
    return AsyncApp(
        logger=SILENT,
        client=client,
        signing_secret=signing_secret,
        authorize=authorize,
        process_before_response=True,
    )
