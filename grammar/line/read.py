"""Reads one typed line of a slash command into a draft (docs/reference.md#logging).

`<what> owner @maria due fri 5pm fallback <plan>`, keys in any order, optionally `impact <who, how>`
and the word `urgent` (alone at the end of the text or of a value); for decisions also
`options a | b | c` and `default b`. Nothing typed is ever dropped: anything but a keyword with
a valid value stays text.
"""

import re
from dataclasses import dataclass, field

from escalation.items import TEXT_LIMIT
from grammar.due import explain
from grammar.due.result import DueAnswer, DueContext, DueRead
from grammar.line import parts as line_parts
from grammar.line.draft import Conflict, Draft, DraftOwner, OwnerKind
from grammar.line.keywords import Key
from grammar.line.parts import Parts
from grammar.masking import MARK, MaskedLine, mask, unescaped

MOST_UNREAD_WORDS = 3
"""More words than this after `due` are a sentence ("due date field is wrong"), not a date."""
LIMIT = TEXT_LIMIT + 1000
"""Longest line, in characters: the longest text plus the rest; takes 0.3 s to read at worst."""
_ALSO = re.compile(rf"(?:(?:and|or|&|/|\+) ?)?(?={MARK}|@)", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class _Gathered:
    """All values found for each field, in the order they were typed."""

    texts: list[str] = field(default_factory=list)
    owners: dict[DraftOwner, str] = field(default_factory=dict)
    dues: list[DueAnswer] = field(default_factory=list)
    plain: dict[Key, list[str]] = field(default_factory=dict)

    def first(self, key: Key) -> str:
        """The first value of a key, or ""."""
        return self.plain.get(key, [""])[0]


def read(raw: str, context: DueContext, *, requester: str, decision: bool = False) -> Draft:
    """Read the line; `requester` is the user id that `me` stands for. Never raises."""
    if len(unescaped(raw)) > LIMIT:
        return Draft(raw=raw, text=raw, over_limit=True)
    line = mask(raw)
    parts = line_parts.parted(line, context, decision=decision)
    gathered = _gathered(parts, line, context=context, requester=requester)
    return _draft(raw, gathered, parts=parts, line=line, context=context)


def _gathered(parts: Parts, line: MaskedLine, *, context: DueContext, requester: str) -> _Gathered:
    gathered = _Gathered(texts=[parts.text])
    for part in parts.parts:
        if part.key is Key.OWNER:
            _add_owners(gathered, part.value, line=line, context=context, requester=requester)
        elif part.due:
            gathered.dues.append(part.due)
        elif part.key is Key.URGENT:
            gathered.texts.append(part.value)
        else:
            gathered.plain.setdefault(part.key, []).append(part.value)
    return gathered


def _add_owners(
    gathered: _Gathered, value: str, *, line: MaskedLine, context: DueContext, requester: str
) -> None:
    """Add the owners at the start of a value; the rest is a due date or more text (rule 4)."""
    owner, rest = line_parts.owner(value, line, requester=requester)
    if owner is None and value:
        owner, rest = DraftOwner(kind=OwnerKind.NAME, value=line.unmask(value)), ""
    while owner:
        gathered.owners[owner] = line_parts.trimmed(value.removesuffix(rest))
        value = rest[also.end() :] if (also := _ALSO.match(rest)) else ""
        owner, after = line_parts.owner(value, line, requester=requester)
        rest = after if owner else rest
    answer = line_parts.due_answer(rest, line, context)
    if line_parts.means_due(answer):
        gathered.dues.append(answer)
    else:
        gathered.texts.append(rest)


def _draft(
    raw: str, gathered: _Gathered, *, parts: Parts, line: MaskedLine, context: DueContext
) -> Draft:
    text = line_parts.trimmed(" ".join(text for text in gathered.texts if text))
    options = tuple(line.unmask(name) for name in line_parts.choices(gathered.first(Key.OPTIONS)))
    default, default_conflict = _default(gathered, options, line=line)
    owner_conflict = _conflict("owner", [line.unmask(typed) for typed in gathered.owners.values()])
    due, due_conflict = _due(gathered.dues, context)
    found = (owner_conflict, due_conflict, default_conflict)
    short = [value for value in parts.passed_over if len(value.split()) <= MOST_UNREAD_WORDS]
    return Draft(
        raw=raw,
        text=line.unmask(text),
        owner=_owner(gathered, line_parts.mentioned(text, line)),
        due=due,
        fallback=line.unmask(gathered.first(Key.FALLBACK)),
        impact=line.unmask(gathered.first(Key.IMPACT)),
        urgent=parts.urgent,
        options=options,
        default=default,
        conflicts=tuple(conflict for conflict in found if conflict),
        unread_due=line.unmask(short[0]) if short and not due else "",
    )


def _owner(gathered: _Gathered, mentioned: set[str]) -> DraftOwner | None:
    """The one owner named, or the only person mentioned as a proposal (rule 5)."""
    if gathered.owners:
        return next(iter(gathered.owners)) if len(gathered.owners) == 1 else None
    if len(mentioned) != 1:
        return None
    return DraftOwner(kind=OwnerKind.PERSON, value=mentioned.pop(), proposed=True)


def _due(dues: list[DueAnswer], context: DueContext) -> tuple[DueAnswer | None, Conflict | None]:
    """The one date, or the question which of several is meant (rule 6)."""
    distinct = {due.at if isinstance(due, DueRead) else due.phrase: due for due in dues}
    if len(distinct) <= 1:
        return next(iter(distinct.values()), None), None
    phrases = tuple(due.phrase for due in distinct.values())
    reads = tuple(due for due in distinct.values() if isinstance(due, DueRead))
    asked = explain.asked(" / ".join(phrases), reads, context)
    return asked, Conflict(field="due", values=phrases)


def _default(
    gathered: _Gathered, options: tuple[str, ...], *, line: MaskedLine
) -> tuple[str, Conflict | None]:
    """The default, spelt like its option; a conflict if there are two or it is not an option."""
    typed = [line.unmask(value) for value in gathered.plain.get(Key.DEFAULT, []) if value]
    named = {name.casefold(): name for name in options}
    chosen = {named.get(value.casefold(), "") for value in typed}
    if "" in chosen or len(chosen) > 1:
        return "", Conflict(field="default", values=tuple(typed))
    return next(iter(chosen), ""), None


def _conflict(name: str, values: list[str]) -> Conflict | None:
    return Conflict(field=name, values=tuple(values)) if len(values) > 1 else None
