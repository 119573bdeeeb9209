"""Places of a typed line at which a field may begin, and the line as all its readers see it."""

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from grammar.due.result import DueAnswer, DueContext
from grammar.line import parts as line_parts
from grammar.line.about import customers as line_customers
from grammar.line.about.customers import About
from grammar.line.clauses import Clause, clauses
from grammar.line.deadlines import Deadlines
from grammar.line.draft import DraftOwner
from grammar.line.keywords import Key, Keyword, keywords
from grammar.line.values import choices, value_start
from grammar.masking import MaskedLine

_AHEAD = 40
_CLOSING = re.compile(r"[\s)\].]*")


class Patience(IntEnum):
    """Which words count as a due date: the first of these that finds any is used."""

    READ = 0  # dates that are wholly understood
    NAMED = 1  # other words after `due`
    ANY = 2  # other words that begin like a date, after `by` or where a clause begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a reading goes.

    `titles_keep`: dates after `by`, and `texts_keep`: words that may be a name, stay in the title.
    Keywords at the places `passed_over` are part of it.
    """

    requester: str
    patience: Patience = Patience.READ
    titles_keep: bool = False
    texts_keep: bool = False
    passed_over: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A masked line with its keywords and the ends of its clauses, by where they begin.

    `stops` are where keywords stand and clauses end, `starts` where keywords stand; the last word
    ends at `last`. `names_owner`: somebody is named after a keyword, others are only mentioned.
    `offered` are the options, in lower case. `about` are the customers that it names.
    """

    masked: MaskedLine
    deadlines: Deadlines
    keywords: dict[int, Keyword]
    clauses: dict[int, Clause]
    stops: list[int]
    starts: list[int]
    last: int
    rules: Rules
    names_owner: bool
    offered: frozenset[str]
    about: dict[int, About]

    @property
    def text(self) -> str:
        """All of it."""
        return self.masked.text

    def stop(self, start: int) -> int:
        """Where from here the next keyword stands or the clause ends."""
        return self.stops[bisect_left(self.stops, start)]

    def next_keyword(self, start: int) -> int:
        """Where from here the next keyword stands, or the line ends."""
        later = bisect_left(self.starts, start)
        return self.starts[later] if later < len(self.starts) else len(self.text)

    def ahead(self, start: int) -> str:
        """The next few words."""
        return self.text[start : start + _AHEAD]

    def words(self, start: int) -> str:
        """The words up to the next keyword or the end of the clause."""
        return self.text[start : self.stop(min(start + 1, len(self.text)))].rstrip()

    def is_edge(self, place: int) -> bool:
        """Whether nothing but a keyword or the end of the clause follows here."""
        past = _CLOSING.match(self.text, place)
        end = past.end() if past else place
        return end in self.keywords or end in self.clauses or self.stop(place) <= end


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the line, the sentence it stands in (None: the title) and what was found so far.

    `fresh`: a clause begins here, or an owner or a date ended here. `first`: the line begins here.
    """

    at: int
    fresh: bool
    first: bool
    sink: Key | None
    has_due: bool
    taken: Collection[Key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A field that begins at `start`. Owners and dates end at `end`; sentences begin there.

    `inner`: a date that stays in its sentence and is only asked about.
    """

    key: Key
    start: int
    end: int
    keyword: Keyword | None = None
    owner: DraftOwner | None = None
    due: DueAnswer | None = None
    inner: bool = False


def line_of(
    masked: MaskedLine,
    context: DueContext,
    *,
    requester: str,
    decision: bool,
    known: Mapping[str, str],
) -> Line:
    """A masked line with all that its readers look for."""
    text, ends = masked.text, clauses(masked.text)
    found = _preferred(keywords(text, decision=decision), {clause.start for clause in ends})
    about = line_customers.read(masked, keywords=found, clauses=ends, known=known)
    if about:
        ends = [one for one in ends if not _inside(one.start - 1, about)]
        outside = [one for one in found if not _inside(one.start, about)]
        found = sorted([*outside, *map(_of_customers, about)], key=lambda one: one.start)
    others = [one.start for one in found if one.is_named or one.key is not Key.DUE]
    starts = [keyword.start for keyword in found]
    stops = sorted({*starts, *(clause.end for clause in ends), len(text)})
    owners = (keyword.end for keyword in found if keyword.key is Key.OWNER)
    line = Line(
        masked=masked,
        deadlines=Deadlines(masked, context, ends=stops, begins=others),
        keywords={keyword.start: keyword for keyword in found},
        clauses={clause.start: clause for clause in ends},
        stops=stops,
        starts=starts,
        last=len(text.rstrip(" .,;)")),
        rules=Rules(requester=requester),
        names_owner=any(_is_named(masked, end, requester=requester) for end in owners),
        offered=frozenset(),
        about={one.start: one for one in about},
    )
    options = next((keyword.end for keyword in found if keyword.key is Key.OPTIONS), len(text))
    offered = choices(text[options : line.next_keyword(options)])
    return replace(line, offered=frozenset(name.casefold() for name in offered))


def _inside(at: int, about: list[About]) -> bool:
    return any(one.start <= at < one.end for one in about)


def _of_customers(about: About) -> Keyword:
    return Keyword(
        key=Key.CUSTOMER,
        word="customer",
        start=about.start,
        end=about.end,
        strong=about.strong,
        marked=about.strong,
    )


def _is_named(masked: MaskedLine, end: int, *, requester: str) -> bool:
    start = value_start(masked.text, end)
    return line_parts.at(masked.text, start, line=masked, requester=requester) is not None


def _preferred(found: list[Keyword], starts: set[int]) -> list[Keyword]:
    """The keywords without shy ones before a plain `fallback` that begins a clause."""
    plain = (
        keyword.start
        for keyword in found
        if keyword.key is Key.FALLBACK
        and (keyword.strong or (keyword.start in starts and not keyword.is_shy))
    )
    first = next(plain, 0)
    return [keyword for keyword in found if not keyword.is_shy or keyword.start > first]
