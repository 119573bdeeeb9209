"""Commands by reference: `B-12 move fri 5pm because legal is out`, `list mine`, `help`.

A reason follows `because` (or `bc`, `b/c`, `reason:`). That word is optional where only a reason
can follow, as after `escalate` and after the person in `give @x`.
"""

import difflib
import re

from escalation.items import Kind
from grammar.due.result import DueContext
from grammar.line import read as line_reader
from grammar.masking import MaskedLine, mask
from grammar.moves import arguments
from grammar.moves import words as move_words
from grammar.moves.argument import Argument
from grammar.moves.listings import listing
from grammar.moves.parsed import Reference, Spoken, Typed, Unclear
from grammar.moves.words import View

_REFERENCE = re.compile(
    r"#?(?P<kind>[bd]) ?[-–—]? ?(?P<number>\d{1,9})(?:[\s:,.!?]+|$)", re.IGNORECASE
)
_MENTIONED = re.compile(r"(?<![\w-])(?P<kind>[bd])-(?P<number>\d{1,9})(?![\w-])", re.IGNORECASE)
_ALSO = re.compile(r"(?:and|or|[&+/])\s*", re.IGNORECASE)
_LIST = re.compile(r"list(?:\s+|$)", re.IGNORECASE)


def reference(text: str) -> Reference | None:
    """Read the whole text as a reference, in any spelling: `B-12`, `b12`, `B 12`."""
    found = _REFERENCE.fullmatch(text.strip())
    return _referenced(found) if found else None


def mentioned(text: str) -> Reference | None:
    """The first reference in free text, written as labels are: `B-12`."""
    found = _MENTIONED.search(text)
    return _referenced(found) if found else None


def read(text: str, context: DueContext, *, requester: str) -> Spoken | None:
    """What a command asks for by reference; None for a line to log. Never raises.

    A line with an `owner` key is a line to log even if it begins with `B-12` or `list`.
    """
    line = mask(text)
    answer: Spoken
    if found := _REFERENCE.match(line.text):
        rest = line.text[found.end() :]
        answer = _move(_referenced(found), rest, line=line, context=context, requester=requester)
    elif found := _LIST.match(line.text):
        answer = listing(line.text[found.end() :], line, requester=requester)
    else:
        return None
    doubtful = not isinstance(answer, Typed)
    return None if doubtful and names_owner(text, context) else answer


def names_owner(text: str, context: DueContext) -> bool:
    """Whether a line has an `owner` key, which makes it a line to log, whatever else it looks like.

    A line without a title is not: before the key it has only a reference and the word of a move.
    """
    draft = line_reader.read(text, context, requester="")
    if draft.owner is None or draft.owner.proposed:
        return False
    found = _REFERENCE.match(draft.text)
    return not found or bool(move_words.split(draft.text[found.end() :])[1])


def _referenced(found: re.Match[str]) -> Reference:
    kind = Kind.BLOCKER if found["kind"] in "bB" else Kind.DECISION
    return Reference(kind, int(found["number"]))


def _move(
    item: Reference, rest: str, *, line: MaskedLine, context: DueContext, requester: str
) -> Typed | Unclear:
    if not rest:
        return Typed(reference=item, move=View.SHOW)
    if (alone := _without_others(rest)) != rest:
        usage = (f"{item} {line.unmask(alone)}".strip(),)
        return Unclear(reason="I can do one item at a time.", usage=usage, reference=item)
    word, text = move_words.split(rest)
    if word is None or (isinstance(word, View) and text):
        return _unknown(item, rest)
    if isinstance(word, View):
        return Typed(reference=item, move=word)
    argument = Argument(
        reference=item,
        text=text,
        line=line,
        context=context,
        requester=requester,
        asked=move_words.is_asked(rest),
    )
    return arguments.read(word, argument)


def _without_others(rest: str) -> str:
    """What follows a reference, without any further references in front: `and B-13`."""
    while other := _REFERENCE.match(rest, also.end() if (also := _ALSO.match(rest)) else 0):
        rest = rest[other.end() :]
    return rest


def _unknown(item: Reference, rest: str) -> Unclear:
    """Suggest the move named further on, or the moves most like what was typed."""
    typed = rest.split(maxsplit=1)[0].lower()
    near = move_words.named(rest) or difflib.get_close_matches(typed, move_words.BY_WORD, n=2)
    names = dict.fromkeys(move_words.name(move_words.BY_WORD[word]) for word in near)
    usage = (*(f"{item} {name}" for name in names or ("ack",)), str(item))[:2]
    return Unclear(reason=f"I don't know what to do with “{typed}”.", usage=usage, reference=item)
