"""Rounds: both sides of a comparison measured in turn, so that a busy moment affects both.

Each round starts with another side. Sides are compared within a round, and the result is the median
over all rounds.
"""

import gc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median, quantiles

ROUNDS = 5


class Rounds:
    """What was measured: `for side in rounds.turns(…): rounds.add(side, …)`."""

    def __init__(self) -> None:
        self._found: dict[str, list[float]] = defaultdict(list)

    def turns(self, *sides: str, rounds: int = ROUNDS) -> Iterator[str]:
        """Which side is measured next."""
        for number in range(rounds):
            first = number % len(sides)
            for side in (*sides[first:], *sides[:first]):
                gc.collect()
                yield side

    def add(self, side: str, measured: float) -> None:
        """Note the result of this round."""
        self._found[side].append(measured)

    def __len__(self) -> int:
        return max(map(len, self._found.values()), default=0)

    def median(self, side: str) -> float:
        """What a side takes: the median of its rounds."""
        return median(self._found[side])

    def ratio(self, side: str, to: str) -> float:
        """How much one side takes compared with another."""
        pairs = zip(self._found[side], self._found[to], strict=True)
        return median(one / other for one, other in pairs)


def percentile(spans: Sequence[float], percent: int) -> float:
    """The time that this percentage does not exceed."""
    return quantiles(spans, n=100, method="inclusive")[percent - 1]
