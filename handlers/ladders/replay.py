"""Replay: what a ladder would have done; the window says "counting" until the answer is there.

The answer is counted behind the request, slice by slice, so that no command waits for it.
"""

import logging
from collections.abc import Callable
from functools import partial

import aiohttp
from slack_sdk.errors import SlackClientError

from escalation.errors import Refusal
from escalation.policy import Policy
from handlers import refusals
from handlers.context import RequestContext, Services
from handlers.modals import SHUT
from handlers.responses import Modal
from messages.forms.items import note_modal
from messages.ladders.replay import COUNTING, last, replay_message
from messages.slack import api_calls
from messages.slack.blocks import Json, message, section
from workflows.channels import replay
from workflows.channels.replay import WEEKS, Window
from workflows.transaction.unit_of_work import Request

SOMETHING_WENT_WRONG = "Counting did not work this time. Close this and try again."

log = logging.getLogger("backstop.handlers")


def ask(
    request: RequestContext,
    origin: Request,
    channel: str,
    *,
    tried: Policy | None = None,
    weeks: int | None = None,
) -> Modal:
    """The window that will have the answer; by default the channel's own ladder is tried.

    Raises a Refusal, such as NotAllowed, for people who may not ask.
    """
    weeks = WEEKS if weeks is None else weeks
    replay.require_askable(request.context, origin, channel, now=request.now, weeks=weeks)
    name = f"replay.{origin.external_id}"[:255]
    counting = message(COUNTING, [section(COUNTING)])
    shut = refusals.reply(request, SHUT).message
    seen_by = partial(replay.seen_by, now=request.now, tried=tried, weeks=weeks)
    read = partial(seen_by, request.context, origin, channel)
    then = partial(_show, request.services, read, channel=channel, name=name, weeks=weeks)
    return Modal(view=_view(name, counting, weeks=weeks), instead=shut, then=then)


def _view(name: str, said: Json, *, weeks: int) -> Json:
    title = last(weeks)
    return {**note_modal(f"{title[:1].upper()}{title[1:]}", said), "external_id": name}


async def _show(
    services: Services, read: Callable[[], Window], *, channel: str, name: str, weeks: int
) -> None:
    """Count, and show what came of it in the window with this name. Never raises."""
    try:
        said = await _answer(services, read, weeks)
    except Exception:  # the window must not say "counting" for ever
        log.exception("action=not_replayed channel=%s", channel)
        said = message(SOMETHING_WENT_WRONG, [section(SOMETHING_WENT_WRONG)])
    window = api_calls.window(_view(name, said, weeks=weeks), external_id=name)
    try:
        await services.client.views_update(**window)
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
        log.warning("action=window_not_opened error=%s", type(fault).__name__)


async def _answer(services: Services, read: Callable[[], Window], weeks: int) -> Json:
    try:
        window = await services.run(read)
    except Refusal as refusal:
        return message(refusal.text, [section(refusal.text)])
    found = replay.nothing_yet(window)
    for pasts in window.slices():
        found = found.and_then(await services.run(replay.some, window, pasts))
    return replay_message(found.found, weeks)
