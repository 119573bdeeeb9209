"""The steps of somebody who stands in for the owner."""

from datetime import datetime

from escalation.dm_times import next_dm_at
from escalation.items import Item
from escalation.ladder.plan import Step, StepKind
from escalation.ladder.timetable import COVER
from escalation.people import Person


def cover_step(until: datetime, now: datetime, *, mark: str = "") -> Step:
    """They are told what they cover, once for each end of an absence and each `mark`."""
    return Step(kind=StepKind.COVER, at=now, name=f"cover-{until:%Y%m%d%H%M}{mark}")


def is_for_cover(step: Step) -> bool:
    """Whether this reminder comes early, for them alone."""
    return step.name.endswith(COVER) and not step.missed


def is_too_late(step: Step, item: Item, stand_in: Person, *, now: datetime) -> bool:
    """Whether they would read a reminder before due only after the date has passed."""
    return step.at < item.due.at <= next_dm_at(stand_in, item, step.told_from(now))
