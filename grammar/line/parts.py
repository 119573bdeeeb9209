"""Parts of a typed line: its text, and each keyword that counts with its value.

We decide from right to left, because a value extends to the next keyword that counts.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass

from grammar.due import read as due_reader
from grammar.due.result import DueAnswer, DueContext, DueRead
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.line.keywords import Key, Keyword, keywords
from grammar.masking import MARK, MaskedLine

LONGEST_DUE = 2 * due_reader.CAP
_MENTION = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)(?:\|[^>]*)?>")
_GROUP = re.compile(r"<!subteam\^(?P<id>[A-Z0-9]+)(?:\|[^>]*)?>")
_APART = " ,;"
_OWNER = re.compile(rf"(?P<mark>{MARK})|(?P<me>me)\b|@(?P<name>[^\s,;<>]+)", re.IGNORECASE)
_STOP = re.compile(r"^[.:!?)]+(?=[\s,;]|$)")
# "not urgent", "if it is urgent": a sentence that ends this way does not flag the item.
_NO_FLAG = re.compile(r"(?:\b(?:as|be|how|if|is|less|more|most|non|not|so|too|very)|n['’]t)[- ]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One keyword that counts and its trimmed value; `urgent`: the value ended in that word."""

    key: Key
    value: str
    urgent: bool
    due: DueAnswer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The text in front of the first keyword that counts, then the parts from left to right.

    `urgent` means that any of them carried the flag. `passed_over` are values of `due` and
    `deadline` that were not dates and so stayed text.
    """

    text: str
    urgent: bool
    parts: tuple[Part, ...]
    passed_over: tuple[str, ...]


def parted(line: MaskedLine, context: DueContext, *, decision: bool) -> Parts:
    """Split the line into parts; nothing is lost."""
    parts: list[Part] = []
    passed_over: list[str] = []
    end = len(line.text)
    found = keywords(line.text, decision=decision)
    offered = _offered(line.text, found)
    for keyword in reversed(found):
        part = _part(keyword, line.text[keyword.end : end], line=line, context=context)
        if keyword.strong or _fits(part, line=line, offered=offered):
            parts.append(part)
            end = keyword.start
        elif keyword.word in {"due", "deadline"} and part.value:
            passed_over.append(part.value)
    text, urgent = flagged(trimmed(line.text[:end]), alone=False)
    return Parts(
        text=text,
        urgent=urgent or any(part.urgent or part.key is Key.URGENT for part in parts),
        parts=tuple(reversed(parts)),
        passed_over=tuple(passed_over),
    )


def owner(value: str, line: MaskedLine, *, requester: str) -> tuple[DraftOwner | None, str]:
    """The owner a value starts with, if any, and the rest of it."""
    found = _OWNER.match(value)
    if not found:
        return None, value
    rest = trimmed(_STOP.sub("", value[found.end() :]))
    if found["me"]:
        return DraftOwner(kind=OwnerKind.PERSON, value=requester), rest
    if found["name"]:
        return DraftOwner(kind=OwnerKind.NAME, value=found["name"]), rest
    piece = line.unmask(found["mark"])
    for kind, form in ((OwnerKind.PERSON, _MENTION), (OwnerKind.GROUP, _GROUP)):
        if mention := form.fullmatch(piece):
            return DraftOwner(kind=kind, value=mention["id"]), rest
    return None, value


def mentioned(text: str, line: MaskedLine) -> set[str]:
    """The ids of the users mentioned in a part of the line."""
    pieces = (line.piece(mark) for mark in re.findall(MARK, text))
    return {found["id"] for piece in pieces if (found := _MENTION.fullmatch(piece))}


def trimmed(text: str) -> str:
    """Strip the commas, dashes and brackets that only separate it from its neighbours."""
    start, end = len(text) - len(text.lstrip(_APART)), _unparted(text, len(text))
    while (bare := _before(text, end, "-–—(")) < end and text[bare - 1 : bare].isspace():
        end = _unparted(text, bare)
    return text[start:end]


def _unparted(text: str, end: int) -> int:
    """Where the spaces, commas and semicolons before `end` begin; the one in `&gt;` stays."""
    bare = _before(text, end, _APART)
    ends_entity = text.endswith(("&lt", "&gt", "&amp"), 0, bare) and text[bare:end][:1] == ";"
    return bare + ends_entity


def _before(text: str, end: int, chars: str) -> int:
    """Where the run of these characters before `end` begins, in linear time."""
    while end and text[end - 1] in chars:
        end -= 1
    return end


def flagged(text: str, *, alone: bool) -> tuple[str, bool]:
    """Strip a lone `urgent` from the end; also return whether there was one.

    `alone`: whether that word may be the whole text. "not urgent" and "is urgent" are sentences.
    """
    bare = text.rstrip(" .,;!)")
    head, word = bare[: -len(Key.URGENT)], bare[-len(Key.URGENT) :]
    rest = trimmed(head.rstrip(" ("))
    apart = not head or head[-1] in " ,;("
    if word.lower() != Key.URGENT or not apart or _NO_FLAG.search(head.lower()):
        return text, False
    return (rest, True) if rest or alone else (text, False)


def due_answer(value: str, line: MaskedLine, context: DueContext) -> DueAnswer:
    """What a value means as a due date."""
    return due_reader.read(line.unmask(value), context)


def means_due(answer: DueAnswer | None) -> bool:
    """Whether it is a date or a choice of dates rather than part of a sentence."""
    return isinstance(answer, DueRead) or bool(answer and answer.choices)


def choices(value: str) -> tuple[str, ...]:
    """The options in `a | b | c`, each once."""
    names = {name.casefold(): name for option in value.split("|") if (name := trimmed(option))}
    return tuple(names.values())


def _part(keyword: Keyword, text: str, *, line: MaskedLine, context: DueContext) -> Part:
    value, urgent = flagged(trimmed(text), alone=True)
    answer = None
    if keyword.key is Key.DUE and (keyword.strong or len(value) <= LONGEST_DUE):
        answer = due_answer(value, line, context)
    return Part(key=keyword.key, value=value, urgent=urgent, due=answer)


def _fits(part: Part, *, line: MaskedLine, offered: list[str]) -> bool:
    """Whether the value of a bare keyword is a valid one."""
    if part.key is Key.OWNER:
        return owner(part.value, line, requester="")[0] is not None
    if part.key is Key.DUE:
        return means_due(part.due)
    if part.key is Key.OPTIONS:
        return len(choices(part.value)) > 1
    if part.key is Key.DEFAULT:
        return _offers(offered, part.value)
    return bool(part.value)


def _offered(text: str, found: list[Keyword]) -> list[str]:
    """The texts between the bars after `options`, sorted; the first `options` counts."""
    after = next((text[key.end :] for key in found if key.key is Key.OPTIONS), "")
    return sorted(f"{trimmed(option).casefold()} " for option in after.split("|"))


def _offers(offered: list[str], default: str) -> bool:
    """Whether one of these sorted texts begins with this default, whatever follows it."""
    name = f"{default.casefold()} "
    place = bisect_left(offered, name)
    return bool(default) and any(option.startswith(name) for option in offered[place : place + 1])
