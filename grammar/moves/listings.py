"""Which items a `list` asks for: `list`, `list mine overdue`, `list @maria`, `list sso login`."""

from dataclasses import replace

from escalation.items import Kind
from grammar.line import parts as line_parts
from grammar.line.draft import OwnerKind
from grammar.masking import MaskedLine
from grammar.moves.parsed import Listing, Scope, Unclear

_KINDS = {f"{kind}s": kind for kind in Kind}


def listing(text: str, line: MaskedLine, *, requester: str) -> Listing | Unclear:
    """Read the words after `list`, in any order; the remaining words are searched for."""
    asked = Listing()
    rest = line_parts.trimmed(text)
    while rest:
        word, _, after = rest.partition(" ")
        word = word.lower().rstrip(",.!?")
        if word in set(Scope):
            asked, rest = replace(asked, scope=Scope(word)), after
            continue
        if word in _KINDS:
            asked, rest = replace(asked, kind=_KINDS[word]), after
            continue
        rest = f"me {after}" if word in {"mine", "my"} else rest
        owner, after = line_parts.owner(rest, line, requester=requester)
        if owner is None:
            break
        if owner.kind is OwnerKind.GROUP:
            reason = "Items belong to people, so name one person."
            return Unclear(reason=reason, usage=("list @maria", "list mine"))
        asked, rest = replace(asked, owner=owner), after
    return replace(asked, words=line.unmask(rest))
