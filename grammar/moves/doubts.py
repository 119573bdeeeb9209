"""Doubts: words after a move that mean something else, as in `B-1 resolved? not yet`.

A move is made only if all that was typed belongs to it. So words may follow directly only the word
that help shows for it (`resolve restarted it`); after its other words they need a mark or a
`because` (`done: restarted it`), since `close to done` and `better ask legal` are sentences.
"""

import re
from enum import StrEnum

from escalation.items import Trajectory
from escalation.moves.move import Move
from grammar.due.words import WEEKDAYS, either
from grammar.masking import EMOJI, MARK
from grammar.moves.argument import Argument, bare
from grammar.moves.labels import LABEL
from grammar.moves.words import EITHER, Hint, named


class Doubt(StrEnum):
    """Why a move is asked about instead of made."""

    QUESTION = "question"  # it is a question
    WORDS = "words"  # words that take it back, put it off or make it depend on something
    SENTENCE = "sentence"  # the word may just begin a sentence


_DAY = (
    rf"(?:(?:the )?end of|eo[dwm]|tomorrow|tonight|today|noon|next|this|then|\d|{either(WEEKDAYS)})"
)
_NOT_NOW = (
    r"if|when|once|unless|until|till|til|after|before|later|soon|asap|as soon|maybe|perhaps|"
    r"probably|hopefully|nothing|whether|tomorrow|tonight|today|next|eo[dwm]|"
    r"this (?:week|month|morning|afternoon|evening|time)|in (?:\d+|an?|one|two|three) \w+|"
    rf"within|(?:by|on|at) {_DAY}|{either(WEEKDAYS)}|but|"
    r"not(?:$| (?:yet|now|sure|today|until|this))"
)
_STARTS = {
    Move.DECIDE: re.compile(
        rf"(?:{_NOT_NOW}|what|which|who|how|why|where|between|please)\b", re.IGNORECASE
    ),
    Move.ESCALATE: re.compile(rf"(?:{_NOT_NOW}|or)\b", re.IGNORECASE),
}
_START = re.compile(rf"(?:{_NOT_NOW}|not|no|never|don['’]?t|or|and|then)\b", re.IGNORECASE)
_ANYWHERE = re.compile(
    rf"\b(?:{_NOT_NOW}|not|never|yet|no|\w+n['’]t|dont|cannot|almost|nearly|partly|partially|mostly"
    r"|half|some of|part of|except|still|pending|waiting|could|should|would|might|may|will|going to"
    r"|gonna|trying|try|first|please|pls|need|needs|todo|to do|i think|i guess|afaik|supposed"
    r"|in progress|only)\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(rf"(?:^|[,;&+/]|\b(?:and|or|{EITHER})\b)\s*{LABEL}\b", re.IGNORECASE)
_POLITE = re.compile(
    rf"(?:(?:now|already|finally|thanks|thank you|thx|ty|cheers|all|team|{EMOJI})[\s,.!]*)+",
    re.IGNORECASE,
)
_FREE = frozenset(
    {
        *(Move.RESOLVE, Move.DECIDE, Move.ACKNOWLEDGE, Move.WITHDRAW, Move.REOPEN, Move.ESCALATE),
        *Trajectory,
        *Hint,
    }
)
"""What words may follow; the arguments of the other moves are read strictly anyway."""
_TELLS = frozenset({Move.NOTE, Move.FALL_BACK})
"""A note may say anything; the fallback has a question of its own."""


def doubt(argument: Argument) -> Doubt | None:
    """Why this move has to be asked about, if it has to be."""
    first = argument.first
    if first.meaning in _TELLS:
        return Doubt.QUESTION if first.is_asked and first.meaning is Move.NOTE else None
    said = argument.halves()[0]
    if first.is_asked or "?" in said:
        return Doubt.QUESTION
    if first.meaning is Hint.HANDS_OVER:
        return None
    if first.meaning not in _FREE or not argument.words(said):
        return None
    return _about_words(said, argument)


def _about_words(said: str, argument: Argument) -> Doubt | None:
    """Why the words after the move are in doubt; what stands in quotes is meant literally."""
    first, words = argument.first, bare(said)
    is_quoted = re.fullmatch(MARK, words) and argument.unmask(said) != argument.line.raw(said)
    if is_quoted or _POLITE.fullmatch(said.lstrip("-–— ")):
        return None
    if _takes_it_back(words, argument):
        return Doubt.WORDS
    marked = first.mark.strip() or said[:1] in "-–—("
    takes_words = first.is_main and not isinstance(first.meaning, Trajectory)
    return None if takes_words or marked else Doubt.SENTENCE


def _takes_it_back(said: str, argument: Argument) -> bool:
    meaning = argument.first.meaning
    if _ANOTHER.search(said) or (meaning is Move.ACKNOWLEDGE and named(said)):
        return True
    if meaning in {Move.RESOLVE, Hint.CLOSES}:
        return _ANYWHERE.search(said) is not None
    starts = _STARTS.get(meaning, _START) if isinstance(meaning, Move) else _START
    return starts.match(said) is not None
