"""Figures in words: shares, times, and how they compare with the period before."""

from datetime import timedelta

from escalation.measures.estimate import Estimate
from escalation.measures.figures.rate import FEW, Rate
from escalation.measures.working import Spent
from messages.slack import text

HOUR = timedelta(hours=1)
TOO_FEW = "too few to compare"


def share(one: Rate) -> str:
    """`4 of 5 (80 %)`."""
    return f"{one.count} of {one.of} ({one.percent} %)" if one.of else "none"


def compared(this: Rate, before: Rate) -> str:
    """` ↑ (was 60 %)`; with fewer than five in either, that they are too few."""
    if not this.of or not before.of:
        return ""
    if this.of < FEW or before.of < FEW:
        return f" (was {before.percent} %, {TOO_FEW})"
    arrow = _arrow(this.count * before.of, before.count * this.of)
    return f" {arrow} (was {before.percent} %)"


def _arrow(this: float, before: float) -> str:
    if this == before:
        return "→"
    return "↑" if this > before else "↓"


def hours(span: timedelta) -> str:
    """`3 h`, `2.5 h`, `45 min`, `120 h`."""
    if span < HOUR:
        return f"{span // timedelta(minutes=1)} min"
    count = span / HOUR
    return f"{count:.0f} h" if count >= 10 or count == int(count) else f"{count:.1f} h"


def both(spent: Spent) -> str:
    """Working time, and in brackets time by the clock: `3 h (66 h)`."""
    return f"{hours(spent.working)} ({hours(spent.elapsed)})"


def taken(this: Estimate, before: Estimate) -> str:
    """The median with how many are at risk, the mean, and how it compares."""
    if not this.n:
        return "none"
    counts = f"{text.counted(this.n, 'item')}, {this.open} still open"
    return f"{_median(this)}{_was(this, before)}, mean {_means(this)}; {counts}"


def _median(one: Estimate) -> str:
    working, elapsed = one.working, one.elapsed
    if working.median is None:
        return f"more than {hours(working.longest)}: half are still open"
    by_clock = hours(elapsed.median) if elapsed.median is not None else "more"
    return f"half within {hours(working.median)} ({by_clock}; {working.at_risk} open until then)"


def _means(one: Estimate) -> str:
    return f"{hours(one.working.mean)} ({hours(one.elapsed.mean)})"


def _was(this: Estimate, before: Estimate) -> str:
    if not before.n:
        return ""
    was = before.working.median
    median = hours(was) if was is not None else f"more than {hours(before.working.longest)}"
    if this.n < FEW or before.n < FEW:
        return f" (was {median}, {TOO_FEW})"
    if was is None or this.working.median is None:
        return f" (was {median})"
    return f" {_arrow(this.working.median / HOUR, was / HOUR)} (was {median})"


def counted(this: int, before: int) -> str:
    """` ↓ (was 3)`: how the number of some items compares; too few says so."""
    if not before:
        return ""
    if min(this, before) < FEW:
        return f" (was {before}, {TOO_FEW})"
    return f" {_arrow(this, before)} (was {before})"


def per_item(this: tuple[int, int], before: tuple[int, int]) -> str:
    """The same of how often something happened to so many items."""
    count, items = before
    if not items:
        return ""
    was = f"{count / items:.2g}"
    if min(this[1], items) < FEW:
        return f" (was {was}, {TOO_FEW})"
    return f" {_arrow(this[0] * items, count * this[1])} (was {was})"
