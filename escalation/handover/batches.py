"""Batches: what one person hands over to another at once, line by line."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Held(StrEnum):
    """What a line hands over."""

    ITEM = "item"  # an open item, by its id
    CUSTOMER = "customer"  # the account of a customer, by its id
    ROLE = "role"  # a place on a step of a channel's ladder


class Became(StrEnum):
    """What became of a line."""

    WAITING = "waiting"  # offered
    TAKEN = "taken"  # it changed hands, at once or with a yes
    DECLINED = "declined"  # the receiver said no
    LAPSED = "lapsed"  # nobody answered in time
    OVERTAKEN = "overtaken"  # something else happened to it first


REPLACED = "a later hand-over replaced it"
TAKEN_BACK = "it was taken back"
_BY_GIVER = frozenset({REPLACED, TAKEN_BACK})
"""Why a line was overtaken, if the giver did that or is told of what replaced it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is handed over; `ref` says which of its kind, `why` what it came to."""

    what: Held
    ref: str
    became: Became = Became.WAITING
    why: str = ""

    @property
    def key(self) -> str:
        """Names it in forms and buttons: `item:12`."""
        return f"{self.what}:{self.ref}"

    @property
    def place(self) -> tuple[str, int]:
        """The channel of a role, and the index of its step."""
        channel, rung = json.loads(self.ref)
        return channel, rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything that `actor` handed over from `owner` to one person (`to`) in one request.

    The batches of one request share its `mark`. While a line waits, it does so until `ends_at`
    (UTC), else that is None.
    """

    mark: str
    actor: str
    owner: str
    to: str
    reason: str
    made_at: datetime
    ends_at: datetime | None
    lines: tuple[Line, ...]

    @property
    def waiting(self) -> tuple[Line, ...]:
        """The lines that nobody has answered."""
        return self.that(Became.WAITING)

    @property
    def has_news(self) -> bool:
        """Whether the giver does not know yet what became of it."""
        return any(
            line.became is not Became.OVERTAKEN or line.why not in _BY_GIVER for line in self.lines
        )

    def that(self, *became: Became) -> tuple[Line, ...]:
        """The lines that became one of these."""
        return tuple(line for line in self.lines if line.became in became)


def of_item(item_id: int) -> Line:
    """The line of an item."""
    return Line(what=Held.ITEM, ref=str(item_id))


def of_customer(customer_id: int) -> Line:
    """The line of a customer."""
    return Line(what=Held.CUSTOMER, ref=str(customer_id))


def of_role(channel: str, rung: int) -> Line:
    """The line of a place on this step of a channel's ladder."""
    return Line(what=Held.ROLE, ref=json.dumps([channel, rung]))


def ids(lines: tuple[Line, ...], what: Held) -> list[int]:
    """The ids of the items or of the customers among these lines."""
    return [int(line.ref) for line in lines if line.what is what]
