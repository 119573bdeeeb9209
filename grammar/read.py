"""The only entry point for typed text: a whole line in, what it asks for out."""

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

from escalation.items import Kind
from escalation.moves.move import Move
from grammar import subcommands
from grammar.due.result import DueContext
from grammar.line import read as line_reader
from grammar.line.draft import Draft
from grammar.moves import read as move_reader
from grammar.moves.parsed import Listing, Reference, Typed, Unclear
from grammar.moves.words import BY_WORD
from grammar.subcommands import Absence, NotUnderstood, Subcommand, Unfinished

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
"""If the whole line is one of these moves with a reason, it is not a title."""
_NUMBER = re.compile(r"#?(?P<number>\d{1,9})[.!?]?")
_KIND_FIRST = re.compile(r"(?P<kind>blocker|decision)\b\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who typed the line, how their dates are read, and for which command.

    `requester` is the user id that `me` stands for. `kind` is that of `/blocker` or `/decision`,
    None for the bot's own command, which accepts everything the others do, and more. `about` is the
    item in whose thread it was typed: there the label may be left out.
    """

    due: DueContext
    requester: str
    kind: Kind | None = None
    about: Reference | None = None


@dataclass(frozen=True, slots=True)
class ToLog:
    """An item to log, as far as we understood it."""

    kind: Kind
    draft: Draft


Asked: TypeAlias = (
    ToLog | Typed | Listing | Unclear | Subcommand | Absence | Unfinished | NotUnderstood
)


@dataclass(frozen=True, slots=True)
class Result:
    """What a line asks for; `text` is the line as we read it, with the reference first.

    `implied` means that the line named no item and is taken to be about that of its thread.
    """

    asked: Asked
    text: str
    implied: bool = False


def read(text: str, context: Context) -> Result:
    """What the line asks for. Never raises."""
    if context.kind is not None:
        return _of_kind(text, context, context.kind)
    text = _reference_first(text)
    if found := _KIND_FIRST.fullmatch(text):
        return read(found["rest"], replace(context, kind=Kind(found["kind"].lower())))
    by_reference = move_reader.read(text, context.due, requester=context.requester)
    asked = by_reference or _own(text, context)
    if context.about and isinstance(asked, Unfinished | NotUnderstood):
        named = read(f"{context.about} {text}", replace(context, about=None))
        if not isinstance(named.asked, NotUnderstood):
            return replace(named, implied=True)
    return Result(asked, text)


def _own(text: str, context: Context) -> Asked:
    return subcommands.read(text, context.due.returning, requester=context.requester)


def _of_kind(text: str, context: Context, kind: Kind) -> Result:
    if word := subcommands.alone(text):
        return Result(word, text)
    named = _no_title(text, context, kind)
    if spoken := move_reader.read(named, context.due, requester=context.requester):
        return Result(spoken, named)
    draft = line_reader.read(
        text, context.due, requester=context.requester, decision=kind is Kind.DECISION
    )
    return Result(ToLog(kind, draft), text)


def _no_title(text: str, context: Context, kind: Kind) -> str:
    """`12` as `B-12`, and `ack B-12` as `B-12 ack` unless a title or an owner follows."""
    if number := _NUMBER.fullmatch(text):
        return f"{kind.letter}-{number['number']}"
    found = _MOVE_FIRST.fullmatch(text)
    if not found or move_reader.names_owner(text, context.due):
        return text
    reference_first, rest = _reference_first(text), found["rest"]
    keeps = BY_WORD[found["word"].lower()] is Move.KEEP and _END.match(rest)
    is_move = keeps or _REASON.fullmatch(rest) or _is_whole(reference_first, context)
    return reference_first if is_move else text


def _is_whole(text: str, context: Context) -> bool:
    """Whether every word of it belongs to a move with a reason: `B-12 move fri because …`."""
    spoken = move_reader.read(text, context.due, requester=context.requester)
    names_whom = isinstance(spoken, Typed) and bool(spoken.audience or spoken.person)
    is_strict = isinstance(spoken, Typed) and (spoken.move in _WHOLE or names_whom)
    return is_strict and _BECAUSE.search(text) is not None


def _reference_first(text: str) -> str:
    """`plan B-12` as `B-12 plan`, whatever follows."""
    found = _MOVE_FIRST.fullmatch(text)
    return f"{found['item']} {found['word']} {found['rest']}".strip() if found else text
