"""Reads Slack's response to one post or edit as an outcome.

Only three things prove that nothing was sent: no connection, a 429, and a refusal by name. Anything
else may have gone wrong after Slack took the message.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from workflows.outbox.result import RATELIMITED, DeliveryResult, Later, Refused, Sent, Unknown

FAULTS = (SlackApiError, aiohttp.ClientError, OSError, ValueError, AttributeError)
"""What one Web API call can raise; the last two when the body is not what the client expects."""

NO_CONNECTION = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
TOO_FAST = frozenset({RATELIMITED, "rate_limited", "message_limit_exceeded"})
MAYBE_DONE = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
"""Refusals that Slack documents as possibly carried out in part, or as its own passing trouble."""

SHUT_OUT = frozenset(
    {
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""Refusals of us, not of this message: nothing is taken until the app is installed again."""
UNREACHED = "no_connection"
CUT_OFF = SHUT_OUT | {UNREACHED, "missing_scope"}
"""Why nothing at all can be sent now; the scope that a post lacks is `chat:write`."""

UNTOLD_WAIT = timedelta(seconds=30)
"""How long to wait when Slack says "too fast" without saying how long."""
LONGEST_WAIT = timedelta(hours=1)
"""Asking once an hour bothers nobody, however long Slack says to wait."""


def accepted(body: object, *, thread: str = "") -> DeliveryResult:
    """The outcome of a call Slack answered with `ok`: sent, if it says where the message is.

    Slack posts a reply to a deleted `thread` in the channel itself.
    """
    if isinstance(body, Mapping):
        channel, ts = body.get("channel"), body.get("ts")
        if isinstance(channel, str) and isinstance(ts, str) and channel and ts:
            return Sent(channel, ts, adrift=bool(thread) and is_root(body.get("message")))
    return Unknown("malformed_answer")


def is_root(message: object) -> bool:
    """True if a message is in the channel itself, not in a thread."""
    return isinstance(message, Mapping) and not message.get("thread_ts")


def failed(fault: BaseException) -> DeliveryResult:
    """The outcome of a call that raised one of FAULTS."""
    if isinstance(fault, SlackApiError):
        return _rejected(fault.response)
    if isinstance(fault, NO_CONNECTION):
        return Later(error=UNREACHED)
    return Unknown("timeout" if isinstance(fault, TimeoutError) else type(fault).__name__)


def error_code(fault: BaseException) -> str:
    """A short name for what went wrong, fit for a log line: Slack's own code where it gave one."""
    outcome = failed(fault)
    return "" if isinstance(outcome, Sent) else outcome.error


def _rejected(response: Any) -> DeliveryResult:
    """Read a `SlackApiError`'s response: the SDK's own, or aiohttp's when the body was not JSON."""
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    body = getattr(response, "data", None)
    error = body.get("error") if isinstance(body, Mapping) else None
    if status == 429 or error in TOO_FAST:
        return Later(pause(getattr(response, "headers", {})), RATELIMITED)
    if not isinstance(error, str) or not error:
        return Unknown(f"http_{status}" if status != 200 else "malformed_answer")
    if status >= 500 or error in MAYBE_DONE:
        return Unknown(error)
    return Refused(error)


def pause(headers: Mapping[str, str]) -> timedelta:
    """How long a 429 asks us to wait: `Retry-After`, from a second to LONGEST_WAIT."""
    told = str(headers.get("Retry-After", ""))
    if not told.isdecimal():
        return UNTOLD_WAIT
    return timedelta(seconds=min(max(1, int(told[:9])), LONGEST_WAIT.total_seconds()))
