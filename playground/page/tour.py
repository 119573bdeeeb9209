"""What the page's owner adds to it: things to try, and starting over."""

from collections.abc import Callable
from dataclasses import dataclass

STARTING_OVER = "Starting over. This page comes back in a few seconds."


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to try, with its own control.

    `line` is put into the composer, `jump` is a button of the clock, `person` is the handle of
    whom to become: one of the three is given.
    """

    words: str
    note: str
    line: str = ""
    jump: str = ""
    person: str = ""


@dataclass(slots=True, kw_only=True)
class Tour:
    """The page's strip of steps. `restart` starts over; without it the page offers no such button.

    While `closed` says why, the page shows that and takes nothing.
    """

    steps: tuple[Step, ...] = ()
    restart: Callable[[], None] | None = None
    closed: str = ""

    def start_over(self) -> None:
        """Close the page and restart; pressed again while it is closed, it changes nothing."""
        if self.restart and not self.closed:
            self.closed = STARTING_OVER
            self.restart()
