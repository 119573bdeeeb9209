"""What somebody reads about an absence that somebody else entered, as it is now."""

from escalation.facts.in_notices import AbsenceEntered
from escalation.notices.notice import Notice
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
