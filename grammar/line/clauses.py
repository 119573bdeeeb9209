"""Clauses: where a sentence of a typed line may end and the next begin.

A comma is a soft end, after which a sentence often goes on; the others are hard.
"""

import re
from dataclasses import dataclass

_END = re.compile(
    r"(?<!\s)\s*(?:\n|\||→|->(?=\s)|(?<=\s)[-–—/](?=\s)|,(?=\s|$)|(?<!&lt)(?<!&gt)(?<!&amp);(?=\s|$)|[?!](?=\s)"
    # The dot of `e.g.`, `Mr.`, `J. Smith`, `27. March`, `Fr. 17 Uhr` ends nothing.
    r"|(?<![\s.]\w)(?<!^\w)(?<!\be\.g)(?<!\bi\.e)(?<!\b[Mm]r)(?<!\b[Mm]rs)(?<!\b[Dd]r)(?<!\bvs)"
    r"(?<!\b[Nn]o)(?<!\b[Ii]nc)(?<!\b[Ll]td)(?<!\bapprox)(?<!\b\d\d)"
    r"(?:\.(?=\s\D)|(?<=\w\w\w\w)\.(?=\s)))"
    r"(?:[\s|,;]|[-–—/•*](?=\s))*"
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
