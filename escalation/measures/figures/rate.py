"""Shares of a number of items."""

from dataclasses import dataclass

FEW = 5
"""With fewer items in either of two weeks, they are too few to compare."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    count: int
    of: int

    @property
    def percent(self) -> int | None:
        """As a whole percentage, half of one rounded up; None of nothing."""
        return (200 * self.count + self.of) // (2 * self.of) if self.of else None
