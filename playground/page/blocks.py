"""Block Kit as HTML: what the block templates ask while they draw a message, a modal or a Home tab.

Source of the shapes: Slack, "Block Kit blocks" and "Block Kit elements" references.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import Markup, escape

from playground.page import chart, fields
from playground.page.reader import Reader
from playground.page.text import mrkdwn, rich_text
from playground.rules import form_state
from playground.state.workspace import Json

_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\s]+)\)")
_BULLET = re.compile(r"^(\s*)[-*+] +", re.MULTILINE)
_SOFT_BOLD = "\ue000"


class Choice(NamedTuple):
    """One line of a select, radio or checkbox element; label and note are text objects."""

    value: str
    label: Json
    note: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """One drawing of blocks for one reader; `prefix` keeps control ids unique on the page."""

    prefix: str
    reader: Reader
    state: Json = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def control_id(self, block: Json, element: Json) -> str:
        """The HTML id of an element's control, which its label names."""
        return f"{self.prefix}:{fields.name(block, element)}".replace(" ", "_")

    def shown(self, block: Json, element: Json) -> list[str]:
        """What the element's control holds when drawn: what was entered, else its initial value."""
        state = form_state.initial_state([block], self.state)
        return fields.shown(state[block["block_id"]][element["action_id"]], self.reader.zone)

    def text(self, text: Json | None) -> Markup:
        """A text object as HTML; nothing for none."""
        if not text:
            return Markup("")
        if text["type"] == "mrkdwn":
            return mrkdwn.to_html(text["text"], self.reader)
        return escape(text["text"])

    def href(self, url: str) -> Markup:
        """The attributes of a button that is a link."""
        return mrkdwn.href(url, self.reader)

    def rich_text(self, block: Json) -> Markup:
        """A rich_text block, or a table cell that holds one, as HTML."""
        return rich_text.to_html(block, self.reader)

    def chart(self, block: Json) -> Markup:
        """A chart as HTML."""
        return chart.to_html(block)

    def markdown(self, text: str) -> Markup:
        """A markdown block as HTML: headings, strong words, links, bullets; the rest as mrkdwn."""
        text = _HEADING.sub(rf"{_SOFT_BOLD}\1{_SOFT_BOLD}", text.replace(_SOFT_BOLD, ""))
        text = _STRONG.sub(rf"{_SOFT_BOLD}\2{_SOFT_BOLD}", text)
        text = _BULLET.sub(r"\1• ", _LINK.sub(r"<\2|\1>", text))
        return mrkdwn.to_html(text.replace("*", "_").replace(_SOFT_BOLD, "*"), self.reader)

    def groups(self, element: Json) -> Iterator[tuple[str, list[Choice]]]:
        """The lines a select offers, under their group's label (empty for none)."""
        kind = element["type"].removeprefix("multi_")
        if kind == "users_select":
            yield "", _named(self.reader.people, "")
        elif kind in ("channels_select", "conversations_select"):
            yield "", _named(self.reader.channels, "#")
        else:
            yield from _option_groups(element)


def _named(names: Mapping[str, str], sign: str) -> list[Choice]:
    ordered = sorted(names.items(), key=lambda pair: pair[1].lower())
    return [Choice(key, {"type": "plain_text", "text": f"{sign}{name}"}) for key, name in ordered]


def _option_groups(element: Json) -> Iterator[tuple[str, list[Choice]]]:
    if loose := element.get("options"):
        yield "", _choices(loose)
    for group in element.get("option_groups", []):
        yield group["label"]["text"], _choices(group["options"])


def _choices(options: Iterable[Json]) -> list[Choice]:
    return [Choice(one["value"], one["text"], one.get("description")) for one in options]
