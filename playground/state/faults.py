"""Scripted failures of the Web API: each is matched against calls in the order they were added.

A fault strikes before the call takes effect, or after it (`accepted=True`): then the message is
posted although the bot never hears so. `late` is the third kind: the bot hears nothing, and the
call takes effect some time later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any

from playground.state.workspace import Json


class How(StrEnum):
    """In which way a call fails."""

    RATELIMITED = "ratelimited"  # HTTP 429 with Retry-After
    ERROR = "error"  # HTTP 200, ok false, an error code
    STATUS = "status"  # an HTTP status of 5xx
    RESET = "reset"  # the connection is reset
    HANG = "hang"  # no answer for a while, then a reset
    LATE = "late"  # the connection is reset now, the call takes effect later
    MALFORMED = "malformed"  # HTTP 200, a body that is not JSON
    HTML = "html"  # HTTP 200, a page of HTML, as a proxy sends it
    TRUNCATED = "truncated"  # HTTP 200, half of the body, then a reset
    HUGE = "huge"  # HTTP 200, megabytes of JSON that says ok without what was asked for


@dataclass(slots=True, kw_only=True, eq=False)
class Fault:
    """One scripted failure; `used` counts how often it struck, `release()` ends its hanging or
    lateness.
    """

    how: How
    method: str | None = None  # None for any method
    accepted: bool = False  # the call takes effect first
    times: int | None = 1  # None for always
    chance: float = 1.0
    when: Callable[[Json], bool] | None = None  # on the arguments
    code: str = "internal_error"
    status: int = 500
    retry_after: int = 1
    seconds: float | None = None  # real seconds of hanging or lateness; None until released
    used: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let hanging calls go and late calls take effect."""
        self.released.set()

    async def wait(self) -> None:
        """Pass the time the fault asks for."""
        try:
            async with asyncio.timeout(self.seconds):
                await self.released.wait()
        except TimeoutError:
            pass

    def strikes(self, method: str, args: Json, random: Random) -> bool:
        """Whether this call is hit."""
        if self.method not in (None, method) or (
            self.times is not None and self.used >= self.times
        ):
            return False
        if self.when is not None and not self.when(args):
            return False
        return self.chance >= 1 or random.random() < self.chance


@dataclass(slots=True, kw_only=True)
class Faults:
    """The script. `random` decides faults that have a chance, so a seed repeats a run."""

    random: Random = field(default_factory=lambda: Random(0))  # noqa: S311 - the seed makes runs repeat; nothing here is secret
    script: list[Fault] = field(default_factory=list)

    def add(self, how: How | str, method: str | None = None, **options: Any) -> Fault:
        """Append one fault; `options` are the fields of Fault."""
        fault = Fault(how=How(how), method=method, **options)
        self.script.append(fault)
        return fault

    def take(self, method: str, args: Json) -> Fault | None:
        """The fault that hits this call, counted as used."""
        for fault in self.script:
            if fault.strikes(method, args, self.random):
                fault.used += 1
                return fault
        return None

    def clear(self) -> None:
        """Heal everything: forget the script and let go what hangs."""
        for fault in self.script:
            fault.release()
        self.script.clear()
