"""Several items in one paste: numbered, bulleted, or one on each line."""

import re
from dataclasses import dataclass

from grammar.due.result import DueContext
from grammar.line import read as line_reader
from grammar.line.draft import Draft

MOST = 20
"""The most items of one paste."""
_MARKED = re.compile(
    r"(?P<indent>\s*)(?:[-*•‣◦–—]|\(?\d{1,2}[.)]|:[a-z_]{1,30}:)\s+(?:\[[ xX]?\]\s+)?(?P<text>\S.*)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """The items of a paste in their order, each with what it lacks (`asks`).

    `heading` is what stands above the list. Of more than `MOST` items, `drafts` has the first ones
    and `left_over` counts the others.
    """

    drafts: tuple[Draft, ...]
    heading: str = ""
    left_over: int = 0


def read(raw: str, context: DueContext, *, requester: str, decision: bool = False) -> Pasted | None:
    """The list that a text is; None if it is one item, however many lines it has."""
    heading, texts = _items([line for line in raw.splitlines() if line.strip()])
    if len(texts) < 2:
        return None
    drafts = tuple(
        line_reader.read(text, context, requester=requester, decision=decision)
        for text in [heading, *texts[:MOST]]
    )
    above, items = drafts[0], drafts[1:]
    is_marked = any(map(_MARKED.match, raw.splitlines()))
    is_list = all(item.text and (is_marked or item.owner or item.due) for item in items)
    if not is_list or above.owner or above.due:
        return None  # the lines are the fields or the details of one item
    return Pasted(drafts=items, heading=heading, left_over=max(0, len(texts) - MOST))


def _items(lines: list[str]) -> tuple[str, list[str]]:
    """The lines above the first item, and the items; lines that belong to one are kept with it."""
    marked = [_MARKED.match(line) for line in lines]
    indents = [len(found["indent"]) for found in marked if found]
    if not indents:
        return "", [line.strip() for line in lines]
    heading: list[str] = []
    items: list[str] = []
    for line, found in zip(lines, marked, strict=True):
        if found and len(found["indent"]) == min(indents):
            items.append(found["text"].strip())
        elif items:
            items[-1] += f"\n{found['text'] if found else line.strip()}"
        else:
            heading.append(line.strip())
    return "\n".join(heading), items
