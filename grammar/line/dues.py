"""Due dates of a typed line: after their keyword, or as a clause of their own.

A date inside a fallback or an impact is part of that sentence.
"""

import re

from grammar.due import clock as due_clock
from grammar.due import read as due_reader
from grammar.due.result import DueAnswer
from grammar.due.spans import COUNT
from grammar.due.tidy import tidy
from grammar.line.date_starts import (
    UNIT,
    begins_like_a_date,
    begins_like_a_span,
    may_be_a_date,
    names_an_occasion,
)
from grammar.line.keywords import SENTENCES, Key, Keyword
from grammar.line.places import Line, Opening, Patience, Place
from grammar.line.values import COLON, value_start

_READ_WHOLE = frozenset({"before", "on or before", "within"})
"""Words that belong to the date: `before monday` is not `monday`."""
_VERBS = frozenset({"are", "be", "been", "is", "it's", "was", "were", "that's", "when", "get"})
"""After these, `due` is part of a sentence: "tell them it is due monday"."""
_NO_DEADLINE = re.compile(
    r"\W*(?:to|because|diligence|process|field|column|dates?|amount|missed|slipped|passed|is|was|are"
    r"|unclear|unknown)\b",
    re.IGNORECASE,
)
"""After `due`, these are part of a sentence: "due diligence", "due to an outage"."""
_AMOUNT = re.compile(
    r"\b(?:ahead|behind|late|live|off|over|short|(?:delay|exceed|extend|increas|mov|postpon|push"
    r"|reduc|shift|slipp?|shorten)(?:e|ed|s|es)?)\s*$",
    re.IGNORECASE,
)
"""Before `by 2 days`, these say how much: "the launch slipped by 2 days"."""
_MOST_UNREAD_WORDS = 2
"""More words than this after `due` in a title are a sentence ("due date field is wrong")."""
_LAST_WORDS = 30
_DIGITS = re.compile(r"\W*\d+\W*")
_CONDITION = re.compile(
    r"\W*(?:before|after|when|once|as soon as|until|till|upon|by|if)\b", re.IGNORECASE
)
_NAMES_EVENT = frozenset({"the", "our", "their", "your", "next"})
_DAY = re.compile(
    r"\b(?:on (?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|tonight)$", re.IGNORECASE
)
"""`by the call on friday`."""
_REPEATS = re.compile(
    r"\W*(?:(?:every|each) |(?:daily|weekly|monthly|hourly|weekdays)\b)", re.IGNORECASE
)
"""After `due`, no one date: `every day until friday`."""
_SPAN_BEFORE = re.compile(rf"\b(?:{COUNT} ?{UNIT}|half an? {UNIT})\s*$", re.IGNORECASE)
"""A span before `before` is counted back from what follows: `2h before friday noon`."""
_CLOSED = re.compile(r"[)\]] *[^\W_]")
_BRACKET = re.compile(r"[()\[\]]")


def after(line: Line, place: Place, keyword: Keyword) -> Opening | None:
    """A date after its keyword: understood, or at least meant."""
    if place.sink in SENTENCES and not keyword.strong and not _is_apart(line, place, keyword):
        return _inner(line, place, keyword)
    named = keyword.strong or keyword.is_named
    keeps = line.rules.titles_keep and place.sink is None
    if not named and (keeps or _is_amount(line, keyword)):
        return None
    start = keyword.start if keyword.word in _READ_WHOLE else value_start(line.text, keyword.end)
    repeats = named and _REPEATS.match(line.text, start)
    if repeats or line.deadlines.counts_from_words(start):
        return _unread(line, place, start=start, keyword=keyword)
    if found := line.deadlines.understood(start, named=named):
        return Opening(key=Key.DUE, start=place.at, end=found[1], keyword=keyword, due=found[0])
    if line.rules.patience < (Patience.NAMED if named else Patience.ANY):
        return None
    return _unread(line, place, start=start, keyword=keyword)


def _is_amount(line: Line, keyword: Keyword) -> bool:
    """Whether `by 2 days` says how much, not when; `2h before` counts back from what follows."""
    before = line.text[max(0, keyword.start - 24) : keyword.start]
    if keyword.word == "before" and _SPAN_BEFORE.search(before):
        return True
    is_by = keyword.word == "by" and begins_like_a_span(line.ahead(keyword.end))
    return bool(is_by and _AMOUNT.search(before))


def _is_apart(line: Line, place: Place, keyword: Keyword) -> bool:
    """Whether a date inside a fallback or an impact is surely no part of it."""
    clause = line.clauses.get(place.at)
    if place.has_due:
        return False
    if clause and (clause.is_hard or keyword.is_named or place.sink is Key.OPTIONS):
        return True
    before = line.text[max(0, place.at - 24) : place.at].casefold().split()
    after_verb = bool(before) and before[-1] in _VERBS
    return keyword.is_named and place.sink is not Key.IMPACT and not after_verb


def _inner(line: Line, place: Place, keyword: Keyword) -> Opening | None:
    """A date that may be the due date or part of the sentence it stands in."""
    in_option = place.sink in {Key.OPTIONS, Key.DEFAULT}
    if not (keyword.is_named or in_option or place.at in line.clauses) or place.has_due:
        return None
    found = line.deadlines.understood(value_start(line.text, keyword.end), named=True)
    if found is None:
        return None
    return Opening(key=Key.DUE, start=place.at, end=found[1], due=found[0], inner=True)


def _unread(line: Line, place: Place, *, start: int, keyword: Keyword) -> Opening | None:
    """Words after a keyword that were meant as a date."""
    named = keyword.strong or keyword.is_named
    ahead = line.ahead(start)
    is_like = may_be_a_date(ahead) or begins_like_a_date(ahead) or _is_by_then(keyword, ahead)
    if not (named or is_like):
        return None
    end = _unread_end(line, start)
    phrase = line.text[start:end].rstrip()
    in_sentence = not keyword.strong and _NO_DEADLINE.match(line.text, keyword.end) is not None
    if not phrase.strip(" .,;"):
        return None
    if not _is_meant(phrase, place, keyword=keyword, in_sentence=in_sentence):
        return None
    due = line.deadlines.unread(start, end)
    return Opening(key=Key.DUE, start=place.at, end=end, keyword=keyword, due=due)


def _is_meant(phrase: str, place: Place, *, keyword: Keyword, in_sentence: bool) -> bool:
    if begins_like_a_date(phrase) or _is_by_then(keyword, phrase) or _REPEATS.match(phrase):
        return True
    if in_sentence:
        return False
    if not (keyword.strong or keyword.is_named):
        first = phrase.split(maxsplit=1)[0].casefold()
        return first in _NAMES_EVENT and bool(_DAY.search(phrase[-20:].rstrip(" .,;!?")))
    few = len(phrase.split()) <= _MOST_UNREAD_WORDS or bool(_CONDITION.match(phrase))
    return keyword.strong or place.fresh or few


def _is_by_then(keyword: Keyword, phrase: str) -> bool:
    """`by lunch`; after other words the occasion may be part of the title: "down until lunch"."""
    return keyword.word == "by" and names_an_occasion(f"by {phrase}")


def _unread_end(line: Line, start: int) -> int:
    """Where words that aren't a date end: at the end of the clause, a colon or another field."""
    end = line.stop(start)
    while end - start <= due_reader.CAP and _goes_on(line.keywords.get(end)):
        end = line.stop(line.keywords[end].end)
    colon = line.text.find(": ", start, end)
    return _inside(line.text, start, colon if colon >= 0 else end)


def _inside(text: str, start: int, end: int) -> int:
    """The end, or before it a bracket that was opened before the start."""
    depth = 0
    for found in _BRACKET.finditer(text, start, end):
        depth += 1 if found[0] in "([" else -1
        if depth < 0:
            return found.start()
    return end


def _goes_on(keyword: Keyword | None) -> bool:
    return bool(keyword and keyword.key is Key.DUE and not keyword.strong)


def clause(line: Line, place: Place) -> Opening | None:
    """A clause that is a date and nothing else, or begins like one."""
    if not (begins_like_a_date(line.ahead(place.at)) or names_an_occasion(line.words(place.at))):
        return None
    found = line.deadlines.understood(place.at, named=False)
    if found is None or _lacks_its_day(line, place, found[0].phrase):
        return _unread_clause(line, place)
    if place.first and line.text[place.at] in "([" and _CLOSED.match(line.text, found[1]):
        return None if place.at + 1 in line.keywords else _dated(place, found, inner=True)
    is_label = place.first and not COLON.match(line.text, found[1])
    if is_label or _DIGITS.fullmatch(line.text, place.at, found[1]):
        return None
    end = line.clauses.get(place.at)
    if place.sink not in SENTENCES or (end and end.is_hard and not place.has_due):
        return _dated(place, found)
    return None if place.has_due else _dated(place, found, inner=True)


def _lacks_its_day(line: Line, place: Place, phrase: str) -> bool:
    """Whether it is a mere time of day, after words that may be its day: `friady, 5pm`."""
    if due_clock.read(tidy(phrase)) is None:
        return False
    words = line.text[max(0, place.at - _LAST_WORDS) : place.at].rstrip(" ,;|").split()
    last = (words[-count:] for count in (1, 2, 3))
    return any(some[0][0].isalpha() and begins_like_a_date(" ".join(some)) for some in last if some)


def _unread_clause(line: Line, place: Place) -> Opening | None:
    """A clause of the title that begins like a date."""
    if line.rules.patience < Patience.ANY or place.sink in SENTENCES or place.first:
        return None
    end = _unread_end(line, place.at)
    return _dated(place, (line.deadlines.unread(place.at, end), end))


def _dated(place: Place, found: tuple[DueAnswer, int], *, inner: bool = False) -> Opening:
    due, end = found
    return Opening(key=Key.DUE, start=place.at, end=end, due=due, inner=inner)
