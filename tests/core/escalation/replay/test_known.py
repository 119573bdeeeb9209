"""Who was away when, from the events of several absences."""

from datetime import datetime
from typing import Any

from escalation.events import Event
from escalation.facts.circumstances import CameBack, WentAway
from escalation.people import Away
from escalation.replay.known import known
from tests.support.factories import LEAD, OWNER, STAND_IN, a_directory, utc

FIRST, SECOND = utc("03-06 09:00"), utc("03-17 09:00")


def went(
    at: str, until: datetime, *, by: str = OWNER, beside: int | None = 0, **facts: Any
) -> Event:
    away = WentAway(until=until, stand_in=STAND_IN, beside=beside, **facts)
    return Event(at=utc(at), item_id=None, actor=by, facts=away)


def back(at: str, until: datetime | None) -> Event:
    return Event(at=utc(at), item_id=None, actor=OWNER, facts=CameBack(until=until))


def ends(at: str, *events: Event, user: str = OWNER) -> list[datetime]:
    person = known(a_directory("03-30 09:00"), events).at(utc(at)).people[user]
    return [one.until for one in person.absences]


def test_one_is_entered_beside_another_or_in_its_place() -> None:
    first = went("03-02 09:00", FIRST)
    second = went("03-02 10:00", SECOND, beside=1, starts_at=utc("03-16 00:00"))
    assert ends("03-02 11:00", first, second) == [FIRST, SECOND]
    longer = went("03-02 11:00", utc("03-09 09:00"), beside=1, instead_of=FIRST)
    assert ends("03-02 12:00", first, second, longer) == [utc("03-09 09:00"), SECOND]
    later = went("03-20 09:00", utc("03-24 09:00"), beside=0)
    assert ends("03-20 12:00", first, second, later) == [utc("03-24 09:00")]


def test_one_ends_or_all_of_them() -> None:
    first, second = went("03-02 09:00", FIRST), went("03-02 10:00", SECOND, beside=1)
    assert ends("03-03 09:00", first, second, back("03-02 12:00", FIRST)) == [SECOND]
    assert ends("03-03 09:00", first, second, back("03-02 12:00", None)) == []


def test_an_older_version_kept_one_at_a_time() -> None:
    first, second = went("03-02 09:00", FIRST), went("03-02 10:00", SECOND, beside=None)
    assert ends("03-03 09:00", first, second) == [SECOND]


def test_one_that_a_lead_entered_is_the_persons() -> None:
    entered = went("03-02 09:00", FIRST, by=LEAD, person=OWNER)
    assert ends("03-03 09:00", entered) == [FIRST]
    assert ends("03-03 09:00", entered, user=LEAD) == []
    away = known(a_directory("03-30 09:00"), [entered]).at(utc("03-03 09:00")).people[OWNER]
    assert away.absences == (Away(until=FIRST, stand_in=STAND_IN),)
    assert entered.facts.users == (STAND_IN, OWNER)
