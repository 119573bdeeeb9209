"""What somebody has set of how much they are told at once, and what waits for them today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from escalation.items import Item
from escalation.ladder.masked import masked
from escalation.notices.notice import Notice
from escalation.notices.suppression import still_wanted
from escalation.people import Person
from escalation.policy import Policy
from escalation.quiet.bundles import bundles_of_day, start_of_day_of
from escalation.quiet.preferences import Preferences
from messages.reader import Reader
from storage import channels
from storage.outbox import queue
from storage.quiet import counted, preferences
from workflows.transaction import directory, guards, idempotency, readers, visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """What somebody has set, how many messages they had today, when bundles come, what waits.

    `changed` if this request changed something. An item that they may not read is masked.
    """

    preferences: Preferences
    told: int
    bundles: tuple[datetime, ...]
    waiting: tuple[tuple[Notice, Item], ...]
    reader: Reader
    changed: bool = False


def shown(context: WorkspaceContext, request: Request, *, now: datetime) -> Waits:
    """How it stands for the person who asks."""
    with context.reading(now) as uow:
        person = guards.asker(uow, request.actor)
        return _waits(uow, request, person)


def set_to(
    context: WorkspaceContext,
    request: Request,
    change: Callable[[Preferences], Preferences],
    *,
    now: datetime,
) -> Waits:
    """Change what somebody has set, once; what waits already keeps its bundle.

    BadInput names the field `limit` or `bundles`.
    """
    with context.writing(now) as uow:
        person = guards.asker(uow, request.actor)
        if idempotency.earlier(uow, request) is None:
            preferences.keep(uow.tx, person.id, change(preferences.of(uow.tx, person.id)))
            idempotency.remember(uow, request)
        return _waits(uow, request, person, changed=True)


def _waits(uow: UnitOfWork, request: Request, person: Person, *, changed: bool = False) -> Waits:
    theirs = preferences.of(uow.tx, person.id)
    today = start_of_day_of(person, uow.now, default=uow.context.zone)
    known = channels.get(uow.tx, request.channel)
    policy = known.policy if known else Policy(zone=uow.context.zone)
    waiting = _waiting(uow, person)
    return Waits(
        preferences=theirs,
        told=counted.since(uow.tx, person.id, today),
        bundles=bundles_of_day(person, policy, uow.now, bundles=theirs.bundles),
        waiting=waiting,
        reader=readers.to(uow, person.id, [item for _, item in waiting]),
        changed=changed,
    )


def _waiting(uow: UnitOfWork, person: Person) -> tuple[tuple[Notice, Item], ...]:
    """What waits for a bundle and is still wanted, with its item as they may see it."""
    rows = [row for row in queue.pending_to(uow.tx, person.id) if row.notice.bundle_at]
    about = directory.items_of(uow, rows)
    shown = {item.id: item for item in visibility.seen(uow, person, about.values())}
    for item in about.values():
        if item.id not in shown and person.id in item.position.notified:
            shown[item.id] = masked(item)
    notices = (row.notice for row in rows)
    return tuple(
        (notice, shown[notice.item_id])
        for notice in notices
        if notice.item_id in shown and not still_wanted(notice, about[notice.item_id], uow.now)
    )
