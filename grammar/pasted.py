"""Several items in one paste: numbered, bulleted, in blocks, or one on each line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from escalation.items import Kind
from grammar.due.result import DueContext
from grammar.line import read as line_reader
from grammar.line.draft import Draft
from grammar.masking import EMOJI
from grammar.sign_offs import SIGN_OFF, without

MOST = 20
"""The most items of one paste."""
_SIGN = (
    rf"[-+*•‣◦·⁃–—|]|\(?#?\d{{1,2}}[.):]|#\d{{1,2}}|\(?[a-z][.)]|{EMOJI}|\d\ufe0f?\u20e3|\[[ xX]?\]"
    "|[\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?"
)
_MARKED = re.compile(rf"(?P<indent>\s*)(?:{_SIGN})\s+(?:\[[ xX]?\]\s+)?(?P<text>\S.*)")
_SIGN_ALONE = re.compile(rf"\s*(?:{_SIGN})\s*")
_QUOTED = re.compile(r"^\s*(?:&gt;|>) ?")
_FENCED = re.compile(r"\s*```\s*(?P<text>.*?)\s*```\s*", re.DOTALL)
_SECTION = re.compile(r"\W*(?P<kind>blocker|decision)s\W*", re.IGNORECASE)
_EMPTY_LINE = re.compile(r"\n\s*\n")
_ABOVE = re.compile(
    r":[*_]*$|\b(?:blockers|decisions|issues|items|points|list|risks|today)\b", re.IGNORECASE
)
"""What stands above a list rather than above the details of one item."""
_OPTIONS = re.compile(r"\boptions\W*$", re.IGNORECASE)
_NO_ITEM = re.compile(
    r"|(?:(?:is|it is|it's|we) )?(?:needed|need it|required|wanted)", re.IGNORECASE
)
"""What is left of a line like `needed by friday`, which belongs to the one above."""
_MOST_ABOVE = 6
"""Words above a list whose lines have no marks."""
_KIND = re.compile(
    r"(?P<kind>blocker|decision)(?P<colon>\s?:)?\s+(?P<text>\S.*)", re.IGNORECASE | re.DOTALL
)
_OF_KIND = re.compile(r"\b(blocker|decision)s?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """The items of a paste in their order, each with its kind and with what it lacks (`asks`).

    `kind` is that of items which name none. `heading` is what stands above the list. Of more than
    `MOST` items, `drafts` has the first ones and `left_over` the others as they were typed.
    """

    drafts: tuple[Draft, ...]
    kinds: tuple[Kind, ...]
    kind: Kind
    heading: str = ""
    left_over: tuple[str, ...] = ()


def read(
    raw: str,
    context: DueContext,
    *,
    requester: str,
    kind: Kind | None = None,
    known: Mapping[str, str] = line_reader.NOBODY,
) -> Pasted | None:
    """The list that a text is; None if it is one item, however many lines it has.

    Each item may name its kind, and what stands above them may, too; the others are of this
    `kind`. If none is known, it is not a list. `known` are customers, as for a line.
    """
    raw = without(_unquoted(raw))
    heading, texts = _parts(raw)
    if len(texts) < 2:
        return None
    kind = kind or _kind_above(heading)
    is_marked = any(map(_MARKED.match, raw.splitlines()))
    drafts, kinds = list[Draft](), list[Kind]()
    for each, text in _own_kinds([(own or kind, text) for own, text in texts[:MOST]]):
        if each is None:
            return None
        is_decision = each is Kind.DECISION
        draft = line_reader.read(
            text, context, requester=requester, decision=is_decision, known=known
        )
        if _NO_ITEM.fullmatch(draft.text) or not (is_marked or drafts or draft.owner or draft.due):
            return None
        drafts.append(draft)
        kinds.append(each)
    above = line_reader.read(heading, context, requester=requester)
    if above.owner or above.due or not _is_list(heading, drafts, is_marked=is_marked):
        return None  # the lines are the fields or the details of one item
    return Pasted(
        drafts=tuple(drafts),
        kinds=tuple(kinds),
        kind=kind or kinds[0],
        heading=heading,
        left_over=tuple(text for _, text in texts[MOST:]),
    )


def _is_list(heading: str, drafts: list[Draft], *, is_marked: bool) -> bool:
    if _OPTIONS.search(heading):
        return False
    assigned = [draft for draft in drafts if draft.owner or draft.due]
    if not is_marked:
        owned = [draft for draft in drafts if draft.owner and not draft.owner.proposed]
        return len(assigned) == len(drafts) or (len(owned) > 1 and owned[0] is drafts[0])
    if not heading:
        return True
    is_last = assigned == drafts[-1:]
    is_below = is_last and "\n" in drafts[-1].raw
    return bool(assigned and not is_last) or bool(_ABOVE.search(heading) and not is_below)


def _unquoted(raw: str) -> str:
    """The paste without the code block or the quotation that it was put in."""
    found = _FENCED.fullmatch(raw)
    lines = (found["text"] if found else raw).splitlines()
    if all(map(_QUOTED.match, filter(str.strip, lines))):
        lines = [_QUOTED.sub("", line, count=1) for line in lines]
    return "\n".join(lines)


def _parts(raw: str) -> tuple[str, list[tuple[Kind | None, str]]]:
    """What stands above the items, and the items, each with all lines that belong to it.

    A line like *Decisions* between them gives those below it their kind.
    """
    lines = [line for line in raw.splitlines() if line.strip() and not _SIGN_ALONE.fullmatch(line)]
    marked = [_MARKED.match(line) for line in lines]
    indents = [len(found["indent"]) for found in marked if found]
    if not indents:
        return _unmarked(raw, lines)
    heading: list[str] = []
    items: list[tuple[Kind | None, str]] = []
    kind = None
    for at, (line, found) in enumerate(zip(lines, marked, strict=True)):
        if found and len(found["indent"]) == min(indents):
            items.append((kind, found["text"].strip()))
        elif not items:
            heading.append(line.strip())
        elif section := _SECTION.fullmatch(line):
            kind = Kind(section["kind"].lower())
        elif SIGN_OFF.fullmatch(line) and not any(marked[at:]):
            break
        else:
            own, text = items[-1]
            items[-1] = own, f"{text}\n{found['text'] if found else line.strip()}"
    return "\n".join(heading), items


def _unmarked(raw: str, lines: list[str]) -> tuple[str, list[tuple[Kind | None, str]]]:
    """Blocks with empty lines between them if any has several lines, else one on each line."""
    blocks = [block.strip() for block in _EMPTY_LINE.split(raw) if block.strip()]
    items = blocks if 1 < len(blocks) < len(lines) else [line.strip() for line in lines]
    first = items[0] if items else ""
    is_above = _ABOVE.search(first) and len(first.split()) <= _MOST_ABOVE and "<@" not in first
    heading, items = (first, items[1:]) if is_above else ("", items)
    return heading, [(None, item) for item in items]


def _kind_above(heading: str) -> Kind | None:
    """The one kind that the heading names."""
    named = {Kind(word.lower()) for word in _OF_KIND.findall(heading)}
    return named.pop() if len(named) == 1 else None


def _own_kinds(texts: list[tuple[Kind | None, str]]) -> list[tuple[Kind | None, str]]:
    """Each item with the kind that it begins with: with a colon, or if all after the first do."""
    found = [_KIND.fullmatch(text) for _, text in texts]
    all_do = all(found[1:])
    return [
        (Kind(own["kind"].lower()), own["text"]) if own and (own["colon"] or all_do) else given
        for given, own in zip(texts, found, strict=True)
    ]
