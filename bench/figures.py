"""Figures: what was measured, what it is compared with, and whether the goal was met."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table, all in words except `met`; `ratio` is "" if nothing is compared."""

    what: str
    reference: str
    ours: str
    ratio: str
    goal: str
    met: bool


def seconds(span: float) -> str:
    """A span of seconds in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if span >= size:
            return f"{span / size:.3g} {unit}"
    return f"{span / 1e-6:.3g} us"


def at_most(
    what: str,
    limit: float,
    *,
    ratio: float,
    name: str,
    reference: float,
    ours: float,
    shown: Callable[[float], str] = seconds,
) -> Figure:
    """Ours may be up to `limit` times the reference of this name; `ratio` comes from the pairs."""
    return Figure(
        what=what,
        reference=f"{name} {shown(reference)}",
        ours=shown(ours),
        ratio=f"{ratio:.2f} x",
        goal=f"at most {limit:g} x {name}",
        met=ratio <= limit,
    )


def faster(
    what: str, times: float, *, ratio: float, name: str, reference: float, ours: float
) -> Figure:
    """The reference has to take at least `times` as long as ours; `ratio` is how much longer."""
    return Figure(
        what=what,
        reference=f"{name} {seconds(reference)}",
        ours=seconds(ours),
        ratio=f"{ratio:.1f} x faster",
        goal=f"at least {times:g} x faster than {name}",
        met=ratio >= times,
    )


def up_to(
    what: str,
    limit: float,
    *,
    ours: float,
    shown: Callable[[float], str] = seconds,
    beside: str = "",
) -> Figure:
    """At most `limit` seconds, or of what `shown` formats; `beside` is a reference's value."""
    return Figure(
        what=what,
        reference=beside,
        ours=shown(ours),
        ratio="",
        goal=f"at most {shown(limit)}",
        met=ours <= limit,
    )


def exactly(what: str, wanted: str, *, ours: str, beside: str = "") -> Figure:
    """Something counted or named that has to be exactly this."""
    return Figure(what=what, reference=beside, ours=ours, ratio="", goal=wanted, met=ours == wanted)
