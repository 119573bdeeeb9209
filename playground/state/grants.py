"""What Slack hands out for a short while: trigger ids, response URLs, socket links.

All ages are measured on the playground's seconds (virtual clock plus real time gone by).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from playground.state.errors import SlackError

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5


@dataclass(slots=True, kw_only=True)
class ResponseUrl:
    """Where the bot may answer one interaction: five times within thirty minutes."""

    key: str
    user: str
    channel: str
    issued: float
    message_ts: str | None = None  # the message that was clicked, for replace_original
    thread_ts: str | None = None
    uses: int = 0


@dataclass(slots=True, kw_only=True)
class Trigger:
    """Leave to open one form for one person, within three seconds and once."""

    user: str
    issued: float
    view_id: str | None = None  # the form it came from, for views.push
    spent: bool = False


@dataclass(slots=True, kw_only=True)
class Grants:
    """Issues and redeems them."""

    seconds: Callable[[], float]
    trigger_seconds: float = TRIGGER_SECONDS
    _triggers: dict[str, Trigger] = field(default_factory=dict)
    _urls: dict[str, ResponseUrl] = field(default_factory=dict)
    _links: set[str] = field(default_factory=set)

    def issue_trigger(self, user: str, view_id: str | None = None) -> str:
        """A new trigger id."""
        key = f"{len(self._triggers) + 1}.{uuid4().hex}"
        self._triggers[key] = Trigger(user=user, issued=self.seconds(), view_id=view_id)
        return key

    def spend_trigger(self, key: str) -> Trigger:
        """Redeem it; refuses what is unknown, older than `trigger_seconds`, or used before."""
        trigger = self._triggers.get(key)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.spent:
            raise SlackError("exchanged_trigger_id")
        if self.seconds() - trigger.issued > self.trigger_seconds:
            raise SlackError("expired_trigger_id")
        trigger.spent = True
        return trigger

    def issue_url(
        self,
        *,
        user: str,
        channel: str,
        message_ts: str | None = None,
        thread_ts: str | None = None,
    ) -> ResponseUrl:
        """A new response URL; its `key` is the last part of the path."""
        url = ResponseUrl(
            key=uuid4().hex,
            user=user,
            channel=channel,
            issued=self.seconds(),
            message_ts=message_ts,
            thread_ts=thread_ts,
        )
        self._urls[url.key] = url
        return url

    def use_url(self, key: str) -> ResponseUrl:
        """Count one use; refuses the sixth, and any after thirty minutes."""
        url = self._urls.get(key)
        if url is None:
            raise SlackError("no_such_url")
        if url.uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        if self.seconds() - url.issued > RESPONSE_URL_SECONDS:
            raise SlackError("expired_url")
        url.uses += 1
        return url

    def issue_link(self) -> str:
        """A key that opens one socket."""
        key = uuid4().hex
        self._links.add(key)
        return key

    def spend_link(self, key: str) -> bool:
        """True once for each issued key."""
        if key not in self._links:
            return False
        self._links.remove(key)
        return True
