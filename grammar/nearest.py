"""The nearest neighbour of a line that is not understood: what was probably meant, as a button.

We suggest only what closes nothing and never run it unasked.
"""

import difflib
import re
from collections.abc import Callable
from typing import TypeAlias

from escalation.items import Kind
from grammar.away import Absence
from grammar.due.result import DueContext, DueRead
from grammar.line import read as line_reader
from grammar.masking import mask, unescaped
from grammar.moves import labels, listings
from grammar.moves.parsed import Listing, Typed, Unclear
from grammar.moves.words import BY_WORD, CLOSING
from grammar.subcommands import Subcommand, Unfinished

Known: TypeAlias = Callable[[str], object]
"""Reads a line after the bot's own command; None if it is not understood."""
MOST_SEARCHED = 4
"""More words than this are not searched for."""
MOST_LOGGED = 1500
"""A longer line may not fit into a button."""
MOST_SHOWN = 100
"""How many characters of the line we repeat."""
_POLITE = re.compile(
    r"^(?:please|pls|hey|hi|kindly|can (?:you|we|i)|could (?:you|we|i)|let['’]?s|i want to|"
    r"i(?:['’]d| would) like to|i(?:['’]m| am)|show(?: me)?|what(?:['’]s| is| are)(?: the)?)\s+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*#?(?P<number>\d{1,9})[.!?]?\s*")
_SYNONYMS = (
    (r"(?:ooo|out of (?:the )?office|(?:on )?(?:vacation|holiday|leave|pto)|out|off)\s+", "away "),
    (r"(?:back|return(?:ing)?)\s+(?:on\s+)?", "away until "),
)
"""Other words for what the bot's own command does."""
_OWN = ("list", "blocker", "decision", *Subcommand)
_WORDS = (*_OWN, *(word for word in BY_WORD if word.isalpha()))
_CLOSE = 0.75
"""How alike a misspelt word has to be."""


def neighbour(text: str, due: DueContext, *, requester: str, known: Known) -> Unclear:
    """What to do with a line that is not understood: the nearest one that is, as a button."""
    for other in _others(text):
        if _is_offered(known(other)):
            return _unclear(text, ((other, other),), usage=(other,))
    offers = tuple((f"Show {label}", label) for label in _labels(text))
    return _unclear(text, offers or _to_log(text, due, requester=requester) or _last(text))


def _labels(text: str) -> tuple[str, ...]:
    """The items that the line mentions; a lone number may be of either kind."""
    if number := _NUMBER.fullmatch(text):
        return tuple(f"{kind.letter}-{number['number']}" for kind in Kind)
    return labels.mentioned(text)


def may_be_one_to_log(unclear: Unclear, text: str) -> bool:
    """Whether a line that is not understood names no item and is like nothing else."""
    return unclear.guessed and not unclear.usage and not labels.mentioned(text)


def listing(text: str, due: DueContext, *, requester: str) -> Unclear | None:
    """The list that a whole line names: `overdue`, `due today`."""
    wanted = _bare(text)
    words, line = mask(wanted), f"list {wanted}"
    found = listings.listing(words.text, words, context=due, requester=requester)
    is_list = isinstance(found, Listing) and found != Listing() and not found.words
    return _unclear(text, ((line, line),), usage=(line,)) if is_list else None


def _bare(text: str) -> str:
    """The line without what is merely polite and without the mark that ends it."""
    return _POLITE.sub("", text.strip()).rstrip(" ?!.")


def _others(text: str) -> list[str]:
    """The line without what is merely polite, and with its first word spelt right."""
    bare = _bare(text)
    meant = [re.sub(rf"^{words}", own, bare, flags=re.IGNORECASE) for words, own in _SYNONYMS]
    first, _, rest = bare.partition(" ")
    close = difflib.get_close_matches(first.lower(), _WORDS, n=2, cutoff=_CLOSE)
    spelt = [f"{word} {rest}".strip() for word in close if word != first.lower()]
    return [other for other in dict.fromkeys([bare, *meant]) if other != text.strip()] + spelt


def _is_offered(found: object) -> bool:
    """Whether that is understood, at least as far as a form can go, and closes nothing."""
    if isinstance(found, Unclear):
        return found.so_far is not None and found.so_far.move not in CLOSING
    if isinstance(found, Typed):
        return found.move not in CLOSING
    if isinstance(found, Absence):
        return isinstance(found.until, DueRead)
    return found is not None and not isinstance(found, Unfinished)


def _to_log(text: str, due: DueContext, *, requester: str) -> tuple[tuple[str, str], ...]:
    """Buttons that log it, for a line with an owner or a fallback."""
    draft = line_reader.read(text, due, requester=requester)
    if draft.owner is None and not draft.fallback:
        return ()
    return _logs(text)


def _logs(text: str) -> tuple[tuple[str, str], ...]:
    return (("Log a blocker", f"blocker {text}"), ("Log a decision", f"decision {text}"))


def _last(text: str) -> tuple[tuple[str, str], ...]:
    """A few words may be searched for, a sentence is something to log, a question asks for help."""
    if len(text.split()) <= MOST_SEARCHED:
        return (("Search for it", f"list {text}"),)
    is_question = text.rstrip().endswith("?") or len(text) > MOST_LOGGED
    return (("Show help", "help"),) if is_question else _logs(text)


def _unclear(
    text: str, offers: tuple[tuple[str, str], ...], *, usage: tuple[str, ...] = ()
) -> Unclear:
    shown = unescaped(text)
    said = shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]}…"
    reason = f"I don't know what to do with “{said}”."
    return Unclear(reason=reason, usage=usage, offers=offers, guessed=True)
