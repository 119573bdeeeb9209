"""The one client for Slack's Web API: kept-alive connections, no retries of its own."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.metrics import Metrics
from bot.process.clock import stopwatch
from bot.settings import LOOPBACK
from bot.slack import responses
from bot.slack.clock_guard import ClockGuard
from workflows.outbox.dispatch import HTTP_TIMEOUT

CONNECT_TIMEOUT = timedelta(seconds=4)
"""Shorter than the whole call's: a connection never made is told from an answer never heard."""


@asynccontextmanager
async def connected(
    *,
    token: str,
    url: str,
    patience: timedelta = HTTP_TIMEOUT,
    clock_guard: ClockGuard | None = None,
    metrics: Metrics | None = None,
) -> AsyncIterator[AsyncWebClient]:
    """A client whose connections live as long as the block.

    The SDK's retries are off: they would send a post again when only its answer was lost. All
    connections share one SSLContext: parsing the certificates for each message costs more than
    sending it. `url` is the base of the Web API and ends in `/api/`; `patience` bounds each call.
    `clock_guard` gets the date of every answer, `metrics` how long it took.
    """
    seconds = patience.total_seconds()
    limits = aiohttp.ClientTimeout(
        total=seconds, connect=min(seconds, CONNECT_TIMEOUT.total_seconds())
    )
    traces = [_dates(clock_guard)] if clock_guard else []
    traces += [_times(metrics)] if metrics else []
    async with aiohttp.ClientSession(timeout=limits, trace_configs=traces) as session:
        client = AsyncWebClient(
            token=token,
            base_url=url,
            timeout=round(seconds),
            ssl=ssl.create_default_context() if url.startswith("https:") else None,
            session=session,
            retry_handlers=[],
        )
        if is_direct(url):
            client.proxy = None
        yield client


def _dates(clock_guard: ClockGuard) -> aiohttp.TraceConfig:
    """Report to the clock guard when each call was made and the date of its answer."""

    async def asked(_session: object, call: Any, _start: object) -> None:
        call.asked_at = clock_guard.now()

    async def answered(_session: object, call: Any, end: aiohttp.TraceRequestEndParams) -> None:
        clock_guard.told(end.response.headers.get("Date", ""), asked_at=call.asked_at)

    traces = aiohttp.TraceConfig()
    traces.on_request_start.append(asked)
    traces.on_request_end.append(answered)
    return traces


def _times(metrics: Metrics) -> aiohttp.TraceConfig:
    """Report to the metrics how each call ended, when, and any pause that Slack asked for."""

    async def asked(_session: object, call: Any, _start: object) -> None:
        call.began = stopwatch()

    async def answered(_session: object, call: Any, end: aiohttp.TraceRequestEndParams) -> None:
        status = end.response.status
        word = "429" if status == 429 else f"{status // 100}xx"
        metrics.called(end.url.name, word, seconds=stopwatch() - call.began)
        if status == 429:
            metrics.waited(responses.pause(end.response.headers).total_seconds())

    async def broke(_session: object, call: Any, end: aiohttp.TraceRequestExceptionParams) -> None:
        metrics.called(end.url.name, "none", seconds=stopwatch() - call.began)

    traces = aiohttp.TraceConfig()
    traces.on_request_start.append(asked)
    traces.on_request_end.append(answered)
    traces.on_request_exception.append(broke)
    return traces


def is_direct(url: str) -> bool:
    """True to bypass the proxy of the environment; the SDK itself ignores `NO_PROXY`."""
    host = urlsplit(url).hostname or ""
    return host in LOOPBACK or bool(proxy_bypass(host))
