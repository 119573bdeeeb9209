"""Block Kit's parts as plain dicts: the few kinds that work on every surface.

Source: docs.slack.dev/reference/block-kit/blocks.
"""

from collections.abc import Iterable
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


def mrkdwn(text: str) -> Json:
    """Marked-up text in which Slack links nothing on its own (`verbatim`)."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain(text: str) -> Json:
    """Text without mark-up."""
    return {"type": "plain_text", "text": text, "emoji": True}


def section(text: str, *, accessory: Json | None = None) -> Json:
    """A paragraph of mrkdwn."""
    block: Json = {"type": "section", "text": mrkdwn(text)}
    return block | ({"accessory": accessory} if accessory else {})


def context(*texts: str) -> Json:
    """Small print; each text is mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def header(text: str) -> Json:
    """A heading, without mark-up."""
    return {"type": "header", "text": plain(text)}


def divider() -> Json:
    """A line across."""
    return {"type": "divider"}


def actions(block_id: str, elements: Iterable[Json]) -> Json:
    """A row of buttons and menus."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(
    label: str,
    action_id: str,
    *,
    value: str = "",
    style: str = "",
    spoken: str = "",
    confirm: Json | None = None,
) -> Json:
    """A button; `spoken` is what a screen reader says when the label alone is ambiguous."""
    element: Json = {"type": "button", "action_id": action_id, "text": plain(label)}
    extras = {"value": value, "style": style, "accessibility_label": spoken, "confirm": confirm}
    return element | {key: given for key, given in extras.items() if given}


def confirm(title: str, question: str, *, yes: str, no: str = "Not yet") -> Json:
    """The question Slack asks before a click counts."""
    return {
        "title": plain(title),
        "text": mrkdwn(question),
        "confirm": plain(yes),
        "deny": plain(no),
    }


def option(label: str, value: str) -> Json:
    """One choice of a menu or list."""
    return {"text": plain(label), "value": value}


def overflow(action_id: str, options: list[Json]) -> Json:
    """The `…` menu, at most five options."""
    return {"type": "overflow", "action_id": action_id, "options": options}


def input_block(
    block_id: str, label: str, element: Json, *, hint: str = "", optional: bool = False
) -> Json:
    """A labelled form field; its element's action id is always `value`."""
    block: Json = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element | {"action_id": "value"},
        "optional": optional,
    }
    return block | ({"hint": plain(hint)} if hint else {})


def message(text: str, blocks: list[Json]) -> Json:
    """A message: `text` is complete on its own, for notifications and screen readers."""
    return {"text": text, "blocks": blocks}
