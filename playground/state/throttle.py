"""Slack's rate limits: one post a second and channel, and the tier of each method a minute.

Source: docs.slack.dev/apis/web-api/rate-limits. Measured on the playground's seconds, which a test
may set as it likes.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.state.errors import RateLimited

PER_MINUTE = {
    **dict.fromkeys(("users.list", "conversations.list", "usergroups.list"), 20),
    "usergroups.users.list": 20,
    **dict.fromkeys(
        (
            "apps.connections.open",
            "chat.update",
            "chat.delete",
            "conversations.open",
            "conversations.info",
            "conversations.history",
            "conversations.replies",
            "conversations.join",
            "users.conversations",
            "dnd.info",
            "team.info",
            "bots.info",
        ),
        50,
    ),
    **dict.fromkeys(
        (
            "chat.postEphemeral",
            "views.open",
            "views.push",
            "views.update",
            "views.publish",
            "users.info",
            "conversations.members",
        ),
        100,
    ),
}


@dataclass(slots=True, kw_only=True)
class Throttle:
    """Refuses with RateLimited what comes too fast.

    `tiers` switches the per-minute tiers on; Slack promises only the lower bound, so a
    fast-forwarding story may leave them off. The limit per channel always holds, and so do those in
    `per_minute`, which override the tiers.
    """

    seconds: Callable[[], float]
    post_gap: float = 1.0
    tiers: bool = False
    per_minute: dict[str, int] = field(default_factory=dict)
    _posted: dict[str, float] = field(default_factory=dict)
    _calls: dict[str, deque[float]] = field(default_factory=dict)

    def admit_post(self, channel_id: str) -> None:
        """Let one post to this channel through, or refuse it."""
        now = self.seconds()
        wait = self._posted.get(channel_id, -math.inf) + self.post_gap - now
        if 0 < wait <= self.post_gap:  # a longer wait means that the clock was set back
            raise RateLimited(max(1, math.ceil(wait)))
        self._posted[channel_id] = now

    def admit_call(self, method: str) -> None:
        """Let one call of this method through, or refuse it."""
        allowed = self.per_minute.get(method, PER_MINUTE.get(method) if self.tiers else None)
        if allowed is None:
            return
        now = self.seconds()
        calls = self._calls.setdefault(method, deque())
        while calls and not 0 <= now - calls[0] < 60:
            calls.popleft()
        if len(calls) >= allowed:
            raise RateLimited(max(1, math.ceil(60 - (now - calls[0]))))
        calls.append(now)
