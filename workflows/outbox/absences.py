"""Messages about an absence that somebody else entered, or that a Slack status suggests."""

from escalation.facts.in_notices import AbsenceEntered, StatusAsked
from escalation.notices.notice import Notice
from messages.absences.asked import question
from messages.absences.replies import entered_message
from messages.slack.blocks import Json
from workflows.transaction import readers
from workflows.transaction.unit_of_work import UnitOfWork


def entered(uow: UnitOfWork, notice: Notice) -> Json:
    """Who entered it, until when it lasts, and how to change it."""
    facts = notice.says(AbsenceEntered)
    reader = readers.to(uow, notice.recipient, named=facts.users)
    person = reader.people[notice.recipient]
    away = next((one for one in person.absences if one.until == facts.until), None)
    return entered_message(facts.actor, away, reader)


def asked(uow: UnitOfWork, notice: Notice) -> Json:
    """Whether their Slack status means that they are away."""
    facts = notice.says(StatusAsked)
    return question(facts.until or uow.now, facts.mark, readers.to(uow, notice.recipient))
