"""People of a typed line: after their keyword, or in a clause that is about their task."""

import re

from grammar.line import parts as line_parts
from grammar.line.date_starts import begins_like_a_date
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.line.keywords import SENTENCES, Key, Keyword
from grammar.line.places import Line, Opening, Place
from grammar.line.values import COLON, value_start

_ROLE = re.compile(
    r"\s+(?:(?:is |will be |to be )?(?:on (?:it|this)|responsible|the owner|owner)"
    r"|owns (?:it|this)|has (?:it|this)|takes (?:it|this)|to own(?: (?:it|this))?|to decide"
    r"|decides|will decide|on point)(?=[\s,.;:!?)]|$)",
    re.IGNORECASE,
)
"""What says of somebody that they own it, and nothing more."""
_TASK = re.compile(r"\s+(?:(?:needs|has|ought) )?to\s+", re.IGNORECASE)
"""What stands between somebody and what they have to do."""
_ASKED = re.compile(
    r"\s+(?=(?:please|must|should|will|still|can you|could you|blocked|stuck|[^\W\d_]{2,}ing)\b)",
    re.IGNORECASE,
)
"""What comes before somebody's task told as a sentence."""


def after(line: Line, place: Place, keyword: Keyword) -> Opening | None:
    """A keyword with a person, or with a name in plain words if nobody is mentioned."""
    start = value_start(line.text, keyword.end)
    named = line_parts.at(line.text, start, line=line.masked, requester=line.rules.requester)
    if named:
        return _owned(place, named.end, keyword=keyword, owner=named.owner)
    end = line.stop(start)
    value = line_parts.trimmed(line.text[start:end])
    if keyword.strong:
        owner = DraftOwner(kind=OwnerKind.NAME, value=line.masked.unmask(value)) if value else None
        return _owned(place, end, keyword=keyword, owner=owner)
    name, sure = line_parts.name(value)
    if not name or line.names_owner or (line.rules.texts_keep and not sure):
        return None
    owner = DraftOwner(kind=OwnerKind.NAME, value=name, unsure=not sure)
    return _owned(place, end, keyword=keyword, owner=owner)


def _owned(
    place: Place, end: int, *, owner: DraftOwner | None, keyword: Keyword | None = None
) -> Opening:
    return Opening(key=Key.OWNER, start=place.at, end=end, keyword=keyword, owner=owner)


def clause(line: Line, place: Place) -> Opening | None:
    """A clause that is about one person's task: `@maria`, `@maria on it`, `@maria to sign`."""
    text = line.text
    named = line_parts.at(text, place.at, line=line.masked, requester=line.rules.requester)
    if named is None or line.names_owner:
        return None
    end = named.end
    if line_parts.further(text, end) >= 0:
        return None
    if role := _ROLE.match(text, end):
        end = role.end()
    is_me = text[place.at : end].casefold() == "me"
    if _is_alone(line, place, end):
        return _assigned(line, place, owner=named.owner, end=end)
    task = None if role or is_me else (_TASK.match(text, end) or _ASKED.match(text, end))
    if task is None or place.sink in SENTENCES:
        return None
    return _owned(place, task.end(), owner=named.owner)


def _is_alone(line: Line, place: Place, end: int) -> bool:
    """Whether nothing but a date, a keyword or the end of the clause follows a person."""
    if line.is_edge(end) or (place.first and COLON.match(line.text, end)):
        return True
    return begins_like_a_date(line.ahead(end))


def _assigned(line: Line, place: Place, *, owner: DraftOwner, end: int) -> Opening:
    """A person alone; after a comma inside a fallback, only a proposal."""
    clause = line.clauses.get(place.at)
    in_words = place.sink in SENTENCES and place.sink is not Key.OPTIONS
    doubtful = in_words and not (clause and clause.is_hard)
    if doubtful and owner.kind is OwnerKind.PERSON:
        owner = DraftOwner(kind=owner.kind, value=owner.value, proposed=True)
    return _owned(place, end, owner=owner)
