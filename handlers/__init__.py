"""What people do in Slack, and how we answer: one module or package for each surface."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from handlers import events, unexpected
from handlers.context import Refresh, Run, Services
from handlers.listeners import Listeners
from handlers.payloads import Body
from handlers.responses import ENDING, Ending
from handlers.user_limits import TooMuchAtOnce
from workflows.transaction.unit_of_work import WorkspaceContext

ANY = re.compile("")


def register(
    app: AsyncApp,
    workspace_context: WorkspaceContext,
    *,
    clock: Callable[[], datetime],
    run: Run,
    wake: Callable[[], None],
    refresh: Refresh,
) -> None:
    """Make the app answer everything that Slack sends.

    Bolt tries listeners one after another, so we register one for each kind of request, the most
    frequent first. Each accepts every request of its kind, so no request goes unanswered.
    """
    services = Services(
        context=workspace_context,
        clock=clock,
        run=run,
        wake=wake,
        refresh=refresh,
        client=app.client,
    )
    listeners = Listeners(services)

    async def event(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        # Acknowledged even where we do not need it, or Slack would resend it.
        await events.received(services, body, said=partial(listeners.said, body, context))
        await ack()

    async def closed(ack: AsyncAck) -> None:
        await ack()

    async def error(error: Exception, body: Body, context: AsyncBoltContext) -> BoltResponse | None:
        flood = isinstance(error, TooMuchAtOnce)
        context[ENDING] = Ending.REFUSED if flood else Ending.FAILED
        return await unexpected.apologised(services, error, body)

    app.action(ANY)(listeners.click)
    app.command(ANY)(listeners.command)
    app.view_submission(ANY)(listeners.form)
    app.event(ANY)(event)
    app.shortcut(ANY)(listeners.shortcut)
    app.view_closed(ANY)(closed)
    app.options(ANY)(closed)
    app.error(error)
