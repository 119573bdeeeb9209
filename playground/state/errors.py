"""How the playground refuses, in Slack's own codes."""

from __future__ import annotations

from playground.state.workspace import Json


class SlackError(Exception):
    """A Web API call Slack answers with `ok: false`; `code` is its `error`, `extra` stands beside
    it.
    """

    def __init__(self, code: str, **extra: object) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    def answer(self) -> Json:
        """The body of the answer."""
        return {"ok": False, "error": self.code, **self.extra}


class RateLimited(SlackError):
    """HTTP 429; the caller may come back after `retry_after` whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class NotPossible(Exception):
    """What a person in the playground tried to do cannot be done: no such button, no open form, not
    a member.
    """
