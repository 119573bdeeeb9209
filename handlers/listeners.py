"""Surfaces: answers each kind of request in its own way, after saving what it changed.

The only call to Slack made inside a request opens a window: its trigger id expires in 3 seconds.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

import aiohttp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackClientError

from escalation.errors import BadInput, Refusal
from handlers import payloads, refusals
from handlers.commands import route as command_route
from handlers.context import Services, Turn
from handlers.forms import route as form_route
from handlers.interactions import buttons, shortcuts
from handlers.payloads import Asked, Body, Click, Command, Form, Shortcut
from handlers.responses import ENDING, Faults, Reply, Screen, Window, ending
from handlers.user_limits import SLOWER, Fairness, TooMuchAtOnce
from messages.slack.blocks import Json
from messages.slack.limits import fitted

OPENING = 2.0
"""Seconds for opening a window, of the three that Slack gives a request."""
A = TypeVar("A", bound=Asked)
Refused = Callable[[Turn, Refusal], Screen]

log = logging.getLogger("backstop.handlers")


class NotOpened(Exception):
    """A window could not be opened, and there is no other way to answer."""


class Surfaces:
    """One method for each kind of request whose sender waits for an answer."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._fairness = Fairness()

    async def command(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A slash command: the reply is the acknowledgement."""
        command = payloads.command(body)
        screen = await self._answered(
            command_route.answer, command, _replied(command), context=context
        )
        message: Json | None = screen.message if isinstance(screen, Reply) else None
        if isinstance(screen, Window) and not await self._opened(command, screen):
            message = screen.instead
        await (ack(response_type="ephemeral", **fitted(message)) if message else ack())

    async def click(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A button or menu."""
        click = payloads.click(body)
        screen = await self._answered(buttons.answer, click, _windowed, context=context)
        await self._shown(click, screen)
        await ack()

    async def shortcut(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A shortcut on a message."""
        shortcut = payloads.shortcut(body)
        screen = await self._answered(shortcuts.answer, shortcut, _windowed, context=context)
        await self._shown(shortcut, screen)
        await ack()

    async def form(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A submitted form: it stays with its faults, shows its last page, or closes."""
        form = payloads.form(body)
        screen = await self._answered(form_route.answer, form, _faulted(form), context=context)
        if isinstance(screen, Faults):
            await ack(response_action="errors", errors=dict(screen.by_block))
        elif isinstance(screen, Window):
            await ack(response_action="update", view=fitted(screen.view))
        else:
            await ack()

    async def _answered(
        self,
        answer: Callable[[Turn, A], Screen],
        asked: A,
        refused: Refused,
        *,
        context: AsyncBoltContext,
    ) -> Screen:
        """The answer or the refusal, found in a worker thread; delivery is woken at once.

        Raises TooMuchAtOnce for clicks and shortcuts: saying so would take a window, a call to
        Slack.
        """
        turn = Turn(self._services, self._services.clock())
        try:
            async with self._fairness.turn(asked.request.actor):
                screen = await self._services.run(answer, turn, asked)
        except Refusal as refusal:
            screen = refused(turn, refusal)
        except TooMuchAtOnce:
            if isinstance(asked, Click | Shortcut):
                raise
            screen = refused(turn, BadInput(SLOWER))
        self._services.wake()
        context[ENDING] = ending(screen)
        return screen

    async def _shown(self, asked: Click | Shortcut, screen: Screen) -> None:
        """Open the window, if there is one; raises NotOpened, so that Slack says it failed."""
        if isinstance(screen, Window) and not await self._opened(asked, screen):
            raise NotOpened

    async def _opened(self, asked: Asked, window: Window) -> bool:
        call = self._services.client.views_open(trigger_id=asked.trigger, view=fitted(window.view))
        try:
            async with asyncio.timeout(OPENING):
                await call
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
            log.warning("action=window_not_opened error=%s", type(fault).__name__)
            return False
        return True


def _replied(command: Command) -> Refused:
    return lambda turn, refusal: refusals.reply(
        turn, refusal.text, typed=command.typed, suggestions=refusal.offers
    )


def _windowed(turn: Turn, refusal: Refusal) -> Screen:
    return refusals.window(turn, refusal.text, suggestions=refusal.offers)


def _faulted(form: Form) -> Refused:
    def refused(turn: Turn, refusal: Refusal) -> Screen:
        if refusal.offers:
            return _windowed(turn, refusal)
        return refusals.faulty(form, {refusal.field: refusal.in_form}, turn)

    return refused
