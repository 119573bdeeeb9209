"""Signatures: whether an HTTP request comes from Slack.

Asked before Bolt is: Bolt answers a malformed header with a traceback, and logs the body of
whatever it does not trust (reliability §0.7).
"""

import re
from collections.abc import Mapping

from slack_sdk.signature import SignatureVerifier

TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)


def is_genuine(headers: Mapping[str, str], body: bytes, *, secret: str) -> bool:
    """Whether Slack signed exactly this body within the last five minutes; never raises."""
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    signature = headers.get("X-Slack-Signature", "")
    if not TIMESTAMP.fullmatch(timestamp) or not signature.isascii():
        return False
    try:
        return SignatureVerifier(secret).is_valid(body, timestamp, signature)
    except UnicodeDecodeError:
        return False
