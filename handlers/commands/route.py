"""Slash commands: one typed line is a reference, a line to log, or a word of the bot's own."""

import re

from escalation.errors import BadInput
from escalation.items import Kind, too_long
from escalation.moves.move import Move
from grammar.line import read as line_reader
from grammar.masking import unescaped
from grammar.moves import read as move_reader
from grammar.moves.parsed import Typed
from grammar.moves.words import BY_WORD
from handlers import refusals
from handlers.commands import item as item_command
from handlers.commands import log as log_command
from handlers.commands import subcommands
from handlers.context import Line, Turn
from handlers.payloads import Command
from handlers.responses import Screen

_ITEM = r"[bd] ?-? ?\d{1,9}\b"
_MOVE_FIRST = re.compile(
    rf"(?P<word>{'|'.join(sorted(map(re.escape, BY_WORD), key=len, reverse=True))})\s+"
    rf"(?P<item>{_ITEM}(?:\s*(?:and|or|[&+,/])\s*{_ITEM})*)\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_REASON = re.compile(r"[.!?]*(?:because\b.*)?", re.IGNORECASE | re.DOTALL)
_END = re.compile(r"(?:open\s+)?(?:until|till|til)\b", re.IGNORECASE)
_BECAUSE = re.compile(r"\sbecause\s", re.IGNORECASE)
_WHOLE = frozenset({Move.KEEP, Move.RESCHEDULE, Move.REASSIGN})
"""Moves whose arguments, read whole and with a reason, are no title."""
_NUMBER = re.compile(r"#?(?P<number>\d{1,9})[.!?]?")
_KIND_FIRST = re.compile(r"(?P<kind>blocker|decision)\b\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)


def answer(turn: Turn, command: Command) -> Screen:
    """What a command is answered with; raises Refusal."""
    refusals.require_ours(turn, command)
    require_short(command.text)
    request, names = command.request, turn.desk.commands
    reading = turn.reading(request.actor, request.channel)
    line = Line(request=request, typed=command.typed, text=command.text, reading=reading)
    kind = {names.blocker: Kind.BLOCKER, names.decision: Kind.DECISION}.get(command.name)
    return own(turn, line) if kind is None else _of_kind(turn, line, kind)


def require_short(text: str) -> None:
    """BadInput for a line over the limit, before anything reads it: that takes time."""
    if len(words := unescaped(text)) > line_reader.LIMIT:
        raise BadInput(too_long(words))


def own(turn: Turn, line: Line) -> Screen:
    """What the bot's own command is answered with: it takes all that the others take, and more."""
    line = line.as_if(_reference_first(line.text))
    if found := _KIND_FIRST.fullmatch(line.text):
        return _of_kind(turn, line.as_if(found["rest"]), Kind(found["kind"].lower()))
    return _referenced(turn, line) or subcommands.answer(turn, line)


def _of_kind(turn: Turn, line: Line, kind: Kind) -> Screen:
    if subcommands.alone(line):
        return subcommands.answer(turn, line)
    named = line.as_if(_no_title(line, kind))
    return _referenced(turn, named) or log_command.answer(turn, line, kind)


def _referenced(turn: Turn, line: Line) -> Screen:
    spoken = move_reader.read(line.text, line.reading.context, requester=line.actor)
    return None if spoken is None else item_command.answer(turn, line, spoken)


def _no_title(line: Line, kind: Kind) -> str:
    """`12` as `B-12`, and `ack B-12` as `B-12 ack` where what follows is no title, and no owner."""
    if number := _NUMBER.fullmatch(line.text):
        return f"{kind.letter}-{number['number']}"
    found = _MOVE_FIRST.fullmatch(line.text)
    if not found or move_reader.names_owner(line.text, line.reading.context):
        return line.text
    reference_first, rest = _reference_first(line.text), found["rest"]
    keeps = BY_WORD[found["word"].lower()] is Move.KEEP and _END.match(rest)
    is_move = keeps or _REASON.fullmatch(rest) or _is_whole(line, reference_first)
    return reference_first if is_move else line.text


def _is_whole(line: Line, text: str) -> bool:
    """Whether every word of it belongs to a move with a reason: `B-12 move fri because …`."""
    spoken = move_reader.read(text, line.reading.context, requester=line.actor)
    names_whom = isinstance(spoken, Typed) and bool(spoken.audience or spoken.person)
    is_strict = isinstance(spoken, Typed) and (spoken.move in _WHOLE or names_whom)
    return is_strict and _BECAUSE.search(text) is not None


def _reference_first(text: str) -> str:
    """`plan B-12` as `B-12 plan`, whatever follows."""
    found = _MOVE_FIRST.fullmatch(text)
    return f"{found['item']} {found['word']} {found['rest']}".strip() if found else text
