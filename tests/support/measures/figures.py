"""Figures as docs/measures.md writes them: what each line of an example says of the measures."""

from collections.abc import Callable
from datetime import timedelta

from escalation.items import Kind
from escalation.measures.estimate import Estimate
from escalation.measures.figures.closure_rate import ClosureRate
from escalation.measures.figures.rate import Rate
from escalation.measures.measure import Measures


def rate(one: Rate) -> str:
    """`4/5 = 80 %`."""
    return f"{one.count}/{one.of} = {one.percent} %"


def hours(span: timedelta) -> str:
    """`46.25 h`."""
    return f"{span / timedelta(hours=1):.2f}".rstrip("0").rstrip(".") + " h"


def _both(working: timedelta, elapsed: timedelta) -> str:
    same = hours(working) == hours(elapsed)
    return hours(working) if same else f"{hours(working)} ({hours(elapsed)})"


def _curve(one: Estimate) -> str:
    working, elapsed = one.working, one.elapsed
    median = "none"
    if working.median is not None and elapsed.median is not None:
        median = _both(working.median, elapsed.median)
    return (
        f"median {median}, {working.at_risk} at risk, "
        f"mean {_both(working.mean, elapsed.mean)}, "
        f"longest {_both(working.longest, elapsed.longest)}"
    )


def _of(one: Estimate) -> str:
    return f"{one.n}, {one.open} open"


def _decisions(it: Measures) -> ClosureRate:
    return it.closure_rate[Kind.DECISION]


def _rung(name: str) -> Callable[[Measures], str]:
    def said(it: Measures) -> str:
        rung = next(one for one in it.escalations.rungs if one.name == name)
        return f"{rate(rung.items)}, {rung.firings} firings"

    return said


def _slips(it: Measures) -> str:
    one = it.slips
    return f"{one.slips} of {one.open}, {one.pull_ins} pull-ins, drift {one.drift} of {one.due}"


def _open_age(it: Measures) -> str:
    age = it.open_age
    longest = _both(age.longest.working, age.longest.elapsed)
    return f"median {_both(age.median.working, age.median.elapsed)}, longest {longest} {age.oldest}"


def _going(it: Measures) -> str:
    one = it.going[-1]
    said = f"{one.worsening} worsening, {one.not_said} not said"
    return f"{said}, {one.steady} steady, {one.improving} improving, net {one.net:+} of {one.said}"


FIGURES: dict[str, Callable[[Measures], str]] = {
    "closed": lambda it: rate(_decisions(it).closed),
    "on time": lambda it: rate(_decisions(it).on_time),
    "kept as moved": lambda it: rate(_decisions(it).as_moved),
    "by fallback": lambda it: rate(_decisions(it).by_fallback),
    "withdrawn before their date": lambda it: str(_decisions(it).withdrawn),
    "logged again": lambda it: ", ".join(_decisions(it).again),
    "resolution": lambda it: _curve(it.time_to_resolution),
    "resolution of": lambda it: _of(it.time_to_resolution),
    "answer": lambda it: _curve(it.time_to_answer),
    "answer of": lambda it: _of(it.time_to_answer),
    "lead": _rung("lead"),
    "leadership": _rung("leadership"),
    "fallback": _rung("fallback"),
    "calls": lambda it: str(it.escalations.calls),
    "slips": _slips,
    "reopened": lambda it: f"{rate(it.reopened.reopened)}, {it.reopened.provisional} provisional",
    "comment to decision": lambda it: _curve(it.from_message.time),
    "within the window": lambda it: rate(it.from_message.in_window),
    "open age": _open_age,
    "trajectory": _going,
    "answered": lambda it: rate(it.answer_rate.answered),
    "agreed": lambda it: rate(it.agreed),
    "answered by lead": lambda it: rate(
        next(one.answered for one in it.answer_rate.rungs if one.name == "lead")
    ),
}
"""By the words before the colon."""
