"""Keywords of a typed line, and which of them may count.

A bare word counts only if its value fits; `word:`, `word=`, `--word` always count.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from grammar.line.date_starts import begins_like_a_date, one_slip
from grammar.masking import MARK


class Key(StrEnum):
    """What a keyword introduces."""

    OWNER = "owner"  # who is answerable
    DUE = "due"  # by when
    FALLBACK = "fallback"  # what happens if nobody acts
    IMPACT = "impact"  # which customers are affected, and how
    CUSTOMER = "customer"  # whom it is about
    OPTIONS = "options"  # what a decision chooses from: a | b | c
    DEFAULT = "default"  # the option to use if nobody decides
    URGENT = "urgent"  # it ignores quiet time
    TEXT = "text"  # what is blocked, or has to be decided


WORDS = {
    "owner": Key.OWNER, "assignee": Key.OWNER, "assigned to": Key.OWNER, "assign to": Key.OWNER,
    "owned by": Key.OWNER, "dri": Key.OWNER, "responsible": Key.OWNER, "who": Key.OWNER,
    "due": Key.DUE, "due date": Key.DUE, "deadline": Key.DUE, "eta": Key.DUE, "when": Key.DUE,
    "no later than": Key.DUE, "nlt": Key.DUE, "by when": Key.DUE,
    "by": Key.DUE, "until": Key.DUE, "till": Key.DUE, "before": Key.DUE, "within": Key.DUE,
    "on or before": Key.DUE,
    "fallback": Key.FALLBACK, "fall-back": Key.FALLBACK, "plan b": Key.FALLBACK,
    "otherwise": Key.FALLBACK, "or else": Key.FALLBACK, "else": Key.FALLBACK,
    "if not": Key.FALLBACK, "fall back to": Key.FALLBACK, "workaround": Key.FALLBACK,
    "contingency": Key.FALLBACK, "backup": Key.FALLBACK,
    "what": Key.TEXT, "blocker": Key.TEXT, "decision": Key.TEXT,
    "impact": Key.IMPACT, "options": Key.OPTIONS, "default": Key.DEFAULT, "urgent": Key.URGENT,
}  # fmt: skip
SENTENCES = frozenset({Key.FALLBACK, Key.IMPACT, Key.OPTIONS, Key.DEFAULT})
"""What a sentence follows: the words in it stay where they are."""
FOREIGN = frozenset({
    "bis", "spätestens", "avant", "hasta", "entro", "até", "voor", "vóór", "uiterlijk", "przed",
})  # fmt: skip
"""Words for a due date in other languages: what follows is asked about."""
SENTENCE_WORDS = frozenset({"by", "until", "till", "before", "within", "on or before"} | FOREIGN)
"""Words for a due date that are ordinary words of a title too."""
LABELS = frozenset({"who", "when", "by when", "what", "blocker", "decision"})
"""Words that count only as a label at the start of a clause: `when: friday`."""
_SHY = frozenset({"else", "if not", "fall back to", "workaround", "contingency", "backup"})
"""Words that begin a fallback only where a clause begins, or right after an owner or a date."""
_LEADS = frozenset({
    "a", "an", "and", "any", "as", "big", "business", "customer", "for", "have", "her", "high",
    "his", "huge", "in", "is", "its", "low", "my", "needs", "no", "of", "on", "or", "our", "the",
    "their", "this", "to", "user", "what", "whose", "with", "without", "your",
})  # fmt: skip
"""After these words, `fallback` and `impact` are part of a sentence: "we have no fallback"."""
_VERBS = frozenset({
    "are", "did", "does", "fails", "failed", "failing", "for", "had", "has", "is", "job", "of",
    "on", "server", "to", "unclear", "unknown", "was", "were",
})  # fmt: skip
"""Before these words, so are `impact` and, in a title, the others: "impact is unclear"."""
_MISSPELT = ("owner", "assignee", "fallback", "workaround", "contingency", "otherwise", "impact",
             "deadline", "default")  # fmt: skip
_REAL = frozenset({
    "downer", "impacts", "impart", "owned", "owners", "defaults", "deadlines", "fallbacks",
    "workarounds", "assignees", "contingence",
})  # fmt: skip
_SLIPS_OF_DUE = frozenset({"ddue", "deu", "duee", "duue"})
"""Before a date; other words so near to `due` are English ones."""
_PHRASES = (
    r"(?:(?:we|then)(?:['’]ll| will| can)? )?fall back (?:to|on)"
    r"|(?:fallback|contingency|backup) plan(?= is\b|\s?[:=])"
    r"|by or before|not (?:before|by|until|till|within)"
)
_ANY = "|".join(sorted(map(re.escape, {*WORDS, *FOREIGN}), key=len, reverse=True))

_KEY = re.compile(
    rf"(?:^|(?<=[\s,;(\[*_|>])|(?<={MARK}))[*_]?(?P<dash>--|—|–)?"
    rf"(?P<word>{_PHRASES}|{_ANY})"
    rf"(?:[*_]?\s?(?P<mark>[:=])[*_]?|(?=[\s,;)]|$|{MARK}))",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![^\s,;(\[*_|])[^\W\d_]{3,12}(?P<mark>[:=])?(?![^\s,;)])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """One keyword in a line: where it starts, where its value starts, and whether it must count.

    `marked`: with a colon or an equals sign. `misspelt` is the word as it was typed, if only its
    neighbour is a keyword. `before_verb`: as in "fallback is broken".
    """

    key: Key
    word: str
    start: int
    end: int
    strong: bool = False
    marked: bool = False
    misspelt: str = ""
    before_verb: bool = False

    @property
    def is_named(self) -> bool:
        """Whether it is a word for a due date and nothing else."""
        return self.key is Key.DUE and self.word not in SENTENCE_WORDS

    @property
    def is_shy(self) -> bool:
        """Whether it needs a clause of its own."""
        return not self.strong and self.word in _SHY


_NEXT_OPTION = re.compile(r"\s*(?:[/|,;]|or\b|$)", re.IGNORECASE)


def keywords(text: str, *, decision: bool) -> list[Keyword]:
    """Every word of the line that may be a keyword, from left to right.

    Only decisions have options and defaults.
    """
    found = [_keyword(match) for match in _KEY.finditer(text)]
    found += _misspelt(text, {keyword.start for keyword in found})
    return [
        keyword
        for keyword in sorted(found, key=lambda one: one.start)
        if (decision or keyword.key not in {Key.OPTIONS, Key.DEFAULT})
        and not _is_an_option(keyword, text)
        and _fits_sentence(keyword, text[max(0, keyword.start - 24) : keyword.start])
    ]


def _keyword(match: re.Match[str]) -> Keyword:
    word = _same(match["word"].lower())
    after = match.string[match.end() : match.end() + 24].split()
    return Keyword(
        key=WORDS.get(word, Key.DUE if word in FOREIGN else Key.FALLBACK),
        word=word,
        start=match.start(),
        end=match.end(),
        strong=bool(match["dash"] or match["mark"]),
        marked=bool(match["mark"]),
        before_verb=bool(after) and after[0].lower() in _VERBS,
    )


def _same(word: str) -> str:
    """The keyword that a longer phrase stands for."""
    if word in WORDS or word in FOREIGN:
        return word
    if word == "by or before":
        return "on or before"
    if word.startswith("not "):
        return "before"  # read whole, and asked about
    return word.removesuffix(" plan") if word.endswith("plan") else "fall back to"


def _misspelt(text: str, known: set[int]) -> list[Keyword]:
    """Words that are one slip away from a keyword and no English words themselves."""
    return [
        Keyword(
            key=WORDS[meant], word=meant, start=match.start(), end=match.end(), misspelt=match[0]
        )
        for match in _WORD.finditer(text)
        if match.start() not in known and (meant := _meant(match))
    ]


def _meant(match: re.Match[str]) -> str:
    word = match[0].lower().rstrip(":=")
    if word in _SLIPS_OF_DUE:
        is_dated = begins_like_a_date(match.string[match.end() : match.end() + 40])
        return "due" if is_dated else ""
    return _nearest(word)


@lru_cache(maxsize=1000)
def _nearest(word: str) -> str:
    """The keyword that the word is a misspelling of, or ""."""
    if word in _REAL or word in WORDS:
        return ""
    near = (meant for meant in _MISSPELT if meant[0] == word[0] and _is_near(word, meant))
    return next(near, "")


def _is_near(word: str, meant: str) -> bool:
    """One slip away, or two in a long word whose ends are right: `falbak`."""
    if one_slip(word, meant):
        return True
    if len(meant) <= 7 or len(word) < len(meant) - 2 or word[-1] != meant[-1]:
        return False
    return re.sub(r"(.)\1", r"\1", word) == re.sub(r"(.)\1", r"\1", meant)


def _is_an_option(keyword: Keyword, text: str) -> bool:
    """Whether `default` stands among options: `light / default / dark`."""
    is_plain = keyword.key is Key.DEFAULT and not keyword.strong
    return is_plain and _NEXT_OPTION.match(text, keyword.end) is not None


def _fits_sentence(keyword: Keyword, before: str) -> bool:
    """Whether the words before it allow it to be a keyword."""
    if keyword.key is Key.URGENT:
        return not keyword.marked  # "urgent: fix the API" is a sentence
    if keyword.strong:
        return True
    if keyword.word in LABELS:
        return False
    words = before.split()
    leads = bool(words) and words[-1].lower() in _LEADS and not _is_named_a(words)
    if keyword.key not in {Key.FALLBACK, Key.IMPACT}:
        is_chosen = keyword.key is Key.OPTIONS and (leads or words[-1:] == ["which"])
        return not is_chosen and (keyword.key is not Key.DEFAULT or bool(words))
    needs_no_verb = keyword.key is Key.IMPACT or keyword.is_shy
    sentence = keyword.before_verb and needs_no_verb
    follows = before.endswith("\n") or (bool(words) and not leads)
    return follows and not sentence


def _is_named_a(words: list[str]) -> bool:
    """Whether they end with something called A, such as an option: no sentence begins there."""
    return words[-1] == "A" and len(words) > 1
