"""Absences: somebody is away between two instants and may name a stand-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.absences.entering import fitted, in_a_circle, together, without
from escalation.dm_times import usually_working_from
from escalation.errors import BadInput, NotAllowed, Stale
from escalation.events import Event
from escalation.facts.about_absences import AbsenceEntered
from escalation.facts.circumstances import CameBack, WentAway
from escalation.facts.shape import EventFacts
from escalation.fields import Field
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Away, Person
from storage import absences, channels, home_tabs, people
from storage.outbox import queue
from workflows.people import availability, stand_ins
from workflows.transaction import directory, effects, guards, idempotency, visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

GONE = "That absence is over or was changed. To see yours, type `away`."


@dataclass(frozen=True, slots=True)
class Ended:
    """Whose absence was ended, and the absence as it was; None if they were not away."""

    person: Person
    away: Away | None


def leave(
    context: WorkspaceContext,
    request: Request,
    away: Away,
    *,
    now: datetime,
    whom: str = "",
    instead_of: datetime | None = None,
) -> Person:
    """Enter an absence; it replaces the one that ends at `instead_of`, if that is given.

    It is the asker's own, or that of `whom` (a user id), who is told. BadInput names the field
    `from`, `until`, `stand_in` or `reason`. A redelivered request changes nothing and gets the same
    answer, even if the person is back by then.
    """
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        actor = guards.asker(uow, request.actor)
        person = _whose(uow, request, actor, whom=whom, kept=instead_of)
        if earlier is not None:
            return replace(person, absences=_read(earlier))
        if instead_of is not None:
            _require_kept(person, instead_of, by=actor.id)
        if person.id != actor.id:
            away = replace(away, entered_by=actor.id)
        away = fitted(person, away, now, instead_of=instead_of)
        theirs = together(without(person, now, instead_of), away)
        if away.stand_in:
            _require_stand_in(uow, person, away)
        facts = WentAway(
            until=away.until,
            stand_in=away.stand_in,
            starts_at=away.starts_at,
            person=person.id if person.id != actor.id else None,
            beside=len(theirs) - 1,
            instead_of=instead_of,
        )
        if person.id != actor.id:
            queue.add(uow.tx, [_told(uow, person, away, by=actor)])
        stand_ins.warn(uow, person, away)
        return _kept(uow, request, person, theirs=theirs, facts=facts)


def come_back(
    context: WorkspaceContext,
    request: Request,
    *,
    now: datetime,
    until: datetime | None = None,
    whom: str = "",
) -> Ended:
    """End the absence that ends at `until`: the asker's own, or one that they entered for `whom`.

    By default it is the current one. What waited for the person is sent from their next working
    instant on. A request that had nothing to end ends nothing when it is delivered again.
    """
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        actor = guards.asker(uow, request.actor)
        person = _whose(uow, request, actor, whom=whom, kept=until)
        if earlier is not None:
            before = replace(person, absences=_read(earlier))
            if "ended" not in earlier:  # saved by an older version
                return Ended(before, Away(until=now))
            return Ended(before, next(iter(_read(earlier, "ended")), None))
        kept = _require_kept(person, until, by=actor.id) if until else None
        away = kept or person.away_at(now)
        if away is None:
            kept_as = [_answer(one) for one in person.absences]
            idempotency.remember(uow, request, absences=kept_as, ended=[])
            return Ended(person, None)
        theirs = without(person, now, away.until)
        facts = CameBack(until=away.until)
        if person.id != actor.id:
            facts = replace(facts, person=person.id)
            queue.add(uow.tx, [_told(uow, person, away, by=actor)])
        after = _kept(uow, request, person, theirs=theirs, facts=facts, ended=[_answer(away)])
        return Ended(after, away)


def _kept(
    uow: UnitOfWork,
    request: Request,
    before: Person,
    *,
    theirs: tuple[Away, ...],
    facts: EventFacts,
    ended: Sequence[list[str]] = (),
) -> Person:
    """Save these as all absences of somebody, and replan what concerns them."""
    person = replace(before, absences=theirs)
    event = Event(at=uow.now, item_id=None, actor=request.actor, facts=facts)
    effects.write_down(uow, [event])
    absences.keep(uow.tx, person.id, person.absences)
    availability.replan(uow, person)
    stand_ins.follow(uow, before, person, asked=True)
    home_tabs.want(uow.tx, [person.id], now=uow.now)
    idempotency.remember(uow, request, absences=[_answer(one) for one in theirs], ended=[*ended])
    return person


def turn(context: WorkspaceContext, now: datetime, *, limit: int) -> int:
    """Begin and end the absences whose time has come; return how many. Reads first.

    Each is noted with its effects in one transaction, so it happens once, however late.
    """
    with context.reading(now) as uow:
        if not _turning(uow, limit=1):
            return 0
    with context.writing(now) as uow:
        return turned(uow, limit=limit)


def turned(uow: UnitOfWork, *, limit: int) -> int:
    """Begin and end them inside a transaction; return how many."""
    turning = _turning(uow, limit=limit)
    before = people.get_many(uow.tx, turning)
    # Another replica may have been faster.
    changed = [user for user in turning if absences.turn(uow.tx, user, now=uow.now)]
    for person in people.get_many(uow.tx, changed).values():
        availability.replan(uow, person)
        stand_ins.follow(uow, before[person.id], person, asked=False)
    home_tabs.want(uow.tx, changed, now=uow.now)
    return len(turning)


def _turning(uow: UnitOfWork, *, limit: int) -> tuple[str, ...]:
    """The people whose absence begins or ends now, each once."""
    found = [
        *absences.beginning(uow.tx, now=uow.now, limit=limit),
        *absences.ending(uow.tx, now=uow.now, limit=limit),
    ]
    return tuple(dict.fromkeys(found))[:limit]


def _whose(
    uow: UnitOfWork, request: Request, actor: Person, *, whom: str, kept: datetime | None
) -> Person:
    """The person who is away; NotAllowed if the actor may not enter it for them.

    Who may change the one `kept` until then is asked later.
    """
    if whom in ("", actor.id):
        return actor
    person = guards.may_own(people.get(uow.tx, whom))
    if kept is not None:
        return person
    is_admin = actor.admin or actor.id in uow.context.admins
    if not (is_admin or _leads(uow, actor, person, here=request.channel)):
        raise NotAllowed(
            f"Only {person.name}, a lead of one of their channels or an admin can do that."
        )
    return person


def _leads(uow: UnitOfWork, actor: Person, person: Person, *, here: str) -> bool:
    """Whether the actor leads this channel, which the person sees, or one where they own items."""
    owned = availability.owned_by(uow, person)
    everybody = directory.of_items(uow, owned)
    if any(actor.id in everybody.leads(item.policy) for item in owned):
        return True
    known = channels.get(uow.tx, here) if visibility.sees_channel(uow, person, here) else None
    if known is None:
        return False
    return actor.id in directory.of_channel(uow, here, [known.policy]).leads(known.policy)


def _told(uow: UnitOfWork, person: Person, away: Away, *, by: Person) -> Notice:
    """Tell somebody of their absence that somebody else entered, so that they can correct it."""
    return Notice(
        key=keys.absence(person.id, away.until, uow.now),
        kind=NoticeKind.ABSENCE,
        place=Place.DM,
        recipient=person.id,
        planned_at=uow.now,
        not_before=usually_working_from(person, uow.context.zone, uow.now),
        facts=AbsenceEntered(actor=by.id, until=away.until),
    )


def _require_kept(person: Person, until: datetime, *, by: str) -> Away:
    """The absence is still there, and this user may change it."""
    kept = next((one for one in person.absences if one.until == until), None)
    if kept is None:
        raise Stale(GONE)
    if by not in (person.id, kept.entered_by):
        raise NotAllowed(f"Only {person.name} or the person who entered it can do that.")
    return kept


def _owned_channels(uow: UnitOfWork, person: Person) -> frozenset[str]:
    return frozenset(item.channel for item in availability.owned_by(uow, person))


def _require_stand_in(uow: UnitOfWork, person: Person, away: Away) -> None:
    other = people.get(uow.tx, away.stand_in)
    if other is None or not other.can_own:
        raise _unfit("A stand-in is one person of this company with an active account.")
    if other.id == person.id:
        raise BadInput(
            "Nobody can cover for themselves. Name somebody else, or nobody.", field=Field.STAND_IN
        )
    if other.guest and not _owned_channels(uow, person) <= visibility.visible_channels(uow, other):
        owner = f"{person.name} owns" if away.entered_by else "you own"
        raise BadInput(
            f"{other.name} is a guest and is not in every channel where {owner} something. "
            "Invite them there, or name somebody else.",
            field=Field.STAND_IN,
        )
    if other.is_away(max(uow.now, away.starts_at or uow.now)):
        raise _unfit(f"{other.name} is away too.")
    if in_a_circle(person, away, _in_turn(uow, other), now=uow.now):
        why = f"{other.name} is away then too, and it would all come back to {person.name}."
        raise _unfit(why)


def _unfit(why: str) -> BadInput:
    return BadInput(f"{why} Name somebody else.", field=Field.STAND_IN)


def _in_turn(uow: UnitOfWork, other: Person) -> Mapping[str, Person]:
    """Somebody, their stand-ins, the stand-ins of those, and so on."""
    known, new = {other.id: other}, {other.id}
    while new:
        found = people.with_stand_ins(uow.tx, new)
        new = found.keys() - known.keys()
        known |= found
    return known


def _answer(away: Away) -> list[str]:
    starts = away.starts_at.isoformat() if away.starts_at else ""
    return [away.until.isoformat(), away.stand_in, starts]


def _read(earlier: Mapping[str, list[list[str]]], which: str = "absences") -> tuple[Away, ...]:
    """The absences that were saved in the inbox; older versions saved them differently."""
    return tuple(
        Away(
            until=datetime.fromisoformat(until),
            stand_in=stand_in,
            starts_at=datetime.fromisoformat(starts) if starts else None,
        )
        for until, stand_in, starts in earlier.get(which, ())
    )
