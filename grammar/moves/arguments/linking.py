"""`link https://… words` and `unlink 2`: the address to add, and which link to remove."""

import re
from dataclasses import replace

from escalation.moves.move import Move
from grammar import links
from grammar.masking import escaped
from grammar.moves import asking
from grammar.moves.argument import Argument, bare
from grammar.moves.parsed import Typed, Unclear
from grammar.moves.words import Begun

_NUMBER = re.compile(r"(?:link |number |no\.? ?|nr\.? ?|#)?(?P<number>\d{1,4})", re.IGNORECASE)


def alone(raw: str) -> Begun | None:
    """The word `link` for an address that stands alone after the label; None for anything else."""
    address, words = links.first(raw)
    if words or not address.lower().startswith(("https://", "http://")):
        return None
    return Begun(word="link", meaning=Move.LINK, mark=" ", rest=raw)


def link(argument: Argument) -> Typed | Unclear:
    """The address, and the words for it if any follow."""
    raw = argument.line.raw(argument.text)
    address, words = links.first(raw)
    if not address:
        address, words = links.after_words(raw)
        if not address or words:
            return _which_address(argument, address, words)
    return Typed(reference=argument.reference, move=Move.LINK, address=address, text=words)


def unlink(argument: Argument) -> Typed | Unclear:
    """The number of the link or its address; the reason may be left out."""
    said, after = argument.halves()
    found, reason = _NUMBER.fullmatch(bare(said)), argument.words(after)
    address, more = ("", "") if found else links.first(argument.line.raw(said))
    is_whole = found or (address and not more)
    if not is_whole or (argument.has_because and not reason):
        asked = "Add a reason." if is_whole else "Which link? Its number stands before it."
        return _unclear(argument, asked, "unlink 2", "unlink 2 because …")
    return Typed(
        reference=argument.reference,
        move=Move.UNLINK,
        address=address,
        number=int(found["number"]) if found else 0,
        reason=reason,
    )


def _which_address(argument: Argument, address: str, words: str) -> Unclear:
    """The question for it, with a button if an address follows words which may be those for it."""
    asked = _unclear(argument, "Which address?", "link https://…", "link https://… contract")
    if not address:
        return asked
    line = f"{argument.reference} link {escaped(f'{address} {words}')}"
    offers = (("Add that link", line), *asked.offers)
    return replace(asked, reason="The address comes first.", offers=offers)


def _unclear(argument: Argument, reason: str, *usage: str) -> Unclear:
    return Unclear(
        reason=reason,
        usage=tuple(f"{argument.reference} {one}" for one in usage),
        reference=argument.reference,
        offers=asking.harmless(argument) if argument.halves()[0].strip() else (),
    )
