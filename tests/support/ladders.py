"""Ladders as a strategy: any that can be saved, with everything that has an effect."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from hypothesis import strategies as st

from escalation.policy import DEFAULT_RUNGS, Editors, HandOvers, Outsiders, Policy
from escalation.rungs import Cadence, Condition, Offset, Rung, Shown, Target, TargetKind, Unit

PEOPLE = {"U11": "Lea Roth", "U12": "Cem", "U13": "Al, Bo and Di", "U14": "R&D *boss*"}
GROUPS = {"S11": "legal-leads", "S12": "on-call", "S13": "night"}
MEMBERS = {"S11": ("U11", "U12", "U13", "U14"), "S12": ("U12",), "S13": ()}
CHANNELS = ("C02", "C03")
IF_SILENT = Condition.UNACKNOWLEDGED
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TARGETS = st.sampled_from(
    [Target(TargetKind.PERSON, user) for user in PEOPLE]
    + [Target(TargetKind.GROUP, group) for group in GROUPS]
    + [Target(TargetKind.CHANNEL, channel) for channel in CHANNELS]
    + [Target(TargetKind.REPORTER), Target(TargetKind.STAND_IN)]
)
NAMES = st.one_of(
    st.just(""),
    st.sampled_from(["Legal", "on call, then all", "@here & *more*", "a. After 1 b"]),
)
OFFSETS = st.one_of(
    st.builds(Offset, st.integers(0, 40), st.just(Unit.HOURS)),
    st.builds(Offset, st.integers(1, 30), st.just(Unit.DAYS)),
)


def rungs_of(draw: st.DrawFn, day: timedelta) -> tuple[Rung, ...]:
    """Rungs in order; what has no effect is as the reader takes it."""
    offsets = draw(st.lists(OFFSETS, min_size=2, max_size=9))
    offsets.sort(key=lambda one: one.count * (day if one.unit is Unit.DAYS else HOUR))
    rungs = [_rung(draw, after, int(index > 1)) for index, after in enumerate(offsets[:-1])]
    always = draw(st.integers(1, max(1, len(rungs) - 1)))
    conditions = draw(st.lists(st.sampled_from(Condition), min_size=8, max_size=8))
    rungs = [
        one if index in (0, always) else replace(one, only_if=conditions[index])
        for index, one in enumerate(rungs)
    ]
    return (*rungs, replace(DEFAULT_RUNGS[-1], after=offsets[-1]))


def _rung(draw: st.DrawFn, after: Offset, least: int) -> Rung:
    targets = tuple(draw(st.lists(TARGETS, unique=True, min_size=least, max_size=5)))
    targets = tuple(sorted(targets, key=lambda one: one.kind is TargetKind.CHANNEL))
    shown = draw(st.sampled_from(Shown)) if targets else Shown.ALOUD
    return Rung(after, targets, shown, name=draw(NAMES))


DAYTIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
DATES = st.dates(date(2026, 1, 1), date(2027, 12, 31))
SPANS = st.integers(1, 90 * 24 * 60).map(lambda count: count * MINUTE)
REST: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "reminders": st.sets(SPANS, max_size=3).map(lambda some: (*sorted(some)[::-1], 0 * HOUR)),
        "reminder_days": st.sets(st.integers(1, 10), max_size=2).map(lambda some: (*sorted(some),)),
        "cadence": st.builds(Cadence, *[st.integers(1, 10)] * 3),
        "hold": st.one_of(st.just(0 * HOUR), SPANS),
        "chance": st.integers(0, 16 * 60).map(lambda count: count * MINUTE),
        "slip_budget": st.integers(1, 5),
        "review_cycle": st.integers(3, 28).map(lambda count: timedelta(days=count)),
        "zone": st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Etc/GMT+5"]),
        "weekdays": st.frozensets(st.integers(0, 6), min_size=1),
        "holidays": st.sampled_from(["", "DE", "DE-BE"]),
        "days_off": st.sets(DATES, max_size=3).map(lambda some: (*sorted(some),)),
        "window_days": st.integers(1, 10),
        "summary_weekday": st.integers(0, 6),
        "summary_time": DAYTIMES,
        "editors": st.sampled_from(Editors),
        "outsiders": st.sampled_from(Outsiders),
        "hand_overs": st.sampled_from(HandOvers),
    }
)


@st.composite
def ladders(draw: st.DrawFn) -> Policy:
    start, end = draw(DAYTIMES), draw(DAYTIMES)
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    day = (minutes % (24 * 60) or 24 * 60) * MINUTE
    return Policy(rungs=rungs_of(draw, day), start=start, end=end, **draw(REST))
