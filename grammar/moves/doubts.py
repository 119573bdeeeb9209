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
from grammar.line.date_starts import begins_with_a_foreign_day
from grammar.masking import EMOJI, MARK
from grammar.moves import taken_back
from grammar.moves.argument import Argument, bare
from grammar.moves.labels import LABEL
from grammar.moves.words import CLOSING, EITHER, Hint, Word, named


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
_EMOJI = re.compile(EMOJI)
_FREE = frozenset(
    {
        *(Move.RESOLVE, Move.DECIDE, Move.ACKNOWLEDGE, Move.WITHDRAW, Move.REOPEN, Move.ESCALATE),
        *Trajectory,
        *Hint,
    }
)
"""What words may follow; the arguments of the other moves are read strictly anyway."""
_ANSWERS = frozenset({Move.DECIDE, Move.ESCALATE})
"""After these a `no` may be what was decided, or what nobody answered."""
_TELLS = frozenset({Move.NOTE, Move.LINK, Move.UNLINK, Move.FALL_BACK})
"""A note may say anything, and an address too; the fallback has a question of its own."""


_ENDS = frozenset({*CLOSING, *Hint} - {Hint.HANDS_OVER, Hint.TAKES_OVER})
"""What closes the item, or asks whether to."""
_QUESTION_MARKS = frozenset("?？¿؟")


def doubt(argument: Argument) -> Doubt | None:
    """Why this move has to be asked about, if it has to be."""
    first = argument.first
    if first.meaning in _TELLS:
        return Doubt.QUESTION if first.is_asked and first.meaning is not Move.FALL_BACK else None
    said, because = argument.halves()
    if first.is_asked or not _QUESTION_MARKS.isdisjoint(said):
        return Doubt.QUESTION
    if first.meaning is Hint.HANDS_OVER or first.meaning not in _FREE:
        return None
    if found := _about_emoji(f"{first.mark}{said}", first.meaning):
        return found
    if argument.words(said):
        return _about_words(said, argument)
    is_refused = taken_back.WHOLE.fullmatch(because.strip())
    return Doubt.WORDS if is_refused else None


def _about_emoji(said: str, meaning: Word) -> Doubt | None:
    """Why the emoji after the move leave it in doubt: alone they surely do, else they may."""
    has_words = any(map(str.isalnum, _EMOJI.sub("", said)))
    if isinstance(meaning, Trajectory) or (meaning is Move.ESCALATE and has_words):
        return None  # there it belongs to the complaint
    doubted = taken_back.NO_EMOJI.search(said) or (
        meaning in _ENDS and taken_back.DOUBT_EMOJI.search(said)
    )
    if not doubted:
        return None
    return Doubt.SENTENCE if has_words else Doubt.WORDS


def _about_words(said: str, argument: Argument) -> Doubt | None:
    """Why the words after the move are in doubt; what stands in quotes is meant literally."""
    first, words = argument.first, bare(said)
    is_quoted = re.fullmatch(MARK, words) and argument.unmask(said) != argument.line.raw(said)
    if is_quoted or _POLITE.fullmatch(said.lstrip("-–— ")):
        return None
    if _takes_it_back(words, first.meaning):
        return Doubt.WORDS
    marked = first.mark.strip() or said[:1] in "-–—("
    takes_words = first.is_main and not isinstance(first.meaning, Trajectory)
    is_subject = first.meaning is Move.RESOLVE and taken_back.SUBJECT.match(words)
    is_outcome = marked or (takes_words and not is_subject)
    return None if is_outcome else Doubt.SENTENCE


def _takes_it_back(said: str, meaning: Word) -> bool:
    if _ANOTHER.search(said) or (meaning is Move.ACKNOWLEDGE and named(said)):
        return True
    refusal = taken_back.PUT_OFF if meaning in _ANSWERS else taken_back.AT_FIRST
    if refusal.match(said) or (meaning in _ENDS and taken_back.IS_HARD.match(said)):
        return True
    if meaning in {Move.RESOLVE, Hint.CLOSES}:
        is_later = begins_with_a_foreign_day(said)
        is_undone = _ANYWHERE.search(said) or taken_back.UNDONE.search(said)
        return bool(is_undone or taken_back.STATE.match(said) or is_later)
    starts = _STARTS.get(meaning, _START) if isinstance(meaning, Move) else _START
    return starts.match(said) is not None
