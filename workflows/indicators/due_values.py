"""What the clock asks and tells of indicators, and how that is said."""

import logging
from dataclasses import replace
from datetime import datetime

from escalation.calendars import calendar_of
from escalation.dm_times import in_hours_of
from escalation.facts.about_indicators import Asking, IndicatorsTold
from escalation.indicators import keepers
from escalation.indicators.how_it_stands import missing
from escalation.indicators.indicator import Indicator
from escalation.indicators.passing import passed
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Person
from escalation.policy import Policy
from escalation.worktime.hours import ONE_DAY
from messages.indicators.directly import told_of
from messages.slack.blocks import Json
from storage import people
from storage.indicators import definitions, recorded
from storage.outbox import queue
from workflows.indicators import finding, shown
from workflows.indicators.finding import Where
from workflows.transaction import readers
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext

log = logging.getLogger("backstop.heartbeat")

_Group = tuple[Asking, Person, datetime]
"""Why somebody is told, and since when that is so."""


def ask_due(context: WorkspaceContext, now: datetime, *, limit: int) -> int:
    """Ask for up to `limit` values that are due, and tell of those that are missing; how many.

    Reads first: a pass that finds nothing keeps no writer waiting. Questions and the next instants
    are saved together or not at all.
    """
    with context.reading(now) as uow:
        at = definitions.next_at(uow.tx)
    if at is None or at > now:
        return 0
    with context.writing(now) as uow:
        return ask(uow, limit=limit)


def ask(uow: UnitOfWork, *, limit: int = 500) -> int:
    """The same, inside a transaction. One that cannot be read waits for a day."""
    due = definitions.due(uow.tx, now=uow.now, limit=limit)
    for id_ in due.unreadable:
        log.error("action=set_aside what=indicator-%d", id_)
        definitions.put_off(uow.tx, id_, until=uow.now + ONE_DAY)
    places = finding.places(uow, due.indicators)
    told: dict[_Group, list[Indicator]] = {}
    for one in due.indicators:
        for group in _passed(uow, one, places.get(one.channel)):
            told.setdefault(group, []).append(one)
    policies = {id_: where.channel.policy for id_, where in places.items()}
    queue.add(
        uow.tx,
        [
            _notice(group, found, policies[found[0].channel], now=uow.now)
            for group, found in told.items()
        ],
    )
    return len(due.indicators) + len(due.unreadable)


def of_leaver(uow: UnitOfWork, user: str, *, channel: str = "") -> None:
    """Look at once at what somebody owned who is gone, or can no longer see this channel."""
    for one in definitions.owned(uow.tx, [user]):
        if channel in ("", one.channel):
            definitions.save(uow.tx, replace(one, tell_at=uow.now))


def _passed(uow: UnitOfWork, indicator: Indicator, where: Where | None) -> list[_Group]:
    """Save when the clock looks at it next; whom to tell, unless we are not in its channel."""
    calendar = where.calendar if where else calendar_of("", Policy(zone=uow.context.zone), uow.now)
    values = recorded.of(uow.tx, indicator)
    asked = keepers.answering(indicator.owner, where.here) if where else None
    step = passed(indicator, values, uow.now, calendar=calendar, is_answered_for=asked is not None)
    definitions.save(uow.tx, step.indicator)
    if where is None or not where.channel.is_open:
        return []
    told = [(Asking.DUE, asked, step.asks_for)] if asked and step.asks_for else []
    if step.tells_since:
        above = keepers.told_of_missing(
            indicator.owner, indicator.made_by, where.channel.policy, here=where.here
        )
        told += [(Asking.MISSING, one, step.tells_since) for one in above]
    return told


def _notice(group: _Group, found: list[Indicator], policy: Policy, *, now: datetime) -> Notice:
    """One message to somebody of all that they are told at once for one reason."""
    why, to, since = group
    return Notice(
        key=keys.indicators(why, since, found[0].id, to=to.id),
        kind=NoticeKind.INDICATOR,
        place=Place.DM,
        recipient=to.id,
        planned_at=since,
        not_before=in_hours_of(policy, to, now),
        facts=IndicatorsTold(why=why, indicators=tuple(str(one.id) for one in found)),
    )


def message(uow: UnitOfWork, notice: Notice) -> Json:
    """What somebody is told of indicators, as they stand now."""
    facts = notice.says(IndicatorsTold)
    found = _told_of(uow, notice) or definitions.these(uow.tx, _ids(facts))
    to = people.get(uow.tx, notice.recipient) or Person(id=notice.recipient, name="")
    reader = readers.to(uow, to.id, named=[*facts.users, *(one.owner for one in found)])
    return told_of(facts, shown.these(uow, found, to=to), reader)


def unwanted(uow: UnitOfWork, notice: Notice) -> str:
    """Why not to tell of indicators: a value came, or it is over. Else ""."""
    if not isinstance(notice.facts, IndicatorsTold):
        return ""
    return "" if _told_of(uow, notice) else "nothing is missing"


def _told_of(uow: UnitOfWork, notice: Notice) -> list[Indicator]:
    """The indicators of a notice of which its reader is still to be told."""
    facts = notice.says(IndicatorsTold)
    found = definitions.these(uow.tx, _ids(facts))
    places = finding.places(uow, found)
    return [
        one
        for one in found
        if one.channel in places
        and not one.retired_at
        and _is_for(uow, one, notice, where=places[one.channel])
    ]


def _ids(facts: IndicatorsTold) -> list[int]:
    return [int(one) for one in facts.indicators if one.isdecimal()]


def _is_for(uow: UnitOfWork, indicator: Indicator, notice: Notice, *, where: Where) -> bool:
    """Whether what a notice says of an indicator is so, and is its reader's to know."""
    user, why = notice.recipient, notice.says(IndicatorsTold).why
    if not _is_inside(user, where):
        return False
    if why is Asking.OWNED:
        return indicator.owner == user
    asked, last = keepers.answering(indicator.owner, where.here), indicator.last_due_at
    is_missing = bool(missing(indicator, recorded.of(uow.tx, indicator), last))
    if why is Asking.MISSING:
        return is_missing or asked is None
    is_latest = last is None or last <= notice.planned_at
    return is_missing and is_latest and asked is not None and asked.id == user


def _is_inside(user: str, where: Where) -> bool:
    """Whether somebody sees the channel, as it was last listed."""
    inside = where.here.members.get(where.channel.id)
    return not where.here.was_removed(user) and (inside is None or user in inside)
