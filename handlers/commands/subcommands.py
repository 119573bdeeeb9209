"""The bot's own words: `/backstop setup`, `summary`, `away until mon 9am stand-in @bo`, `back`."""

import re
from collections.abc import Callable

from escalation.errors import BadInput
from escalation.people import Away
from grammar.due import read as due_reader
from grammar.due.result import DueUnclear
from grammar.line import parts as line_parts
from grammar.line.draft import OwnerKind
from grammar.masking import hidden, unescaped
from grammar.moves import words as move_words
from grammar.moves.parsed import Unclear
from grammar.moves.words import View
from handlers import dates, modals, refusals
from handlers.commands.item import helped, unknown_person
from handlers.context import Line, Turn
from handlers.responses import Reply, Screen
from messages.help import not_understood_reply
from messages.replies import away_reply, with_typed
from workflows.items import queries
from workflows.people import absence

SHOWN = 300
"""Characters of a line that help repeats; a longer line is given back whole."""
_COVER = re.compile(r"stand[- ]?in\b|cover(?:ed by)?\b", re.IGNORECASE)
_AWAY = re.compile(r"away\s+(?:(?:until|till|to|for)\s+)?", re.IGNORECASE)
_COVERED = re.compile(
    r"(?<=[\s,;])(?:stand[- ]?in|cover(?:ed by)?)(?:\s+is)?\b[\s:=]*", re.IGNORECASE
)


def alone(line: Line) -> bool:
    """Whether the line is one of these words and nothing else."""
    return _word(line) in {*_ALONE} - {""}


def answer(turn: Turn, line: Line) -> Screen:
    """What one of these words is answered with, else help; raises Refusal."""
    word = _word(line)
    if word in _ALONE:
        return _ALONE[word](turn, line)
    if word.startswith("away "):
        return _away(turn, line)
    missing = _missing(line.text, turn.desk.commands.backstop)
    return (
        refusals.reply(turn, missing, typed=line.typed) if missing else _not_understood(turn, line)
    )


def _word(line: Line) -> str:
    return " ".join(line.text.lower().split()).rstrip(" .!")


def _set_up(turn: Turn, line: Line) -> Screen:
    return modals.setup(turn, line.request, line.request.channel)


def _asked_away(turn: Turn, line: Line) -> Screen:
    return modals.away(turn, line.request)


def _summary(turn: Turn, line: Line) -> Screen:
    return Reply(queries.summary(turn.desk, line.request, now=turn.now))


def _back(turn: Turn, line: Line) -> Screen:
    person = absence.come_back(turn.desk, line.request, now=turn.now)
    return Reply(away_reply(person, turn.voice(person.id)))


def _away(turn: Turn, line: Line) -> Reply:
    shown, context = hidden(line.text), line.reading.context.returning
    rest = _AWAY.sub("", shown.text, count=1)
    covered = _COVERED.search(rest)
    until = due_reader.read(shown.shown(rest[: covered.start()] if covered else rest), context)
    if isinstance(until, DueUnclear):
        return _endless(turn, line, until)
    stand_in = _stand_in(turn, line, rest[covered.end() :]) if covered else ""
    away = Away(until=until.at, stand_in=stand_in)
    person = absence.leave(turn.desk, line.request, away, now=turn.now)
    return Reply(away_reply(person, turn.voice(person.id)))


def _endless(turn: Turn, line: Line, unclear: DueUnclear) -> Reply:
    """Why the end of the absence could not be read, and what to type instead."""
    start = f"{turn.desk.commands.backstop} away until"
    usage = tuple(f"{start} {example}" for example in unclear.examples)
    offers = dates.suggestions(unclear, line.reading.context.returning, line=line.text)
    sentence = Unclear(reason=unclear.reason, usage=usage).text
    return refusals.reply(turn, sentence, typed=line.typed, suggestions=offers)


def _stand_in(turn: Turn, line: Line, who: str) -> str:
    other, rest = line_parts.owner(who, hidden(line.text), requester=line.actor)
    if other is None or rest or other.kind is OwnerKind.GROUP:
        typed = _away_example(turn.desk.commands.backstop)
        raise BadInput(f"A stand-in is one person. Type for example {typed}.")
    if other.kind is OwnerKind.NAME or turn.person(other.value) is None:
        raise unknown_person(other)
    return other.value


def _away_example(backstop: str) -> str:
    return f"`{backstop} away until mon 9am stand-in @bo`"


def _missing(text: str, backstop: str) -> str:
    """What a line lacks that begins with a word we know; "" for every other line."""
    if _COVER.match(text):
        example = _away_example(backstop)
        return f"Say how long, too: a stand-in is for an absence. Type for example {example}."
    word, _ = move_words.split(text)
    if word is None:
        return ""
    example = f"`{backstop} {move_words.name(word)} B-12`"
    shows = f": {example} shows what will happen when" if word is View.PLAN else f", like {example}"
    return f"Say which item{shows}. `{backstop} list` shows what is open."


def _not_understood(turn: Turn, line: Line) -> Reply:
    voice = turn.voice(line.actor)
    reply = not_understood_reply(unescaped(line.text), voice)
    return Reply(with_typed(reply, line.typed, voice) if len(line.text) > SHOWN else reply)


_ALONE: dict[str, Callable[[Turn, Line], Screen]] = {
    "": helped,
    "setup": _set_up,
    "away": _asked_away,
    "back": _back,
    "summary": _summary,
}
