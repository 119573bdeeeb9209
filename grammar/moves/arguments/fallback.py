"""`fallback`: an item is closed with its plan only by the word alone, or with a reason."""

import re

from escalation.moves.move import Move
from grammar.moves import asking, taken_back
from grammar.moves.argument import Argument
from grammar.moves.parsed import Typed, Unclear

_PLEASE = re.compile(r"\b(?:please|pls|now|thanks|thx)\b", re.IGNORECASE)


def read(argument: Argument) -> Typed | Unclear:
    """`fallback` closes the item, so accept it only alone or with `because …`; else ask.

    Only what says nothing else gets a button that closes: `fallback sucks` may be a note.
    """
    said, after = argument.halves()
    reason = argument.words(after)
    is_alone = not argument.unmask(said) and bool(reason) is argument.has_because
    refused = taken_back.WHOLE.fullmatch(after.strip())
    if is_alone and not argument.asked and not refused:
        return Typed(reference=argument.reference, move=Move.FALL_BACK, reason=reason)
    alone = f"{argument.reference} fallback"
    says_more = refused or argument.words(_PLEASE.sub("", said))
    use_it = ("Use the fallback", alone)
    return Unclear(
        reason=f"`fallback` closes {argument.reference} with the plan it has; nothing was changed.",
        usage=(alone, f"{alone} because …", f"{alone} now …"),
        reference=argument.reference,
        offers=asking.harmless(argument) if says_more else (use_it,),
    )
