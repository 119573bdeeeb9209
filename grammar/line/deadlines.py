"""Deadlines inside a typed line: which words from a place on are one, and where they end."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from grammar.due import candidates as due_candidates
from grammar.due import clock as due_clock
from grammar.due import read as due_reader
from grammar.due.result import DueAnswer, DueContext, DueFault, DueRead, DueUnclear
from grammar.due.tidy import tidy
from grammar.line.date_starts import begins_like_a_date, begins_like_a_span, may_be_a_date
from grammar.line.parts import trimmed
from grammar.masking import MARK, MaskedLine

LONGEST = 2 * due_reader.CAP
_MOST_ENDS = 5
"""A date has at most this many places at which it might end: `fri, 27 mar, 5pm`."""
_FEW_READ, _PER_READ = 12, 60
"""The most phrases of a line that are read, and one more for this many characters. People's lines
have up to nine; the items of a list share the time that one long line may take."""
_TOM = re.compile(r"tom\b", re.IGNORECASE)
_FULL_STOP = re.compile(r"[^\W\d_]{3}\.$")
_ENDS = re.compile(
    rf"(?<!\s)\s+(?=(?:because|bc|cuz|so that|[(\[{MARK[1:-1]}])|@\w)|(?<!\s)\s*:(?=\s)|(?=[)\]])",
    re.IGNORECASE,
)
_MARKS = " \n([,;|→–—/•·-"
_COUNTS_FROM = re.compile(r"\s+(?:before|until|till|til)\b", re.IGNORECASE)
"""After a span, what it counts from: `2 days before launch`."""
_BESIDE = re.compile(
    r"[)\]]?(?:\s*(?:(?P<bracket>[(\[])|(?:[,;.|→–—/•·]|[-=](?:>|&gt;)|-)\s+(?:[-–—•*]\s+)?)"
    r"|\n(?:[-–—•*] )?)"
)
"""What stands between a date and the words that may turn it."""
_TURNS = re.compile(
    r"(?:(?:and|but|even|no|or|so|wait)[ ,]+)*(?P<word>maybe|perhaps|possibly|probably|hopefully"
    r"|ideally|preferably|preferred|rather|better|best|(?:in the )?(?:worst|best) case"
    r"|at (?:worst|best)|(?:at the )?(?:earliest|soonest)|alternatively|failing that|prefer"
    r"|actually|earlier|later|sooner|tb[acd]|not|or|unless|if(?! not)|now|sorry"
    r"|(?:moved|extended|changed) to|make (?:it|that)|i mean)\b[ ,:]*",
    re.IGNORECASE,
)
_DENIES = frozenset({
    "not", "or", "now", "sorry", "moved to", "extended to", "changed to", "make it", "make that",
    "i mean",
})  # fmt: skip
"""Words that turn a date only if one follows: `(not thursday)`, `(not negotiable)`."""
_OTHER = re.compile(r"(?:later|earlier|sooner|this|that|the next|next)\b|\d", re.IGNORECASE)
_ELSE = re.compile(r"(?:(?:or|but|no|else|otherwise|if not)\b[ ,]*)+", re.IGNORECASE)
_ON_CONDITION = re.compile(
    r"(?<=\s)(?:if|unless|when|would|could|might|better|best|instead|preferred|preferably|ideally"
    r"|rather|works|ok|okay|fine|even|also|too|max|otherwise|(?:is|in|at) (?:also |even |the )?"
    r"(?:best|better|fine|latest|ok|okay|possible|preferred|worst))\b",
    re.IGNORECASE,
)
"""After another date, what makes it an alternative: `mon if legal is out`."""
_TO = re.compile(r"^(?:due|in|within|the|about|around)\s", re.IGNORECASE)
_CLOSED = re.compile(r"[)\]]")
_ZONED = re.compile(r"[A-Z]{2,4}|[A-Za-z]+(?: [A-Za-z]+)? time|(?:UTC|GMT) ?[-+] ?\d{1,2}")
"""What may be a zone: `fri 5pm (EST)`."""
_TOO_MANY = "There are too many dates here. Name the one that counts."


class Deadlines:
    """Reads the due dates of one line; the same words are read once.

    A date may end at any of the `ends`, and something else surely begins at each of the `begins`.
    """

    def __init__(
        self, line: MaskedLine, context: DueContext, *, ends: Iterable[int], begins: list[int]
    ) -> None:
        found = (match.start() for match in _ENDS.finditer(line.text))
        self.line = line
        self.context = context
        self.ends = sorted({*ends, *found, len(line.text)})
        self.begins = begins
        self.most = _FEW_READ + len(line.text) // _PER_READ
        self.memo: dict[str, DueAnswer | None] = {}
        self.found: dict[tuple[int, bool], tuple[DueAnswer, int] | None] = {}
        self.answers: dict[str, DueAnswer] = {}
        self.counted: set[int] = set()

    def understood(self, start: int, *, named: bool) -> tuple[DueAnswer, int] | None:
        """The longest words from here that are wholly understood, and where they end.

        `named`: they follow a word like `due`, so that a date which has passed counts too.
        """
        if (start, named) not in self.found:
            self.found[start, named] = self._longest(start, named=named)
        return self.found[start, named]

    def counts_from_words(self, start: int) -> bool:
        """Whether a span begins here that counts from words we don't know: `2h before launch`."""
        return self.understood(start, named=False) is None and start in self.counted

    def _longest(self, start: int, *, named: bool) -> tuple[DueAnswer, int] | None:
        first = bisect_right(self.ends, start)
        another = bisect_right(self.begins, start)
        limit = min([start + LONGEST, *self.begins[another : another + 1]])
        for end in reversed(self.ends[first : first + _MOST_ENDS]):
            if end > limit:
                continue
            text = self.line.text[start:end]
            answer = self.read(f"due {text}" if named and _TOM.match(text) else text)
            if answer and (means_due(answer) or (named and self._has_passed(answer))):
                return self._as_turned(answer, start, end)
        return None

    def _as_turned(self, answer: DueAnswer, start: int, end: int) -> tuple[DueAnswer, int] | None:
        """The date, unless the words after it make it another one."""
        words = self.line.text[start:end].rstrip(_MARKS)
        last = start + len(words)
        if begins_like_a_span(_TO.sub("", words)) and _COUNTS_FROM.match(self.line.text, last):
            self.counted.add(start)
            return None
        turned = self._turned(start, last)
        if not turned:
            return answer, end
        phrase = self._phrase(self.line.text[start:turned])
        return replace(self.unread(start, turned), phrase=phrase), turned

    def _turned(self, begun: int, end: int) -> int:
        """Where words end that qualify or contradict the date before them, else 0.

        `fri (maybe later)`, `fri, worst case mon`, `fri; mon if legal is out`, `5pm → 6pm`.
        """
        text, beside = self.line.text, _BESIDE.match(self.line.text, end)
        if beside is None:
            return 0
        start = beside.end()
        stop = self.ends[min(bisect_right(self.ends, start), len(self.ends) - 1)]
        if beside["bracket"]:
            closed = _CLOSED.search(text, start)
            stop = closed.start() if closed else stop
        elif alternative := _ELSE.match(text, start):
            later = bisect_right(self.ends, alternative.end())
            stop = self.ends[min(later, len(self.ends) - 1)]
        words = text[start:stop]
        turns = _turns(words, in_brackets=bool(beside["bracket"])) or self._is_other(words)
        if not turns and not (_ZONED.fullmatch(words.strip()) and self._is_zone(text[begun:stop])):
            return 0
        return stop + (text[stop : stop + 1] in {")", "]"})

    def _is_zone(self, text: str) -> bool:
        answer = self._read(self._phrase(text))
        return isinstance(answer, DueUnclear) and answer.fault is DueFault.ZONE

    def _is_other(self, words: str) -> bool:
        """Whether these words are another date, which is not asked about otherwise."""
        alternative = _ELSE.match(words)
        rest = words[alternative.end() :] if alternative else words
        condition = _ON_CONDITION.search(rest)
        date = trimmed(rest[: condition.start()] if condition else rest)
        if not begins_like_a_date(date) or not means_due(self.read(date)):
            return False
        return bool(alternative or condition) or due_clock.read(tidy(date)) is not None

    def read(self, text: str) -> DueAnswer | None:
        """What these words mean as a due date; None if they have nothing of one."""
        if text not in self.memo:
            phrase = self._phrase(text)
            self.memo[text] = self._read(phrase) if may_be_a_date(phrase) else None
        return self.memo[text]

    def unread(self, start: int, end: int) -> DueAnswer:
        """Words that were meant as a due date, and why they are none."""
        phrase = self._phrase(self.line.text[start:end])
        answer = self._read(phrase)
        if means_due(answer):  # read as part of more words than were meant
            return DueUnclear(phrase=phrase, fault=DueFault.UNREAD, reason=_TOO_MANY)
        return answer

    def _has_passed(self, answer: DueAnswer) -> bool:
        """Whether it is a date, wholly understood, but out of bounds."""
        if isinstance(answer, DueRead) or answer.fault not in {DueFault.PAST, DueFault.TOO_FAR}:
            return False
        return bool(due_candidates.candidates(tidy(answer.phrase), self.context))

    def _phrase(self, text: str) -> str:
        """The words as they were typed, without what only ends the sentence."""
        words = trimmed(text.replace("\n", " ")).rstrip(" ?!")
        return self.line.unmask(words[:-1] if _FULL_STOP.search(words) else words)

    def _read(self, phrase: str) -> DueAnswer:
        if phrase not in self.answers:
            self.answers[phrase] = self._answer(phrase)
        return self.answers[phrase]

    def _answer(self, phrase: str) -> DueAnswer:
        if len(self.answers) >= self.most:
            return DueUnclear(phrase=phrase, fault=DueFault.UNREAD, reason=_TOO_MANY)
        answer = due_reader.read(phrase, self.context)
        if isinstance(answer, DueUnclear) and _TOM.match(phrase):
            return replace(answer, choices=())  # as likely somebody's name as tomorrow
        return answer


def _turns(words: str, *, in_brackets: bool) -> bool:
    """Whether the words begin like `maybe`, `worst case monday`, `not this one`."""
    found = _TURNS.match(words)
    if found is None:
        return False
    rest = words[found.end() :]
    if begins_like_a_date(rest) or (_OTHER.match(rest) and found["word"].lower() != "or"):
        return found["word"].lower() != "or" or in_brackets
    return in_brackets and found["word"].lower() not in _DENIES


def means_due(answer: DueAnswer | None) -> bool:
    """Whether it is a date or a choice of dates rather than part of a sentence."""
    return isinstance(answer, DueRead) or bool(answer and answer.choices)
