"""Customers of a typed line: `customer Harbor Law`, `customers: Harbor, Meridian`.

The bare word counts only before a name that is known; with a colon it always counts.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from escalation.about import customers
from grammar.line.clauses import Clause
from grammar.line.date_starts import begins_like_a_date
from grammar.line.keywords import Keyword
from grammar.line.parts import trimmed
from grammar.masking import MARK, MaskedLine, mask, unescaped

WORDS = ("customer", "customers")
_KEY = re.compile(
    rf"(?:^|(?<=[\s,;(\[*_|>])|(?<={MARK}))[*_]?(?P<dash>--)?(?:{'|'.join(WORDS)})"
    r"(?:[*_]?\s?(?P<mark>[:=])[*_]?|(?=\s))",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[ \t]*")
_WORD = re.compile(rf"[^\W_]+|{MARK}")
_FAR = 200
"""How many characters of the line one name may take."""
_ENDS = re.compile(rf"(?:['’]s\b|['’](?!\w))?(?=$|[\s,.;:!?)\]|/]|{MARK})")
"""How a known name ends, with the `'s` after it or the single quote around it."""
_ENDED = re.compile(r"['’]s?$")
_NEVER_IN = re.compile(r"[\n|;]")
_AND = re.compile(r" ?, ?(?:(?:and|&amp;) )?| (?:and|&amp;|\+|/) ", re.IGNORECASE)
_BETWEEN = re.compile(r" ?[,;\n] ?| (?:and|&amp;|\+|/) ", re.IGNORECASE)
_NAMELIKE = re.compile(rf"(?:[^\W\d_a-z]|\d|{MARK}|(?:and|of|the|de|van|von|&amp;)$)")
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class About:
    """Names of customers, as they are known or else as typed, and where they stand.

    `strong`: after a colon. `nobody`: it says that there is no customer.
    """

    start: int
    end: int
    names: tuple[str, ...]
    strong: bool
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    end: int


def read(
    masked: MaskedLine,
    *,
    keywords: Collection[Keyword],
    clauses: Collection[Clause],
    known: Mapping[str, str],
) -> list[About]:
    """Whom the line says it is about, from left to right.

    `known` are the names that this person may be shown, by key.
    """
    stops = {*(one.start for one in keywords), *(one.end for one in clauses), len(masked.text)}
    found: list[About] = []
    for key in _KEY.finditer(masked.text):
        strong = bool(key["dash"] or key["mark"])
        if found and key.start() < found[-1].end:
            continue
        reader = _Reader(masked, sorted(stops), known, strong=strong)
        if about := reader.about(key.start(), key.end()):
            found.append(about)
    return found


def listed(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The names in a list such as `Harbor, Meridian`, as they are known or else as typed."""
    masked = mask(text, between_lines="\n")
    stops = [*(one.start() for one in customers.COMMA.finditer(masked.text)), len(masked.text)]
    reader = _Reader(masked, stops, known, strong=True)
    return reader.all()


def mentions(text: str) -> bool:
    """Whether the text has the keyword or asks who is blocked: names in it are worth a look."""
    lower = text.lower()
    return "customer" in lower or ("block" in lower and lower.startswith(("what", "who")))


class _Reader:
    """Reads the names after one keyword."""

    def __init__(
        self, masked: MaskedLine, stops: list[int], known: Mapping[str, str], *, strong: bool
    ) -> None:
        self.masked, self.text, self.known = masked, masked.text, known
        self.stops, self.strong = stops, strong

    def about(self, start: int, at: int) -> About | None:
        names = [*self._names(at)]
        if not names:
            return About(start, at, (), strong=True) if self.strong else None
        said = tuple(dict.fromkeys(one.text for one in names))
        end = names[-1].end
        if self.strong and len(said) == 1 and customers.is_nobody(said[0]):
            return About(start, end, (), strong=True, nobody=True)
        return About(start, end, said, strong=self.strong)

    def all(self) -> tuple[str, ...]:
        """Each name of a text that is nothing but names."""
        names: dict[str, None] = {}
        at = 0
        while at < len(self.text):
            name = self._name(at, first=True)
            if name and not customers.is_nobody(name.text):
                names[name.text] = None
            end = name.end if name else at
            between = _BETWEEN.match(self.text, end)
            at = max(between.end() if between else end, at + 1)
        return tuple(names)

    def _names(self, at: int) -> Iterator[_Name]:
        name = self._name(at, first=True)
        while name:
            yield name
            more = _AND.match(self.text, name.end)
            name = self._name(more.end(), first=False) if more else None

    def _name(self, at: int, *, first: bool) -> _Name | None:
        space = _SPACE.match(self.text, at)
        at = space.end() if space else at
        name = self._known(at)
        if not self.strong:
            return name
        if name and not self._goes_on(name.end):
            return name
        return self._typed(at, first=first)

    def _known(self, at: int) -> _Name | None:
        """The longest name that is known."""
        found = None
        for word in _WORD.finditer(self.text, at, at + _FAR):
            piece = self.text[at : word.end()]
            if _NEVER_IN.search(unescaped(piece)):
                break
            name = self.known.get(customers.key(self.masked.unmask(piece)))
            if name and (ends := _ENDS.match(self.text, word.end())):
                found = _Name(name, ends.end())
        return found

    def _goes_on(self, end: int) -> bool:
        """Whether a longer name than the one that is known was typed."""
        if _AND.match(self.text, end) or _ENDED.search(self.text, 0, end):
            return False
        rest = self.text[end : self._stop(end)].split()
        is_mark = bool(rest) and re.fullmatch(MARK, rest[0]) is not None
        return bool(rest and not is_mark and _NAMELIKE.match(rest[0])) and not begins_like_a_date(
            " ".join(rest)
        )

    def _typed(self, at: int, *, first: bool) -> _Name | None:
        """What was typed up to the next field or clause, if a further one looks like a name."""
        end = self._end(at)
        typed = customers.tidy(unescaped(self.masked.unmask(trimmed(self.text[at:end]))))
        words = typed.split()
        is_name = len(words) <= _MOST_WORDS and all(map(_NAMELIKE.match, words))
        end = at + len(self.text[at:end].rstrip(" ,;"))
        return _Name(typed, end) if typed and (first or is_name) else None

    def _end(self, at: int) -> int:
        """Where a name ends: at the next field, a mention, a date or another name."""
        stop = self._stop(at)
        others = (
            more.start() for more in _AND.finditer(self.text, at, stop) if self._known(more.end())
        )
        stop = next(others, stop)
        for word in re.finditer(r"\S+", self.text[at:stop]):
            is_later = word.start() > 0
            is_mention = re.match(MARK, word[0]) and self.masked.piece(word[0][0])[0] == "<"
            if is_later and (is_mention or begins_like_a_date(self.text[at + word.start() : stop])):
                return at + word.start()
        return stop

    def _stop(self, at: int) -> int:
        return next((stop for stop in self.stops if stop >= at), len(self.text))
