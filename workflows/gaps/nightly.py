"""Each night: check every open item for ownership gaps that no event has shown.

The first time, after an installation or an upgrade, gaps are listed and nobody is told.
"""

from dataclasses import replace
from datetime import datetime

from escalation.gaps.nights import next_night
from storage.gaps import sweeps
from storage.gaps.sweeps import Sweep
from workflows.gaps import find
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext


def go_on(context: WorkspaceContext, now: datetime, *, limit: int) -> int:
    """Check up to `limit` items in one transaction, if it is time; return how many."""
    with context.reading(now) as uow:
        kept = sweeps.get(uow.tx)
    if kept is not None and now < kept.due_at:
        return 0
    with context.writing(now) as uow:
        return _checked(uow, limit)


def _checked(uow: UnitOfWork, limit: int) -> int:
    sweeps.begin(uow.tx, Sweep(due_at=uow.now, first=True))
    kept = sweeps.get(uow.tx)
    if kept is None or uow.now < kept.due_at:
        return 0
    read = sweeps.open_items(uow.tx, after=kept.after_id, limit=limit)
    ids = [item.id for item in read.items] + [one.id for one in read.unreadable]
    if len(ids) < limit:
        after = Sweep(due_at=next_night(uow.now, uow.context.zone))
    else:
        after = replace(kept, after_id=max(ids))
    ours = read.items if sweeps.go_on(uow.tx, kept, after) else ()  # or another bot was first
    find.among(uow, ours, silently=kept.first, in_hours=True)
    return len(ids)
