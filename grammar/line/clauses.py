"""Clauses: where a sentence of a typed line may end and the next begin.

A comma is a soft end, after which a sentence often goes on; the others are hard.
"""

import re
from dataclasses import dataclass

_L = r"[^\W\d]"
_ABBREVIATED = "".join(
    rf"(?<!{before})"
    for before in (
        *(rf"[\s.(]{_L}", rf"^{_L}", r"\be\.g", r"\bi\.e", r"\bmr", r"\bmrs", r"\bdr"),
        *(r"\bvs", r"\bno", r"\binc", r"\bltd", r"\bapprox"),
    )
)
_MONTH = (
    r"\s(?:jan|jän|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)"
    r"|(?<=\d\.\d\.|\.\d\d\.)\s(?:um|ab|gegen|at|kl\.?)\s\d"
)
# The dot of `e.g.`, `J. Smith`, `27. March`, `27.3. um 14 Uhr` or `Fr. 17 Uhr` ends nothing.
_DOT = (
    rf"{_ABBREVIATED}(?:\.(?=\s\D)(?!(?<=\d\.)(?:{_MONTH}))"
    rf"|(?<![\s(]{_L}{{2}})(?<![\s(]{_L}{{3}})(?<!\d\.\d)(?<!\d\.\d\d)\.(?=\s\d))"
)
_END = re.compile(
    r"(?!\w)(?<!\s)\s*(?:\n|\||→|[-=](?:>|&gt;)(?=\s)|(?<=\s)-?[-–—/•·](?=\s)|,(?=\s|$)|(?<!&lt)(?<!&gt)(?<!&amp);(?=\s|$)"
    rf"|[?!](?=\s)|{_DOT})(?:[\s|,;]|[-–—/•*](?=\s))*",
    re.IGNORECASE,
)
_SOFT = frozenset(",")


@dataclass(frozen=True, slots=True)
class Clause:
    """One end of a clause: its last word stops at `end`, and the next clause begins at `start`.

    `mark` is what stands between them.
    """

    end: int
    start: int
    mark: str

    @property
    def is_hard(self) -> bool:
        """Whether the sentence surely ends here."""
        return self.mark not in _SOFT


def clauses(text: str) -> list[Clause]:
    """Every end of a clause, from left to right."""
    return [
        Clause(
            end=found.start() + (found[0].lstrip()[:1] in {"?", "!"}),
            start=found.end(),
            mark=found[0].strip()[:1] or "\n",
        )
        for found in _END.finditer(text)
    ]
