"""K: Slack's own synchronous client on a kept connection, the leanest way to post."""

import http.client
import ssl
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request

from slack_sdk.web.client import WebClient

from playground.state.engine import BOT_TOKEN


class KeepAlive(WebClient):
    """One connection for all calls; the library does the rest."""

    def __init__(self, url: str) -> None:
        super().__init__(token=BOT_TOKEN, base_url=url, retry_handlers=[])
        at = urlsplit(url)
        self._connection = http.client.HTTPSConnection(
            at.hostname or "", at.port, context=ssl.create_default_context()
        )

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        self._connection.request(
            req.get_method(), urlsplit(url).path, body=req.data, headers=dict(req.header_items())
        )
        answer = self._connection.getresponse()
        return {"status": answer.status, "headers": answer.headers, "body": answer.read().decode()}
