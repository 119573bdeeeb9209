"""Relations: the labels after `B-12 blocks`, `needs`, `no longer blocks` and `no longer needs`."""

import re

from escalation.dependencies import Relation
from escalation.moves.move import Move
from grammar.moves import asking, labels
from grammar.moves.argument import Argument, bare
from grammar.moves.labels import WRAPPED_LABEL
from grammar.moves.parsed import Reference, Typed, Unclear

_LABELS = re.compile(
    rf"{WRAPPED_LABEL}(?:\s*(?:[,;&+/]|\band\b)?\s*(?:\band\b\s*)?{WRAPPED_LABEL})*", re.IGNORECASE
)
_LABEL = re.compile(labels.LABEL, re.IGNORECASE)
_ASIDE = re.compile(
    r"(?<=[\s,.!])(?:now|too|also|as well|anymore|any more|any longer|please|pls)$", re.IGNORECASE
)
_ASKS = {
    Relation.NEEDS: "Which item does {} need?",
    Relation.BLOCKS: "Which item does {} block?",
    Relation.NO_LONGER_NEEDS: "Which item does {} no longer need?",
    Relation.NO_LONGER_BLOCKS: "Which item does {} no longer block?",
}


def read(argument: Argument) -> Typed | Unclear:
    """The other items by their labels, and a reason after `because`; nothing else may be said."""
    relation = Relation(argument.first.meaning)
    said, after = argument.halves()
    named, reason = _without_aside(argument.unmask(said)), argument.words(after)
    if not _LABELS.fullmatch(named):
        return _unclear(argument, relation, _ASKS[relation].format(argument.reference))
    if argument.has_because and not reason:
        return _unclear(argument, relation, "Add a reason.", more=" because …")
    found = (Reference(*labels.parts(one[0])) for one in _LABEL.finditer(named))
    return Typed(
        reference=argument.reference,
        move=Move.DEPEND,
        reason=reason,
        relation=relation,
        others=tuple(dict.fromkeys(found)),
    )


def _without_aside(text: str) -> str:
    text = bare(text)
    while found := _ASIDE.search(text):
        text = bare(text[: found.start()])
    return text


def _unclear(argument: Argument, relation: Relation, reason: str, *, more: str = "") -> Unclear:
    item = argument.reference
    return Unclear(
        reason=reason,
        usage=(f"{item} {relation} D-7{more}", f"{item} {relation} D-7, B-3{more}"),
        reference=item,
        offers=asking.harmless(argument),
    )
