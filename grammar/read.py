"""The only entry point for typed text: a whole line in, what it asks for out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from escalation.items import Kind
from escalation.moves.move import Move
from grammar import accounts, nearest, pasted, subcommands
from grammar.accounts import ChangeCustomer, CustomerCard, PromiseUnclear
from grammar.away import Absence
from grammar.due.result import DueContext
from grammar.indicators.define import Indicate
from grammar.indicators.to_record import ToRecord
from grammar.line import read as line_reader
from grammar.line.draft import Draft
from grammar.masking import EMOJI
from grammar.moves import labels
from grammar.moves import read as move_reader
from grammar.moves import words as move_words
from grammar.moves.everything import HandOverAll
from grammar.moves.labels import WRAPPED_LABEL
from grammar.moves.parsed import Listing, Reference, Typed, Unclear
from grammar.moves.words import BEFORE_A_LABEL, View
from grammar.plans import is_a_plan
from grammar.quiet.read import Quiet
from grammar.stats.read import StatsAsked
from grammar.subcommands import (
    LadderVersion,
    Nothing,
    PastSummary,
    Replay,
    Subcommand,
    Unfinished,
)

_MOVE_FIRST = re.compile(
    rf"(?P<word>{BEFORE_A_LABEL})\s+"
    rf"(?P<item>{WRAPPED_LABEL}(?![\w-])(?:\s*(?:and|or|[&+,/])\s*{WRAPPED_LABEL}(?![\w-]))*)"
    r"\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_REASON = re.compile(r"[.!?]*(?:because\b.*)?", re.IGNORECASE | re.DOTALL)
_END = re.compile(r"(?:open\s+)?(?:until|till|til)\b", re.IGNORECASE)
_BECAUSE = re.compile(r"\sbecause\s", re.IGNORECASE)
_WHOLE = frozenset({Move.KEEP, Move.RESCHEDULE, Move.REASSIGN})
"""If the whole line is one of these moves with a reason, it is not a title."""
_SURE = frozenset({Move.LINK, Move.UNLINK})
"""The same, whatever else it says: only what they are about may follow them."""
_NUMBER = re.compile(r"#?(?P<number>\d{1,9})[.!?]?")
_NUMBERED = re.compile(r"#(?P<number>\d{1,9})[\s:]+(?P<rest>\S.*)", re.DOTALL)
_SHORT = 6
"""The most words of a question about an item that has no question mark."""
_KIND_FIRST = re.compile(
    rf"(?P<kind>blocker|decision)\b(?!['’-])\s*(?:(?!{EMOJI}):\s*)?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who typed the line, how their dates are read, and for which command.

    `requester` is the user id that `me` stands for. `kind` is that of `/blocker` or `/decision`,
    None for the bot's own command, which accepts everything the others do, and more. `about` is the
    item in whose thread it was typed: there the label may be left out. `customers` are the names,
    by key, of those that the requester may be shown.
    """

    due: DueContext
    requester: str
    kind: Kind | None = None
    about: Reference | None = None
    customers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToLog:
    """An item to log, as far as we understood it."""

    kind: Kind
    draft: Draft


@dataclass(frozen=True, slots=True)
class SeveralToLog:
    """Several items to log: each draft of the paste is one."""

    pasted: pasted.Pasted


Asked: TypeAlias = (
    ToLog
    | SeveralToLog
    | Typed
    | Listing
    | Unclear
    | CustomerCard
    | ChangeCustomer
    | PromiseUnclear
    | Subcommand
    | LadderVersion
    | PastSummary
    | Absence
    | HandOverAll
    | Replay
    | Quiet
    | Indicate
    | ToRecord
    | StatsAsked
    | Unfinished
    | Nothing
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
    if near := nearest.listing(text, context.due, requester=context.requester):
        return Result(near, text)
    asked = _known(text, context)
    if context.about and (asked is None or _may_be_of_thread(asked)):
        named = f"{context.about} {text}"
        if of_thread := _known(named, context):
            return Result(of_thread, named, implied=True)
    return Result(asked or _several(text, context) or _neighbour(text, context), text)


def _may_be_of_thread(asked: Asked) -> bool:
    """Whether in a thread it is about that item: `ack`, `customer Harbor`."""
    if isinstance(asked, HandOverAll):
        return asked.owner is None
    return isinstance(asked, Unfinished | CustomerCard)


def _several(text: str, context: Context) -> SeveralToLog | None:
    found = pasted.read(
        text,
        context.due,
        requester=context.requester,
        kind=context.kind,
        known=context.customers,
    )
    return SeveralToLog(found) if found else None


def _neighbour(text: str, context: Context) -> Unclear:
    requester = context.requester
    return nearest.neighbour(
        text, context.due, requester=requester, known=lambda other: _known(other, context)
    )


def _known(text: str, context: Context) -> Asked | None:
    """What a line after the bot's own command asks for, None if it is not understood."""
    text, requester = _reference_first(text), context.requester
    return (
        move_reader.read(text, context.due, requester=requester)
        or _question(text)
        or accounts.read(text, context.due, requester=requester, known=context.customers)
        or subcommands.read(text, context.due, requester=requester)
    )


def _of_kind(text: str, context: Context, kind: Kind) -> Result:
    if word := subcommands.alone(text):
        return Result(word, text)
    named = _no_title(text, context, kind)
    if spoken := move_reader.read(named, context.due, requester=context.requester):
        return Result(spoken, named)
    if other := _several(text, context) or _untitled(text, context):
        return Result(other, text)
    draft = line_reader.read(
        text,
        context.due,
        requester=context.requester,
        decision=kind is Kind.DECISION,
        known=context.customers,
    )
    return Result(ToLog(kind, draft), text)


def _untitled(text: str, context: Context) -> Asked | None:
    """What is asked for by a line that cannot be a title: `done`, `none`, `who owns B-1?`."""
    if not text.strip():
        return None
    found = (
        _question(text)
        or subcommands.unfinished(text)
        or nearest.listing(text, context.due, requester=context.requester)
        or (None if is_a_plan(text) else Nothing())
    )
    return None if found and move_reader.names_owner(text, context.due) else found


def _question(text: str) -> Typed | None:
    """Show the item that a question is about; a longer line without a question may be a title."""
    found = labels.mentioned(text)
    is_short = text.rstrip(" .!").endswith("?") or len(text.split()) <= _SHORT
    if len(found) != 1 or not is_short or not move_words.asks(text):
        return None
    return Typed(reference=Reference(*labels.parts(found[0])), move=View.SHOW)


def _no_title(text: str, context: Context, kind: Kind) -> str:
    """`12` as `B-12`, and `ack B-12` as `B-12 ack` unless a title or an owner follows."""
    if number := _NUMBER.fullmatch(text):
        return f"{kind.letter}-{number['number']}"
    if numbered := _numbered(text, context, kind):
        return numbered
    found = _MOVE_FIRST.fullmatch(text)
    if not found or move_reader.names_owner(text, context.due):
        return text
    reference_first, rest = _reference_first(text), found["rest"]
    meaning = move_words.split(found["word"])[0]
    keeps = meaning is Move.KEEP and _END.match(rest)
    is_move = keeps or _REASON.fullmatch(rest) or _is_whole(reference_first, context)
    return reference_first if is_move else text


def _numbered(text: str, context: Context, kind: Kind) -> str:
    """`#1 done` as `B-1 done`, if all of it is a move: `#1 priority is broken` is a title."""
    found = _NUMBERED.fullmatch(text.strip())
    if not found:
        return ""
    named = f"{kind.letter}-{found['number']} {found['rest']}"
    spoken = move_reader.read(named, context.due, requester=context.requester)
    return named if isinstance(spoken, Typed) and spoken.move is not Move.NOTE else ""


def _is_whole(text: str, context: Context) -> bool:
    """Whether every word of it belongs to a move, with a reason or in want of nothing else."""
    spoken = move_reader.read(text, context.due, requester=context.requester)
    if isinstance(spoken, Unclear):
        return spoken.so_far is not None
    names_whom = isinstance(spoken, Typed) and bool(spoken.calls or spoken.person)
    is_strict = isinstance(spoken, Typed) and (spoken.move in _WHOLE or names_whom)
    if isinstance(spoken, Typed) and spoken.move in _SURE:
        return True
    return is_strict and _BECAUSE.search(text) is not None


def _reference_first(text: str) -> str:
    """`plan B-12` as `B-12 plan`, whatever follows."""
    found = _MOVE_FIRST.fullmatch(text)
    if not found:
        return text
    return f"{labels.all_unwrapped(found['item'])} {found['word']} {found['rest']}".strip()
