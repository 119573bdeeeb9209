"""Whom a stand-in covers for from now on, said once above the items."""

from collections.abc import Iterable

from escalation.facts.in_notices import ForStep, Reminder
from escalation.notices.notice import Notice, NoticeKind
from messages.absences.forms import REASON
from messages.reader import Reader


def begun(notices: Iterable[Notice], reader: Reader) -> list[str]:
    """`You cover for Bo until Mon 30 Mar 09:00.` for each owner whose cover these begin."""
    owners = dict.fromkeys(one.says(ForStep).owner for one in notices if begins(one))
    return [_begun(owner, reader) for owner in owners]


def begins(notice: Notice) -> bool:
    """Whether it is the first notice that its reader gets as the owner's stand-in."""
    facts = notice.facts
    return notice.kind is NoticeKind.COVER or (isinstance(facts, Reminder) and facts.begins_cover)


def _begun(owner: str, reader: Reader) -> str:
    person = reader.people.get(owner)
    away = person.away_at(reader.now) if person else None
    until = f" until {reader.when(away.until)}" if away else ""
    because = reader.because(away.reason, limit=REASON) if away else ""
    return f"You cover for {reader.who(owner)}{until}{because}."
