"""Listeners: answer each kind of request in its own way, after saving what it changed.

Inside a request we call Slack only to open a modal, because a trigger id expires in 3 seconds.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError, SlackClientError

from escalation.errors import BadInput, Refusal
from handlers import mentions, payloads, refusals
from handlers.commands import route as command_route
from handlers.context import RequestContext, Services
from handlers.forms import route as form_route
from handlers.interactions import buttons, shortcuts
from handlers.payloads import Asked, Body, Click, Command, Form, Said, Shortcut
from handlers.responses import (
    ENDING,
    FieldErrors,
    Modal,
    Pushed,
    Redrawn,
    Replaced,
    Reply,
    Response,
    Returned,
    ending,
)
from handlers.user_limits import SLOWER, TooMuchAtOnce, UserLimits
from messages.slack import api_calls
from messages.slack.blocks import Json
from workflows.people import answers
from workflows.transaction import guards

OPENING = 2.0
"""Seconds we allow for one call to Slack, out of the three that it gives a request."""
OVERTAKEN = frozenset({"hash_conflict", "not_found"})
"""Slack's errors for a form that was drawn again, submitted or closed before us."""
A = TypeVar("A", bound=Asked)
Refused = Callable[[RequestContext, Refusal], Response]

log = logging.getLogger("backstop.handlers")


class NotOpened(Exception):
    """A modal could not be opened, and there is no other way to answer."""


class Listeners:
    """One method for each kind of request whose sender waits for an answer."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._limits = UserLimits()

    async def command(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A slash command: the reply is the acknowledgement."""
        command = payloads.command(body)
        response = await self._answered(
            command_route.answer, command, _as_reply(command), context=context
        )
        message: Json | None = response.message if isinstance(response, Reply) else None
        if isinstance(response, Modal) and not await self._opened(command, response):
            message = response.instead
        await (ack(**api_calls.reply(message)) if message else ack())

    async def click(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A button or menu."""
        click = payloads.click(body)
        response = await self._answered(buttons.answer, click, _as_modal, context=context)
        if isinstance(response, Redrawn) and click.form:
            await self._redrawn(click.form, response)
        elif isinstance(response, Pushed):
            await self._pushed(click, response)
        elif isinstance(response, Replaced):
            await _replaced(context, response)
        else:
            await self._shown(click, response)
        await ack()

    async def shortcut(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A shortcut on a message."""
        shortcut = payloads.shortcut(body)
        response = await self._answered(shortcuts.answer, shortcut, _as_modal, context=context)
        await self._shown(shortcut, response)
        await ack()

    async def form(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A submitted form: it stays open with errors, shows its last page, or closes."""
        form = payloads.form(body)
        response = await self._answered(
            form_route.answer, form, _as_field_errors(form), context=context
        )
        if isinstance(response, FieldErrors):
            await ack(response_action="errors", errors=dict(response.by_block))
        elif isinstance(response, Modal | Redrawn):
            await ack(**api_calls.next_page(response.view))
        elif isinstance(response, Returned):
            await self._returned(form, response)
            await ack()
        else:
            await ack()

    async def said(self, body: Body, context: AsyncBoltContext) -> None:
        """A mention, or a message to us: what it changed is saved before anybody is told."""
        said = payloads.said(body["event"], self._services.context.bot_user)
        response = await self._answered(mentions.answer, said, _as_reply(said), context=context)
        if isinstance(response, Reply) and not await self._whispered(said, response.message):
            now = self._services.clock()
            run, told = self._services.run, response.message
            await run(answers.send, self._services.context, said.request, told, now=now)
            self._services.wake()

    async def _whispered(self, said: Said, message: Json) -> bool:
        """Tell the writer alone, where they wrote; False where a direct message has to do it."""
        place = said.request.channel
        return not guards.is_direct(place) and await whispered(self._services, said, message)

    async def _answered(
        self,
        respond: Callable[[RequestContext, A], Response],
        asked: A,
        refused: Refused,
        *,
        context: AsyncBoltContext,
    ) -> Response:
        """Get the answer or the refusal in a worker thread, and wake delivery at once.

        Raises TooMuchAtOnce for clicks and shortcuts: telling the person would take a modal, which
        is one more call to Slack.
        """
        request = RequestContext(self._services, self._services.clock())

        def answer() -> Response:
            try:
                return respond(request, asked)
            except Refusal as refusal:
                return refused(request, refusal)

        try:
            async with self._limits.turn(asked.request.actor):
                response = await self._services.run(answer)
        except TooMuchAtOnce:
            if isinstance(asked, Click | Shortcut):
                raise
            response = await self._services.run(refused, request, BadInput(SLOWER))
        self._services.wake()
        context[ENDING] = ending(response)
        return response

    async def _shown(self, asked: Click | Shortcut, response: Response) -> None:
        """Open the modal, if there is one. If that fails, raise NotOpened so that Slack says so.

        A mere confirmation is different: it was done, and Slack would say that it was not.
        """
        if not isinstance(response, Modal) or await self._opened(asked, response):
            return
        if not response.confirms:
            raise NotOpened

    async def _redrawn(self, form: Form, response: Redrawn) -> None:
        """Draw an open form again, unless it has changed or was closed since. Raises NotOpened."""
        open_view = api_calls.window(response.view, view_id=form.view, hash=form.hash)
        fault = await _fault_of(self._services.client.views_update(**open_view))
        overtaken = isinstance(fault, SlackApiError) and fault.response.get("error") in OVERTAKEN
        if fault and not overtaken:
            log.warning("action=window_not_opened error=%s", type(fault).__name__)
            raise NotOpened from fault

    async def _pushed(self, click: Click, response: Pushed) -> None:
        """Open a form on top of the one that the button stands in. Raises NotOpened."""
        window = api_calls.window(response.view, trigger_id=click.trigger)
        if fault := await _fault_of(self._services.client.views_push(**window)):
            log.warning("action=window_not_opened error=%s", type(fault).__name__)
            raise NotOpened from fault
        if response.then:
            self._services.refresh.later(response.then())

    async def _returned(self, form: Form, response: Returned) -> None:
        """Draw the form below again. If that fails, it is out of date and says so when used."""
        window = api_calls.window(response.below, view_id=form.below)
        if fault := await _fault_of(self._services.client.views_update(**window)):
            log.warning("action=window_not_redrawn error=%s", type(fault).__name__)

    async def _opened(self, asked: Asked, modal: Modal) -> bool:
        window = api_calls.window(modal.view, trigger_id=asked.trigger)
        fault = await _fault_of(self._services.client.views_open(**window))
        if fault:
            log.warning("action=window_not_opened error=%s", type(fault).__name__)
        elif modal.then:
            self._services.refresh.later(modal.then())
        return fault is None


async def whispered(services: Services, said: Said, message: Json) -> bool:
    """Tell the writer of a message alone, in the same thread; False where Slack refuses."""
    to = said.request
    whisper = api_calls.whisper(message, to.channel, to.actor, thread_ts=said.thread)
    fault = await _fault_of(services.client.chat_postEphemeral(**whisper))
    if fault:
        log.warning("action=not_whispered error=%s", type(fault).__name__)
    return fault is None


async def _replaced(context: AsyncBoltContext, response: Replaced) -> None:
    """Show a message in place of the one that was clicked; if Slack refuses, that one stays."""
    if not context.response_url or not context.respond:
        return
    if fault := await _fault_of(context.respond(**api_calls.replacement(response.message))):
        log.warning("action=not_replaced error=%s", type(fault).__name__)


async def _fault_of(call: Awaitable[object]) -> Exception | None:
    """Wait for a call inside a request; returns why it failed, None if it did not."""
    try:
        async with asyncio.timeout(OPENING):
            await call
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
        return fault
    return None


def _as_reply(command: Command | Said) -> Refused:
    def refused(request: RequestContext, refusal: Refusal) -> Response:
        typed = request.named(command.typed)
        return refusals.reply(request, refusal.text, typed=typed, suggestions=refusal.offers)

    return refused


def _as_modal(request: RequestContext, refusal: Refusal) -> Response:
    return refusals.modal(request, refusal.text, suggestions=refusal.offers)


def _as_field_errors(form: Form) -> Refused:
    def refused(request: RequestContext, refusal: Refusal) -> Response:
        if refusal.offers:
            return _as_modal(request, refusal)
        return refusals.field_errors(form, {refusal.field: refusal.in_form}, request)

    return refused
