"""Bolt: verifies and routes what Slack sends; built once we know who we are."""

import logging

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.metrics import Metrics
from bot.process.clock import stopwatch
from bot.slack.objects import Identity
from handlers import payloads, shapes, unexpected
from handlers.responses import ENDING, Ending

SILENT = logging.getLogger("slack_bolt")
"""Bolt copies this logger's level to all of its own."""


class App(AsyncApp):
    """Reads, routes and times every request up to its acknowledgement, by socket or HTTP."""

    metrics: Metrics

    async def answered(self, payload: object) -> BoltResponse:
        """Answer a request that has been verified as Slack's."""
        began, kind = stopwatch(), payloads.kind(payload)
        try:
            # In this mode Bolt does not verify the request a second time.
            told = AsyncBoltRequest(body=shapes.read(payload), mode="socket_mode")
        except shapes.Malformed:
            self.metrics.unread(kind)
            answer, ended = unexpected.older(kind), Ending.REFUSED
        else:
            answer = await self.async_dispatch(told)
            as_seen = Ending.ANSWERED if answer.status == 200 else Ending.FAILED
            ended = told.context.get(ENDING, as_seen)
        self.metrics.answered(kind, ended, seconds=stopwatch() - began)
        return answer


def make(
    client: AsyncWebClient,
    *,
    identity: Identity,
    signing_secret: str,
    metrics: Metrics | None = None,
) -> App:
    """Build an app that commits before it acknowledges, and makes no Slack calls of its own.

    It gets an `identity` instead of a token: so no request costs an `auth.test`, and Bolt does not
    drop the token and serve many workspaces when `SLACK_CLIENT_ID` is in the environment.
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
    app = App(
        name=SILENT.name,  # with each request the logger of this name gets its level
        logger=SILENT,
        client=client,
        signing_secret=signing_secret,
        authorize=authorize,
        process_before_response=True,
    )
    app.metrics = metrics or Metrics()
    return app
