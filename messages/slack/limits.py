"""Slack's limits: a payload that breaks one is fixed before it is sent.

A payload is a message (`text`, `blocks`) or a view (`type` modal or home).
"""

import json
from typing import Any

from messages.slack import budget
from messages.slack.blocks import Json, mrkdwn, plain
from messages.slack.limit_table import (
    BLOCKS,
    CHARACTERS,
    COUNTS,
    NAMELESS,
    OPTIONAL,
    SPEAKING,
    TEXT_LIMIT,
    VIEW_BYTES,
    limit_of,
)
from messages.slack.text import ELLIPSIS, cut

EMPTY = "–"
"""Stands where Slack wants a character and there is none."""


def fitted(payload: Json) -> Json:
    """The payload within Slack's limits: shortened, never refused; the input stays as it is.

    Long text ends in an ellipsis, lists keep their beginning, empty blocks and repeated ids go.
    Idempotent.
    """
    surface = _surface(payload)
    fixed = _fixed_node(payload, surface)
    blocks = [b for b in fixed.get("blocks", []) if not _is_hollow(b, str(b.get("type")))]
    if surface == "message":
        fixed["text"] = _spoken(str(payload.get("text", "")), blocks)
        blocks = _led(blocks, fixed["text"])
    elif surface == "modal" and _has_input(blocks) and not fixed.get("submit"):
        fixed["submit"] = plain("Save")
    fixed["blocks"] = _told_apart(blocks[: BLOCKS[surface]], "block_id")
    return _afforded(fixed) if surface == "message" else _lightened(fixed)


def _fixed_node(node: Json, kind: str) -> Json:
    fixed = {name: _fixed(value, (kind, name)) for name, value in node.items()}
    if kind == "actions":
        fixed["elements"] = _told_apart(fixed.get("elements", []), "action_id")
    return fixed


def _fixed(value: Any, field: tuple[str, str]) -> Any:
    if _is_text(value):
        return value | {"text": _shortened(value["text"], field)}
    if isinstance(value, str):
        return _shortened(value, field)
    if isinstance(value, dict):
        return _fixed_node(value, _kind(value, field[1]))
    if isinstance(value, list):
        return [_fixed(one, field) for one in value[: limit_of(field, COUNTS) or None]]
    return value


def _shortened(value: str, field: tuple[str, str]) -> str:
    most = limit_of(field, CHARACTERS)
    if not most:
        return value
    return cut(value, most) if value.strip() or field[1] in OPTIONAL else EMPTY


def _spoken(text: str, blocks: list[Json]) -> str:
    said = (b["text"]["text"] for b in blocks if b["type"] in SPEAKING and "text" in b)
    return cut(text.strip() or next(said, ELLIPSIS).strip(), TEXT_LIMIT)


def _led(blocks: list[Json], text: str) -> list[Json]:
    """The blocks with a sentence in front, as notifications are built from the first one."""
    if not blocks or blocks[0].get("type") in SPEAKING:
        return blocks
    most = CHARACTERS["section", "text"]
    return [{"type": "section", "text": mrkdwn(cut(text, most))}, *blocks]


def _told_apart(nodes: list[Json], name: str) -> list[Json]:
    """The same nodes; an id that was there before is dropped, and Slack makes one up."""
    seen: set[str] = set()
    apart = []
    for node in nodes:
        given = node.get(name)
        apart.append({k: v for k, v in node.items() if k != name} if given in seen else node)
        seen |= {given} if given else set()
    return apart


def _afforded(message: Json) -> Json:
    """The message with blocks taken from its end until all together are within the budget."""
    blocks = list(message["blocks"])
    while not budget.fits(blocks):
        blocks.pop()
    return message | {"blocks": blocks}


def _lightened(view: Json) -> Json:
    """The view with blocks taken from its end until it is light enough."""
    blocks = list(view["blocks"])
    while blocks and len(json.dumps(view | {"blocks": blocks})) > VIEW_BYTES:  # all of it is ASCII
        blocks.pop()
    return view | {"blocks": blocks}


def _surface(payload: Json) -> str:
    return str(payload.get("type", "message"))


def _has_input(blocks: list[Json]) -> bool:
    return any(block.get("type") == "input" for block in blocks)


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") in {"plain_text", "mrkdwn"}


def _kind(node: Json, name: str) -> str:
    return NAMELESS.get(name) or str(node.get("type", ""))


def _is_hollow(node: Json, kind: str) -> bool:
    if kind == "section":
        return not (node.get("text") or node.get("fields"))
    return kind in {"actions", "context"} and not node.get("elements")
