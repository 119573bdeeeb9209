"""The metadata of messages: what Slack keeps, and what it drops with a warning.

Source: docs.slack.dev/messaging/message-metadata. The message is posted either way.
"""

from __future__ import annotations

import re

from playground.state.errors import SlackError
from playground.state.workspace import Json

DROPPED = "metadata_dropped"
"""Our own word for the warning: Slack documents none."""
_TYPE = re.compile(r"[A-Za-z0-9_]+")


def read(given: object) -> Json | None:
    """The metadata as it was sent; refuses anything that is not metadata at all."""
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(given.get("event_type"), str) or not given["event_type"]:
        raise SlackError("invalid_metadata_format")
    return given


def is_kept(given: Json) -> bool:
    """Whether Slack keeps it: values are plain, objects of plain ones, or lists of such objects."""
    plain_type = _TYPE.fullmatch(given["event_type"]) is not None
    return plain_type and all(map(_is_value, given["event_payload"].values()))


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_is_object, value))
    return _is_plain(value) or _is_object(value)


def _is_object(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_plain, value.values()))


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float | bool)
