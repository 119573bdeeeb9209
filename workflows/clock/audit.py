"""The auditor: check that nothing is overdue, stuck or doubled, and that no history was edited.

It trusts no other part of the bot and asks the database for what should never be true. The admins
(`BACKSTOP_ADMINS`) are told of each kind of fault once a day (`docs/runbook.md#the-auditor`). Its
reads delay no writer.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from escalation.facts.in_notices import Alarm
from escalation.notices.notice import Notice
from storage import inbox, replicas
from storage.checks import audit
from storage.checks import misplaced as stored
from storage.items import chain, drafts
from storage.items.chain import BEGINNING, Link
from storage.ladders import drafts as ladder_drafts
from storage.outbox import queue, rate_limits
from workflows.alarms import alarms
from workflows.clock import misplaced
from workflows.clock.misplaced import Overslept
from workflows.transaction import effects
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext

log = logging.getLogger("backstop.audit")

Finding: TypeAlias = audit.Finding
Trouble: TypeAlias = audit.Trouble
Replica: TypeAlias = replicas.Heartbeat

PATIENCE = timedelta(minutes=1)
"""How late a plan or a notice may be."""
_PASSING = frozenset({Trouble.OVERDUE, Trouble.LATE, Trouble.STUCK, Trouble.UNREPAIRED})
"""A start, a suspend or a burst can cause these briefly, so they count only when seen twice."""
EVENTS_AT_ONCE = 5_000
"""How many events of the history one pass checks."""
MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Audit:
    """What is wrong (() when all is well), everything seen, and how far the history was checked.

    `again` is how far the history was checked a second time, to find edits to parts that passed
    before. `planned` is the last item whose plan was compared with its stored instant. `running`
    are the bots that share the database.
    """

    findings: tuple[Finding, ...]
    seen: tuple[Finding, ...] = ()
    walked: Link = BEGINNING
    again: Link = BEGINNING
    planned: int = 0
    running: tuple[Replica, ...] = ()


def look(
    context: WorkspaceContext,
    now: datetime,
    *,
    before: Audit | None = None,
    me: Replica | None = None,
) -> Audit:
    """Look at everything as of now, continuing from the last look, if any, and tell the admins.

    Alarms that have not been sent are taken back once all is well again. `me` is recorded as
    running. The history is checked from where any bot has got to, and also again from the start.
    """
    with context.reading(now) as uow:
        walked, broken = _walked(uow, chain.walked(uow.tx))
        again, edited = _walked(uow, before.again if before else BEGINNING)
        overslept = misplaced.look(uow.tx, now=now, after=before.planned if before else 0)
        seen = audit.findings(uow.tx, now=now, patience=PATIENCE)
    seen += tuple(dict.fromkeys((*broken, *edited)))
    passing = set(seen).difference(before.seen) if before else set()
    found = tuple(one for one in seen if one.trouble not in _PASSING or one not in passing)
    with context.writing(now) as uow:
        rate_limits.prune(uow.tx, now=now)
        inbox.prune(uow.tx, now=now)
        drafts.prune(uow.tx, now=now)
        ladder_drafts.prune(uow.tx, now=now)
        chain.keep_walked(uow.tx, walked)
        _wake(uow, overslept)
        queue.add(uow.tx, _alarms(uow, found))
        if not found:
            _take_back(uow)
        if me:
            replicas.beat(uow.tx, replace(me, last_at=now))
        running = replicas.running(uow.tx, now=now)
    at_the_end = again.event_id >= walked.event_id
    again = BEGINNING if at_the_end else again
    return Audit(found, seen, walked, again, overslept.after, running)


def _walked(uow: UnitOfWork, since: Link) -> tuple[Link, tuple[Finding, ...]]:
    """How far the history after `since` is intact, and what is wrong with it."""
    walk = chain.verify(uow.tx, since=since, limit=EVENTS_AT_ONCE)
    if walk.broken_at is None:
        return walk.end, ()
    return walk.end, (Finding(trouble=Trouble.EDITED, what=f"event {walk.broken_at}"),)


def _wake(uow: UnitOfWork, overslept: Overslept) -> None:
    """Make the clock look at them at its next beat, which also corrects their next instant."""
    labels = [item.label for item in overslept.items]
    if woken := stored.wake(uow.tx, [item.id for item in overslept.items], now=uow.now):
        log.error("action=woken rows=%d items=%s", woken, ",".join(labels))


def _alarms(uow: UnitOfWork, found: Iterable[Finding]) -> list[Notice]:
    """Alarms for the findings, except stopped items: the admins already know about those."""
    named: dict[Trouble, list[str]] = {}
    for finding in found:
        if finding.trouble is not Trouble.STOPPED:
            named.setdefault(finding.trouble, []).append(finding.what)
    return [
        alarm
        for trouble, names in named.items()
        for alarm in alarms(uow, trouble, named=", ".join(names[:MOST_NAMED]), count=len(names))
    ]


def _take_back(uow: UnitOfWork) -> None:
    waiting = [
        row
        for admin in uow.context.admins
        for row in queue.pending_to(uow.tx, admin)
        if isinstance(row.notice.facts, Alarm) and row.notice.facts.trouble in set(Trouble)
    ]
    effects.take_back(uow, waiting, why="all is well again")
