"""Commands by reference: `B-12 move fri 5pm because legal is out`, `list mine`.

A reason follows `because` (or `bc`, `b/c`, `reason:`). That word is optional where only a reason
can follow, as after `escalate` and after the person in `give @x`.
"""

import re
from dataclasses import replace

from escalation.dependencies import Relation
from escalation.fields import Field
from escalation.following import Following
from escalation.items import Kind
from escalation.moves.move import Move
from grammar.due.result import DueContext
from grammar.line import read as line_reader
from grammar.masking import EMOJI, MaskedLine, mask
from grammar.moves import by_move, labels, neighbours
from grammar.moves import words as move_words
from grammar.moves.argument import Argument
from grammar.moves.arguments import linking, relations
from grammar.moves.edits import read as edit_reader
from grammar.moves.listings import listing
from grammar.moves.parsed import Reference, Spoken, Typed, Unclear
from grammar.moves.words import KEPT, YES, Begun, Hint, View

_REFERENCE = re.compile(
    rf"(?P<label>{labels.LABEL})(?P<mark>(?:(?!(?<=\s){EMOJI})[\s:：,.!?])+|$)", re.IGNORECASE
)
_ALSO = re.compile(r"(?:and|or|[&+/])\s*", re.IGNORECASE)
_LIST = re.compile(r"list(?:\s+|$)", re.IGNORECASE)


def reference(text: str) -> Reference | None:
    """Read the whole text as a reference, in any spelling: `B-12`, `b12`, `B 12`."""
    found = _REFERENCE.fullmatch(labels.unwrapped(text.strip()))
    return _referenced(found) if found else None


def mentioned(text: str) -> Reference | None:
    """The first reference in free text, written as labels are: `B-12`."""
    found = labels.mentioned(text)
    return Reference(*labels.parts(found[0])) if found else None


def read(text: str, context: DueContext, *, requester: str) -> Spoken | None:
    """What a command asks for by reference; None for a line to log. Never raises.

    A line with an `owner` key is a line to log even if it begins with `B-12` or `list`.
    """
    line = mask(labels.unwrapped(text))
    answer: Spoken
    if found := _REFERENCE.match(line.text):
        answer = _about(found, line, context=context, requester=requester)
    elif found := _LIST.match(line.text):
        answer = listing(line.text[found.end() :], line, context=context, requester=requester)
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
    word, rest = move_words.split(draft.text[found.end() :]) if found else (None, "")
    names_two = word is Move.REASSIGN and rest.startswith(("@", "<@"))  # `B-12 give @bo, @priya`
    return not found or (bool(rest) and not names_two)


def _referenced(found: re.Match[str]) -> Reference:
    return Reference(*labels.parts(found["label"]))


def _about(
    found: re.Match[str], line: MaskedLine, *, context: DueContext, requester: str
) -> Typed | Unclear:
    """Read what follows a reference; after a colon, anything that isn't a move is a note."""
    item, rest = _referenced(found), line.text[found.end() :]
    if not rest:
        return Typed(reference=item, move=View.SHOW)
    if (alone := _without_others(rest)) != rest:
        usage = (f"{item} {line.unmask(alone)}".strip(),)
        more = relations.named(rest.removesuffix(alone))
        offers = relations.turned((item, *more), move_words.begun(alone))
        return Unclear(
            reason="I can do one item at a time.", usage=usage, reference=item, offers=offers
        )
    first = move_words.begun(rest) or linking.alone(line.raw(rest))
    if first is None or _says_more(first):
        is_note = ":" in found["mark"].replace("：", ":")

        def reads(spelt: str) -> bool:
            other = replace(line, text=f"{line.text[: found.end()]}{spelt}")
            answer = _about(found, other, context=context, requester=requester)
            return isinstance(answer, Typed) or bool(answer.so_far or answer.named)

        noted = _noted(item, rest, line, is_note=is_note)
        return noted or neighbours.unknown(item, rest, line, reads=reads)
    if isinstance(first.meaning, View | Following):
        return Typed(reference=item, move=first.meaning)
    if "?" in found["mark"]:
        first = replace(first, mark=f"{first.mark}?")
    argument = Argument(
        reference=item, first=first, whole=rest, line=line, context=context, requester=requester
    )
    is_edit = first.meaning is Move.EDIT or isinstance(first.meaning, Field)
    return edit_reader.read(argument) if is_edit else by_move.read(_as_meant(argument))


def _says_more(first: Begun) -> bool:
    """Whether it goes on after a word that takes nothing, or asks about it: `follow up with …`."""
    is_asked = isinstance(first.meaning, Following) and first.is_asked
    return isinstance(first.meaning, View | Following) and bool(first.rest or is_asked)


def _noted(item: Reference, rest: str, line: MaskedLine, *, is_note: bool) -> Typed | None:
    """What begins with no move: a question about the item, or a note."""
    if move_words.asks(rest):
        return Typed(reference=item, move=View.SHOW)
    if is_note and (text := line.unmask(rest)):
        return Typed(reference=item, move=Move.NOTE, text=text)
    return None


def _as_meant(argument: Argument) -> Argument:
    """`yes` acknowledges a blocker; `waiting for B-3` says what the item needs."""
    first, kind = argument.first, argument.reference.kind
    if first.word in KEPT and relations.are_labels(argument.unmask(argument.halves()[0])):
        return replace(argument, first=replace(first, meaning=Relation.NEEDS))
    if first.meaning is not Hint.YES or kind is Kind.DECISION:
        return argument
    meaning = Move.ACKNOWLEDGE if first.word in YES else Hint.CLOSES
    return replace(argument, first=replace(first, meaning=meaning))


def _without_others(rest: str) -> str:
    """What follows a reference, without any further references in front: `and B-13`."""
    while other := _REFERENCE.match(rest, also.end() if (also := _ALSO.match(rest)) else 0):
        rest = rest[other.end() :]
    return rest
