"""The bot's own words: `/backstop setup`, `summary`, `away until mon 9am stand-in @bo`, `back`."""

import re
from collections.abc import Callable

from escalation import due, line_parts
from escalation.drafts import OwnerKind
from escalation.due_answers import DueUnclear
from escalation.errors import BadInput
from escalation.opaque import hidden, unescaped
from escalation.people import Away
from handlers import dated, doors, refusals
from handlers.by_reference import helped, unknown_person
from handlers.line import Line
from handlers.screens import Reply, Screen
from handlers.turn import Turn
from messages.confirmations import away_reply
from messages.typed import with_typed
from messages.usage import not_understood_reply
from workflows import absence, lookup

SHOWN = 300
"""Characters of a line that help repeats; a longer one is given back whole."""
_AWAY = re.compile(
    r"away\s+(?:(?:until|till|to|for)\s+)?(?P<until>.*?)"
    r"(?P<covered>[\s,;]+(?:stand[- ]?in|cover(?:ed by)?)(?:\s+is)?\b[\s:=]*(?P<who>.*))?",
    re.IGNORECASE,
)


def answer(turn: Turn, line: Line) -> Screen:
    """What one of these words is answered with, else help; raises Refusal."""
    word = " ".join(line.text.lower().split()).rstrip(" .!")
    if word in _ALONE:
        return _ALONE[word](turn, line)
    return _away(turn, line) if word.startswith("away ") else _not_understood(turn, line)


def _set_up(turn: Turn, line: Line) -> Screen:
    return doors.setup(turn, line.request, line.request.channel)


def _asked_away(turn: Turn, line: Line) -> Screen:
    return doors.away(turn, line.request)


def _summary(turn: Turn, line: Line) -> Screen:
    return Reply(lookup.summary(turn.desk, line.request, now=turn.now))


def _back(turn: Turn, line: Line) -> Screen:
    person = absence.come_back(turn.desk, line.request, now=turn.now)
    return Reply(away_reply(person, turn.voice(person.id)))


def _away(turn: Turn, line: Line) -> Reply:
    shown, context = hidden(line.text), line.reading.context.returning
    found = _AWAY.fullmatch(shown.text)
    until = due.read(shown.shown(found["until"] if found else ""), context)
    if isinstance(until, DueUnclear):
        offers = dated.suggestions(until, context, line=line.text)
        return refusals.reply(turn, until.text, typed=line.typed, suggestions=offers)
    stand_in = _stand_in(turn, line, found["who"]) if found and found["covered"] else ""
    away = Away(until=until.at, stand_in=stand_in)
    person = absence.leave(turn.desk, line.request, away, now=turn.now)
    return Reply(away_reply(person, turn.voice(person.id)))


def _stand_in(turn: Turn, line: Line, who: str) -> str:
    other, rest = line_parts.owner(who, hidden(line.text), requester=line.actor)
    if other is None or rest or other.kind is OwnerKind.GROUP:
        typed = f"{turn.desk.commands.backstop} away until mon 9am stand-in @bo"
        raise BadInput(f"A stand-in is one person. Type for example `{typed}`.")
    if other.kind is OwnerKind.NAME or turn.person(other.value) is None:
        raise unknown_person(other)
    return other.value


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
