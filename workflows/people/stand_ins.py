"""Follow who covers for whom: a stand-in who begins, one who is done, and an owner without any."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from escalation.absences.covering import can_cover, overlap
from escalation.dm_times import usually_working_from
from escalation.facts.about_absences import CoverChanged
from escalation.facts.in_notices import ForStep
from escalation.facts.shape import Covering
from escalation.ladder.cover import cover_step
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.notices.routing import route
from escalation.people import Away, Person
from messages.absences import cover
from storage import absences, people
from storage.outbox import queue
from storage.outbox.model import StoredNotice
from workflows import set_aside
from workflows.people import availability
from workflows.transaction import directory, effects, redirects
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext


def follow(uow: UnitOfWork, before: Person, after: Person, *, asked: bool) -> None:
    """What follows for the cover once the absences of somebody are others than `before`.

    `asked`: somebody changed them, so a cover ends earlier than the stand-in was told.
    """
    old = next((one for one in before.absences if one.starts_at is None), None)
    new = after.away_at(uow.now)
    if _terms(old) != _terms(new):
        if old is not None and old.stand_in:
            _end(uow, after, old, asked=asked and not (new and new.stand_in == old.stand_in))
        if new is not None:
            _begin(uow, after, new, mark=_mark(uow) if asked else "")
    if new and not old:
        for absent, _ in _counting_on(uow, after, now=True):
            _uncover(uow, absent)
    if old and not new:
        for absent, away in _counting_on(uow, after, now=True):
            _begin(uow, absent, away, mark=f"-{old.until:%Y%m%d%H%M}")


def _terms(away: Away | None) -> tuple[str, datetime] | None:
    return (away.stand_in, away.until) if away else None


def clashes(context: WorkspaceContext, user: str, away: Away, *, now: datetime) -> dict[str, Away]:
    """Whom somebody should cover for while they are away themselves: each absence, by user id."""
    with context.reading(now) as uow:
        person = people.get(uow.tx, user)
        counting = _counting_on(uow, person) if person else ()
        return {absent.id: one for absent, one in counting if overlap(one, away, now)}


def warn(uow: UnitOfWork, person: Person, away: Away) -> None:
    """Somebody will be away while they should cover: tell those who count on them."""
    for absent, one in _counting_on(uow, person):
        if overlap(one, away, uow.now):
            _say_nobody(uow, absent, one)


def lost(uow: UnitOfWork, person: Person) -> None:
    """Somebody can no longer cover, or not everywhere: plan again, and tell those who count on
    them, and the next rung.
    """
    for absent, away in _counting_on(uow, person):
        _say_nobody(uow, absent, away)
        if away.is_on(uow.now):
            availability.watch_again(uow, absent)
            _uncover(uow, absent)


def returned(uow: UnitOfWork, person: Person) -> None:
    """Somebody has an account again: they cover as before."""
    for absent, away in _counting_on(uow, person, now=True):
        availability.watch_again(uow, absent)
        _begin(uow, absent, away, mark=_mark(uow))


def _begin(uow: UnitOfWork, person: Person, away: Away, *, mark: str) -> None:
    """Tell the stand-in what they cover, in their own hours; if they cannot, the next rung."""
    stand_in = people.get_many(uow.tx, [away.stand_in]) if away.stand_in else {}
    if not can_cover(away.stand_in, stand_in, at=uow.now):
        if away.stand_in:
            _uncover(uow, person)
        return
    owned = availability.owned_by(uow, person)
    everybody = directory.of_items(uow, owned)
    told = []
    for item in owned:
        with set_aside.guarded(uow, item):
            calm = replace(item, urgent=False)  # this waits for their working hours, urgent or not
            steps = [cover_step(away.until, uow.now, mark=mark)]
            routed = route(calm, steps, everybody.within(item.channel))
            told += [(item, notice) for notice in routed.notices]
    queue.add(uow.tx, redirects.redirected(uow, told))
    if not owned:
        to = stand_in[away.stand_in]
        said = _said(uow, person, away, to=to, what=Covering.BEGINS)
        if queue.of_key(uow.tx, said.key):  # told of an absence that ended and began again
            said = replace(said, key=f"{said.key}{mark}")
        queue.add(uow.tx, [said])


def _end(uow: UnitOfWork, person: Person, away: Away, *, asked: bool) -> None:
    """Redraw what told this stand-in of the cover, and tell them that it is over, if `asked`."""
    rows = [*_told(uow, person, away)]
    places = {(row.channel, row.ts): row for row in rows}
    queue.add(
        uow.tx,
        [
            effects.redrawn(row, key=keys.covering_edit(row.notice.key, uow.now), now=uow.now)
            for row in places.values()
        ],
    )
    stand_in = people.get(uow.tx, away.stand_in)
    if asked and stand_in is not None and any(cover.told_of(row.notice) for row in rows):
        said = _said(uow, person, away, to=stand_in, what=Covering.ENDED, mark=_mark(uow))
        queue.add(uow.tx, [said])


def _told(uow: UnitOfWork, person: Person, away: Away) -> Iterator[StoredNotice]:
    """The messages in Slack that told the stand-in what they cover for this person."""
    owned = [item.id for item in availability.owned_by(uow, person)]
    for rows in queue.live_messages_of(uow.tx, owned).values():
        for row in rows:
            facts = row.notice.facts
            absent = facts.instead_of if isinstance(facts, ForStep) else ""
            if row.notice.recipient == away.stand_in and absent == person.id:
                yield row
    begun = keys.covering(Covering.BEGINS, person.id, away.until, to=away.stand_in)
    alone = queue.of_key(uow.tx, begun)
    if alone is not None and alone.ts:
        yield alone


def _uncover(uow: UnitOfWork, person: Person) -> None:
    """Nobody covers for somebody who is away: tell the next rung of what they own."""
    for item in availability.owned_by(uow, person):
        with set_aside.alone(uow, item) as part:
            availability.tell_gap(part, item)


def _say_nobody(uow: UnitOfWork, person: Person, away: Away) -> None:
    """Tell who entered an absence, or else the person, that nobody covers."""
    to = people.get(uow.tx, away.entered_by or person.id)
    if to is not None and to.can_own:
        said = _said(uow, person, away, to=to, what=Covering.NOBODY, mark=_mark(uow))
        queue.add(uow.tx, [said])


def _counting_on(
    uow: UnitOfWork, stand_in: Person, *, now: bool = False
) -> Iterator[tuple[Person, Away]]:
    """Who has this stand-in in an absence that is not over, or in one that is on `now`."""
    counting = people.get_many(uow.tx, absences.counting_on(uow.tx, stand_in.id))
    for person in counting.values():
        for away in person.absences:
            counts = away.is_on(uow.now) if now else uow.now < away.until
            if away.stand_in == stand_in.id and counts:
                yield person, away


def _said(
    uow: UnitOfWork, person: Person, away: Away, *, to: Person, what: Covering, mark: str = ""
) -> Notice:
    return Notice(
        key=keys.covering(what, person.id, away.until, to=to.id, mark=mark),
        kind=NoticeKind.STAND_IN,
        place=Place.DM,
        recipient=to.id,
        planned_at=uow.now,
        not_before=usually_working_from(to, uow.context.zone, uow.now),
        facts=CoverChanged(absent=person.id, stand_in=away.stand_in, until=away.until, what=what),
    )


def _mark(uow: UnitOfWork) -> str:
    """It tells one change from the next."""
    return f"-{uow.now:%Y%m%d%H%M%S}"
