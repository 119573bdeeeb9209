"""Refuses blocks and views that Slack would refuse, with a pointer to each fault.

Pure. The table is in `blockkit.py`; here is the walk, and the few rules that span several blocks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from playground.rules import blockkit, charts, form_state
from playground.rules.blockkit import Anything, Chars, Items, Node, Rule, Text
from playground.state.workspace import Json


def message_faults(blocks: object) -> list[str]:
    """Everything Slack would refuse about a message's blocks; empty when all is well."""
    return list(_surface(blocks, "message"))


def message_is_too_large(blocks: object) -> bool:
    """Whether all blocks of one message exceed what Slack takes: of their JSON, or of their text.

    Slack does not document the limit; people report it in bolt-js#2509 and #2867.
    """
    wire = json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))
    return len(wire) > blockkit.LARGEST_MESSAGE or _words(blocks) > blockkit.MOST_WORDS


def _words(node: object) -> int:
    if isinstance(node, list):
        return sum(_words(one) for one in node)
    if not isinstance(node, dict):
        return 0
    own = len(node["text"]) if isinstance(node.get("text"), str) else 0
    return own + sum(_words(value) for value in node.values())


def view_faults(view: object) -> list[str]:
    """Everything Slack would refuse about a modal or Home tab; empty when all is well."""
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return ["view type must be modal or home [json-pointer:/view/type]"]
    rules = blockkit.MODAL if view["type"] == "modal" else blockkit.HOME
    head = {key: value for key, value in view.items() if key not in {"type", "blocks"}}
    faults = [*_fields(head, rules, "/view"), *_surface(view.get("blocks"), view["type"])]
    if view["type"] == "modal" and not view.get("submit") and _has_input(view):
        faults.append(
            "submit is required when a view has an input block [json-pointer:/view/submit]"
        )
    return faults


def view_is_too_large(view: Json) -> bool:
    """True above Slack's 250 kB for one view."""
    return len(json.dumps(view)) > blockkit.LARGEST_VIEW


def _has_input(view: Json) -> bool:
    blocks = view.get("blocks")
    return isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )


def _surface(blocks: object, surface: str) -> Iterator[str]:
    if not isinstance(blocks, list):
        yield "blocks must be a list [json-pointer:/blocks]"
        return
    most = blockkit.MOST_BLOCKS[surface]
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:/blocks]"
    for position, block in enumerate(blocks):
        yield from _block(block, surface, f"/blocks/{position}")
    yield from _across([block for block in blocks if isinstance(block, dict)])


def _block(block: object, surface: str, pointer: str) -> Iterator[str]:
    if not isinstance(block, dict):
        yield f"must be an object [json-pointer:{pointer}]"
        return
    kind = str(block.get("type"))
    banned = blockkit.NOT_IN_MESSAGES if surface == "message" else blockkit.NOT_IN_VIEWS
    if kind in banned:
        yield f"{kind} is not allowed in a {surface} [json-pointer:{pointer}/type]"
    if kind in blockkit.UNCHECKED_BLOCKS:
        return
    if kind not in blockkit.BLOCKS:
        yield f"unsupported type: {kind} [json-pointer:{pointer}/type]"
        return
    rules = {**blockkit.BLOCKS[kind], "block_id": blockkit.ID, "type": blockkit.ANY}
    yield from _fields(block, rules, pointer)
    if kind == "section" and not block.get("text") and not block.get("fields"):
        yield f"a section needs text or fields [json-pointer:{pointer}]"
    if kind == "data_visualization":
        yield from charts.faults(block.get("chart"), f"{pointer}/chart")
    yield from _repeated_actions(block, pointer)


def _across(blocks: list[Json]) -> Iterator[str]:
    """What only shows when all blocks are seen together: ids, tables and the length of markdown."""
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    for repeated in sorted({str(one) for one in ids if ids.count(one) > 1}):
        yield f"block_id {repeated!r} already exists [json-pointer:/blocks]"
    if sum(block.get("type") == "table" for block in blocks) > 1:
        yield "only_one_table_allowed [json-pointer:/blocks]"
    if sum(block.get("type") == "data_visualization" for block in blocks) > charts.MOST_CHARTS:
        yield f"at most {charts.MOST_CHARTS} charts in a message [json-pointer:/blocks]"
    markdown = sum(len(str(b.get("text", ""))) for b in blocks if b.get("type") == "markdown")
    if markdown > blockkit.LONGEST_MARKDOWN:
        yield "markdown blocks are too long together [json-pointer:/blocks]"


def _repeated_actions(block: Json, pointer: str) -> Iterator[str]:
    elements = block.get("elements")
    if block.get("type") != "actions" or not isinstance(elements, list):
        return
    ids = [one.get("action_id") for one in elements if isinstance(one, dict) and "action_id" in one]
    for repeated in sorted({str(one) for one in ids if ids.count(one) > 1}):
        yield f"action_id {repeated!r} is already in this block [json-pointer:{pointer}/elements]"


def _fields(node: Json, rules: dict[str, Rule], pointer: str) -> Iterator[str]:
    for name in node:
        if name not in rules:
            yield f"invalid additional property: {name} [json-pointer:{pointer}]"
    for name, rule in rules.items():
        value, where = node.get(name), f"{pointer}/{name}"
        if value is not None:
            yield from _CHECKS[type(rule)](value, rule, where)
        elif rule.required:
            yield f"missing required field: {name} [json-pointer:{pointer}]"


def _text(value: Any, rule: Text, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        yield f"must be a text object [json-pointer:{pointer}]"
        return
    kind = value.get("type")
    if kind not in (("plain_text",) if rule.plain else ("plain_text", "mrkdwn")):
        yield f"unsupported type: {kind} [json-pointer:{pointer}/type]"
    known = {"type", "text", "emoji" if kind == "plain_text" else "verbatim"}
    for name in value.keys() - known:
        yield f"invalid additional property: {name} [json-pointer:{pointer}]"
    yield from _length(value["text"], f"{pointer}/text", shortest=1, longest=rule.longest)


def _chars(value: Any, rule: Chars, pointer: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"must be a string [json-pointer:{pointer}]"
    elif rule.choices and value not in rule.choices:
        yield f"must be one of {', '.join(rule.choices)} [json-pointer:{pointer}]"
    else:
        yield from _length(value, pointer, shortest=rule.shortest, longest=rule.longest)


def _length(value: str, pointer: str, *, shortest: int, longest: int) -> Iterator[str]:
    if len(value) > longest:
        yield f"must be less than {longest + 1} characters [json-pointer:{pointer}]"
    if len(value) < shortest:
        yield f"must be more than {shortest - 1} characters [json-pointer:{pointer}]"


def _node(value: Any, rule: Node, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"must be an object [json-pointer:{pointer}]"
        return
    if rule.types[0] in blockkit.OBJECTS:
        yield from _fields(value, blockkit.OBJECTS[rule.types[0]], pointer)
        return
    kind = value.get("type")
    if kind not in rule.types:
        yield f"unsupported type: {kind} [json-pointer:{pointer}/type]"
        return
    rules = {**blockkit.ELEMENTS[kind], "type": blockkit.ANY}
    if kind != "image":
        rules["action_id"] = blockkit.ID
    faults = list(_fields(value, rules, pointer))
    yield from faults or _choices(value, pointer)


def _choices(element: Json, pointer: str) -> Iterator[str]:
    """A select needs options; what is chosen at first must be one of them, letter by letter."""
    if element["type"] not in blockkit.WITH_OPTIONS:
        return
    offered = form_state.options(element)
    if not offered:
        yield f"missing required field: options [json-pointer:{pointer}]"
    single = element.get("initial_option")
    chosen = element.get("initial_options") or ([] if single is None else [single])
    if not isinstance(chosen, list) or any(one not in offered for one in chosen):
        yield f"initial_option must be one of the options [json-pointer:{pointer}]"


def _items(value: Any, rule: Items, pointer: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"must be a list [json-pointer:{pointer}]"
        return
    if len(value) > rule.most:
        yield f"no more than {rule.most} items allowed [json-pointer:{pointer}]"
    if len(value) < rule.least:
        yield f"no fewer than {rule.least} items allowed [json-pointer:{pointer}]"
    for position, one in enumerate(value):
        where = f"{pointer}/{position}"
        is_text = isinstance(one, dict) and one.get("type") in ("plain_text", "mrkdwn")
        if rule.text is not None and (is_text or not rule.types):
            yield from _text(one, rule.text, where)
        elif rule.types:
            yield from _node(one, Node(types=rule.types), where)


def _anything(_value: Any, _rule: Anything, _pointer: str) -> Iterator[str]:
    return iter(())


_CHECKS: dict[type, Callable[[Any, Any, str], Iterator[str]]] = {
    Text: _text,
    Chars: _chars,
    Node: _node,
    Items: _items,
    Anything: _anything,
}
