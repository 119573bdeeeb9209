"""What Slack asks of a request URL apart from payloads: a challenge to verify it, and certificates.

Sources: docs.slack.dev/reference/events/url_verification, and the part on `ssl_check` of
docs.slack.dev/interactivity/implementing-slash-commands.
"""

from __future__ import annotations

from uuid import uuid4

from playground.state.errors import NotPossible
from playground.wire.delivery import Deliveries, Envelope


async def verify(deliveries: Deliveries) -> None:
    """Send a challenge, as when a request URL is saved; raises NotPossible if it is not given back,
    NotAnswered if there is no answer.
    """
    challenge = uuid4().hex
    asked = {"type": "url_verification", "challenge": challenge}
    body = await deliveries.deliver(Envelope(type="url_verification", payload=asked))
    if challenge not in (body.get("challenge"), body.get("text")):
        raise NotPossible("Your URL didn't respond with the value of the challenge parameter.")


async def check_certificate(deliveries: Deliveries) -> None:
    """Knock with the unsigned request whose answer is not read; raises NotAnswered if it fails."""
    asked = {"ssl_check": "1"}
    await deliveries.deliver(Envelope(type="ssl_check", payload=asked))
