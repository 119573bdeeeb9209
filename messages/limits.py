"""Slack's limits as one table, what a payload does against them, and the mending of it before it is sent.

A payload is a message (`text`, `blocks`) or a view (`type` modal or home). Source: slack-platform §3 and §6.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from messages.blocks import Json
from messages.text import ELLIPSIS, cut

TEXT_LIMIT = 4000
VIEW_BYTES = 250_000
BLOCKS = {"message": 50, "modal": 100, "home": 100}
CHARACTERS = {
    ("header", "text"): 150,
    ("section", "text"): 3000,
    ("section", "fields"): 2000,
    ("context", "elements"): 2000,
    ("button", "text"): 75,
    ("button", "value"): 2000,
    ("button", "url"): 3000,
    ("button", "accessibility_label"): 75,
    ("option", "text"): 75,
    ("option", "value"): 150,
    ("option", "description"): 75,
    ("group", "label"): 75,
    ("confirm", "title"): 100,
    ("confirm", "text"): 300,
    ("confirm", "confirm"): 30,
    ("confirm", "deny"): 30,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("image", "alt_text"): 2000,
    ("image", "image_url"): 3000,
    ("image", "title"): 2000,
    ("plain_text_input", "initial_value"): 3000,
    ("modal", "title"): 24,
    ("modal", "submit"): 24,
    ("modal", "close"): 24,
    ("*", "placeholder"): 150,
    ("*", "private_metadata"): 3000,
    ("*", "action_id"): 255,
    ("*", "block_id"): 255,
    ("*", "callback_id"): 255,
    ("*", "external_id"): 255,
}
COUNTS = {
    ("section", "fields"): 10,
    ("context", "elements"): 10,
    ("actions", "elements"): 25,
    ("overflow", "options"): 5,
    ("checkboxes", "options"): 10,
    ("radio_buttons", "options"): 10,
    ("*", "options"): 100,
    ("*", "option_groups"): 100,
}
OPTIONAL = frozenset({"initial_value", "private_metadata", "value", "external_id", "callback_id"})
"""Strings that may be empty; every other one needs a character."""
NAMELESS = {
    "options": "option",
    "initial_option": "option",
    "initial_options": "option",
    "option_groups": "group",
    "confirm": "confirm",
}
"""What the objects under these keys are, as they carry no `type`."""
SPEAKING = frozenset({"section", "header"})
EMPTY = "–"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that Slack would refuse, and where."""

    where: str
    what: str


def problems(payload: Json) -> list[Problem]:
    """Everything that Slack would refuse or show badly; empty when all is well."""
    blocks = payload.get("blocks", [])
    return [
        *_surface_problems(payload, blocks),
        *_repeated(blocks, "block_id", "/blocks"),
        *_node_problems(payload, surface(payload), ""),
    ]


def surface(payload: Json) -> str:
    """`message`, `modal` or `home`."""
    return str(payload.get("type", "message"))


def limit_of(kind: str, key: str, table: dict[tuple[str, str], int]) -> int:
    """The limit of a field, 0 for none."""
    return table.get((kind, key)) or table.get(("*", key), 0)


def is_text(value: object) -> bool:
    """Whether this is a text object."""
    return isinstance(value, dict) and value.get("type") in {"plain_text", "mrkdwn"}


def kind_of(node: Json, key: str) -> str:
    """The type of an object, or what its key says about one that carries none."""
    return NAMELESS.get(key) or str(node.get("type", ""))


def view_bytes(payload: Json) -> int:
    """The size of a view on the wire."""
    return len(json.dumps(payload).encode())


def _surface_problems(payload: Json, blocks: list[Json]) -> Iterator[Problem]:
    where = surface(payload)
    if len(blocks) > BLOCKS[where]:
        yield Problem("/blocks", f"more than {BLOCKS[where]} blocks")
    if where == "message":
        text = payload.get("text", "")
        if not text.strip() or len(text) > TEXT_LIMIT:
            yield Problem("/text", f"needs 1 to {TEXT_LIMIT} characters")
        if blocks and blocks[0].get("type") not in SPEAKING:
            yield Problem("/blocks/0", "the first block must be the sentence that matters")
        return
    if view_bytes(payload) > VIEW_BYTES:
        yield Problem("", f"larger than {VIEW_BYTES} bytes")
    if where == "modal" and not payload.get("submit") and _has_input(blocks):
        yield Problem("/submit", "a form with an input needs a submit button")


def _has_input(blocks: list[Json]) -> bool:
    return any(block.get("type") == "input" for block in blocks)


def _repeated(nodes: list[Json], key: str, where: str) -> Iterator[Problem]:
    named = [node[key] for node in nodes if key in node]
    for twice in sorted({name for name in named if named.count(name) > 1}):
        yield Problem(where, f"{key} {twice!r} is there twice")


def _node_problems(node: Json, kind: str, where: str) -> Iterator[Problem]:
    if kind == "section" and not (node.get("text") or node.get("fields")):
        yield Problem(where, "a section needs text or fields")
    if kind == "actions":
        yield from _repeated(node.get("elements", []), "action_id", where)
    for key, value in node.items():
        yield from _field_problems(value, (kind, key), f"{where}/{key}")


def _field_problems(value: object, field: tuple[str, str], where: str) -> Iterator[Problem]:
    if is_text(value):
        value = value["text"]  # type: ignore[index]  # a text object is a dict
    if isinstance(value, str):
        yield from _length_problems(value, field, where)
    elif isinstance(value, list):
        most = limit_of(*field, COUNTS)
        if not value or (most and len(value) > most):
            yield Problem(where, f"needs 1 to {most or 'more'} entries")
        for position, one in enumerate(value):
            if isinstance(one, dict):
                yield from _entry_problems(one, field, f"{where}/{position}")
    elif isinstance(value, dict):
        yield from _node_problems(value, kind_of(value, field[1]), where)


def _entry_problems(one: Json, field: tuple[str, str], where: str) -> Iterator[Problem]:
    if is_text(one):
        yield from _field_problems(one, field, where)
    else:
        yield from _node_problems(one, kind_of(one, field[1]), where)


def _length_problems(value: str, field: tuple[str, str], where: str) -> Iterator[Problem]:
    most = limit_of(*field, CHARACTERS)
    if most and len(value) > most:
        yield Problem(where, f"longer than {most} characters")
    if most and not value.strip() and field[1] not in OPTIONAL:
        yield Problem(where, "is empty")


def fitted(payload: Json) -> Json:
    """The payload within Slack's limits: shortened, never refused. Idempotent; the input is not changed.

    Long text ends in an ellipsis, lists keep their beginning, empty blocks go.
    """
    where = surface(payload)
    blocks = [_mended(block, str(block.get("type", ""))) for block in payload.get("blocks", [])]
    speaking = [block for block in blocks if not _is_hollow(block)]
    mended = _mended({k: v for k, v in payload.items() if k != "blocks"}, where)
    if where == "message":
        mended["text"] = cut(str(payload.get("text", "")).strip(), TEXT_LIMIT) or _spoken(speaking)
        speaking = _led(speaking, mended["text"])
    elif where == "modal" and _has_input(speaking):
        mended.setdefault("submit", {"type": "plain_text", "text": "Save"})
    mended["blocks"] = _told_apart(speaking[: BLOCKS[where]], "block_id")
    return mended if where == "message" else _lightened(mended)


def _mended(node: Json, kind: str) -> Json:
    fields = {key: _mended_field(value, (kind, key)) for key, value in node.items()}
    if kind == "actions" and isinstance(fields.get("elements"), list):
        fields["elements"] = _told_apart(fields["elements"], "action_id")
    return fields


def _mended_field(value: object, field: tuple[str, str]) -> object:
    if is_text(value):
        text: Json = value  # type: ignore[assignment]  # a text object is a dict
        return text | {"text": _mended_field(text["text"], field)}
    if isinstance(value, str):
        most = limit_of(*field, CHARACTERS)
        return _shortened(value, most, may_be_empty=field[1] in OPTIONAL) if most else value
    if isinstance(value, list):
        kept = value[: limit_of(*field, COUNTS) or None]
        return [_mended_entry(one, field) if isinstance(one, dict) else one for one in kept]
    return _mended(value, kind_of(value, field[1])) if isinstance(value, dict) else value


def _mended_entry(one: Json, field: tuple[str, str]) -> object:
    return _mended_field(one, field) if is_text(one) else _mended(one, kind_of(one, field[1]))


def _shortened(value: str, most: int, *, may_be_empty: bool) -> str:
    return cut(value, most) if may_be_empty or value.strip() else EMPTY


def _is_hollow(block: Json) -> bool:
    kind = block.get("type")
    if kind == "section":
        return not (block.get("text") or block.get("fields"))
    return kind in {"actions", "context"} and not block.get("elements")


def _spoken(blocks: list[Json]) -> str:
    texts = (
        block["text"]["text"]
        for block in blocks
        if block.get("type") in SPEAKING and "text" in block
    )
    return cut(next(texts, ELLIPSIS), TEXT_LIMIT)


def _led(blocks: list[Json], text: str) -> list[Json]:
    if not blocks or blocks[0].get("type") in SPEAKING:
        return blocks
    sentence = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": cut(text, 3000), "verbatim": True},
    }
    return [sentence, *blocks]


def _told_apart(nodes: list[Json], key: str) -> list[Json]:
    """The same nodes, a repeated id dropped: Slack makes one up where there is none."""
    seen: set[object] = set()
    apart = []
    for node in nodes:
        repeated = node.get(key) in seen
        seen.add(node.get(key, node is None))
        apart.append({k: v for k, v in node.items() if k != key} if repeated else node)
    return apart


def _lightened(view: Json) -> Json:
    """The view with blocks taken from its end until it is light enough."""
    blocks = list(view["blocks"])
    while blocks and view_bytes(view | {"blocks": blocks}) > VIEW_BYTES:
        blocks.pop()
    return view | {"blocks": blocks}
