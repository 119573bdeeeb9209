"""The result of reading a due phrase: a date with notes, or why not and what to type instead."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Self

from escalation.worktime.hours import Calendar, wall_clock
from grammar.due import order
from grammar.due.clock import END, START, Clock
from grammar.due.order import First

EXAMPLES = ("fri 5pm", "48h")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueContext:
    """When (UTC) and in whose calendar and locale to read a phrase.

    `unsaid` is the time for a day without one.
    """

    now: datetime
    calendar: Calendar
    locale: str = "en-GB"
    unsaid: Clock = END

    @property
    def today(self) -> date:
        """The reader's own date."""
        return self.now.astimezone(self.calendar.tz).date()

    @property
    def zone(self) -> str:
        """The reader's IANA zone name."""
        return self.calendar.tz.key

    @property
    def returning(self) -> Self:
        """The same for the end of an absence or of keeping an item open.

        A day without a time means the start of that working day, or of the next if it is a day off.
        """
        return replace(self, unsaid=START)

    @property
    def language(self) -> str:
        """The reader's language: `pt` of `pt-BR`."""
        return self.locale.replace("_", "-").partition("-")[0].lower()

    @property
    def first(self) -> First | None:
        """What comes first in `4/1`; None if we have to ask."""
        return order.first(self.locale, self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRead:
    """A due phrase that we understood: one instant (UTC) ahead of now, and notes about it.

    `working_at` is the same time on the next working day, to offer when `at` is on a day off.
    """

    at: datetime
    zone: str
    phrase: str
    notes: tuple[str, ...] = ()
    working_at: datetime | None = None


class DueFault(StrEnum):
    """Why a phrase is not a due date."""

    UNREAD = "unread"  # not understood at all; the only one worth a suggestion
    NOT_A_DATE = "not_a_date"  # understood, but not a date: never, asap, 31 feb
    AMBIGUOUS = "ambiguous"  # several dates are meant, or the one date is a surprise: ask
    PAST = "past"  # it has passed
    TOO_FAR = "too_far"  # more than two years ahead: most likely a typo
    ZONE = "zone"  # names a time zone other than UTC
    TOO_LONG = "too_long"  # over 80 characters


@dataclass(frozen=True, slots=True, kw_only=True)
class DueUnclear:
    """A due phrase that was refused: the reason as a sentence, dates to choose from, examples.

    Reading a choice's phrase gives the same instant again.
    """

    phrase: str
    fault: DueFault
    reason: str
    choices: tuple[DueRead, ...] = ()
    examples: tuple[str, ...] = EXAMPLES

    @property
    def text(self) -> str:
        """The reason and what to type instead, for people."""
        typed = " or ".join(f"`{example}`" for example in self.examples)
        return f"{self.reason} For example, type {typed}."


DueAnswer = DueRead | DueUnclear


class Refused(Exception):
    """Used only inside the readers: we understood the phrase, but it cannot be a due date."""

    def __init__(self, fault: DueFault, reason: str) -> None:
        super().__init__(reason)
        self.fault = fault
        self.reason = reason


def typed(at: datetime, context: DueContext) -> str:
    """A phrase that reads as exactly this instant: in local time if possible, else in UTC."""
    local = at.astimezone(context.calendar.tz)
    same = wall_clock(local.date(), time(local.hour, local.minute), context.calendar.tz)
    return f"{local:%Y-%m-%d %H:%M}" if same == at else f"{at:%Y-%m-%dT%H:%M:%S}Z"
