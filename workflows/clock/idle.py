"""Whether a pass of the clock has anything to do; nearly always it has not."""

from datetime import datetime

from storage import absences
from storage.gaps import sweeps
from workflows.clock import fire
from workflows.transaction.unit_of_work import WorkspaceContext


def is_idle(context: WorkspaceContext, now: datetime) -> bool:
    """True if no absence, offer, step, summary, value or nightly check is due.

    One look instead of one for each of them.
    """
    with context.reading(now) as uow:
        at, night = fire.planned_at(uow), sweeps.get(uow.tx)
        return not (
            (at is not None and at <= now)
            or night is None
            or night.due_at <= now
            or absences.beginning(uow.tx, now=now, limit=1)
            or absences.ending(uow.tx, now=now, limit=1)
        )
