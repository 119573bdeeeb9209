"""The indicators that are suggested where a channel has none."""

from dataclasses import dataclass
from decimal import Decimal

from escalation.indicators.indicator import Better, Scale

_PERCENT = Scale(most=Decimal(100), unit="%")


@dataclass(frozen=True, slots=True)
class Shipped:
    """An indicator that many channels could use."""

    name: str
    scale: Scale
    better: Better

    def line(self, owner: str) -> str:
        """What to type for it."""
        return (
            f"indicator {self.name} owner {owner} scale {self.scale.words} "
            f"better {self.better} due every fri"
        )


SHIPPED = (
    Shipped("confidence", Scale(most=Decimal(10)), Better.UP),
    Shipped("adoption", _PERCENT, Better.UP),
    Shipped("support tickets on setup", Scale(), Better.DOWN),
    Shipped("first-value completion", _PERCENT, Better.UP),
    Shipped("exception completion", _PERCENT, Better.UP),
    Shipped("rework", Scale(), Better.DOWN),
)
