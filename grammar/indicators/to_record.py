"""`record confidence 7.5 for Harbor at 6 mar note after the workshop`, `record confidence fix 7`.

Only who knows the names of the indicators can say where the name ends; so the line is kept, and
read with them.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from escalation.about import customers
from escalation.errors import BadInput
from escalation.indicators.indicator import key
from grammar.indicators.amounts import NUMBER
from grammar.indicators.value_days import WEEKDAY
from grammar.masking import MaskedLine, escaped, mask

_FIRST = re.compile(r"record\b[\s:]*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_NOT_OURS = re.compile(r"(?<!\S)(?:owner|fallback|due)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?<!\S)(?P<word>for|at|on|as\s+of|notes?|because|fix(?:ed)?|correct)\b[\s:]*", re.IGNORECASE
)
_TO_THE_END = frozenset({"note", "because"})
_WORDS = {"on": "at", "notes": "note", "fixed": "fix", "correct": "fix"}
_LEAD = re.compile(r"(?:is|to|at)\s+|[=:]\s*", re.IGNORECASE)
_VALUE = re.compile(rf"(?<!\S){NUMBER}")
_DAY_AFTER = re.compile(
    rf"(?P<value>{NUMBER}\s*%?)\s+(?P<day>today|yesterday|(?:last\s+)?{WEEKDAY})", re.IGNORECASE
)
"""`7 fri`: a day that needs no word before it."""


@dataclass(frozen=True, slots=True)
class ToRecord:
    """A line that begins with `record`: what follows."""

    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What follows the name of an indicator: the value, of whom, of which day, and why.

    `of` are names of cohorts or customers. `fixes` means that it replaces a value, with a `reason`.
    """

    value: str
    of: tuple[str, ...] = ()
    day: str = ""
    note: str = ""
    fixes: bool = False
    reason: str = ""


def spelled(said: Said, name: str, *of: str) -> str:
    """The line that says this of the indicator of this name, and of these."""
    clauses = [("", said.value), *(("for ", one) for one in of), ("at ", said.day)]
    ends = [("note ", said.note), ("because ", said.reason)]
    words = [f"{word}{escaped(value)}" for word, value in [*clauses, *ends] if value]
    return " ".join(["record", name, *(["fix"] if said.fixes else []), *words])


@dataclass(slots=True)
class _Parts:
    """What was found so far, by the word of its clause."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def one(self, word: str) -> str:
        """The one that there is; BadInput for two."""
        values = self.found.get(word, [])
        if len(values) > 1:
            raise BadInput(f"There are two of “{word}”. Record one value at a time.")
        return values[0] if values else ""


def read(text: str) -> ToRecord | None:
    """The line, if it begins with `record` and is not something to log."""
    found = _FIRST.fullmatch(text.strip())
    return ToRecord(found["rest"]) if found and not _NOT_OURS.search(text) else None


def split(rest: str, names: Collection[str]) -> tuple[str, str]:
    """The longest of these names that the text begins with, and what follows; "" for none.

    A name that is all of it yields to a shorter one, which leaves a value: `goal 2`.
    """
    line, keys = mask(rest), {key(one): one for one in names}
    words = line.text.split()
    for end in range(len(words), 0, -1):
        known = keys.get(key(line.unmask(" ".join(words[:end]))))
        if known and (end < len(words) or _knows_no_shorter(words, line, keys)):
            return known, line.raw(" ".join(words[end:]))
    return "", rest


def _knows_no_shorter(words: list[str], line: MaskedLine, keys: Collection[str]) -> bool:
    ends = range(1, len(words))
    return not any(key(line.unmask(" ".join(words[:end]))) in keys for end in ends)


def unknown(rest: str) -> tuple[str, str]:
    """What may be meant as a name where none is known, and what follows it."""
    line = mask(rest)
    ends = [
        found.start() for found in (_VALUE.search(line.text), _CLAUSE.search(line.text)) if found
    ]
    end = min((one for one in ends if one), default=len(line.text))
    return customers.tidy(line.unmask(line.text[:end])), line.raw(line.text[end:])


def said(rest: str) -> Said:
    """What follows the name; BadInput for a clause that is there twice."""
    line = mask(rest)
    first, clauses = _clauses(line.text)
    parts = _Parts()
    for word, value in clauses:
        parts.found.setdefault(word, []).append(line.unmask(value.strip(" ,;")))
    fixes = "fix" in parts.found
    bare = line.unmask(_LEAD.sub("", first.strip()))
    if dated := _DAY_AFTER.fullmatch(bare.rstrip(" ,.!")):
        bare = dated["value"]
        parts.found.setdefault("at", []).append(dated["day"])
    value = " ".join(filter(None, [bare, parts.one("fix")]))
    reason, note = parts.one("because"), parts.one("note")
    return Said(
        value=value,
        of=tuple(customers.tidy(one) for one in parts.found.get("for", ())),
        day=parts.one("at"),
        note=note if fixes else note or reason,
        fixes=fixes,
        reason=reason if fixes else "",
    )


def _clauses(text: str) -> tuple[str, list[tuple[str, str]]]:
    """What comes first, then each clause under its word; a note or a reason ends the line."""
    found = _CLAUSE.search(text)
    first = text[: found.start()] if found else text
    clauses = []
    while found:
        word = " ".join(found["word"].lower().split()).replace("as of", "at")
        word = _WORDS.get(word, word)
        after = None if word in _TO_THE_END else _CLAUSE.search(text, found.end())
        clauses.append((word, text[found.end() : after.start() if after else None]))
        found = after
    return first, clauses
