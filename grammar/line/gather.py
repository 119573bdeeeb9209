"""Fields of a typed line: its text, its owners, its dates and the sentences after its keywords.

We go from left to right. A field may begin at every keyword and wherever a clause begins; all other
words stay in the sentence they stand in.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from grammar.due.result import DueAnswer, DueContext
from grammar.line import field_starts, title_dates
from grammar.line import parts as line_parts
from grammar.line.about.customers import About
from grammar.line.draft import DraftOwner
from grammar.line.keywords import SENTENCES, Key
from grammar.line.places import Line, Opening, Patience, Place, Rules, line_of
from grammar.line.values import bare, flagged, in_a_row, plain
from grammar.masking import MaskedLine

_BETWEEN = re.compile(
    r"(?:[\s,;]*[.:!?)\]]+(?=[\s,;|]|$))?[\s,;|]*(?:(?:--|[-=](?:>|&gt;)|[-–—→/•·*])(?=\s)\s*)?"
)
"""What stands between an owner or a date and what follows it."""
_ONE_LINE = frozenset({Key.FALLBACK, Key.DEFAULT})
"""Sentences that end with their line."""
_GOES_ON = re.compile(
    r"[,:]$|\b(?:and|or|but|then|the|an?|to|of|for|with|by|in|on|at)$", re.IGNORECASE
)
_LISTED = re.compile(
    r"\(?\d{1,2}[.)]\s|(?:and|or|but|then|until|because|so|with|without)\b", re.IGNORECASE
)
_HEAD = re.compile(r"(?:[-•*–—]\s+)?")
"""The bullet before a line."""
_JOINS = {",": ", ", ";": "; ", ".": ". ", "|": " | ", "-": " - ", "–": " – ", "/": " / "}


@dataclass(slots=True, kw_only=True)
class Fields:
    """What was found so far, each in the order it was typed; texts are still masked."""

    text: str = ""
    owners: dict[DraftOwner, str] = field(default_factory=dict)
    dues: list[DueAnswer] = field(default_factory=list)
    plain: dict[Key, list[str]] = field(default_factory=lambda: defaultdict(list))
    misspelt: dict[Key, str] = field(default_factory=dict)
    other_fallback: int = 0
    """Where a fallback in the title began, if another one has a clause of its own."""
    inner_due: DueAnswer | None = None
    if_nobody: "Fields | None" = None
    strays: list[tuple[int, int]] = field(default_factory=list)
    """Where words of the title stand that follow another field."""
    titles: list[tuple[int, int]] = field(default_factory=list)
    """Where words of the title stand."""
    title_due: bool = False
    urgent: bool = False
    about: tuple[About, ...] = ()

    def first(self, key: Key) -> str:
        """The first value of a key, or ""."""
        return next(iter(self.plain.get(key, ())), "")


def fields(
    masked: MaskedLine,
    context: DueContext,
    *,
    requester: str,
    decision: bool,
    known: Mapping[str, str],
) -> Fields:
    """Everything in the line; nothing is lost."""
    line = line_of(masked, context, requester=requester, decision=decision, known=known)
    found = Fields()
    for patience in Patience:
        rules = replace(line.rules, patience=patience)
        found = _read(line, rules)
        if found.other_fallback:
            rules = replace(rules, passed_over=frozenset({found.other_fallback}))
            found = _read(line, rules)
        if found.dues:
            break
    if found.title_due and len({due.phrase for due in found.dues}) > 1:
        rules = replace(rules, titles_keep=True)
        found.text = _read(line, rules).text
    if not found.text and found.dues and rules.patience is not Patience.READ:
        found.text = _read(line, replace(rules, patience=Patience.READ)).text
    if not (found.dues or found.inner_due):
        between = (title_dates.between(line, start, end) for start, end in found.strays)
        found.inner_due = next((one for one in between if one), None)
        last = (title_dates.at_end(line, start, end) for start, end in found.titles)
        found.inner_due = found.inner_due or next((one for one in last if one), None)
    if any(owner.unsure for owner in found.owners):
        found.if_nobody = _read(line, replace(rules, texts_keep=True))
    return found


def _read(line: Line, rules: Rules) -> Fields:
    return _Reading(replace(line, rules=rules)).read()


class _Reading:
    """One reading of a line by its rules."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.fields = Fields()
        self.texts: list[str] = []
        self.sink: Key | None = None
        self.begun = self.passed = self.head = 0
        self.last: Opening | None = None
        self.doubtful = 0

    def read(self) -> Fields:
        """Everything in the line."""
        head = _HEAD.match(self.line.text)
        self.begun = self.passed = self.head = head.end() if head else 0
        for place in sorted({self.head, *self.line.keywords, *self.line.clauses}):
            if place >= self.passed:
                self._end_line(place)
                self._follow(place, fresh=place in self.line.clauses or place == self.head)
        self._close(len(self.line.text))
        self.fields.text = line_parts.trimmed("".join(self.texts))
        self.fields.about = tuple(self.line.about.values())
        return self.fields

    def _end_line(self, at: int) -> None:
        """End the sentence with its line, unless a list or half a sentence goes on."""
        clause = self.line.clauses.get(at) if self.sink in _ONE_LINE else None
        if clause is None or self.line.text[at - 1] != "\n":
            return
        said, between = self.line.text[self.begun : clause.end], self.line.text[clause.end : at]
        goes_on = _GOES_ON.search(said[-12:]) or _LISTED.match(self.line.text, at)
        if "," in between or goes_on or not bare(said):
            return
        self._close(clause.end)
        self.sink = None
        self.begun = self.passed = at

    def _follow(self, at: int, *, fresh: bool) -> None:
        """Take the field that begins here and those that follow at once."""
        while opening := field_starts.opening(self.line, self._place(at, fresh=fresh)):
            if opening.inner:
                self.fields.inner_due = self.fields.inner_due or opening.due
                self.passed = opening.end
                return
            self._close(self._words_end(opening.start))
            if opening.key is Key.FALLBACK and not fresh:
                self.doubtful = opening.start
            self._open(opening)
            at, fresh = self.passed, True
            if at >= len(self.line.text) or opening.key in SENTENCES:
                return
        self._compare(at, fresh=fresh)

    def _compare(self, at: int, *, fresh: bool) -> None:
        """Whether a second fallback begins here, with a clause of its own unlike the first."""
        keyword = self.line.keywords.get(at)
        is_other = keyword is not None and keyword.key is Key.FALLBACK and not keyword.is_shy
        if is_other and fresh and self.sink is not Key.FALLBACK and self.doubtful:
            self.fields.other_fallback = self.doubtful

    def _place(self, at: int, *, fresh: bool) -> Place:
        return Place(
            at=at,
            fresh=fresh,
            first=at == self.head,
            sink=self.sink,
            has_due=bool(self.fields.dues),
            taken=self.fields.plain,
        )

    def _open(self, opening: Opening) -> None:
        self.last = opening
        self.sink = opening.key if opening.key in SENTENCES else None
        self.begun = self.passed = opening.end
        if opening.keyword and opening.keyword.misspelt:
            self.fields.misspelt[opening.key] = opening.keyword.misspelt
        if opening.key is Key.OWNER:
            self._name(opening)
        elif opening.due:
            self.fields.dues.append(opening.due)
            keyword = opening.keyword
            self.fields.title_due |= bool(keyword and not keyword.is_named and not keyword.strong)
        elif opening.key in SENTENCES:
            self.fields.plain[opening.key]  # from here on it is taken
        self.fields.urgent |= opening.key is Key.URGENT
        if self.sink is None:
            between = _BETWEEN.match(self.line.text, self.begun)
            self.begun = self.passed = between.end() if between else self.begun

    def _name(self, opening: Opening) -> None:
        """Add this owner and the others that follow: `@maria and @bo`."""
        if opening.owner is None:
            return
        typed = self.line.text[opening.start : opening.end]
        if opening.keyword:
            typed = self.line.text[opening.keyword.end : opening.end]
        self.fields.owners.setdefault(opening.owner, bare(typed))
        while opening.keyword and (start := line_parts.further(self.line.text, self.begun)) >= 0:
            also = line_parts.at(
                self.line.text, start, line=self.line.masked, requester=self.line.rules.requester
            )
            if also is None:
                return
            self.fields.owners.setdefault(also.owner, self.line.text[start : also.end])
            self.begun = self.passed = also.end

    def _words_end(self, start: int) -> int:
        """Where the words before an opening end; a full stop is theirs."""
        clause = self.line.clauses.get(start)
        return clause.end if clause and clause.mark != "." else start

    def _close(self, end: int) -> None:
        """Keep the words since the last field where they belong."""
        words = self.line.text[self.begun : end]
        if self.sink is None:
            self.fields.titles.append((self.begun, end))
            if self.last and self.texts:
                self.fields.strays.append((self.begun, end))
            self._keep(words)
            return
        words = in_a_row(words) if self.sink is Key.OPTIONS else words
        value, urgent = flagged(bare(words), alone=True)
        self.fields.urgent |= urgent
        last = self.last
        if not value and last and last.keyword and not last.keyword.strong and not urgent:
            del self.fields.plain[self.sink]
            self._keep(self.line.text[last.start : end])
        else:
            self.fields.plain[self.sink].append(value)

    def _keep(self, words: str) -> None:
        """Add words to the title, with what stood between them and the words before."""
        piece, urgent = flagged(plain(words), alone=bool(self.last))
        self.fields.urgent |= urgent
        if not piece:
            return
        mark = self._mark()
        if mark == "|" and len(self.texts) == 1 and self._has_all_but_the_fallback():
            self.fields.plain[Key.FALLBACK].append(bare(piece))
            return
        join = _JOINS.get(mark, " ") if self.texts else ""
        self.texts.append(join + piece)

    def _mark(self) -> str:
        """What stands between the words since the last field and the title before it."""
        before = self.line.text[: self.begun].rstrip()[-1:]
        clause = self.line.clauses.get(self.last.start) if self.last else None
        return clause.mark if clause and before not in _JOINS else before

    def _has_all_but_the_fallback(self) -> bool:
        """Whether a row like `what | who | when | …` comes to its last column."""
        named = bool(self.fields.owners and self.fields.dues)
        return named and Key.FALLBACK not in self.fields.plain
