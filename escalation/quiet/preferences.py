"""What each person may set of how much they are told at once. Nothing can be muted."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from escalation.errors import BadInput
from escalation.fields import Field

LEAST, MOST = 3, 30
"""The bounds of the limit: direct messages in one day that can wait."""
BUNDLES = (1, 2, 4)
"""How many bundles a working day may have."""


class News(StrEnum):
    """What is news of an item, and may be put into the first bundle of a day."""

    MOVED = "moved"  # its date moved
    CLOSED = "closed"
    REOPENED = "reopened"
    CHANGED = "changed"  # its fallback is another


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """After `limit` direct messages in one day of theirs, what can wait comes in a bundle.

    There are `bundles` bundles a working day. The news in `first` always waits for the first one.
    Raises BadInput, with the form's field, for another number.
    """

    limit: int = 8
    bundles: int = 2
    first: frozenset[News] = frozenset()

    def __post_init__(self) -> None:
        if not LEAST <= self.limit <= MOST:
            asked = f"The limit is {LEAST} to {MOST} messages a day. For example: `quiet limit 5`."
            raise BadInput(asked, field=Field.LIMIT)
        if self.bundles not in BUNDLES:
            asked = "There can be 1, 2 or 4 bundles a day. For example: `quiet bundles 4`."
            raise BadInput(asked, field=Field.BUNDLES)

    @property
    def news_first(self) -> Iterator[News]:
        """What waits for the first bundle, in the order of the form."""
        return (news for news in News if news in self.first)


DEFAULT = Preferences()
"""Those of everybody who has set nothing."""
