"""The budget of one message: how much Slack takes of all its blocks together.

Slack documents no such limit. It refused messages of 13,200 characters of JSON and one with 11,341
characters of text, so both counts stay well below that.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from messages.slack.blocks import Json

MOST_JSON = 11_000
"""Characters of a message's blocks as compact JSON, non-ASCII unescaped."""
MOST_TEXT = 10_000
"""Characters of all texts in them."""
LISTED = 9_300
"""What the lines of a list may take of it; the rest is for the blocks around them."""


def cost(node: Any) -> int:
    """Characters of blocks, or of a part of them, as they go over the wire."""
    return len(json.dumps(node, ensure_ascii=False, separators=(",", ":")))


def words(node: Any) -> int:
    """Characters of all texts in blocks."""
    if isinstance(node, list):
        return sum(words(one) for one in node)
    if not isinstance(node, dict):
        return 0
    own = len(node["text"]) if isinstance(node.get("text"), str) else 0
    return own + sum(words(value) for value in node.values())


def fits(blocks: list[Json]) -> bool:
    """Whether a message may have these blocks."""
    spent = cost(blocks)
    # Texts are part of the JSON, so they only have to be counted where that is long.
    return spent <= MOST_TEXT or (spent <= MOST_JSON and words(blocks) <= MOST_TEXT)


def affordable(parts: Iterable[Any], most: int) -> int:
    """How many of these lines or blocks, from the first on, fit into `most` characters."""
    count = 0
    for part in parts:
        most -= cost(part) + 1
        if most < 0:
            break
        count += 1
    return count


def first_fitting(draw: Callable[[int], Json], *limits: int) -> Json:
    """The message with the first of these limits that lets it fit, else with the last."""
    for limit in limits:
        drawn = draw(limit)
        if fits(drawn["blocks"]):
            break
    return drawn
