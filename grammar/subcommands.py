"""Subcommands: what the bot's own command accepts besides items, as `away until mon 9am`."""

import re
from dataclasses import dataclass
from enum import StrEnum

from grammar import away
from grammar.away import Absence
from grammar.due.result import DueContext
from grammar.indicators import define, to_record
from grammar.indicators.define import Indicate
from grammar.indicators.to_record import ToRecord
from grammar.moves import everything, labels
from grammar.moves import words as move_words
from grammar.moves.everything import HandOverAll
from grammar.moves.parsed import Unclear
from grammar.moves.words import Word
from grammar.quiet import read as quiet
from grammar.quiet.read import Quiet
from grammar.stats import read as stats
from grammar.stats.read import StatsAsked

_REPLAY = re.compile(
    r"replay(?:\s+(?:the\s+)?(?:last\s+)?(?:(?P<weeks>[1-9]\d{0,3})\s*w(?:eeks?)?|(?P<week>week)))?"
    r"[\s.!?]*",
    re.IGNORECASE,
)
_COVER = re.compile(r"stand[- ]?in\b|cover(?:ed by)?\b", re.IGNORECASE)
_VERSION = r"(?:version|v\.?|no\.?|number|#)?\s*"
_LADDER = re.compile(
    r"(?:(?:please|show(?: me)?|see|read|what(?:['’]?s| is)|how does)\s+)?"
    rf"(?:{_VERSION}(?P<before>\d{{1,9}})\s+of\s+)?"
    r"(?:(?:the|our|this|my|current)\s+)?(?:channel(?:['’]s)?\s+)?(?:escalation\s+)?ladders?"
    rf"(?:[\s,]+{_VERSION}(?P<after>\d{{1,9}}))?"
    r"(?:\s+(?:work|(?:of|in|for|here)(?:\s+(?:this|the)\s+channel)?))?(?:\s+please)?[\s?!.]*",
    re.IGNORECASE,
)
_OURS = r"(?:(?:the|our|this|my|a|new)\s+)*(?:channel(?:['’]s)?\s+)?(?:escalation\s+)?"
_SETUP = re.compile(
    r"(?:please\s+)?(?:(?:how\s+(?:do|can)|can|may)\s+(?:i|we)\s+)?(?:"
    r"(?:change|edit|update|adjust|configure|create|set(?:[\s-]?up)?)\s+"
    rf"{_OURS}(?:ladders?|set[\s-]?up|settings|channel)"
    r"|set[\s-]up|settings|configure"
    rf"|{_OURS}ladder\s+(?:set[\s-]?up|settings|edit|change)"
    r")(?:\s+(?:here|(?:of|in|for)\s+this\s+channel))?(?:\s+please)?[\s?!.]*",
    re.IGNORECASE,
)


_PAST = re.compile(
    r"(?:(?:show|see)(?:\s+me)?\s+)?(?:the\s+)?(?:"
    r"(?:weekly\s+)?(?:summary|post)\s+(?:(?:of|from)\s+)?(?:the\s+)?"
    r"(?:last(?:\s+week|\s+one)?|(?P<weeks>[1-9]\d{0,2}|an?|one|two|three)\s*w(?:eeks?)?\s+ago)"
    r"|last\s+(?:week['’]?s?\s+)?(?:weekly\s+)?(?:summary|post))[\s?!.]*",
    re.IGNORECASE,
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}


class Subcommand(StrEnum):
    """A word that is a complete request."""

    HELP = "help"  # usage and examples
    SETUP = "setup"  # the form for the channel's ladder
    AWAY = "away"  # the form for an absence
    BACK = "back"  # ends an absence
    SUMMARY = "summary"  # the week so far
    CUSTOMERS = "customers"  # all of them, the worst first
    LADDER = "ladder"  # the channel's ladder in words
    QUIET = "quiet"  # what waits for a bundle, and why
    INDICATORS = "indicators"  # the figures that the channel keeps


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A word that lacks its item; None for a stand-in without an absence."""

    word: Word | None


@dataclass(frozen=True, slots=True)
class Replay:
    """What the channel's ladder would have done in so many weeks; None if nobody says how many."""

    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class PastSummary:
    """The weekly post that was the latest one so many weeks ago; 0 for the last."""

    weeks: int


@dataclass(frozen=True, slots=True)
class LadderVersion:
    """One version of the channel's ladder, in words."""

    number: int


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
    text: str, context: DueContext, *, requester: str
) -> (
    Subcommand
    | LadderVersion
    | PastSummary
    | Absence
    | HandOverAll
    | Replay
    | Quiet
    | Indicate
    | ToRecord
    | StatsAsked
    | Unclear
    | Unfinished
    | None
):
    """What a line without an item asks for, if we know."""
    if not text.strip():
        return Subcommand.HELP
    if word := alone(text):
        return word
    figures = _indicators(text) or stats.read(text, requester=requester)
    if asked := _setup(text) or _replay(text) or _past(text) or _ladder(text) or figures:
        return asked
    figure = define.read(text, requester=requester) or to_record.read(text)
    preferences = figure or quiet.read(text, requester=requester)
    absence = preferences or away.read(text, context, requester=requester)
    if found := absence or everything.read(text, requester=requester):
        return found
    if _COVER.match(text):
        return Unfinished(None)
    meaning, _ = move_words.split(text.lstrip())
    return None if meaning is None or labels.mentioned(text) else Unfinished(meaning)


def unfinished(text: str) -> Unfinished | None:
    """The word of a move that is the whole line, if it is one: its item is missing."""
    first = move_words.begun(text.strip())
    return Unfinished(first.meaning) if first and not first.rest else None


def _setup(text: str) -> Subcommand | None:
    return Subcommand.SETUP if _SETUP.fullmatch(text.strip()) else None


def _indicators(text: str) -> Subcommand | None:
    return Subcommand.INDICATORS if define.lists(text) else None


def _past(text: str) -> PastSummary | None:
    found = _PAST.fullmatch(text.strip())
    if found is None:
        return None
    weeks = (found["weeks"] or "0").lower()
    return PastSummary(_NUMBERS.get(weeks) or int(weeks))


def _ladder(text: str) -> Subcommand | LadderVersion | None:
    ladder = _LADDER.fullmatch(text.strip())
    if ladder is None:
        return None
    number = ladder["before"] or ladder["after"]
    return LadderVersion(int(number)) if number else Subcommand.LADDER


def _replay(text: str) -> Replay | None:
    """What the whole line asks for, if that is a replay."""
    found = _REPLAY.fullmatch(text.strip())
    if found is None:
        return None
    if found["week"]:
        return Replay(1)
    return Replay(int(found["weeks"])) if found["weeks"] else Replay()
