"""What a form can say of an owner and a date before it is submitted."""

from datetime import datetime

from escalation.load.until_due import Load
from storage import people
from workflows.transaction.ownership import load
from workflows.transaction.ownership.load import OpenDate
from workflows.transaction.unit_of_work import WorkspaceContext


def load_until(
    context: WorkspaceContext, owner: str, date: OpenDate, *, actor: str, now: datetime
) -> Load | None:
    """What this owner has to do by then, as far as the actor (both are ids) may know.

    None for a date that has passed, and for somebody we do not know.
    """
    if date.due_at <= now:
        return None
    with context.reading(now) as uow:
        known = people.get_many(uow.tx, [actor, owner])
        if actor not in known or owner not in known:
            return None
        return load.until(uow, known[owner], date, reader=known[actor])
