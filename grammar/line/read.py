"""Reads one typed line of a slash command into a draft (docs/reference.md#logging).

`<what> owner @maria due fri 5pm fallback <plan>`, keys in any order or in people's own words
(`…, @maria by friday, else …`), optionally `impact <who, how>` and the word `urgent` (alone at the
end of the text or of a value); for decisions also `options a | b | c` and `default b`. Nothing
typed is ever dropped: anything but a keyword with a valid value stays text.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from escalation.about import customers
from escalation.fields import TEXT_LIMIT, Field
from grammar.due import explain
from grammar.due.result import DueAnswer, DueContext, DueRead
from grammar.line import parts as line_parts
from grammar.line.deadlines import means_due
from grammar.line.draft import Conflict, Draft, DraftOwner
from grammar.line.gather import Fields, fields
from grammar.line.keywords import Key
from grammar.line.values import bare, choices, plain
from grammar.masking import EMOJI, MaskedLine, mask, unescaped
from grammar.sign_offs import without

LIMIT = TEXT_LIMIT + 1000
"""Longest line, in characters: the longest text plus the rest."""

NOBODY: Mapping[str, str] = MappingProxyType({})
"""No customer is known."""
_QUOTED = re.compile(r"^[ \t]*(?:(?:&gt;|>)(?!\d)[ \t]*)+", re.MULTILINE)
_BULLET = re.compile(
    r"^[ \t]*(?:[‣◦▪·⁃●○■]\s+"
    rf"|(?:\d{{1,2}}[.)]|{EMOJI}|[\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?)\s+"
    r"(?=[*_]*[a-z]+(?: [a-z]+)?[*_]*\s?[:=]))",
    re.MULTILINE | re.IGNORECASE,
)
"""What we read like •: less usual bullets, and numbers and emoji before a label."""


def read(
    raw: str,
    context: DueContext,
    *,
    requester: str,
    decision: bool = False,
    known: Mapping[str, str] = NOBODY,
) -> Draft:
    """Read the line; `requester` is the user id that `me` stands for. Never raises.

    `known` are the customers that the writer may be shown: key to name.
    """
    if len(unescaped(raw)) > LIMIT:
        return Draft(raw=raw, text=raw, over_limit=True)
    line = mask(_BULLET.sub("• ", without(_QUOTED.sub("", raw))), between_lines="\n")
    found = fields(line, context, requester=requester, decision=decision, known=known)
    draft = _draft(raw, found, line=line, context=context)
    return _about(draft, found, known) if found.about else draft


def _draft(raw: str, found: Fields, *, line: MaskedLine, context: DueContext) -> Draft:
    options = tuple(line.unmask(name) for name in choices(found.first(Key.OPTIONS)))
    default, default_conflict = _default(found, options, line=line)
    owners = [line.unmask(typed) for typed in found.owners.values()]
    owner_conflict = Conflict(field=Field.OWNER, values=tuple(owners)) if len(owners) > 1 else None
    due, due_conflict = _due(found.dues, context)
    inner = found.inner_due
    if inner and not means_due(inner):
        due = due or inner
    text, fallback = _text(found)
    fallback = line.unmask(fallback)
    two_plans = _two_plans(fallback, default)
    conflicts = (owner_conflict, due_conflict, default_conflict, two_plans)
    if not fallback and not options:
        fallback = line.unmask(found.first(Key.DEFAULT))
    return Draft(
        raw=raw,
        text=line.unmask(text),
        owner=_owner(found, line_parts.mentioned(text, line)),
        due=due,
        fallback=fallback or default,
        impact=line.unmask(found.first(Key.IMPACT)),
        urgent=found.urgent,
        options=options,
        default=default,
        conflicts=tuple(conflict for conflict in conflicts if conflict),
        inner_due=inner.phrase if inner and not due else "",
        if_nobody=_draft(raw, found.if_nobody, line=line, context=context)
        if found.if_nobody
        else None,
        misspelt=tuple((Field(key), typed) for key, typed in found.misspelt.items()),
    )


def _about(draft: Draft, found: Fields, known: Mapping[str, str]) -> Draft:
    """The draft with the customers that the line names, each once."""
    names = {customers.key(name): name for one in found.about for name in one.names}
    if not names and not any(one.nobody for one in found.about):
        return draft
    unknown = tuple(name for name in names.values() if name not in known.values())
    return replace(draft, customers=tuple(names.values()), unknown=unknown)


def _two_plans(fallback: str, default: str) -> Conflict | None:
    """A conflict if a fallback and a default option say different things: which one applies?"""
    if not (fallback and default) or fallback.casefold() == default.casefold():
        return None
    return Conflict(field=Field.FALLBACK, values=(fallback, default))


def _text(found: Fields) -> tuple[str, str]:
    """The title and the fallback; in `due fri fallback wait: the API is down` it comes last."""
    fallback = found.first(Key.FALLBACK)
    if found.text or ": " not in fallback:
        return plain(found.text), fallback
    fallback, _, text = fallback.partition(": ")
    return plain(text), bare(fallback)


def _owner(found: Fields, mentioned: set[DraftOwner]) -> DraftOwner | None:
    """The one owner named, or the only person mentioned as a proposal."""
    if found.owners:
        return next(iter(found.owners)) if len(found.owners) == 1 else None
    return replace(mentioned.pop(), proposed=True) if len(mentioned) == 1 else None


def _due(dues: list[DueAnswer], context: DueContext) -> tuple[DueAnswer | None, Conflict | None]:
    """The one date, or the question which of several is meant."""
    distinct = {due.at if isinstance(due, DueRead) else due.phrase: due for due in dues}
    if len(distinct) <= 1:
        return next(iter(distinct.values()), None), None
    phrases = tuple(due.phrase for due in distinct.values())
    reads = tuple(due for due in distinct.values() if isinstance(due, DueRead))
    asked = explain.asked(" / ".join(phrases), reads, context)
    return asked, Conflict(field=Field.DUE, values=phrases)


def _default(
    found: Fields, options: tuple[str, ...], *, line: MaskedLine
) -> tuple[str, Conflict | None]:
    """The default, spelt like its option; a conflict if there are two or it is not an option."""
    typed = [line.unmask(value) for value in found.plain.get(Key.DEFAULT, []) if value]
    if not options and len(typed) == 1 and not found.first(Key.FALLBACK):
        return "", None  # it is the fallback
    named = {name.casefold(): name for name in options}
    chosen = {named.get(value.casefold(), "") for value in typed}
    if "" in chosen or len(chosen) > 1:
        return "", Conflict(field=Field.DEFAULT, values=tuple(typed))
    return next(iter(chosen), ""), None
