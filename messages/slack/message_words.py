"""The words of a message as Slack sends it, whoever wrote it; never fails.

Sources: docs.slack.dev/reference/block-kit/blocks, …/blocks/rich-text-block and
docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from grammar.masking import escaped

_NONE = frozenset({"", "This content can't be displayed."})
"""What stands in `text` if a message has words in its blocks alone."""
_DEEPEST = 10
"""How deep blocks may lie in one another."""


def words(message: Mapping[str, Any]) -> str:
    """Its text; without one, that of its blocks, of its attachments, or the names of its files."""
    own = _text(message.get("text"))
    if own.strip() not in _NONE:
        return own
    parts = (
        [line for one in _list(message.get("blocks")) for line in _of_block(one, 0)],
        [line for one in _list(message.get("attachments")) for line in _of_attachment(one)],
        [escaped(_text(one.get("title")) or _text(one.get("name"))) for one in _files(message)],
    )
    found = ("\n".join(filter(None, lines)) for lines in parts)
    return next(filter(None, found), "")


def _of_block(block: Any, depth: int) -> Iterator[str]:
    """The lines of a block, or of a part of one."""
    one = _mapping(block)
    if depth > _DEEPEST:
        return
    kind = _text(one.get("type"))
    if kind in {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}:
        yield "".join(map(_inline, _list(one.get("elements"))))
    elif kind == "rich_text_list":
        for item in _list(one.get("elements")):
            yield f"• {' '.join(_of_block(item, depth + 1))}"
    elif kind == "rich_text":
        for part in _list(one.get("elements")):
            yield from _of_block(part, depth + 1)
    elif kind == "context":
        yield " ".join(filter(None, map(_object, _list(one.get("elements")))))
    else:
        yield from (_object(one.get("title")), _object(one.get("text")))
        yield from map(_object, _list(one.get("fields")))
        yield escaped(_text(one.get("alt_text")))


def _object(value: Any) -> str:
    """A text, or a text object: plain text is escaped as people's words are."""
    if isinstance(value, str):
        return value
    said = _text(_mapping(value).get("text"))
    return escaped(said) if _mapping(value).get("type") == "plain_text" else said


def _inline(element: Any) -> str:
    """A piece of rich text, as it would stand in `text`."""
    one = _mapping(element)
    ids = {"user": "<@{}>", "usergroup": "<!subteam^{}>", "channel": "<#{}>"}
    kind = _text(one.get("type"))
    if kind in ids:
        return ids[kind].format(_text(one.get(f"{kind}_id")))
    said = escaped(_text(one.get("text")))
    if kind == "link":
        url = _text(one.get("url"))
        return f"<{url}|{said}>" if said else f"<{url}>"
    if kind == "emoji":
        return f":{_text(one.get('name'))}:"
    return said or escaped(_text(one.get("fallback")))


def _of_attachment(attachment: Any) -> Iterator[str]:
    one = _mapping(attachment)
    lines = [_text(one.get(name)) for name in ("pretext", "title", "text")]
    fields = [_mapping(field) for field in _list(one.get("fields"))]
    named = [(_text(field.get("title")), _text(field.get("value"))) for field in fields]
    lines += [": ".join(filter(None, pair)) for pair in named]
    for block in _list(one.get("blocks")):
        lines += _of_block(block, 0)
    yield from lines if any(lines) else [_text(one.get("fallback"))]


def _files(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [_mapping(one) for one in _list(message.get("files"))]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
