"""An argument: what follows the word of a typed move, and its reason after `because`."""

import re
from dataclasses import dataclass

from grammar.due.result import DueContext
from grammar.line import parts as line_parts
from grammar.masking import MaskedLine
from grammar.moves.parsed import Reference
from grammar.moves.words import Begun

_BECAUSE = re.compile(r"(?:^|[\s,;:(-])(?:because|bc|b/c|cuz|reason:)(?:[\s:,]+|$)", re.IGNORECASE)
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
