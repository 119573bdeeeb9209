"""Hands payloads to the bot through a transport, waits for its answer, retries events as Slack does.

Commands and interactions are tried once; the person sees the failure (`slack-platform` §2). Events that nobody
acknowledges are sent again up to three times (§4).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import uuid4

from playground.record import Recorder
from playground.signal import ChangeSignal
from playground.workspace import Json


class NotAnswered(Exception):
    """The bot did not take a payload; the text is Slack's code (`operation_timeout`, `dispatch_failed`)."""


@dataclass(slots=True, kw_only=True)
class Envelope:
    """One payload on its way. `type` is Slack's: slash_commands, interactive or events_api."""

    type: str
    payload: Json
    id: str = field(default_factory=lambda: str(uuid4()))
    retry_attempt: int = 0
    retry_reason: str | None = None
    acked: bool = False

    @property
    def kind(self) -> str:
        """What the record calls it: slash_commands, block_actions, view_submission, event_callback, …"""
        return str(self.payload.get("type", self.type))


class Transport(Protocol):
    """A way to the bot: Socket Mode or HTTP."""

    async def send(self, envelope: Envelope) -> Json:
        """Deliver and return the body of the answer, {} when empty; raises NotAnswered."""


@dataclass(slots=True, kw_only=True)
class Deliveries:
    """Everything sent to the bot, in order. `retry_seconds` are real seconds before each retry of an event."""

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
        """Send the payload of an envelope once more, acknowledged or not, in an envelope of its own."""
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
        task = asyncio.get_running_loop().create_task(self._send_event(payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_event(self, payload: Json) -> None:
        envelope = Envelope(type="events_api", payload=payload)
        for attempt, pause in enumerate([*self.retry_seconds, None], start=1):
            try:
                await self.deliver(envelope)
            except NotAnswered as missed:
                if pause is None:
                    return
                await asyncio.sleep(pause)
                reason = "timeout" if str(missed) == "operation_timeout" else "connection_failed"
                envelope = Envelope(
                    type="events_api", payload=payload, retry_attempt=attempt, retry_reason=reason
                )
            else:
                return

    async def stop(self) -> None:
        """Give up on all events still under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
