"""Ask people whose Slack status reads like an absence whether they are away, once per status."""

import json
from datetime import datetime

from escalation.absences.statuses import SlackStatus, asks
from escalation.facts.in_notices import StatusAsked
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Person
from messages.absences import asked
from storage import people
from storage.items import search
from storage.items.search import Search
from storage.outbox import queue
from workflows.transaction import effects, readers
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


def noticed(context: WorkspaceContext, user: str, status: SlackStatus, *, now: datetime) -> None:
    """Ask somebody whom Backstop notifies, if the status reads like an absence."""
    with context.reading(now) as uow:
        person = _asked(uow, user, status)
    if person is not None:
        with context.writing(now) as uow:
            queue.add(uow.tx, [_question(person, status, now)])


def answered(
    context: WorkspaceContext,
    request: Request,
    mark: str,
    *,
    until: datetime | None,
    now: datetime,
) -> None:
    """Redraw the question about this status (its mark): away until then, or not (None)."""
    with context.writing(now) as uow:
        row = queue.of_key(uow.tx, keys.status(request.actor, mark))
        if row is None or not row.ts:
            return
        said = json.dumps(asked.answer(until, readers.to(uow, request.actor)))
        key = keys.status_edit(request.actor, mark, request.external_id)
        queue.add(uow.tx, [effects.redrawn(row, key=key, now=now, said=said)])


def _asked(uow: UnitOfWork, user: str, status: SlackStatus) -> Person | None:
    """The person to ask, if they own an open item or are on the ladder of one."""
    person = people.get(uow.tx, user)
    if person is None or not person.can_own:
        return None
    if not asks(person, status, zone=uow.context.zone, now=uow.now):
        return None
    if queue.of_key(uow.tx, keys.status(user, status.mark)):
        return None
    searches = [Search(owner=user), Search(on_ladder=(user,))]
    found = search.find_each(uow.tx, searches, visible=None, limit=1)
    return person if any(part.total for part in found) else None


def _question(person: Person, status: SlackStatus, now: datetime) -> Notice:
    return Notice(
        key=keys.status(person.id, status.mark),
        kind=NoticeKind.STATUS,
        place=Place.DM,
        recipient=person.id,
        planned_at=now,
        not_before=now,
        facts=StatusAsked(until=status.until, mark=status.mark),
    )
