"""Handing over everything: `hand over @bo to @lea because Bo has left`, `hand over my items`."""

import re
from dataclasses import dataclass

from grammar.line import parts
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.masking import MARK, MaskedLine, mask
from grammar.moves import labels

_VERB = re.compile(
    r"(?:(?:please|can you|could you|i(?: want|['’]d like) to)\s+)*"
    r"(?:(?P<sure>hand(?:ing|s|ed)?[\s-]?over)|hand|give|transfer|reassign|pass(?:\s+on)?)\b",
    re.IGNORECASE,
)
_BECAUSE = re.compile(r"(?<!\S)(?:because|since|bc|b/c|reason\s*:)\s*", re.IGNORECASE)
_TO = re.compile(r"(?<!\S)(?:on\s)?to\b[\s:]*", re.IGNORECASE)
_EVERYTHING = re.compile(r"(?<!\S)(?:everything|all)\b", re.IGNORECASE)
_MINE = re.compile(r"(?<!\S)(?:my|mine|i)\b", re.IGNORECASE)
_FILLERS = re.compile(
    r"(?<!\S)(?:everything|all|of|from|for|the|that|which|what|over|please|and|on|his|her|their|"
    r"items?|work|stuff|things?|blockers?|decisions?|customers?|accounts?|roles?|open|own(?:s|ed)?|"
    r"by|has|have|belongs|belonging|my|mine|i)\b|['’]s\b|['’](?=\s|$)",
    re.IGNORECASE,
)
_PERSON = re.compile(rf"{MARK}|@|(?<!\S)me\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverAll:
    """Everything of `owner` should go to somebody; None for whom the line does not name.

    Without an owner it may as well be about one item.
    """

    owner: DraftOwner | None
    to: DraftOwner | None
    reason: str


def read(text: str, *, requester: str) -> HandOverAll | None:
    """What a line without an item hands over; None if not all of it is understood."""
    line = mask(text)
    bare = line.text.strip(" .!")
    verb = _VERB.match(bare)
    if verb is None or labels.mentioned(text):
        return None
    said, *why = _BECAUSE.split(bare[verb.end() :], maxsplit=1)
    if not (verb["sure"] or _EVERYTHING.search(said)):
        return None
    whose, *to = _TO.split(said, maxsplit=1)
    before, after = (_people(one, line, requester, spoken=bool(to)) for one in (whose, *to, "")[:2])
    if before is None or after is None:
        return None
    owners, receivers = [*before[:1], *after[1:]], [*after[:1], *before[1:]]
    if _MINE.search(said):
        owners.append(DraftOwner(kind=OwnerKind.PERSON, value=requester))
    if max(len(owners), len(receivers)) > 1:
        return None
    return HandOverAll(
        owner=owners[0] if owners else None,
        to=receivers[0] if receivers else None,
        reason=line.unmask(why[0].lstrip(" :")).strip() if why else "",
    )


def _people(
    said: str, line: MaskedLine, requester: str, *, spoken: bool
) -> list[DraftOwner] | None:
    """Who is named in a part of the line, with `spoken` also in plain words.

    None if it says anything else.
    """
    found, rest, at = [], "", 0
    while one := _PERSON.search(said, at):
        named = parts.at(said, one.start(), line=line, requester=requester)
        if named is None:
            return None
        found.append(named.owner)
        rest, at = f"{rest} {said[at : one.start()]}", named.end
    words = _FILLERS.sub(" ", f"{rest} {said[at:]}").strip(" ,;:.!?-–—")
    if not words:
        return found
    name, _ = parts.name(words)
    is_name = spoken and name and not found
    return [DraftOwner(kind=OwnerKind.NAME, value=name)] if is_name else None
