"""Reaches the bot by signed HTTP requests instead of Socket Mode, as Slack does with a request URL.

Source: docs.slack.dev/authentication/verifying-requests-from-slack.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp

from playground.state.engine import SIGNING_SECRET
from playground.state.workspace import Json
from playground.wire.delivery import Envelope, NotAnswered


def signature(secret: str, timestamp: str, body: str) -> str:
    """Slack's v0 signature of a request body."""
    message = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


class HttpDelivery:
    """A transport that posts each payload to the URL that `where` names for it.

    It keeps connections alive until `close`. `unix_seconds` stamps the signature. It is the real
    time by default, because the bot compares it with the system clock (five minutes either way).
    """

    def __init__(
        self,
        where: Callable[[Envelope], str],
        *,
        secret: str = SIGNING_SECRET,
        ack_seconds: float = 3.0,
        unix_seconds: Callable[[], float] = time.time,  # noqa: TID251 - signatures need real time
    ) -> None:
        self.where, self.secret, self.unix_seconds = where, secret, unix_seconds
        self.ack_seconds = ack_seconds
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def send(self, envelope: Envelope) -> Json:
        """Post one payload; any 2xx is an acknowledgement."""
        url, (body, headers) = self.where(envelope), self.request(envelope)
        self._session = self._session or aiohttp.ClientSession()
        limit = aiohttp.ClientTimeout(total=self.ack_seconds)
        try:
            async with self._session.post(url, data=body, headers=headers, timeout=limit) as answer:
                return _body(await answer.text(), answer)
        except TimeoutError:
            raise NotAnswered("operation_timeout", reason="http_timeout") from None
        except aiohttp.ClientError:
            raise NotAnswered("dispatch_failed", reason="connection_failed") from None

    def request(self, envelope: Envelope) -> tuple[str, dict[str, str]]:
        """Body and headers of one request: signed, unless it looks at the certificate only."""
        body, content_type = _encoded(envelope)
        headers = {"Content-Type": content_type}
        if envelope.type != "ssl_check":
            timestamp = str(int(self.unix_seconds()))
            headers["X-Slack-Request-Timestamp"] = timestamp
            headers["X-Slack-Signature"] = signature(self.secret, timestamp, body)
        if envelope.retry_attempt:
            headers["X-Slack-Retry-Num"] = str(envelope.retry_attempt)
            headers["X-Slack-Retry-Reason"] = envelope.retry_reason or "unknown_error"
        return body, headers


def _encoded(envelope: Envelope) -> tuple[str, str]:
    form = "application/x-www-form-urlencoded"
    if envelope.type in ("slash_commands", "ssl_check"):
        return urlencode(envelope.payload), form
    if envelope.type == "interactive":
        return urlencode({"payload": json.dumps(envelope.payload)}), form
    return json.dumps(envelope.payload), "application/json"


def _body(text: str, answer: aiohttp.ClientResponse) -> Json:
    if not answer.ok:
        final = answer.headers.get("x-slack-no-retry") == "1"
        raise NotAnswered("dispatch_failed", reason="http_error", final=final)
    if not text:
        return {}
    if answer.content_type != "application/json":
        return {"text": text}
    body: Json = json.loads(text)
    return body
