"""A model of Slack inside the process: it keeps the truth and fails at random.

It may refuse, take a message and lose the answer, or take it late: up to LATE_WINDOW after our
timeout, including the lag of its history (rows 7 to 12 and 18 of docs/reliability.md).
"""

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from messages.slack.api_calls import MAYBE_AGAIN
from storage.outbox.model import HTTP_TIMEOUT, LATE_WINDOW

Json = dict[str, Any]
TIMEOUT = HTTP_TIMEOUT.total_seconds()
LATE = LATE_WINDOW.total_seconds()
BOT = "B0BOT"
LAG = 5.0
"""The longest time after which history shows a message."""


@dataclass(slots=True)
class Message:
    """One message as Slack keeps it; `visible_at` is when history shows it, in loop time."""

    channel: str
    ts: str
    token: str
    metadata: Json | None
    may_be_again: bool
    thread: str
    aloud: bool
    visible_at: float

    def shown(self) -> Json:
        """The message as Slack shows it."""
        shown: Json = {"ts": self.ts, "bot_id": BOT}
        shown |= {"thread_ts": self.thread} if self.thread else {}
        return shown | ({"metadata": self.metadata} if self.metadata else {})


class Answer(dict[str, Any]):
    """A response of the SDK, as far as the bot looks at it."""

    @property
    def data(self) -> Json:
        return self


@dataclass
class SlackModel:
    """The workspace. `faults` maps an outcome to its weight; `refusals` lists error codes."""

    random: Random
    now: Callable[[], float]
    """Slack's own clock, in seconds since the epoch."""
    faults: Mapping[str, float]
    refusals: tuple[str, ...] = ()
    late_window: float = LATE
    drops_metadata: bool = False
    history_gap: float = 0
    """Seconds between two calls of one method of history, of 15 messages each; 0 for no limit."""
    messages: list[Message] = field(default_factory=list)
    deleted: list[Message] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    healthy: bool = False
    _asked_at: dict[str, float] = field(default_factory=dict)

    def outcome(self) -> str:
        """What happens to the next call."""
        if self.healthy:
            return "ok"
        (drawn,) = self.random.choices(list(self.faults), list(self.faults.values()))
        self.struck[drawn] += 1
        return drawn

    def delete(self, channel: str, ts: str) -> None:
        """Delete a message; it stays listed in `deleted`."""
        gone = next((m for m in self.messages if (m.channel, m.ts) == (channel, ts)), None)
        if gone is None:
            raise _refusal(200, {"error": "message_not_found"})
        self.messages.remove(gone)
        self.deleted.append(gone)

    def said(self) -> Counter[str]:
        """How often Slack has each token."""
        return Counter(message.token for message in self.messages)

    def said_plainly(self) -> Counter[str]:
        """The same without messages that say they may be a repeat."""
        return Counter(message.token for message in self.messages if not message.may_be_again)

    def accept(self, args: Json) -> Message:
        """Show a message from this instant on."""
        loop = asyncio.get_running_loop()
        message = Message(
            channel=home_of(args["channel"]),
            ts=f"{self.now():.0f}.{len(self.messages):06d}",
            token=args["metadata"]["event_payload"]["token"],
            metadata=None if self.drops_metadata else args["metadata"],
            may_be_again=MAYBE_AGAIN in args["text"],
            thread=args.get("thread_ts", ""),
            aloud=args.get("reply_broadcast", False),
            visible_at=loop.time() + self.random.uniform(0, LAG),
        )
        self.messages.append(message)
        return message

    def admit(self, method: str) -> None:
        """Refuse a history call that comes too soon after the last one."""
        at = asyncio.get_running_loop().time()
        if (wait := self._asked_at.get(method, -self.history_gap) + self.history_gap - at) > 0:
            self.struck["history too fast"] += 1
            headers = {"Retry-After": str(math.ceil(wait))}
            raise _refusal(429, {"error": "ratelimited"}, headers)
        self._asked_at[method] = at

    def history(self, method: str, params: Json) -> Json:
        """What `conversations.history` or `conversations.replies` shows now."""
        at = asyncio.get_running_loop().time()
        if method == "conversations.replies":
            found = [m for m in self.messages if params["ts"] in (m.ts, m.thread)]
        else:
            found = [m for m in self.messages if not m.thread or m.aloud]
        oldest, latest = float(params["oldest"]), float(params["latest"])
        shown = [
            m.shown()
            for m in reversed(found)
            if m.channel == params["channel"]
            and m.visible_at <= at
            and oldest <= float(m.ts) <= latest
        ]
        start, size = int(params.get("cursor", 0)), 15 if self.history_gap else 200
        more = str(start + size) if start + size < len(shown) else ""
        page = shown[start : start + size]
        return {"messages": page, "response_metadata": {"next_cursor": more}}


def home_of(channel: str) -> str:
    """The conversation that is meant: a person's is their DM."""
    return f"D{channel}" if channel.startswith("U") else channel


@dataclass
class ModelClient:
    """One replica's connection to Slack, in place of the SDK's client.

    `pause` passes virtual time for the replica, which may die or freeze meanwhile; what is on the
    wire is not recalled. `before_packet` is the time between the decision to call and the send.
    """

    slack: SlackModel
    pause: Callable[[float], Awaitable[None]]
    before_packet: Callable[[], Awaitable[None]]
    told: Callable[[], None]
    """Is called whenever Slack has answered and so told the time."""
    blind: bool = False
    """Whether it sees nothing in any history."""

    async def api_call(
        self, method: str, *, json: Json | None = None, params: Json | None = None
    ) -> Answer:
        await self.before_packet()
        if method == "chat.postMessage":
            return await self._post(json or {})
        outcome = self.slack.outcome()
        if outcome not in {"ok", "slow"}:
            await self.pause(1)
            raise _fault(outcome, self.slack)
        await self.pause(0.1)
        if method == "chat.update":
            return Answer(ok=True, channel=(json or {})["channel"], ts=(json or {})["ts"])
        self.slack.admit(method)
        self.told()
        return Answer({} if self.blind else self.slack.history(method, params or {}))

    async def api_test(self) -> None:
        """Answer nothing but the time."""
        await self.pause(0.1)
        self.told()

    async def conversations_open(self, *, users: str) -> Json:
        return {"channel": {"id": home_of(users)}}

    async def chat_delete(self, *, channel: str, ts: str) -> None:
        await self.pause(0.1)
        self.slack.delete(channel, ts)
        await self.pause(0.1)

    async def views_publish(self, **_view: Any) -> None:
        await self.pause(0.1)

    async def _post(self, args: Json) -> Answer:
        loop, random = asyncio.get_running_loop(), self.slack.random
        outcome = self.slack.outcome()
        if outcome == "refused" and home_of(args["channel"]) == args["channel"]:
            outcome = "ok"  # only people leave
        if outcome in {"ok", "slow"}:
            taken: list[Message] = []
            under_way = random.uniform(0.05, 0.3 if outcome == "ok" else TIMEOUT - 1)
            loop.call_later(under_way, lambda: taken.append(self.slack.accept(args)))
            await self.pause(under_way + random.uniform(0.01, 0.9))
            [said] = taken
            return Answer(ok=True, channel=said.channel, ts=said.ts, message=said.shown())
        if outcome == "late":
            loop.call_later(
                TIMEOUT + random.uniform(0, self.slack.late_window - LAG), self.slack.accept, args
            )
        elif outcome.startswith("taken"):
            loop.call_later(random.uniform(0, 0.5), self.slack.accept, args)
        await self.pause(TIMEOUT if outcome in {"late", "taken, timeout"} else 1)
        raise _fault(outcome, self.slack)


@dataclass
class _Response:
    status_code: int
    data: Any
    headers: Json = field(default_factory=dict)


def _fault(outcome: str, slack: SlackModel) -> Exception:
    """What the SDK raises for an outcome."""
    match outcome:
        case "too fast":
            headers = {"Retry-After": str(slack.random.randint(1, 30))}
            fault = _refusal(429, {"error": "ratelimited"}, headers)
        case "refused":
            fault = _refusal(200, {"error": slack.random.choice(slack.refusals)})
        case "taken, internal_error":
            fault = _refusal(200, {"error": "internal_error"})
        case "taken, 500" | "503":
            fault = _refusal(int(outcome[-3:]), "<html>")
        case "no connection":
            fault = aiohttp.ConnectionTimeoutError()
        case "late" | "taken, timeout":
            fault = TimeoutError()
        case _:
            fault = aiohttp.ClientOSError("reset")
    return fault


def _refusal(status: int, body: Any, headers: Json | None = None) -> Exception:
    response = _Response(status, body, headers or {})
    return SlackApiError("refused", response)
