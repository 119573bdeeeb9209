"""Signatures: whether an HTTP request comes from Slack.

Checked before Bolt sees the request: Bolt answers a malformed header with a traceback, and logs the
body of every request that it does not trust.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from slack_sdk.signature import SignatureVerifier

TIMESTAMP, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
_WRITTEN = {
    TIMESTAMP: re.compile(r"[0-9]{1,12}"),
    SIGNATURE: re.compile(r"v0=[0-9a-f]{64}"),
}
"""How Slack writes them (docs.slack.dev/authentication/verifying-requests-from-slack)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What a request claims: when it was signed (Unix seconds) and the signature."""

    timestamp: str
    signature: str


def seal(headers: Iterable[tuple[str, str]]) -> Seal | None:
    """The signature in these headers; None unless both are there once, as Slack writes them.

    Costs nothing, so it is checked before any of the body is read.
    """
    found = [(name.lower(), value) for name, value in headers if name.lower() in _WRITTEN]
    claimed = dict(found)
    if len(found) != len(_WRITTEN) or set(claimed) != set(_WRITTEN):
        return None
    if not all(_WRITTEN[name].fullmatch(value) for name, value in found):
        return None
    return Seal(timestamp=claimed[TIMESTAMP], signature=claimed[SIGNATURE])


def is_genuine(claimed: Seal, body: bytes, *, secret: str) -> bool:
    """True if Slack signed exactly this body within the last five minutes; never raises."""
    try:
        return SignatureVerifier(secret).is_valid(body, claimed.timestamp, claimed.signature)
    except UnicodeDecodeError:
        return False
