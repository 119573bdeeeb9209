"""Same: the one label after `B-14 same as`."""

import re

from grammar.moves import asking, labels
from grammar.moves.argument import Argument, bare
from grammar.moves.parsed import Reference, Typed, Unclear
from grammar.moves.words import Likeness

_LABEL = re.compile(labels.WRAPPED_LABEL, re.IGNORECASE)


def read(argument: Argument) -> Typed | Unclear:
    """The item that it is the same as; nothing else may be said."""
    item, named = argument.reference, bare(argument.unmask(argument.text))
    if not _LABEL.fullmatch(named):
        return Unclear(
            reason=f"Which one item is {item} the same as?",
            usage=(f"{item} same as B-9", f"{item} withdraw because same as B-9"),
            reference=item,
            offers=asking.harmless(argument),
        )
    other = Reference(*labels.parts(labels.all_unwrapped(named)))
    return Typed(reference=item, move=Likeness.SAME, others=(other,))
