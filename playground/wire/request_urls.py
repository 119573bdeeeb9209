"""Where the bot hears Slack by HTTP: the manifest's request URLs, and the servers behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from playground.state.manifest import Manifest
from playground.wire.delivery import Envelope, NotAnswered


@dataclass(slots=True, kw_only=True)
class RequestUrls:
    """A name server and a load balancer in one: whatever public host the manifest names is found
    at the `servers`, each in its turn.

    A server is written `http://127.0.0.1:PORT`. Nothing ever leaves this machine: without servers
    nobody is there.
    """

    manifest: Manifest
    servers: Sequence[str] = ()
    _turn: int = 0

    def next(self, envelope: Envelope) -> str:
        """Where to post this payload; raises NotAnswered when there is nowhere."""
        public = self._public(envelope)
        if not public or not self.servers:
            raise NotAnswered("dispatch_failed", reason="connection_failed")
        self._turn += 1
        return self.servers[self._turn % len(self.servers)] + urlsplit(public).path

    def _public(self, envelope: Envelope) -> str:
        if "command" in envelope.payload:
            return str(self.manifest.commands[envelope.payload["command"]].get("url", ""))
        if envelope.type == "interactive":
            return self.manifest.interactivity_url
        return self.manifest.events_url
