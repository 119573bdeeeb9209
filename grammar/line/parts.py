"""Parts of typed text that lines and moves share: whom it names, and values without commas."""

import re
from dataclasses import dataclass

from grammar.line.draft import DraftOwner, OwnerKind
from grammar.masking import MARK, MaskedLine
from grammar.mentioned import GROUP, PERSON

_APART = " ,;"
_PARTICLES = frozenset({"da", "de", "del", "di", "la", "van", "von"})
_OWNER = re.compile(rf"(?P<mark>{MARK})|(?P<me>[Mm][Ee])\b|@(?P<name>[^\s,;<>]+)")
_WORD = re.compile(r" (?P<word>[^\s,;<>]+)")
_SPOKEN = re.compile(rf"{MARK}|(?<!\S)@(?=[^\W\d_])")
_STOP = re.compile(r"^[.:!?)]+(?=[\s,;]|$)")
_NO_NAMES = frozenset({
    "and", "api", "because", "by", "can", "change", "changed", "empty", "field", "for", "gone",
    "has", "in", "is", "left", "list", "me", "missing", "name", "needed", "no", "nobody", "none",
    "not", "of", "or", "quit", "role", "says", "tba", "tbd", "team", "the", "to", "unclear",
    "unknown", "was", "who", "will",
})  # fmt: skip
_ALSO = re.compile(rf"[\s,]*(?:(?:and|or|&|/|\+) ?)?(?={MARK}|@)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """An owner with the place where their name ends."""

    owner: DraftOwner
    end: int


def owner(value: str, line: MaskedLine, *, requester: str) -> tuple[DraftOwner | None, str]:
    """The owner a value starts with, if any, and the rest of it."""
    named = at(value, 0, line=line, requester=requester)
    if named is None:
        return None, value
    return named.owner, trimmed(_STOP.sub("", value[named.end :]))


def at(text: str, start: int, *, line: MaskedLine, requester: str) -> Named | None:
    """Who is mentioned at this place of the text."""
    found = _OWNER.match(text, start)
    if not found:
        return None
    if found["me"]:
        return Named(DraftOwner(kind=OwnerKind.PERSON, value=requester), found.end())
    if found["name"]:
        name = _handle(text, found.start("name"), found["name"])
        return Named(DraftOwner(kind=OwnerKind.NAME, value=name), found.start("name") + len(name))
    piece = line.unmask(found["mark"])
    for kind, form in ((OwnerKind.PERSON, PERSON), (OwnerKind.GROUP, GROUP)):
        if mention := form.fullmatch(piece):
            return Named(DraftOwner(kind=kind, value=mention["id"]), found.end())
    return None


def further(text: str, start: int) -> int:
    """Where another name follows (`and @bo`, `, @bo`), else -1."""
    found = _ALSO.match(text, start)
    return found.end() if found else -1


def _handle(text: str, start: int, first: str) -> str:
    """The name after an `@`: one word, or two or three if they are written like a person's."""
    name, end = first.rstrip(".:!?)") or first, start + len(first)
    while _is_capital(name.rpartition(" ")[2]) and (more := _WORD.match(text, end)):
        word = more["word"].rstrip(".:!?)")
        if name.count(" ") > 1 or not _is_capital(word) or name != text[start:end]:
            break
        name, end = f"{name} {word}", more.end()
    return name


def _is_capital(word: str) -> bool:
    letters = word.replace("-", "").replace("'", "").replace("’", "")
    return letters.isalpha() and word[0].isupper() and len(word) > 1 and not word.isupper()


def name(value: str) -> tuple[str, bool]:
    """A person's name typed as plain words, and whether it surely is one; "" if it is none."""
    words = value.split()
    if not _NO_NAMES.isdisjoint(value.casefold().split()):
        return "", False
    if 1 <= len(words) <= 4 and all(_is_capital(word) or word in _PARTICLES for word in words):
        return value, _is_capital(words[0])
    short = 1 <= len(words) <= 2 and all(1 < len(word) <= 20 and word.isalpha() for word in words)
    return (value, False) if short else ("", False)


def mentioned(text: str, line: MaskedLine) -> set[DraftOwner]:
    """The people mentioned in a part of the line, also by a handle typed by hand."""
    found = (at(text, one.start(), line=line, requester="") for one in _SPOKEN.finditer(text))
    return {one.owner for one in found if one and one.owner.kind is not OwnerKind.GROUP}


def trimmed(text: str) -> str:
    """Strip the commas, dashes and brackets that only separate it from its neighbours."""
    start, end = len(text) - len(text.lstrip(_APART)), _unparted(text, len(text))
    while (bare := _before(text, end, "-–—([/|→•·*")) < end and (
        bare == 0 or text[bare - 1].isspace()
    ):
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
