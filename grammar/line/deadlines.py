"""Deadlines inside a typed line: which words from a place on are one, and where they end."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from grammar.due import candidates as due_candidates
from grammar.due import read as due_reader
from grammar.due.result import DueAnswer, DueContext, DueFault, DueRead, DueUnclear
from grammar.due.tidy import tidy
from grammar.line.beginnings import may_be_a_date
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
    rf"(?<!\s)\s+(?=(?:because|bc|cuz|so that|[(\[{MARK[1:-1]}])|@\w)|(?<!\s)\s*:(?=\s)",
    re.IGNORECASE,
)
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

    def understood(self, start: int, *, named: bool) -> tuple[DueAnswer, int] | None:
        """The longest words from here that are wholly understood, and where they end.

        `named`: they follow a word like `due`, so that a date which has passed counts too.
        """
        if (start, named) not in self.found:
            self.found[start, named] = self._longest(start, named=named)
        return self.found[start, named]

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
                return answer, end
        return None

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


def means_due(answer: DueAnswer | None) -> bool:
    """Whether it is a date or a choice of dates rather than part of a sentence."""
    return isinstance(answer, DueRead) or bool(answer and answer.choices)
