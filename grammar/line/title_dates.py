"""Dates in the title that may be the due date: they stay where they are and are asked about."""

import re
from bisect import bisect_left, bisect_right

from grammar.due.result import DueAnswer
from grammar.due.words import MONTHS, WEEKDAYS, either
from grammar.line.date_starts import begins_like_a_date, begins_like_a_span
from grammar.line.keywords import Key
from grammar.line.places import Line
from grammar.masking import MARK

_NOT_BY = re.compile(r"\b(?:since|every|each|after|from)\b", re.IGNORECASE)
"""Words between two fields that name a date, but none by which something is due."""
_WORD = re.compile(rf"[^\W_]+|{MARK}")
_MOST_LAST_WORDS = 6
_NAMED = re.compile(rf"[^\W_]|{MARK}")
_LAST_WORD = re.compile(r"[^\W_]+")
_NOT_LAST = frozenset({
    "since", "every", "each", "after", "from", "of", "for", "with", "to", "via", "and", "than",
    "per", "last", "was", "were", "is", "are", "on", "at", "in", "the", "this", "next",
    "early", "late",
})  # fmt: skip
"""Before the last date of a title, these say that it is not a due date: `down since tue`."""
_ABOUT = frozenset({"by", "for", "from", "to", "with"})
"""Before a person, these say what was done rather than who does it: `talked to @bo on friday`."""
_NEEDED = re.compile(
    r"\b(?:needs?|needed|must|should|(?:ha[sv]e?|got) to|want(?:s|ed)?|require[ds]?|asap|please|pls"
    r"|expect(?:s|ed)?|promised?|target|to be)\b",
    re.IGNORECASE,
)
_HAPPENED = frozenset({
    "broke", "began", "fell", "went", "sent", "lost", "died", "hung", "expires", "ends", "starts",
    "begins", "lasts",
})  # fmt: skip
"""Before a day, these say what happened on it: `broke monday`, `cert expires 30 march`."""
_DAY_NAME = re.compile(
    rf"(?:(?:this|next|coming) )?(?:{either(WEEKDAYS)}|tomorrow|tmrw|tmr|tmw"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?(?:{either(MONTHS)})|(?:{either(MONTHS)})\.? \d)\b",
    re.IGNORECASE,
)
_MOST_UNREAD_WORDS = 2


def between(line: Line, start: int, end: int) -> DueAnswer | None:
    """A date in words between two fields, which may be the due date: `owner @maria needed friday`.

    Where a keyword for a due date stands there, all words count: `no deadline`, `by launch`.
    """
    words = line.text[start:end]
    keywords = [line.keywords[at] for at in range(start, end) if at in line.keywords]
    named = [one for one in keywords if one.is_named or (one.key is Key.DUE and one.start == start)]
    if _NOT_BY.search(words):
        return None
    for found in _WORD.finditer(words):
        at = start + found.start()
        if begins_like_a_date(line.masked.unmask(line.ahead(at))):
            stop = min(end, line.stop(at + 1))
            understood = line.deadlines.understood(at, named=False)
            return understood[0] if understood else line.deadlines.unread(at, stop)
    return line.deadlines.unread(start, min(end, line.stop(named[0].end))) if named else None


def at_end(line: Line, start: int, end: int) -> DueAnswer | None:
    """A date at the end of the words about the task, or right after a person.

    `export needed friday`, `SSO down @maria fri noon`. Elsewhere in the title it is part of it.
    """
    first, last = bisect_right(line.stops, start), bisect_left(line.stops, end)
    begun = start
    for stop in (*line.stops[first:last], end):
        until = len(line.text[begun:stop].rstrip(" ,;.)\n")) + begun
        words = [found.start() for found in _LAST_WORD.finditer(line.text, begun, until)]
        words = [at for at in words[-_MOST_LAST_WORDS:] if begins_like_a_date(line.ahead(at))]
        words = [] if line.text[until - 1 : until] == "?" else words
        for at in words:
            if answer := _last(line, line.text[begun:at], at, end=until, ends=stop == end):
                return answer
        begun = stop
    return None


def _last(line: Line, before: str, at: int, *, end: int, ends: bool) -> DueAnswer | None:
    """The date that words of the title end with, if they ask for something by then."""
    last = next(iter(before.casefold().split()[-1:]), "").strip(",;:")
    if last in _NOT_LAST:
        return None
    found, words = line.deadlines.understood(at, named=False), line.text[at:end]
    needed = _NEEDED.search(before) and not begins_like_a_span(words)
    asked_for = needed or _ends_with_a_person(line, before)
    if found is None or found[1] < end:
        is_short = words[0].isalpha() and len(words.split()) <= _MOST_UNREAD_WORDS
        return line.deadlines.unread(at, end) if asked_for and is_short else None
    is_day = ends and _DAY_NAME.match(words) and last not in _HAPPENED and not last.endswith("ed")
    return found[0] if asked_for or is_day else None


def _ends_with_a_person(line: Line, before: str) -> bool:
    """Whether its last word is a person, whatever signs follow."""
    words = [" ", *(word for word in before[-60:].casefold().split() if _NAMED.search(word))]
    last = words[-1]
    if words[-2:][0] in _ABOUT:
        return False
    return last[0] == "@" or (last[0] >= MARK[1] and line.masked.piece(last[0]).startswith("<@"))
