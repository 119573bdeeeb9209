"""Relations: the labels after `B-12 blocks`, `needs`, `no longer blocks` and `no longer needs`."""

import re
from collections.abc import Iterable

from escalation.dependencies import Relation
from escalation.moves.move import Move
from grammar.masking import EMOJI
from grammar.moves import asking, labels
from grammar.moves.argument import Argument, bare
from grammar.moves.labels import WRAPPED_LABEL
from grammar.moves.parsed import Reference, Typed, Unclear
from grammar.moves.words import Begun

_LABELS = re.compile(
    rf"{WRAPPED_LABEL}(?:\s*(?:[,;&+/]|\band\b)?\s*(?:\band\b\s*)?{WRAPPED_LABEL})*", re.IGNORECASE
)
_LABEL = re.compile(labels.LABEL, re.IGNORECASE)
_ASIDE = re.compile(
    r"(?<=[\s,.!])(?:now|too|also|as well|anymore|any more|any longer|please|pls|thanks|thank you|"
    r"thx|ty|first|[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]+)$|^both(?= )",
    re.IGNORECASE,
)
_EMOJI = re.compile(EMOJI, re.IGNORECASE)
_ASKS = {
    Relation.NEEDS: "Which item does {} need?",
    Relation.BLOCKS: "Which item does {} block?",
    Relation.NO_LONGER_NEEDS: "Which item does {} no longer need?",
    Relation.NO_LONGER_BLOCKS: "Which item does {} no longer block?",
}


def are_labels(text: str) -> bool:
    """Whether a text is nothing but labels."""
    return _LABELS.fullmatch(_without_aside(text)) is not None


def named(text: str) -> tuple[Reference, ...]:
    """The items that a text names by their labels, each once."""
    found = (Reference(*labels.parts(one[0])) for one in _LABEL.finditer(text))
    return tuple(dict.fromkeys(found))


def turned(items: Iterable[Reference], first: Begun | None) -> asking.Offers:
    """The button for `B-1 and B-2 block D-7`, which says the same of the one item that waits."""
    if first is None or not isinstance(first.meaning, Relation) or not are_labels(first.rest):
        return ()
    other, *more = named(first.rest)
    line = f"{other} {first.meaning.turned} {', '.join(map(str, items))}"
    return () if more else ((line, line),)


def read(argument: Argument) -> Typed | Unclear:
    """The other items by their labels, and a reason after `because`; nothing else may be said."""
    relation = Relation(argument.first.meaning)
    before, after = argument.halves()
    said, reason = argument.unmask(before), argument.words(after)
    if not are_labels(said):
        return _unclear(argument, relation, _ASKS[relation].format(argument.reference))
    if argument.has_because and not reason:
        return _unclear(argument, relation, "Add a reason.", more=" because …")
    return Typed(
        reference=argument.reference,
        move=Move.DEPEND,
        reason=reason,
        relation=relation,
        others=named(said),
    )


def _without_aside(text: str) -> str:
    words = text.split()
    while words and _EMOJI.fullmatch(words[-1]):
        words.pop()
    text = bare(" ".join(words))
    while found := _ASIDE.search(text):
        text = bare(text[: found.start()] + text[found.end() :])
    return text


def _unclear(argument: Argument, relation: Relation, reason: str, *, more: str = "") -> Unclear:
    item = argument.reference
    return Unclear(
        reason=reason,
        usage=(f"{item} {relation} D-7{more}", f"{item} {relation} D-7, B-3{more}"),
        reference=item,
        offers=asking.harmless(argument),
    )
