"""Replay: what a ladder would have done; the window says "counting" until the answer is there.

The answer is counted behind the request, slice by slice, so that no command waits for it.
"""

import logging

import aiohttp
from slack_sdk.errors import SlackClientError

from escalation.errors import Refusal
from escalation.policy import Policy
from handlers import refusals
from handlers.context import RequestContext
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
    counted = _Counted(request, origin, channel, tried=tried, weeks=weeks, name=name)
    counting = message(COUNTING, [section(COUNTING)])
    shut = refusals.reply(request, SHUT).message
    view = _view(name, counting, weeks=weeks)
    return Modal(view=view, instead=shut, then=counted.shown)


def _view(name: str, said: Json, *, weeks: int) -> Json:
    title = last(weeks)
    return {**note_modal(f"{title[:1].upper()}{title[1:]}", said), "external_id": name}


class _Counted:
    """A replay behind its request; its window is found again by its name."""

    def __init__(
        self,
        request: RequestContext,
        origin: Request,
        channel: str,
        *,
        tried: Policy | None,
        weeks: int,
        name: str,
    ) -> None:
        self._request, self._origin, self._channel = request, origin, channel
        self._tried, self._weeks, self._name = tried, weeks, name

    async def shown(self) -> None:
        """Count, and show what came of it in place of the window's first words. Never raises."""
        try:
            said = await self._answer()
        except Exception:  # the window must not say "counting" for ever
            log.exception("action=not_replayed channel=%s", self._channel)
            said = message(SOMETHING_WENT_WRONG, [section(SOMETHING_WENT_WRONG)])
        window = api_calls.window(
            _view(self._name, said, weeks=self._weeks), external_id=self._name
        )
        try:
            await self._request.services.client.views_update(**window)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
            log.warning("action=window_not_opened error=%s", type(fault).__name__)

    async def _answer(self) -> Json:
        run = self._request.services.run
        try:
            window = await run(self._window)
        except Refusal as refusal:
            return message(refusal.text, [section(refusal.text)])
        found = replay.nothing_yet(window)
        for pasts in window.slices():
            found = found.and_then(await run(replay.some, window, pasts))
        return replay_message(found.found, self._weeks)

    def _window(self) -> Window:
        return replay.seen_by(
            self._request.context,
            self._origin,
            self._channel,
            now=self._request.now,
            tried=self._tried,
            weeks=self._weeks,
        )
