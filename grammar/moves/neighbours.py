"""Neighbours: what a word that begins no move was probably meant as, never anything that closes."""

import difflib
import re
from collections.abc import Callable

from escalation.following import Following
from escalation.items import Kind
from escalation.moves.move import Move
from grammar.line.date_starts import one_slip
from grammar.masking import MARK, MaskedLine
from grammar.moves import words as move_words
from grammar.moves.parsed import Reference, Unclear
from grammar.moves.words import BY_WORD, CLOSING, Hint, View, Word

_WHOLE = frozenset({Move.ACKNOWLEDGE, View.PLAN, View.SHOW, View.HELP, *Following})
"""What needs no more words, so that its button does it."""
_SINGLE = sorted(word for word in BY_WORD if word.isalpha())
_REAL = frozenset({
    "gone", "like", "live", "love", "mine", "mode", "more", "most", "no", "none", "not", "now",
    "one", "ready",
})  # fmt: skip
"""English words that are only alike: not what a first word is a slip of."""
_CLOSE = 0.8
"""How alike a misspelt first word is, so that it counts more than a known word after it."""
_PREFIX = re.compile(r"(?:un|non-?|de-?|n)(?P<word>\w+)")
_NOT = re.compile(
    r"\b(?:not?|never|nobody|cannot|nicht|pas|\w+n['’]t|(?:is|was|do|did|has|have|ca|wo)nt)\b",
    re.IGNORECASE,
)
_LONGEST = 2 * max(map(len, _SINGLE))
"""Nothing longer is like a known word, and comparing takes time."""
_SHOWN = 60
"""How many characters of a corrected line fit on its button."""


def unknown(
    item: Reference, rest: str, line: MaskedLine, *, reads: Callable[[str], bool]
) -> Unclear:
    """No move that we know: suggest what was meant; `reads` whether other words can be done."""
    typed, _, after = rest.partition(" ")
    typed = typed.lower()
    reason = f"I don't know what to do with “{line.unmask(typed)}”."
    note, show = ("Add it as a note", f"{item} note {line.raw(rest)}"), (f"Show {item}", str(item))
    if refused := _refused(typed, rest):
        give = (("Hand it over", f"{item} give"),) if refused is Move.ACKNOWLEDGE else ()
        usage = (f"{item} give" if give else f"{item} help", f"{item} note …")
        return _guess(item, reason, usage=usage, offers=(*give, note, show))
    slip = _slip(typed)
    near = [BY_WORD[slip]] if slip else move_words.named(rest) or _like(typed)
    known = [word for word in near if word not in set(Hint)]
    typeable = dict.fromkeys(_usage(item, word, is_slip=bool(slip)) for word in known)
    usage = (*(typeable or (f"{item} help",)), str(item))[:2]
    offers: tuple[tuple[str, str], ...] = (note, show)
    if known[:1] == [Move.NOTE] and slip and after:
        offers = ((note[0], f"{item} note {line.raw(after)}"), show)
    elif slip and not CLOSING.intersection(known) and reads(spelt := f"{slip} {after}".strip()):
        is_short = len(spelt) <= _SHOWN and not re.search(MARK, spelt)
        label = spelt if is_short else f"{slip} …"
        offers = ((f"{item} {label}", f"{item} {line.raw(spelt)}"), *offers)
    elif _WHOLE.intersection(known[:1]):
        offers = ((usage[0], usage[0]), *offers)
    return _guess(item, reason, usage=usage, offers=offers)


def _guess(
    item: Reference, reason: str, *, usage: tuple[str, ...], offers: tuple[tuple[str, str], ...]
) -> Unclear:
    return Unclear(reason=reason, usage=usage, reference=item, offers=offers, guessed=True)


def _refused(typed: str, rest: str) -> Word | None:
    """What the words say the opposite of, if they do: `nack`, `not acked`."""
    found = _PREFIX.fullmatch(typed)
    if found and found["word"] in BY_WORD:
        return BY_WORD[found["word"]]
    negation = _NOT.search(rest)
    named = move_words.named(rest[negation.end() :]) if negation else []
    return named[0] if named else None


def _slip(typed: str) -> str:
    """The word that a first word surely is a misspelling of, the closest of all; else ""."""
    if typed in BY_WORD or typed in _REAL or len(typed) > _LONGEST:
        return ""
    near = [word for word in _SINGLE if one_slip(typed, word) or _alike(typed, word) >= _CLOSE]
    return max(near, key=lambda word: _closeness(typed, word), default="")


def _like(typed: str) -> list[Word]:
    """What a first word is at all like, the closest first."""
    close = difflib.get_close_matches(typed, _SINGLE, n=2)
    return [BY_WORD[word] for word in close if BY_WORD[word] not in CLOSING]


def _closeness(typed: str, word: str) -> tuple[bool, bool, float]:
    return one_slip(typed, word), typed[:1] == word[:1], _alike(typed, word)


def _alike(typed: str, word: str) -> float:
    return difflib.SequenceMatcher(None, typed, word).ratio()


def _usage(item: Reference, word: Word, *, is_slip: bool) -> str:
    """What to type for it; a closing that was misspelt is named, but has no button."""
    if word in CLOSING and not is_slip:
        return f"{item} help"
    if word in {Move.RESOLVE, Move.DECIDE}:
        word = Move.DECIDE if item.kind is Kind.DECISION else Move.RESOLVE
        return f"{item} {move_words.name(word)} …"
    if word is Move.WITHDRAW:
        return f"{item} withdraw because …"
    return f"{item} {move_words.name(word)}"
