"""What a person sees: words on the screen, buttons and fields by their labels. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playground.rules import form_state
from playground.state.workspace import Json, Message, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one act brought the person: messages for their eyes only, the form now open, Slack's own
    complaint.

    `errors` are the complaints of a form, by the label of the field.
    """

    messages: tuple[Message, ...] = ()
    view: View | None = None
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All words of it in one string."""
        said = [message_words(message) for message in self.messages]
        return "\n".join([*said, *([self.error] if self.error else []), *self.errors.values()])


def words(node: Any) -> Iterator[str]:
    """Every piece of text in blocks, in reading order."""
    if isinstance(node, list):
        for one in node:
            yield from words(one)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for key, value in node.items():
            if key in {"alt_text", "initial_value"} and isinstance(value, str):
                yield value
            elif isinstance(value, dict | list):
                yield from words(value)


def message_words(message: Message) -> str:
    """Text, blocks and attachments of a message in one string."""
    shown = [message.text, *words(message.blocks), *words(message.attachments)]
    return "\n".join(dict.fromkeys(one for one in shown if one))


def view_words(view: View) -> str:
    """Title and blocks of a view in one string."""
    return "\n".join([view.title, *words(view.blocks)])


def contains(text: str, wanted: tuple[str, ...]) -> bool:
    """True when every wanted piece occurs, in whatever case."""
    folded = text.casefold()
    return all(piece.casefold() in folded for piece in wanted)


def button(blocks: list[Json], label: str) -> tuple[Json, Json, Any] | None:
    """(block, element, chosen option or None) of the button or overflow entry with this label or
    action_id; of a button's label, what comes after a comma may be left out.
    """
    for block, element in form_state.elements(blocks):
        if element["type"] == "button" and label in _said(element):
            return block, element, None
        if element["type"] == "overflow" and (chosen := form_state.option(element, label)):
            return block, element, chosen
    return None


def _said(element: Json) -> tuple[str, ...]:
    words = element["text"]["text"]
    return words, words.partition(",")[0], element["action_id"]


def entry_field(blocks: list[Json], label: str) -> tuple[Json, Json] | None:
    """(block, element) of the field with this label, placeholder, block_id or action_id."""
    for block, element in form_state.elements(blocks):
        if element["type"] in form_state.VALUE_FIELDS and label in _names(block, element):
            return block, element
    return None


def label_of(blocks: list[Json], block_id: str) -> str:
    """The label of an input block; its id when it has none."""
    for block in blocks:
        if block.get("block_id") == block_id:
            return str((block.get("label") or {}).get("text", block_id))
    return block_id


def _names(block: Json, element: Json) -> set[str]:
    texts = [block.get("label"), element.get("placeholder"), block.get("text")]
    shown = {one["text"] for one in texts if isinstance(one, dict)}
    return shown | {block["block_id"], element["action_id"]}


def buttons(blocks: list[Json]) -> list[str]:
    """The labels of all buttons and overflow entries, for messages about what is there."""
    labels = []
    for _, element in form_state.elements(blocks):
        if element["type"] == "button":
            labels.append(element["text"]["text"])
        if element["type"] == "overflow":
            labels += [one["text"]["text"] for one in form_state.options(element)]
    return labels
