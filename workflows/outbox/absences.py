"""Messages about an absence that somebody else entered, or that a Slack status suggests."""

from escalation.absences.covering import no_longer_so
from escalation.absences.statuses import is_away
from escalation.facts.about_absences import AbsenceEntered, CoverChanged, StatusAsked
from escalation.notices.notice import Notice
from messages.absences.asked import question
from messages.absences.replies import entered_message
from messages.absences.told import changed
from messages.slack.blocks import Json
from storage import people
from workflows.transaction import readers
from workflows.transaction.unit_of_work import UnitOfWork


def entered(uow: UnitOfWork, notice: Notice) -> Json:
    """Who entered it, until when it lasts, and how to change it."""
    facts = notice.says(AbsenceEntered)
    reader = readers.to(uow, notice.recipient, named=facts.users)
    person = reader.people[notice.recipient]
    away = next((one for one in person.absences if one.until == facts.until), None)
    return entered_message(facts.actor, away, reader)


def covering(uow: UnitOfWork, notice: Notice) -> Json:
    """Who covers now, or that nobody does."""
    facts = notice.says(CoverChanged)
    reader = readers.to(uow, notice.recipient, named=facts.users)
    return changed(facts, notice.recipient, reader)


def unwanted(uow: UnitOfWork, notice: Notice) -> str:
    """Why not to tell of a cover or of a status: it is another by now. Else ""."""
    facts = notice.facts
    if isinstance(facts, StatusAsked):
        return _status_over(uow, notice.recipient, facts)
    if not isinstance(facts, CoverChanged):
        return ""
    absent = people.get(uow.tx, facts.absent)
    return no_longer_so(facts, absent, now=uow.now)


def _status_over(uow: UnitOfWork, user: str, facts: StatusAsked) -> str:
    until, person = facts.until or uow.now, people.get(uow.tx, user)
    if until <= uow.now:
        return "the status is over"
    return "it is known" if person and is_away(person, uow.now, until) else ""


def asked(uow: UnitOfWork, notice: Notice) -> Json:
    """Whether their Slack status means that they are away."""
    facts = notice.says(StatusAsked)
    return question(facts.until or uow.now, facts.mark, readers.to(uow, notice.recipient))
