"""Hands payloads to the bot through a transport, waits for answers, retries events as Slack does.

Commands and interactions are tried once, and the person sees a failure. Events that nobody
acknowledges are sent again up to three times (docs.slack.dev/apis/events-api).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import uuid4

from playground.state.record import Recorder
from playground.state.signal import ChangeSignal
from playground.state.workspace import Json


class NotAnswered(Exception):
    """The bot did not take a payload; the text is Slack's code, such as `operation_timeout`.

    `reason` is what a retry of the event will carry; with `final` the bot asked for no retries.
    """

    def __init__(self, code: str, *, reason: str, final: bool = False) -> None:
        super().__init__(code)
        self.reason, self.final = reason, final


@dataclass(slots=True, kw_only=True)
class Envelope:
    """One payload on its way.

    `type` is Slack's: slash_commands, interactive or events_api; by HTTP alone also
    url_verification and ssl_check.
    """

    type: str
    payload: Json
    id: str = field(default_factory=lambda: str(uuid4()))
    retry_attempt: int = 0
    retry_reason: str | None = None
    acked: bool = False

    @property
    def kind(self) -> str:
        """What the record calls it: slash_commands, block_actions, event_callback, …"""
        return str(self.payload.get("type", self.type))


class Transport(Protocol):
    """A way to the bot: Socket Mode or HTTP."""

    async def send(self, envelope: Envelope) -> Json:
        """Deliver and return the body of the answer, {} when empty; raises NotAnswered."""


@dataclass(slots=True, kw_only=True)
class Deliveries:
    """Everything sent to the bot, in order; `retry_seconds` are real, one before each retry."""

    transport: Transport
    recorder: Recorder
    signal: ChangeSignal
    retry_seconds: Sequence[float] = (0.0, 60.0, 300.0)
    sent: list[Envelope] = field(default_factory=list)
    in_flight: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def deliver(self, envelope: Envelope) -> Json:
        """Send once; returns the answer's body, {} when empty. Raises NotAnswered."""
        self.sent.append(envelope)
        self.recorder.sent(envelope.kind, envelope.payload)
        self.in_flight += 1
        try:
            body = await self.transport.send(envelope)
            envelope.acked = True
        finally:
            self.in_flight -= 1
            self.signal.notify()
        if body:
            self._record_answer(envelope, body)
        return body

    def _record_answer(self, envelope: Envelope, body: Json) -> None:
        kind = "slash_command" if envelope.type == "slash_commands" else envelope.kind
        self.recorder.answered(kind, body, envelope.payload.get("view"))

    async def redeliver(
        self, envelope: Envelope, *, attempt: int = 1, reason: str = "timeout"
    ) -> Json:
        """Send the payload once more in a new envelope, whether or not the first was answered."""
        return await self.deliver(
            Envelope(
                type=envelope.type,
                payload=envelope.payload,
                retry_attempt=attempt,
                retry_reason=reason,
            )
        )

    def start_event(self, payload: Json) -> None:
        """Send an event in the background, with Slack's retries."""
        self.in_flight += 1
        task = asyncio.get_running_loop().create_task(self._send_event(payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_event(self, payload: Json) -> None:
        self.in_flight -= 1
        envelope = Envelope(type="events_api", payload=payload)
        missed = await self._miss(envelope)
        for attempt, pause in enumerate(self.retry_seconds, start=1):
            if missed is None or missed.final:
                return
            await asyncio.sleep(pause)
            missed = await self._miss(
                Envelope(
                    type="events_api",
                    payload=payload,
                    retry_attempt=attempt,
                    retry_reason=missed.reason,
                )
            )

    async def _miss(self, envelope: Envelope) -> NotAnswered | None:
        try:
            await self.deliver(envelope)
        except NotAnswered as missed:
            return missed
        return None

    async def stop(self) -> None:
        """Give up on all events still under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
