"""Ask people whose Slack status reads like an absence whether they are away, once per status."""

import json
from collections.abc import Sequence
from datetime import datetime

from escalation.absences.statuses import SlackStatus, asks, is_away
from escalation.dm_times import usually_working_from
from escalation.facts.about_absences import StatusAsked
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, NoticeState, Place
from escalation.people import Person
from messages.absences import asked
from storage import people
from storage.items import search
from storage.items.search import Search
from storage.outbox import queue, status_questions
from storage.outbox.model import StoredNotice
from workflows.transaction import effects, readers
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


def noticed(context: WorkspaceContext, user: str, status: SlackStatus, *, now: datetime) -> None:
    """Ask somebody whom Backstop notifies, if the status reads like an absence."""
    with context.reading(now) as uow:
        person = _asked(uow, user, status)
        older = _older(uow, user, status)
    if person is None and not older:
        return
    with context.writing(now) as uow:
        _overtake(uow, older, status)
        if person is not None:
            queue.add(uow.tx, [_question(uow, person, status)])


def _older(uow: UnitOfWork, user: str, status: SlackStatus) -> Sequence[StoredNotice]:
    """The last question about another status of theirs, if there is one."""
    asked_before = status_questions.asked(uow.tx, user)
    others = [row for row in asked_before if row.notice.key != keys.status(user, status.mark)]
    return others[-1:]


def _overtake(uow: UnitOfWork, older: Sequence[StoredNotice], status: SlackStatus) -> None:
    """A newer status ends the question about an older one."""
    waiting = [row for row in older if row.state is NoticeState.PENDING]
    effects.take_back(uow, waiting, why="the status changed")
    for row in older:
        facts = row.notice.says(StatusAsked)
        person = people.get(uow.tx, row.notice.recipient)
        is_answered = person is None or is_away(person, uow.now, facts.until or uow.now)
        if row.ts and not is_answered:
            said = json.dumps(asked.overtaken())
            key = keys.status_edit(row.notice.recipient, facts.mark, status.mark)
            queue.add(uow.tx, [effects.redrawn(row, key=key, now=uow.now, said=said)])


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


def _question(uow: UnitOfWork, person: Person, status: SlackStatus) -> Notice:
    return Notice(
        key=keys.status(person.id, status.mark),
        kind=NoticeKind.STATUS,
        place=Place.DM,
        recipient=person.id,
        planned_at=uow.now,
        not_before=usually_working_from(person, uow.context.zone, uow.now),
        facts=StatusAsked(until=status.until, mark=status.mark),
    )
