"""Which items a `list` asks for: `list mine overdue`, `list due this week`, `list sso login`."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from escalation.items import Kind
from escalation.worktime.hours import ONE_DAY, wall_clock
from grammar import masking, names
from grammar.due import read as due_reader
from grammar.due.days.weekdays import week_start
from grammar.due.result import DueContext, DueRead
from grammar.line import parts as line_parts
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.masking import MaskedLine
from grammar.moves.parsed import Listing, Period, Scope, Unclear

LONGEST_NAME = 3
"""The most words that a name has."""
_QUOTES = '"“„«'
_KINDS = {f"{kind}s": kind for kind in Kind}
_SCOPES = {scope.value: scope for scope in Scope} | {"everything": Scope.ALL}
_DUE = re.compile(r"due\s+(?:(?P<by>by|before|until)\s+|on\s+)?", re.IGNORECASE)
_FILLERS = re.compile(
    r"(?:of|for|items?|please|pls|only)(?:[\s,.!?]+|$)",
    re.IGNORECASE,
)
"""Words that narrow nothing: `list open items of tom please`."""
_PERIOD = re.compile(
    r"(?:due\s+)?(?P<words>today|tomorrow|(?:this|next)\s+(?:week|month))\b[,.!?]*\s*",
    re.IGNORECASE,
)


def listing(
    text: str, line: MaskedLine, *, context: DueContext, requester: str
) -> Listing | Unclear:
    """Read the words after `list`, in any order; the remaining words are searched for."""
    asked = Listing()
    rest = line_parts.trimmed(text)
    while rest:
        word, _, after = rest.partition(" ")
        word = word.lower().rstrip(",.!?")
        if word in _SCOPES:
            asked, rest = replace(asked, scope=_SCOPES[word]), after
            continue
        if word in _KINDS:
            asked, rest = replace(asked, kind=_KINDS[word]), after
            continue
        if filler := _FILLERS.match(rest):
            rest = rest[filler.end() :]
            continue
        if found := _period(rest, context):
            asked, rest = replace(asked, due=found[0]), found[1]
            continue
        rest = f"me {after}" if word in {"mine", "my"} else rest
        owner, after = line_parts.owner(rest, line, requester=requester)
        if owner is None:
            break
        if owner.kind is OwnerKind.GROUP:
            reason = "Items belong to people, so name one person."
            return Unclear(reason=reason, usage=("list @maria", "list mine"))
        asked, rest = replace(asked, owner=owner), after
    return replace(asked, words=line.unmask(rest))


def of_somebody(
    asked: Listing, typed: str, people: Mapping[str, str], *, context: DueContext, requester: str
) -> Listing | Unclear:
    """The list of the person (id to name) whom its words name: `list tom overdue`.

    Words that are nobody's name, or that were `typed` in quotes, stay words to search for.
    """
    if asked.owner is not None:
        return _whose(asked, names.bearing(asked.owner.value, people))
    words = asked.words.split()
    if any(f"{mark}{asked.words}" in typed for mark in _QUOTES):
        return asked
    for count in range(min(LONGEST_NAME, len(words)), 0, -1):
        if found := names.bearing(" ".join(words[:count]), people):
            rest = " ".join(words[count:])
            more = listing(rest, masking.mask(rest), context=context, requester=requester)
            return _whose(_narrowed(asked, more, words=rest), found)
    return asked


def _whose(asked: Listing, people: tuple[str, ...]) -> Listing | Unclear:
    """The list of the one person found; with several, a button for each."""
    if len(people) > 1:
        offers = tuple((f"<@{one}>", f"list <@{one}>") for one in people)
        return Unclear(reason="Whose items do you mean?", offers=offers)
    owners = (DraftOwner(kind=OwnerKind.PERSON, value=one) for one in people)
    return replace(asked, owner=next(owners, asked.owner))


def _narrowed(asked: Listing, more: Listing | Unclear, *, words: str) -> Listing:
    """The list narrowed by what follows a name: `tom overdue`."""
    if not isinstance(more, Listing) or more.owner is not None:
        return replace(asked, words=words)
    return replace(
        more,
        scope=more.scope if asked.scope is Scope.OPEN else asked.scope,
        kind=more.kind or asked.kind,
        due=more.due or asked.due,
    )


def _period(text: str, context: DueContext) -> tuple[Period, str] | None:
    """The period in which items are due that the text begins with, and the rest of it."""
    if found := _PERIOD.match(text):
        words = " ".join(found["words"].lower().split())
        period = _between(*_dates(words, context), words=f"due {words}", context=context)
        return period, text[found.end() :]
    due = _DUE.match(text)
    phrase = text[due.end() :] if due else ""
    answer = due_reader.read(phrase, context) if phrase else None
    if not isinstance(answer, DueRead):
        return None
    day = answer.at.astimezone(context.calendar.tz).date()
    by = (due["by"] or "").lower() if due else ""
    first, after = context.today if by else day, day if by == "before" else day + ONE_DAY
    return _between(first, after, words=text.lower(), context=context), ""


def _dates(words: str, context: DueContext) -> tuple[date, date]:
    """The first date of a period, and the first one after it."""
    today = context.today
    if words in {"today", "tomorrow"}:
        first = today + (ONE_DAY if words == "tomorrow" else timedelta(0))
        return first, first + ONE_DAY
    if words.endswith("week"):
        first = week_start(today, context.calendar) + timedelta(days=7 * words.startswith("next"))
        return first, first + timedelta(days=7)
    month = today.year * 12 + today.month - 1 + words.startswith("next")
    return _first_of(month), _first_of(month + 1)


def _first_of(month: int) -> date:
    """The first date of a month, counted from January of year 0."""
    return date(month // 12, month % 12 + 1, 1)


def _between(first: date, after: date, *, words: str, context: DueContext) -> Period:
    def starts_at(day: date) -> datetime:
        return wall_clock(day, time(0), context.calendar.tz)

    return Period(starts_at=starts_at(first), ends_at=starts_at(after), words=words)
