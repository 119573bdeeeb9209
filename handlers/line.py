"""A typed line on its way to its answer, whether it was sent as a command or by a button."""

from dataclasses import dataclass, replace
from typing import Self

from workflows.items.queries import Reading
from workflows.transaction.unit_of_work import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`text` is what is to be read, `typed` all that was typed, to be given back when it fails."""

    request: Request
    typed: str
    text: str
    reading: Reading

    @property
    def actor(self) -> str:
        """Who typed it (a user id)."""
        return self.request.actor

    def as_if(self, text: str) -> Self:
        """The same line, had this been its text."""
        return replace(self, text=text)
