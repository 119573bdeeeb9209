"""Absences: somebody is away until an instant, and says who hears meanwhile."""

from dataclasses import replace
from datetime import datetime

from escalation.errors import BadInput
from escalation.people import Away, Person
from storage import homes, people
from workflows import reach, requirements
from workflows.desk import Desk, Request, Work
from workflows.record import Change


def leave(desk: Desk, request: Request, away: Away, *, now: datetime) -> Person:
    """Begin or change the asker's absence; BadInput names the field `until` or `stand_in`."""
    if away.until <= now:
        raise BadInput("That is past. Say when you are back: `away until mon 9am`.", field="until")
    with desk.writing(now) as work:
        person = requirements.asker(work, request.actor)
        if away.stand_in:
            _require_stand_in(work, person, away.stand_in)
        return _saved(work, replace(person, away=away), "away")


def come_back(desk: Desk, request: Request, *, now: datetime) -> Person:
    """End the asker's absence; what was held back is told from their next working instant."""
    with desk.writing(now) as work:
        person = requirements.asker(work, request.actor)
        return _saved(work, replace(person, away=None), "back")


def _saved(work: Work, person: Person, move: str) -> Person:
    work.record.changes.append(Change(move=move, by=person.id))
    people.set_away(work.tx, work.workspace, person.id, away=person.away)
    reach.replan(work, person)
    homes.want(work.tx, work.workspace, [person.id], now=work.now)
    return person


def _require_stand_in(work: Work, person: Person, user: str) -> None:
    other = people.get(work.tx, work.workspace, user)
    if other is None or not other.can_own:
        raise BadInput(
            "A stand-in is one person of this company with an active account. Name somebody else.",
            field="stand_in",
        )
    if other.id == person.id:
        raise BadInput("A stand-in is somebody else. Leave it out if nobody can.", field="stand_in")
    if other.is_away(work.now):
        raise BadInput(f"{other.name} is away too. Name somebody else.", field="stand_in")
