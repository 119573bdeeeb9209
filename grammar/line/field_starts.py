"""Which field begins at a place of a typed line, if any does."""

import re
from collections.abc import Callable

from grammar.line import dues, owners
from grammar.line import parts as line_parts
from grammar.line.date_starts import begins_like_a_date
from grammar.line.keywords import LABELS, Key, Keyword
from grammar.line.places import Line, Opening, Place
from grammar.line.values import are_short, choices, value_start
from grammar.masking import MARK

_CONDITION = re.compile(
    r" (?:[^\W\d_]+(?:ed|en)|able|available|back|done|fixed|met|possible|ready|sent|there|by)\b",
    re.IGNORECASE,
)
"""After `if not`, what belongs to it: "if not signed, use paper"."""

_PERSON = re.compile(rf"{MARK}|@")
_JOINS = (*"|/,;:", " or", "options")
"""Before `default`, what makes it an option rather than the default."""


def opening(line: Line, place: Place) -> Opening | None:
    """The field that begins here: a keyword with a fitting value, or a clause without one."""
    keyword = line.keywords.get(place.at)
    if keyword and _counts(line, place, keyword):
        found = _OF_KEY[keyword.key](line, place, keyword)
        if found:
            return found
    if not place.fresh:
        return None
    if place.sink in {Key.OPTIONS, Key.DEFAULT}:
        return None if _offers_people(line) else owners.clause(line, place)
    return owners.clause(line, place) or dues.clause(line, place)


def _counts(line: Line, place: Place, keyword: Keyword) -> bool:
    """Whether a label begins a clause, or a date follows it: `it fails when: friday`."""
    if place.fresh or keyword.word not in LABELS:
        return True
    if keyword.key is not Key.DUE:
        return False
    start = value_start(line.text, keyword.end)
    is_understood = line.deadlines.understood(start, named=True) is not None
    return is_understood or begins_like_a_date(line.words(start))


def _offers_people(line: Line) -> bool:
    """Whether somebody has to be chosen: then a person in the options is one of them."""
    return bool(line.offered) and all(_PERSON.match(name) for name in line.offered)


def _sentence(line: Line, place: Place, keyword: Keyword) -> Opening | None:
    """A fallback or an impact: the first that fits."""
    needs_a_clause = not keyword.strong and (keyword.is_shy or keyword.before_verb)
    if keyword.key in place.taken or (needs_a_clause and not place.fresh):
        return None
    if keyword.end >= line.last or place.at in line.rules.passed_over:
        return None
    is_condition = keyword.word == "if not" and _CONDITION.match(line.text, keyword.end)
    end = keyword.start if is_condition else keyword.end
    return Opening(key=keyword.key, start=place.at, end=end, keyword=keyword)


def _options(line: Line, place: Place, keyword: Keyword) -> Opening | None:
    offered = choices(line.text[keyword.end : line.next_keyword(keyword.end)])
    if keyword.key in place.taken or not (keyword.strong or are_short(offered)):
        return None
    return Opening(key=keyword.key, start=place.at, end=keyword.end, keyword=keyword)


def _default(line: Line, place: Place, keyword: Keyword) -> Opening | None:
    """A default where a clause begins or after the options, or one of these wherever it stands."""
    value = line.text[keyword.end : line.next_keyword(keyword.end)]
    is_offered = line_parts.trimmed(value).casefold() in line.offered
    before = line.text[max(0, keyword.start - 12) : keyword.start].rstrip().lower()
    is_other = place.sink is Key.OPTIONS and not before.endswith(_JOINS)
    begins = (place.fresh or is_other) and value.strip(" ,;|/")
    if not (keyword.strong or is_offered or begins):
        return None
    return Opening(key=keyword.key, start=place.at, end=keyword.end, keyword=keyword)


def _urgent(_line: Line, place: Place, keyword: Keyword) -> Opening | None:
    """`--urgent`; a bare one is found at the end of a sentence."""
    return Opening(key=Key.URGENT, start=place.at, end=keyword.end) if keyword.strong else None


def _customer(line: Line, place: Place, keyword: Keyword) -> Opening | None:
    """Customers with a colon or a clause of their own; others stay in their sentence."""
    end = line.about[keyword.start].end
    if not keyword.strong and not (place.fresh and line.is_edge(end)):
        return None
    return Opening(key=Key.CUSTOMER, start=place.at, end=end, keyword=keyword)


def _text(_line: Line, place: Place, keyword: Keyword) -> Opening | None:
    """`what: …`, `blocker: …`."""
    return Opening(key=Key.TEXT, start=place.at, end=keyword.end)


_OF_KEY: dict[Key, Callable[[Line, Place, Keyword], Opening | None]] = {
    Key.OWNER: owners.after,
    Key.DUE: dues.after,
    Key.FALLBACK: _sentence,
    Key.IMPACT: _sentence,
    Key.CUSTOMER: _customer,
    Key.OPTIONS: _options,
    Key.DEFAULT: _default,
    Key.URGENT: _urgent,
    Key.TEXT: _text,
}
