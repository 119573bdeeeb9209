"""Keywords of a typed line, and which of them count.

A bare word counts only if its value fits; `word:`, `word=`, `--word` always count.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from grammar.masking import MARK


class Key(StrEnum):
    """What a keyword introduces."""

    OWNER = "owner"  # who is answerable
    DUE = "due"  # by when
    FALLBACK = "fallback"  # what happens if nobody acts
    IMPACT = "impact"  # which customers are affected, and how
    OPTIONS = "options"  # what a decision chooses from: a | b | c
    DEFAULT = "default"  # the option to use if nobody decides
    URGENT = "urgent"  # it ignores quiet time


WORDS = {
    "owner": Key.OWNER, "assignee": Key.OWNER, "assigned to": Key.OWNER,
    "due": Key.DUE, "deadline": Key.DUE, "by": Key.DUE, "until": Key.DUE, "before": Key.DUE,
    "fallback": Key.FALLBACK, "plan b": Key.FALLBACK, "otherwise": Key.FALLBACK,
    "impact": Key.IMPACT, "options": Key.OPTIONS, "default": Key.DEFAULT, "urgent": Key.URGENT,
}  # fmt: skip
BARE_ONLY = frozenset({"by", "until", "before"})
FIRST_WINS = frozenset({Key.FALLBACK, Key.IMPACT, Key.OPTIONS})
# After these words, `fallback` and `impact` are part of a sentence: "we have no fallback".
_LEADS = frozenset({
    "a", "an", "and", "any", "as", "big", "business", "customer", "for", "have", "her", "high",
    "his", "huge", "in", "is", "its", "low", "my", "needs", "no", "of", "on", "or", "our", "the",
    "their", "this", "to", "user", "what", "whose", "with", "without", "your",
})  # fmt: skip
# Before these words, so is `impact`: "impact is unclear".
_FOLLOWERS = frozenset({"are", "for", "is", "of", "on", "to", "unclear", "unknown", "was"})

_KEY = re.compile(
    rf"(?:^|(?<=[\s,;(])|(?<={MARK}))(?P<dash>--|—|–)?"
    rf"(?P<word>{'|'.join(WORDS)})(?:(?P<mark>[:=])|(?=[\s,;]|$|{MARK}))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """One keyword in a line: where it starts, where its value starts, and whether it must count."""

    key: Key
    word: str
    start: int
    end: int
    strong: bool


def keywords(text: str, *, decision: bool) -> list[Keyword]:
    """Every word of the line that may be a keyword, from left to right.

    Of fallback, impact and options we keep only the first that fits its sentence; the others are
    text. Only decisions have options and defaults.
    """
    found: list[Keyword] = []
    once: set[Key] = set()
    last_bar = text.rfind("|")
    for match in _KEY.finditer(text):
        keyword = Keyword(
            key=WORDS[match["word"].lower()],
            word=match["word"].lower(),
            start=match.start(),
            end=match.end(),
            strong=bool(match["dash"] or match["mark"]),
        )
        if keyword.key in once or (keyword.key in {Key.OPTIONS, Key.DEFAULT} and not decision):
            continue
        if _fits_sentence(keyword, text, marked=bool(match["mark"]), last_bar=last_bar):
            found.append(keyword)
            once |= {keyword.key} & FIRST_WINS
    return found


def _fits_sentence(keyword: Keyword, text: str, *, marked: bool, last_bar: int) -> bool:
    """Whether the words around it allow it to be a keyword."""
    if keyword.key is Key.URGENT:
        return keyword.strong and not marked  # "urgent: fix the API" is a sentence
    if keyword.strong:
        return keyword.word not in BARE_ONLY
    if keyword.key is Key.OPTIONS:
        return keyword.end <= last_bar
    if keyword.key not in {Key.FALLBACK, Key.IMPACT}:
        return True
    before = text[max(0, keyword.start - 24) : keyword.start].split()
    after = text[keyword.end : keyword.end + 24].split()
    follower = after[0].lower() if after and keyword.key is Key.IMPACT else ""
    return bool(before) and before[-1].lower() not in _LEADS and follower not in _FOLLOWERS
