"""What the history and notices say of indicators."""

from dataclasses import dataclass
from enum import StrEnum

from escalation.facts.action import Action
from escalation.facts.shape import Facts, OfChannel


class Done(StrEnum):
    """What somebody did with an indicator."""

    MADE = "made"
    OWNER = "owner"  # gave it to somebody else
    DUE = "due"  # its values are due on other days
    RETIRED = "retired"
    RECORDED = "recorded"
    FIXED = "fixed"  # corrected a value


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorChanged(OfChannel):
    """What was done with an indicator of a channel, from what to what, in words or a user id."""

    action = Action.INDICATOR
    indicator: int
    what: str
    old: str
    new: str


class Asking(StrEnum):
    """Why somebody is told of indicators."""

    OWNED = "owned"  # the reader owns it from now on
    DUE = "due"  # values are due, and the reader owns them or covers for who does
    MISSING = "missing"  # to the lead: values have been missing for a week, or nobody owns them


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorsTold(Facts):
    """The ids of the indicators that somebody is told of, and why; `by` gave them to the reader."""

    why: Asking | None
    indicators: tuple[str, ...]
    by: str = ""

    @property
    def users(self) -> tuple[str, ...]:
        """Who gave them to the reader."""
        return (self.by,) if self.by else ()
