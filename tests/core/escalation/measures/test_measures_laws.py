"""Two ways to compute the measures agree: the one that the product has, and one hour by hour."""

import os
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from escalation.measures.estimate import Estimate
from escalation.measures.figures.going import Going
from escalation.measures.measure import Measures, measure
from escalation.worktime.hours import Calendar
from tests.support.measures.histories import PERIOD, history
from tests.support.measures.straight import Straight
from tests.support.measures.straight_figures import figures

EXAMPLES = int(os.environ.get("BACKSTOP_LAW_EXAMPLES", "200"))
BERLIN = Calendar(tz=ZoneInfo("Europe/Berlin"))


def test_both_ways_to_compute_them_agree() -> None:
    for seed in range(EXAMPLES):
        known = history(seed)

        ours = dict(_figures(measure(known, PERIOD, BERLIN)))

        assert ours == figures(Straight(known, PERIOD, "Europe/Berlin")), seed


def _figures(it: Measures) -> Iterator[tuple[str, object]]:
    """All measures by the names that the other way has for them, times in hours."""
    yield from _closure(it)
    for name, one in (
        ("resolution", it.time_to_resolution),
        ("answer", it.time_to_answer),
        ("message", it.from_message.time),
    ):
        yield from _estimate(name, one)
    yield "resolution open", it.time_to_resolution.open
    yield "answer open", it.time_to_answer.open
    yield "in window", it.from_message.in_window.count
    yield "window over", it.from_message.in_window.of
    yield from _went_up(it)
    yield from _others(it)
    for n, end in enumerate(it.going):
        yield f"going {n}", _words(end)


def _closure(it: Measures) -> Iterator[tuple[str, object]]:
    for kind, one in it.closure_rate.items():
        yield f"{kind} due", one.closed.of
        yield f"{kind} closed", one.closed.count
        yield f"{kind} on time", one.on_time.count
        yield f"{kind} as moved", one.as_moved.count
        yield f"{kind} by fallback", one.by_fallback.count
        yield f"{kind} withdrawn", one.withdrawn
        yield f"{kind} again", [*one.again]


def _estimate(name: str, it: Estimate) -> Iterator[tuple[str, object]]:
    yield f"{name} n", it.n
    for kind, curve in (("working", it.working), ("elapsed", it.elapsed)):
        yield f"{name} {kind} median", _hours(curve.median)
        yield f"{name} {kind} at risk", curve.at_risk
        yield f"{name} {kind} mean", _hours(curve.mean)
        yield f"{name} {kind} longest", _hours(curve.longest)


def _hours(span: timedelta | None) -> float | None:
    return None if span is None else round(span / timedelta(hours=1), 6)


def _went_up(it: Measures) -> Iterator[tuple[str, object]]:
    yield "open at some time", it.escalations.open
    for rung in it.escalations.rungs:
        yield f"{rung.name} items", rung.items.count
        yield f"{rung.name} firings", rung.firings
    yield "escalate", it.escalations.calls
    yield "gap", it.escalations.gaps
    yield "asked", it.escalations.questions


def _others(it: Measures) -> Iterator[tuple[str, object]]:
    yield "slips", it.slips.slips
    yield "pull-ins", it.slips.pull_ins
    yield "drift", it.slips.drift
    yield "drift of", it.slips.due
    yield "closings", it.reopened.reopened.of
    yield "reopened", it.reopened.reopened.count
    yield "provisional", it.reopened.provisional
    yield "ages", it.open_age.open
    if it.open_age.open:
        yield "age working", _hours(it.open_age.median.working)
        yield "age elapsed", _hours(it.open_age.median.elapsed)
        yield "oldest", it.open_age.oldest
    yield "delivered", it.answer_rate.answered.of
    yield "answered", it.answer_rate.answered.count
    yield "pending", it.answer_rate.pending
    yield "agreed", it.agreed.count
    yield "agreed of", it.agreed.of


def _words(it: Going) -> dict[str, int]:
    return {
        "worsening": it.worsening,
        "not said": it.not_said,
        "steady": it.steady,
        "improving": it.improving,
    }
