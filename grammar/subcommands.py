"""Subcommands: what the bot's own command accepts besides items, as `away until mon 9am`."""

import re
from dataclasses import dataclass
from enum import StrEnum

from grammar.due import read as due_reader
from grammar.due.result import DueAnswer, DueContext
from grammar.line import parts as line_parts
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.masking import mask
from grammar.moves import labels
from grammar.moves import words as move_words
from grammar.moves.words import Word

_COVER = re.compile(r"stand[- ]?in\b|cover(?:ed by)?\b", re.IGNORECASE)
_AWAY = re.compile(r"away\s+(?:(?:until|till|to|for)\s+)?", re.IGNORECASE)
_COVERED = re.compile(
    r"(?<=[\s,;])(?:stand[- ]?in|cover(?:ed by)?)(?:\s+is)?\b[\s:=]*", re.IGNORECASE
)


class Subcommand(StrEnum):
    """A word that is a complete request."""

    HELP = "help"  # usage and examples
    SETUP = "setup"  # the form for the channel's ladder
    AWAY = "away"  # the form for an absence
    BACK = "back"  # ends an absence
    SUMMARY = "summary"  # the week so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Until when the asker is away, and who stands in; `crowd` if that is not one person."""

    until: DueAnswer
    stand_in: DraftOwner | None = None
    crowd: bool = False


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A word that lacks its item; None for a stand-in without an absence."""

    word: Word | None


@dataclass(frozen=True, slots=True)
class Nothing:
    """A line to log that says there is nothing: `none`."""


def alone(text: str) -> Subcommand | None:
    """The subcommand that is the whole line, if it is one."""
    words = " ".join(text.lower().split())
    if words and words.strip(" ?!.-") in {Subcommand.HELP, ""}:
        return Subcommand.HELP
    word = words.rstrip(" .!")
    return Subcommand(word) if word in set(Subcommand) else None


def read(
    text: str, returning: DueContext, *, requester: str
) -> Subcommand | Absence | Unfinished | None:
    """What a line without an item asks for, if we know; `returning` reads the end of an absence."""
    if not text.strip():
        return Subcommand.HELP
    if word := alone(text):
        return word
    if _AWAY.match(text.lstrip()):
        return _absence(text.lstrip(), returning, requester=requester)
    if _COVER.match(text):
        return Unfinished(None)
    meaning, _ = move_words.split(text.lstrip())
    return None if meaning is None or labels.mentioned(text) else Unfinished(meaning)


def unfinished(text: str) -> Unfinished | None:
    """The word of a move that is the whole line, if it is one: its item is missing."""
    first = move_words.begun(text.strip())
    return Unfinished(first.meaning) if first and not first.rest else None


def _absence(text: str, returning: DueContext, *, requester: str) -> Absence:
    line = mask(text)
    rest = _AWAY.sub("", line.text, count=1)
    covered = _COVERED.search(rest)
    until = due_reader.read(line.unmask(rest[: covered.start()] if covered else rest), returning)
    if covered is None:
        return Absence(until=until)
    other, more = line_parts.owner(rest[covered.end() :], line, requester=requester)
    is_one = other is not None and not more and other.kind is not OwnerKind.GROUP
    return Absence(until=until, stand_in=other if is_one else None, crowd=not is_one)
