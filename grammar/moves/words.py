"""The words people type after a reference, and the move each one means."""

import re
from enum import StrEnum

from escalation.items import Trajectory
from escalation.moves.move import Move


class View(StrEnum):
    """What people can ask to see of an item without changing anything."""

    SHOW = "show"  # the item itself
    PLAN = "plan"  # what will happen when


Word = Move | View | Trajectory

_WORDS: dict[Word, str] = {
    View.SHOW: "show|view|status",
    View.PLAN: "plan",
    Move.ACKNOWLEDGE: "ack|acked|acknowledge|acknowledged|on it|got it",
    Move.NOTE: "note|comment|add note",
    Move.SNOOZE: "snooze|mute",
    Move.REASSIGN: "give|reassign|assign|hand over|handover|owner",
    Move.RESCHEDULE: "move|reschedule|postpone|delay|due",
    Move.ESCALATE: "escalate",
    Move.KEEP: "keep|keep open",
    Move.RESOLVE: "resolve|resolved|close|closed|done|fixed",
    Move.DECIDE: "decide|decided",
    Move.FALL_BACK: "fallback|fall back|fall_back|take the fallback",
    Move.WITHDRAW: "withdraw|withdrawn|cancel|cancelled|drop",
    Move.REOPEN: "reopen|re-open|reopened",
    Trajectory.IMPROVING: "improving|better",
    Trajectory.STEADY: "steady|unchanged",
    Trajectory.WORSENING: "worsening|worse",
}
BY_WORD = {word: meaning for meaning, words in _WORDS.items() for word in words.split("|")}

_LONGEST_FIRST = sorted(BY_WORD, key=len, reverse=True)
_WORD = re.compile(rf"(?<!\S)(?P<word>{'|'.join(_LONGEST_FIRST)})(?:[\s:,.!?]+|$)", re.IGNORECASE)


def split(text: str) -> tuple[Word | None, str]:
    """The move or view the text begins with, and the rest; else None and the whole text."""
    found = _WORD.match(text)
    return (BY_WORD[found["word"].lower()], text[found.end() :]) if found else (None, text)


def is_asked(text: str) -> bool:
    """Whether a question mark follows the move or view the text begins with."""
    found = _WORD.match(text)
    return found is not None and "?" in found[0]


def named(text: str) -> list[str]:
    """The first words of a move anywhere in the text, if any."""
    return [found["word"].lower()] if (found := _WORD.search(text)) else []


def name(word: Word) -> str:
    """The word that help shows for it."""
    return _WORDS[word].partition("|")[0]
