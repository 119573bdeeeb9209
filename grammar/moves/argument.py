"""An argument: what follows the word of a typed move, and its reason after `because`."""

import re
from dataclasses import dataclass

from grammar.due.result import DueContext
from grammar.due.words import COUNTS, either
from grammar.line import parts as line_parts
from grammar.line.date_starts import begins_like_a_date, begins_like_a_span
from grammar.masking import MARK, MaskedLine
from grammar.moves.parsed import Reference
from grammar.moves.words import Begun

_BECAUSE = re.compile(r"(?:^|[\s,;:(-])(?:because|bc|b/c|cuz|reason:)(?:[\s:,]+|$)", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:.!] |(?<= )[-–—] ")
_GOES_ON = re.compile(
    r"(?:if|unless|once|when|maybe|perhaps|probably|possibly|but|or|and|then|until|till|only|"
    rf"otherwise|else|after|before|by|on|at|from|{MARK}|@\S|[\w-]+ (?:time|at (?:the )?latest)\b)"
    r"(?!\w)",
    re.IGNORECASE,
)
"""What continues the clause before it, and so is not a reason."""
_NOT = re.compile(r"(?:not|no|better|rather|preferably) ", re.IGNORECASE)
_COUNTED = re.compile(rf"(?:\d|(?:{either(COUNTS)})\b)", re.IGNORECASE)
_PARTING = " \t,;:.!-–—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """What follows the word of a move, with everything needed to read it.

    `first` is that word, and `whole` everything after the reference.
    """

    reference: Reference
    first: Begun
    whole: str
    line: MaskedLine
    context: DueContext
    requester: str

    @property
    def text(self) -> str:
        """What follows the word."""
        return self.first.rest

    @property
    def asked(self) -> bool:
        """Whether a question mark follows the word."""
        return self.first.is_asked

    @property
    def has_because(self) -> bool:
        """Whether it contains a `because`, even with nothing after it."""
        return _BECAUSE.search(self.text) is not None

    def unmask(self, text: str) -> str:
        """A part of it as it was typed."""
        return self.line.unmask(line_parts.trimmed(text))

    def halves(self) -> tuple[str, str]:
        """What comes before the first `because`, and what comes after it."""
        found = _BECAUSE.search(self.text)
        return (self.text[: found.start()], self.text[found.end() :]) if found else (self.text, "")

    def parted(self) -> tuple[str, str]:
        """The words before a reason, and the reason: after `because`, or else a comma or a dash."""
        said, reason = self.halves()
        found = None if self.has_because else _CLAUSE.search(said)
        if found and _is_reason(said[found.end() :].strip()):
            return said[: found.start()], said[found.end() :].strip()
        return said, reason

    def reason(self, text: str) -> str:
        """The whole text as a reason, without a leading `because`; "" if it has no words."""
        found = _BECAUSE.match(text)
        return self.words(text[found.end() :] if found else text)

    def words(self, text: str) -> str:
        """A part of it as it was typed; "" if it has no letter or digit, like `…`."""
        shown = self.unmask(text)
        return shown if any(map(str.isalnum, shown)) else ""


def bare(text: str) -> str:
    """The text without the punctuation that only separates it from its neighbours."""
    return text.strip(_PARTING)


def _is_reason(clause: str) -> bool:
    """Whether a clause can only say why: it has several words, and neither date nor condition."""
    bare = _NOT.sub("", clause)
    is_date = begins_like_a_date(bare) or begins_like_a_span(bare) or _COUNTED.match(bare)
    return " " in clause and not is_date and not _GOES_ON.match(clause)
