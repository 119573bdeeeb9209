"""Makers of domain values with sensible defaults: name only what a test is about.

The default item is a blocker logged on Mon 2 Mar 2026 09:00 UTC and due Thu 5 Mar 2026 12:00 UTC,
owned by OWNER, logged by REPORTER in CHANNEL, under a ladder with one lead and one in leadership.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from escalation.about.agreements import Agreement
from escalation.calendars import calendar_of
from escalation.events import Event
from escalation.facts.shape import Facts
from escalation.items import Closing, Due, Hold, Item, Kind, Position, RungState, Status
from escalation.notices.notice import Notice
from escalation.people import Away, Person
from escalation.policy import DEFAULT_RUNGS, Policy
from escalation.recipients import Directory
from escalation.rungs import (
    Audience,
    Condition,
    Offset,
    Rung,
    Shown,
    Target,
    TargetKind,
    Unit,
    with_targets,
)
from escalation.worktime.hours import Calendar
from storage import facts_json

OWNER, REPORTER, LEAD, BOSS, STAND_IN, MEMBER = "U01", "U02", "U03", "U04", "U05", "U06"
CHANNEL, LEADS_CHANNEL, GROUP = "C01", "C02", "S01"
_OF_POSITION = frozenset(field.name for field in fields(Position))
_OF_CLOSING = {"outcome": "outcome", "closed_at": "at", "closed_by": "by"}


def utc(text: str) -> datetime:
    """`03-05 12:00` or `03-05 12:00:30`, in 2026, as an aware UTC datetime."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


def a_due(at: datetime | str = "03-05 12:00", zone: str = "UTC", phrase: str = "thu noon") -> Due:
    return Due(at=utc(at) if isinstance(at, str) else at, zone=zone, phrase=phrase)


def a_hold(rung: int, until: str) -> Hold:
    return Hold(rung=rung, until=utc(until))


def person_target(user: str) -> Target:
    return Target(TargetKind.PERSON, user)


def a_policy(**changes: Any) -> Policy:
    """A ladder; `lead` and `leadership` are the targets of its first two rungs."""
    rungs = changes.pop("rungs", _USUAL_RUNGS)
    lead = changes.pop("lead", rungs[0].targets)
    leadership = changes.pop("leadership", rungs[1].targets)
    return Policy(rungs=with_targets(rungs, lead, leadership), **changes)


_USUAL_RUNGS = with_targets(DEFAULT_RUNGS, (person_target(LEAD),), (person_target(BOSS),))


def an_item(**changes: Any) -> Item:
    logged_at = changes.get("logged_at", utc("03-02 09:00"))
    due = changes.get("due", a_due())
    defaults = {
        "id": 7,
        "kind": Kind.BLOCKER,
        "number": 12,
        "channel": CHANNEL,
        "title": "Contract import is stuck",
        "owner": OWNER,
        "reporter": REPORTER,
        "due": due,
        "first_due_at": due.at,
        "fallback": "Import by hand",
        "policy": a_policy(),
        "logged_at": logged_at,
    }
    owner = changes.get("owner", OWNER)
    agreed = Agreement().given(owner, due.at, logged_at)
    started = Position(reminded_until=logged_at, reviewed_until=logged_at)
    return changed(Item(**defaults, position=started, agreement=agreed), **changes)


def changed(item: Item, **changes: Any) -> Item:
    """The item after these changes; fields of its position are named like its own.

    `status`, `outcome`, `closed_at` and `closed_by` close it, by default at its due date. A
    `trajectory` was said on Wed 4 Mar, unless told otherwise.
    """
    if changes.get("trajectory"):
        changes.setdefault("trajectory_said_at", utc("03-04 09:00"))
    placed = {name: changes.pop(name) for name in _OF_POSITION & changes.keys()}
    status = changes.pop("status", item.status)
    ended = {field: changes.pop(name) for name, field in _OF_CLOSING.items() if name in changes}
    was = item.closing or Closing(status=Status.WITHDRAWN, at=item.due.at)
    closing = None if status is Status.OPEN else replace(was, status=status, **ended)
    assert closing or not ended, "an open item has no outcome"
    position = replace(item.position, **placed)
    return replace(item, position=position, closing=closing, **changes)


def fired(*rungs: int, at: str = "03-05 12:00") -> tuple[RungState, ...]:
    """These rungs as fired at that instant, with nobody able to answer."""
    return tuple(RungState(rung=rung, fired_at=utc(at)) for rung in rungs)


def climbed(count: int, at: str = "03-05 12:00") -> dict[str, Any]:
    """So many rungs as fired; if all three are, the fallback applies."""
    return {"rungs": fired(*range(count), at=at), "fallback_at": utc(at) if count == 3 else None}


def rung(
    audience: Audience, count: int = 0, unit: Unit = Unit.DAYS, *, aloud: bool = False
) -> Rung:
    """A rung so many working days after due, with the usual people."""
    shown = Shown.ALOUD if aloud or audience is Audience.CHANNEL else Shown.THREAD
    return Rung(Offset(count, unit if count else Unit.HOURS), _USUAL[audience], shown)


_USUAL = {
    Audience.LEAD: (person_target(LEAD),),
    Audience.LEADERSHIP: (person_target(BOSS),),
    Audience.CHANNEL: (),
}


LONG = (
    rung(Audience.LEAD),
    rung(Audience.LEADERSHIP, 1),
    replace(rung(Audience.LEADERSHIP, 2), only_if=Condition.UNACKNOWLEDGED),
    rung(Audience.CHANNEL, 4),
)
"""A ladder on which leadership is told again, unless somebody has acknowledged."""


def a_person(user: str = OWNER, **changes: Any) -> Person:
    away = changes.pop("away", None)
    absences = (away,) if away else ()
    named = {"id": user, "name": f"name of {user}", "zone": "UTC", "absences": absences}
    return Person(**{**named, **changes})


def away(until: str, stand_in: str = "") -> Away:
    return Away(until=utc(until), stand_in=stand_in)


def people(*others: Person) -> dict[str, Person]:
    """Everybody named above, in UTC and at work, with these replacing their namesakes."""
    usual = [a_person(user) for user in (OWNER, REPORTER, LEAD, BOSS, STAND_IN, MEMBER)]
    return {person.id: person for person in (*usual, *others)}


def a_directory(now: datetime | str, *others: Person, **changes: Any) -> Directory:
    """Everybody as known at this instant, with these replacing their namesakes."""
    at = utc(now) if isinstance(now, str) else now
    return Directory(**{"people": people(*others), "groups": {}, "now": at, **changes})


def a_calendar(zone: str = "UTC", **changes: Any) -> Calendar:
    """Mon to Fri, 9 to 17, in this zone."""
    return calendar_of(zone, a_policy(**changes), utc("03-05 12:00"))


def notice_of(**fields: Any) -> Notice:
    """A notice whose facts may be given as the JSON that the outbox keeps."""
    facts = fields.pop("facts", {})
    typed = facts if isinstance(facts, Facts) else facts_json.of_notice(fields["kind"], facts)
    return Notice(**fields, facts=typed)


def event_of(*, action: str, facts: Mapping[str, str] | None = None, **fields: Any) -> Event:
    """An event by its action, with its facts as the JSON that the history keeps."""
    return Event(**fields, facts=facts_json.of_event(action, facts or {}))
