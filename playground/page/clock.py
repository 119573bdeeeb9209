"""Virtual time on the page: what the clock's owner offers, and the jumps a person can make."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

MORNING = 9


class ClockControl(Protocol):
    """The clock of whoever runs the playground; the page only asks and never keeps time itself."""

    def now(self) -> datetime:
        """The virtual instant, aware UTC."""
        ...

    async def next_event(self) -> datetime | None:
        """When something will next happen by itself (aware UTC), or None if nothing waits."""
        ...

    async def advance_to(self, instant: datetime) -> None:
        """Let all that is due up to `instant` happen in order, then stand at it; never go back."""
        ...


@dataclass(frozen=True, slots=True)
class Jump:
    """One button of the clock; no span means the next morning."""

    label: str
    span: timedelta | None = None


def jumps() -> dict[str, Jump]:
    """The clock's buttons by the name their form field carries."""
    return {
        "1m": Jump("+1 min", timedelta(minutes=1)),
        "10m": Jump("+10 min", timedelta(minutes=10)),
        "1h": Jump("+1 h", timedelta(hours=1)),
        "morning": Jump("Next morning"),
        "1d": Jump("+1 day", timedelta(days=1)),
        "1w": Jump("+1 week", timedelta(weeks=1)),
    }


async def jump(control: ClockControl, to: str, zone: ZoneInfo) -> None:
    """Advance by the named button, in the zone of who pressed it; an unknown name does nothing."""
    target = await control.next_event() if to == "next" else landing(to, control.now(), zone)
    if target:
        await control.advance_to(target)


def landing(to: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Where the named jump from `now` ends: after its span, or on the zone's next morning."""
    chosen = jumps().get(to)
    if chosen is None:
        return None
    return now + chosen.span if chosen.span else next_morning(now, zone)


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """The first nine o'clock after `now` on the wall clocks of the zone."""
    local = now.astimezone(zone)
    nine = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return (nine if nine > local else nine + timedelta(days=1)).astimezone(now.tzinfo)
