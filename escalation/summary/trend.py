"""How a channel's weeks went: the numbers of the last eight, oldest first, for charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escalation.summary import measures

MOST = 8
"""Weeks that are looked back at, the current one included."""
FROM = 2
"""Weeks from which there is something to compare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The weeks by their names (`2026-W11`), and what was counted in each; all equally long.

    `logged` and `closed` are items of the week, `overdue` and `net` as the week ended: `net` is
    improving less worsening, and empty where nobody has said which way anything goes.
    """

    weeks: tuple[str, ...] = ()
    logged: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()
    overdue: tuple[int, ...] = ()
    net: tuple[int, ...] = ()


NOTHING = Trend()
"""That of a first week."""


def trend(weeks: Sequence[tuple[str, Mapping[str, int]]], *, with_net: bool) -> Trend:
    """The trend of these weeks' measures, oldest first; empty for fewer than two.

    `with_net` asks for the net trajectory even if nothing was said in any of them.
    """
    known = [(week, counts) for week, counts in weeks if measures.NEW.name in counts][-MOST:]
    if len(known) < FROM:
        return NOTHING
    counts = [each for _, each in known]
    is_said = any(_of(each, *measures.SAID) for each in counts)
    return Trend(
        weeks=tuple(week for week, _ in known),
        logged=tuple(_of(each, measures.NEW) for each in counts),
        closed=tuple(_of(each, *measures.ENDINGS) for each in counts),
        overdue=tuple(_of(each, measures.OVERDUE) for each in counts),
        net=tuple(_net(each) for each in counts) if with_net or is_said else (),
    )


def _of(counts: Mapping[str, int], *these: measures.Measure) -> int:
    return sum(counts.get(one.name, 0) for one in these)


def _net(counts: Mapping[str, int]) -> int:
    return _of(counts, measures.IMPROVING) - _of(counts, measures.WORSENING)
