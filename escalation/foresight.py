"""Foresight: who will be told what and when if nobody acts, found by running the ladder ahead.

The times are when people will be told, after any quiet time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from escalation.addressing import address
from escalation.calendars import owners_calendar
from escalation.hearers import Directory
from escalation.items import Item
from escalation.ladder import Step, StepKind, apply, plan
from escalation.notices import Notice, NoticeKind, Place

_ABOVE = frozenset({NoticeKind.ESCALATION, NoticeKind.GAP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One step that lies ahead. `told_at` is when the first of `people` is told (UTC).

    `people` are the ids of the users told then, () if only a channel is.
    """

    step: Step
    told_at: datetime
    people: tuple[str, ...]

    @property
    def waits(self) -> bool:
        """Whether quiet time delays it past the instant it falls due."""
        return self.told_at > self.step.at


def foresee(
    item: Item, now: datetime, directory: Directory, *, count: int = 10
) -> tuple[Foreseen, ...]:
    """The next steps if nobody acts, in order of time."""
    return tuple(islice(_ahead(item, now, directory), count))


def next_rung(item: Item, now: datetime, directory: Directory) -> Foreseen | None:
    """The next rung that fires if nobody acts; None once all have."""
    if not item.is_open or item.fallback_applies or item.is_climbed:
        return None
    return next(one for one in _ahead(item, now, directory) if one.step.rung >= 0)


def next_above(item: Item, now: datetime, directory: Directory) -> Foreseen | None:
    """The next step that tells somebody above the owner; None for a closed item.

    That is a rung, or the last question once the fallback applies. Reviews do not count: they tell
    of many items at once.
    """
    if item.is_climbed and not item.fallback_applies:
        return None  # a ladder without rungs has neither
    above = (StepKind.RUNG, StepKind.QUESTION)
    return next((one for one in _ahead(item, now, directory) if one.step.kind in above), None)


def _ahead(item: Item, now: datetime, directory: Directory) -> Iterator[Foreseen]:
    at: datetime | None = now
    while at is not None:
        calendar = owners_calendar(item, directory.people, at)
        planned = plan(item, item.policy, at, calendar=calendar)
        told = address(apply(item, planned), planned.steps, replace(directory, now=at))
        yield from (_foreseen(item, step, told.notices) for step in planned.steps)
        item = told.item
        at = item.next_at and max(item.next_at, at)


def _foreseen(item: Item, step: Step, notices: tuple[Notice, ...]) -> Foreseen:
    if step.rung >= 0 and not item.policy.targets(item.policy.rungs[step.rung].audience):
        return Foreseen(step=step, told_at=step.at, people=())  # said aloud in the channel
    direct = _told_directly(step, notices)
    told_at = min((max(notice.not_before, step.at) for notice in direct), default=step.at)
    first = (notice.recipient for notice in direct if notice.not_before <= told_at)
    return Foreseen(step=step, told_at=told_at, people=tuple(first))


def _told_directly(step: Step, notices: tuple[Notice, ...]) -> list[Notice]:
    """The DMs of one step; if nobody on a rung can answer, those to the people told instead."""
    direct = [notice for notice in notices if notice.place is Place.DM]
    own = [notice for notice in direct if notice.facts["step"] == step.name]
    instead = [notice for notice in direct if notice.kind in _ABOVE] if step.rung >= 0 else []
    return own or instead
