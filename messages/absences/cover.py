"""Whom a stand-in covers for, said once above the items; and who covers, or why nobody does."""

from collections.abc import Iterable

from escalation.absences.covering import covers, uncovered
from escalation.facts.about_absences import CoverChanged
from escalation.facts.in_notices import ForStep, Reminder
from escalation.facts.shape import Covering
from escalation.items import Item
from escalation.notices.notice import Notice, NoticeKind
from escalation.people import Away
from escalation.recipients import participants
from messages.absences.forms import REASON, during
from messages.reader import Reader


def begun(notices: Iterable[Notice], reader: Reader) -> list[str]:
    """`You cover for Bo until Mon 30 Mar 09:00.` for each owner whose cover these begin."""
    found = ((one.says(ForStep).owner, one.recipient) for one in notices if begins(one))
    return [covering(owner, user, reader) for owner, user in dict.fromkeys(found)]


def begins(notice: Notice) -> bool:
    """Whether it is the first notice that its reader gets as the owner's stand-in."""
    facts = notice.facts
    return notice.kind is NoticeKind.COVER or (isinstance(facts, Reminder) and facts.begins_cover)


def told_of(notice: Notice) -> bool:
    """Whether it tells its reader that they cover for somebody from now on."""
    facts = notice.facts
    is_news = isinstance(facts, CoverChanged) and facts.what is Covering.BEGINS
    return is_news or begins(notice)


def is_over(notice: Notice, item: Item, reader: Reader) -> bool:
    """Whether its reader was told as a stand-in, and has nothing to do with the item by now."""
    facts = notice.facts
    absent = facts.instead_of if isinstance(facts, ForStep) else ""
    if not absent or notice.recipient in participants(item):
        return False
    return not covers(notice.recipient, reader.people.get(absent), reader.now)


def covering(absent: str, user: str, reader: Reader) -> str:
    """Until when this user, the reader, covers for somebody; or that they did."""
    person = reader.people.get(absent)
    away = person.away_at(reader.now) if person else None
    if away is None or away.stand_in != user:
        return f"You covered for {reader.who(absent)}. That is over."
    because = reader.because(away.reason, limit=REASON)
    return f"You cover for {reader.who(absent)} until {reader.when(away.until)}{because}."


def who_covers(away: Away, reader: Reader, *, whom: str, whose: str) -> str:
    """Who gets the notices of somebody absent, in half a sentence: `Ana covers for you`."""
    lead = f"{whose} lead is notified instead"
    if not away.stand_in:
        return lead
    who = reader.who(away.stand_in)
    lost = uncovered(away, reader.people, now=reader.now)
    if lost is None:
        only = " in the channels that they are in" if _is_guest(away, reader) else ""
        return f"{who} covers for {whom}{only}"
    if lost.away is None:
        return f"{who} cannot be reached, so nobody covers for {whom}; {lead}"
    return f"{who} covers for {whom}, but is away {during(lost.away, reader)}; meanwhile {lead}"


def _is_guest(away: Away, reader: Reader) -> bool:
    other = reader.people.get(away.stand_in)
    return other is not None and other.guest
