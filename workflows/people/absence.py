"""Absences: somebody is away between two instants and may name a stand-in."""

from dataclasses import replace
from datetime import datetime

from escalation.errors import BadInput
from escalation.events import Event
from escalation.facts.circumstances import CameBack, WentAway
from escalation.facts.shape import EventFacts
from escalation.fields import Field
from escalation.people import Away, Person
from storage import absences, home_tabs, people
from workflows.people import availability
from workflows.transaction import effects, guards, idempotency, visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


def leave(context: WorkspaceContext, request: Request, away: Away, *, now: datetime) -> Person:
    """Begin, announce or change the asker's absence; there is one at a time.

    BadInput names the field `from`, `until` or `stand_in`.

    A redelivered request changes nothing and gets the same answer, even if they are back by then.
    """
    with context.writing(now) as uow:
        return _changed(uow, request, away)


def come_back(context: WorkspaceContext, request: Request, *, now: datetime) -> Person:
    """End the asker's absence; what waited for them is sent from their next working instant on."""
    with context.writing(now) as uow:
        return _changed(uow, request, None)


def _changed(uow: UnitOfWork, request: Request, away: Away | None) -> Person:
    earlier = idempotency.earlier(uow, request)
    person = guards.asker(uow, request.actor)
    if earlier is not None:
        return replace(person, absences=_read(earlier["away"]))
    if away is not None:
        if away.starts_at is not None and away.starts_at <= uow.now:
            away = replace(away, starts_at=None)
        _require_sense(uow, person, away)
    effects.write_down(uow, [_event(person, away, at=uow.now)])
    absences.keep(uow.tx, person.id, [away] if away else [])
    person = replace(person, absences=(away,) if away else ())
    availability.replan(uow, person)
    availability.tell_stand_in(uow, person)
    home_tabs.want(uow.tx, [person.id], now=uow.now)
    idempotency.remember(uow, request, away=away and _kept(away))
    return person


def _event(person: Person, away: Away | None, *, at: datetime) -> Event:
    facts: EventFacts = CameBack()
    if away is not None:
        facts = WentAway(until=away.until, stand_in=away.stand_in, starts_at=away.starts_at)
    return Event(at=at, item_id=None, actor=person.id, facts=facts)


def turn(context: WorkspaceContext, now: datetime, *, limit: int) -> int:
    """Begin and end the absences whose time has come; return how many. Reads first.

    Each is noted with its effects in one transaction, so it happens once, however late.
    """
    with context.reading(now) as uow:
        if not _turning(uow, limit=1):
            return 0
    with context.writing(now) as uow:
        turning = _turning(uow, limit=limit)
        # Another replica may have been faster.
        turned = [user for user in turning if absences.turn(uow.tx, user, now=now)]
        for person in people.get_many(uow.tx, turned).values():
            availability.replan(uow, person)
            availability.tell_stand_in(uow, person)
        home_tabs.want(uow.tx, turned, now=now)
    return len(turning)


def _turning(uow: UnitOfWork, *, limit: int) -> tuple[str, ...]:
    """The people whose absence begins or ends now, each once."""
    found = [
        *absences.beginning(uow.tx, now=uow.now, limit=limit),
        *absences.ending(uow.tx, now=uow.now, limit=limit),
    ]
    return tuple(dict.fromkeys(found))[:limit]


def _kept(away: Away) -> list[str]:
    starts = [away.starts_at.isoformat()] if away.starts_at else []
    return [away.until.isoformat(), away.stand_in, *starts]


def _read(kept: list[str] | None) -> tuple[Away, ...]:
    """The absence that was saved in the inbox."""
    if not kept:
        return ()
    until, stand_in, *starts = kept
    starts_at = datetime.fromisoformat(starts[0]) if starts else None
    return (Away(until=datetime.fromisoformat(until), stand_in=stand_in, starts_at=starts_at),)


def _require_sense(uow: UnitOfWork, person: Person, away: Away) -> None:
    if away.until <= uow.now:
        past = "That is in the past. When will you be back?"
        raise BadInput(
            f"{past} For example: `away until mon 9am`.", field=Field.UNTIL, in_form=past
        )
    if away.starts_at is not None and away.until <= away.starts_at:
        early = "That ends before it begins. When will you be back?"
        raise BadInput(
            f"{early} For example: `away 27 mar - 3 apr`.", field=Field.UNTIL, in_form=early
        )
    if away.stand_in:
        _require_stand_in(uow, person, away.stand_in, starts_at=away.starts_at)


def _owned_channels(uow: UnitOfWork, person: Person) -> frozenset[str]:
    return frozenset(item.channel for item in availability.owned_by(uow, person))


def _require_stand_in(
    uow: UnitOfWork, person: Person, user: str, *, starts_at: datetime | None
) -> None:
    other = people.get(uow.tx, user)
    if other is None or not other.can_own:
        raise BadInput(
            "A stand-in is one person of this company with an active account. Name somebody else.",
            field=Field.STAND_IN,
        )
    if other.id == person.id:
        raise BadInput(
            "A stand-in is somebody else. Leave it out if nobody can.", field=Field.STAND_IN
        )
    if other.guest and not _owned_channels(uow, person) <= visibility.visible_channels(uow, other):
        raise BadInput(
            f"{other.name} is a guest and is not in every channel where you own something. "
            "Invite them there, or name somebody else.",
            field=Field.STAND_IN,
        )
    if other.is_away(max(uow.now, starts_at or uow.now)):
        raise BadInput(f"{other.name} is away too. Name somebody else.", field=Field.STAND_IN)
