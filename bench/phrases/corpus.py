"""The phrases, each with what its test says it means; how to collect them: docs/phrases.md."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

FILE = Path(__file__).with_name("corpus.csv")
WORKING_DAY_BEFORE = timedelta(days=4)
"""The last working day before a day begins at most so long before it, also over a long weekend."""
SAME = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One phrase; `now` and `value` are wall clocks, and a `value` of the grain day is midnight."""

    phrase: str
    now: datetime
    locale: str
    zone: ZoneInfo
    kind: str  # instant, before, span
    grain: str  # day, time
    value: datetime
    source: str
    convention: str

    @property
    def now_utc(self) -> datetime:
        """The instant at which the phrase was typed."""
        return self.now.replace(tzinfo=self.zone).astimezone(UTC)

    def means(self, at: datetime) -> bool:
        """Whether the test agrees with this instant; a day without a time agrees by its date."""
        local = at.astimezone(self.zone).replace(tzinfo=None)
        if self.grain == "time":
            return abs(local - self.value) < SAME
        if self.kind == "before":
            return self.value - WORKING_DAY_BEFORE < local < self.value
        return local.date() == self.value.date()


def phrases(file: Path) -> Sequence[Phrase]:
    """All phrases of a file."""
    with file.open(newline="") as lines:
        return [
            Phrase(
                phrase=row["phrase"],
                now=datetime.fromisoformat(row["now"]),
                locale=row["locale"],
                zone=ZoneInfo(row["zone"]),
                kind=row["kind"],
                grain=row["grain"],
                value=datetime.fromisoformat(row["value"]),
                source=row["source"],
                convention=row["convention"],
            )
            for row in csv.DictReader(lines)
        ]
