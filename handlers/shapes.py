"""Checks the shape of what Slack sends before anything reads it: ids are ids, lists are lists.

We pass on only the fields named here. A payload of another shape comes from an older version of the
app, or not from Slack at all: we raise Malformed and do nothing with it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Read = Callable[[Any], Any]


class Malformed(Exception):
    """The payload does not have the shape that Slack documents."""


def read(payload: object) -> dict[str, Any]:
    """The payload of one request, reduced to the fields we know; raises Malformed."""
    if (known := _PAYLOADS.get(shape(payload))) is None:
        raise Malformed
    found: dict[str, Any] = known(payload)
    return found


def shape(payload: object) -> str:
    """What kind of payload it claims to be: "command", or its type; "" for neither."""
    if not isinstance(payload, dict):
        return ""
    found = "command" if "command" in payload else payload.get("type")
    return found if isinstance(found, str) else ""


def _matching(pattern: str) -> Read:
    form = re.compile(pattern)

    def matching(value: Any) -> str:
        if isinstance(value, str) and form.fullmatch(value):
            return value
        raise Malformed

    return matching


def _is(kind: type) -> Read:
    def typed(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        raise Malformed

    return typed


def _list(one: Read, *, least: int = 0) -> Read:
    def listed(value: Any) -> list[Any]:
        if isinstance(value, list) and len(value) >= least:
            return [one(each) for each in value]
        raise Malformed

    return listed


def _each(one: Read) -> Read:
    """An object whose keys we chose, such as block ids."""

    def kept(value: Any) -> dict[str, Any]:
        return {name: one(each) for name, each in _is(dict)(value).items()}

    return kept


def _object(needs: str, fields: Mapping[str, Read]) -> Read:
    """An object with only these fields; a field that is null or "" counts as missing."""
    needed = set(needs.split())

    def whole(value: Any) -> dict[str, Any]:
        said = _is(dict)(value)
        there = {name: said[name] for name in fields if said.get(name) not in (None, "")}
        if needed <= there.keys():
            return {name: fields[name](each) for name, each in there.items()}
        raise Malformed

    return whole


ID = _matching(r"[A-Z][A-Z0-9]{0,40}")
STAMP = _matching(r"[0-9]{1,20}(?:\.[0-9]{1,20})?")
WORD = _matching(r"[!-~]{1,255}")
TEXT, FLAG = _is(str), _is(bool)

_CHANNEL = _object("id", {"id": ID, "name": TEXT})
_OPTION = _object("", {"value": TEXT})
_FLAGS = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
_NAMES = ("display_name", "real_name", "status_text", "status_emoji")


def _timestamp(value: Any) -> int:
    """Unix seconds of at most ten digits, as Slack's picker has them."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**10:
        return value
    raise Malformed


_PROFILE = _object("", {**dict.fromkeys(_NAMES, TEXT), "status_expiration": _timestamp})
_PERSON = _object(
    "id",
    {
        "id": ID,
        "name": TEXT,
        "tz": TEXT,
        "locale": TEXT,
        "team_id": ID,
        "profile": _PROFILE,
        "enterprise_user": _object("", {"enterprise_id": ID}),
        **dict.fromkeys((*_FLAGS, "is_admin", "is_owner"), FLAG),
    },
)


_ANSWER = _object(
    "",
    {
        **dict.fromkeys(("value", "selected_time", "selected_date"), TEXT),
        "selected_date_time": _timestamp,
        **dict.fromkeys(("selected_user", "selected_channel", "selected_conversation"), ID),
        **dict.fromkeys(("selected_users", "selected_conversations"), _list(ID)),
        "selected_option": _OPTION,
        "selected_options": _list(_OPTION),
    },
)
_VIEW = _object(
    "type id callback_id blocks",
    {
        "type": _matching("modal"),
        "id": WORD,
        "hash": WORD,
        "previous_view_id": WORD,
        "callback_id": WORD,
        "private_metadata": lambda ours: ours,  # `messages.slack.ids` checks it
        "blocks": _list(_object("type block_id", {"type": WORD, "block_id": TEXT})),
        "state": _object("", {"values": _each(_each(_ANSWER))}),
    },
)


def _open_view(value: Any) -> Any:
    """The view that a button stands in: a form of ours, or the Home tab."""
    kind = _object("type", {"type": WORD})(value)
    return _VIEW(value) if kind["type"] == "modal" else kind


_ACTION = _object(
    "action_id action_ts",
    {
        "action_id": WORD,
        "action_ts": STAMP,
        "value": TEXT,
        "selected_option": _OPTION,
        "selected_user": ID,
    },
)
_MESSAGE = _object(
    "",
    {
        "ts": STAMP,
        "thread_ts": STAMP,
        "user": ID,
        "text": TEXT,
        # `messages.slack.message_words` reads whatever people and other apps put in there.
        **dict.fromkeys(("blocks", "attachments", "files"), _list(lambda theirs: theirs)),
    },
)


def _channel_id(value: Any) -> str:
    """The channel's id: some events describe the channel, others only name it."""
    found: str = _CHANNEL(value)["id"] if isinstance(value, dict) else ID(value)
    return found


_TYPE = {"type": WORD}
_OF_CHANNEL = _object("channel", {**_TYPE, "channel": _channel_id})
_OF_MEMBER = _object("user channel", {**_TYPE, "user": ID, "channel": ID})
_OF_PERSON = _object("user", {**_TYPE, "user": _PERSON})
_NUMBERS = {"old_channel_id": ID, "new_channel_id": ID}
_SAYS = {
    **dict.fromkeys(("user", "channel", "bot_id"), ID),
    **dict.fromkeys(("ts", "thread_ts"), STAMP),
    "text": TEXT,
    "subtype": WORD,
    "edited": _object("", {}),
}
_EVENTS: dict[str, Read] = {
    "app_home_opened": _object("user", {**_TYPE, "user": ID, "tab": WORD}),
    "channel_id_changed": _object(" ".join(_NUMBERS), {**_TYPE, **_NUMBERS}),
    **dict.fromkeys(("message", "app_mention"), _object("channel ts", {**_TYPE, **_SAYS})),
    **dict.fromkeys(("user_change", "team_join"), _OF_PERSON),
    **dict.fromkeys(("member_joined_channel", "member_left_channel"), _OF_MEMBER),
}
_OTHER = _object("", _TYPE)


def _event(value: Any) -> Any:
    name = _object("type", _TYPE)(value)["type"]
    other = _OF_CHANNEL if name.startswith(("channel_", "group_")) else _OTHER
    return _EVENTS.get(name, other)(value)


_ASKED: dict[str, Read] = {
    **_TYPE,
    "user": _object("id", {"id": ID, "team_id": ID}),
    "team": _object("", {"id": ID, "domain": WORD}),
    "trigger_id": WORD,
}
_SHORTCUT = _object(
    "user callback_id trigger_id",
    {**_ASKED, "callback_id": WORD, "action_ts": STAMP, "channel": _CHANNEL, "message": _MESSAGE},
)
_IDS = {"user_id": ID, "team_id": ID, "channel_id": ID}
_CLICKED = {
    "channel": _CHANNEL,
    "container": _object("", {"message_ts": STAMP}),
    "response_url": _matching(r"https?://[!-~]{1,1000}"),
}
_PAYLOADS: dict[str, Read] = {
    "command": _object(
        f"command trigger_id {' '.join(_IDS)}",
        {**_IDS, "command": WORD, "text": TEXT, "channel_name": TEXT, "trigger_id": WORD},
    ),
    "block_actions": _object(
        "user actions",
        {**_ASKED, **_CLICKED, "view": _open_view, "actions": _list(_ACTION, least=1)},
    ),
    "view_submission": _object("user view", {**_ASKED, "view": _VIEW}),
    "view_closed": _object("view", {**_TYPE, "view": _object("", {"callback_id": WORD})}),
    **dict.fromkeys(("message_action", "shortcut"), _SHORTCUT),
    "block_suggestion": _object("action_id", {**_TYPE, "action_id": WORD, "block_id": WORD}),
    "event_callback": _object(
        "event",
        {
            **_TYPE,
            "team_id": ID,
            "event": _event,
            "authorizations": _list(_object("", {"team_id": ID})),
        },
    ),
    "url_verification": _object("", {**_TYPE, "challenge": TEXT}),
}
