"""The bodies of Slack's HTTP requests: JSON for events, form fields for everything else.

Bolt takes a slash command whose text contains the word `payload` for a click without one, and drops
it; so we parse bodies ourselves (slack_bolt.request.internals.parse_body).
"""

import json
from typing import Any
from urllib.parse import parse_qsl

FIELDS = 50
"""More than any of Slack's requests has."""


def read(body: bytes) -> dict[str, Any]:
    """The payload of a request; raises ValueError for anything Slack does not send."""
    text = body.decode()
    if not text.startswith("{"):
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS))
        if "payload" not in fields:
            return fields
        text = fields["payload"]
    try:
        found: Any = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found
