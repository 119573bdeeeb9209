"""Who records an indicator, who is asked for it, and who is told that a value is missing."""

from typing import Any

import pytest

from escalation.indicators.keepers import (
    answering,
    change_refusal,
    may_record,
    refusal,
    told_of_missing,
)
from escalation.people import Away, Person
from escalation.recipients import Directory
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_directory,
    a_person,
    a_policy,
    utc,
)

NOW = utc("03-06 17:00")
AWAY = Away(until=utc("03-16 09:00"), stand_in=STAND_IN)
ALONE = Away(until=utc("03-16 09:00"))
POLICY = a_policy()
LEADLESS = a_policy(lead=(), leadership=())


def here(*others: Person, **changes: Any) -> Directory:
    return a_directory(NOW, *others, channel=CHANNEL, **changes)


@pytest.mark.parametrize(
    ("user", "may"), [(OWNER, True), (LEAD, True), (BOSS, True), (MEMBER, False)]
)
def test_owner_lead_leadership_and_admins_record(user: str, may: bool) -> None:
    person = a_person(user)
    assert may_record(OWNER, person, POLICY, here=here(), admin=False) is may
    assert may_record(OWNER, person, POLICY, here=here(), admin=True)


def test_a_stand_in_records_during_the_absence() -> None:
    person = a_person(STAND_IN)
    assert not may_record(OWNER, person, POLICY, here=here(), admin=False)
    away = here(a_person(OWNER, absences=(AWAY,)))
    assert may_record(OWNER, person, POLICY, here=away, admin=False)


def test_a_refusal_names_who_can() -> None:
    assert refusal(["Mia", "Lea"], "rework").text == "Only Mia, Lea or an admin can record rework."
    assert refusal([], "rework").text == "Only an admin can record rework."
    assert "Only Lea or an admin can change" in change_refusal(["Lea"]).text
    assert "Only an admin can change" in change_refusal([]).text


def test_the_owner_is_asked_or_their_stand_in() -> None:
    def asked(known: Directory) -> str:
        person = answering(OWNER, known)
        return person.id if person else ""

    assert asked(here()) == OWNER
    assert asked(here(a_person(OWNER, absences=(AWAY,)))) == STAND_IN
    assert asked(here(a_person(OWNER, absences=(ALONE,)))) == ""
    assert asked(here(a_person(OWNER, deactivated=True))) == ""
    assert asked(here(removed={CHANNEL: frozenset({OWNER})})) == ""


def test_the_first_who_can_be_told_is_told_that_a_value_is_missing() -> None:
    def told(policy: Any = POLICY, owner: str = OWNER, **changes: Any) -> list[str]:
        gone = changes.pop("gone", ())
        known = here(*(a_person(one, deactivated=True) for one in gone), **changes)
        return [one.id for one in told_of_missing(owner, REPORTER, policy, here=known)]

    admins = frozenset({MEMBER})
    assert told() == [LEAD]
    assert told(gone=[LEAD]) == [BOSS]
    assert told(owner=LEAD) == [BOSS], "never the owner"
    assert told(LEADLESS) == [REPORTER]
    assert told(LEADLESS, gone=[REPORTER], admins=admins) == [MEMBER]
    assert told(LEADLESS, owner=REPORTER) == []


def test_nobody_outside_a_private_channel_is_told() -> None:
    inside = {CHANNEL: frozenset({OWNER, BOSS})}
    told = told_of_missing(OWNER, REPORTER, POLICY, here=here(members=inside))
    assert [one.id for one in told] == [BOSS]
