"""Who covers for somebody, and when nobody does."""

from escalation.absences.covering import Uncovered, can_cover, covers, no_longer_so, uncovered
from escalation.facts.about_absences import CoverChanged
from escalation.facts.shape import Covering
from escalation.notices.moves.for_stand_ins import told_of
from escalation.people import Away
from tests.support.factories import OWNER, STAND_IN, a_directory, a_person, an_item, utc

NOW = utc("03-03 10:00")
AWAY = Away(until=utc("03-09 09:00"), stand_in=STAND_IN)
THEN = Away(starts_at=utc("03-05 00:00"), until=utc("03-06 09:00"))
LATER = Away(starts_at=utc("03-16 00:00"), until=utc("03-17 09:00"))
BO = a_person(OWNER, absences=(AWAY,))


def test_a_stand_in_covers_unless_they_are_away_or_gone() -> None:
    ana, busy = a_person(STAND_IN, absences=(LATER,)), a_person(STAND_IN, absences=(THEN,))
    gone = a_person(STAND_IN, deactivated=True)
    assert uncovered(AWAY, {STAND_IN: ana}, now=NOW) is None
    assert uncovered(AWAY, {}, now=NOW) is None
    assert uncovered(AWAY, {STAND_IN: gone}, now=NOW) == Uncovered(STAND_IN)
    assert uncovered(AWAY, {STAND_IN: busy}, now=NOW) == Uncovered(STAND_IN, THEN)
    asked = [can_cover(STAND_IN, {STAND_IN: one}, at=utc("03-05 10:00")) for one in (ana, busy)]
    assert asked == [True, False]
    assert not can_cover("", {}, at=NOW)


def test_what_has_changed_again_is_not_told() -> None:
    begins, ended, nobody = (
        CoverChanged(absent=OWNER, stand_in=STAND_IN, until=AWAY.until, what=what)
        for what in (Covering.BEGINS, Covering.ENDED, Covering.NOBODY)
    )
    assert covers(STAND_IN, BO, NOW)
    assert [no_longer_so(one, BO, now=NOW) for one in (begins, ended, nobody)] == [
        "",
        "they cover again",
        "",
    ]
    assert [no_longer_so(one, None, now=NOW) for one in (begins, ended, nobody)] == [
        "the absence is over",
        "",
        "somebody else covers",
    ]


def test_the_stand_in_of_an_absent_owner_is_told_of_what_they_get() -> None:
    directory = a_directory(NOW, BO, a_person(STAND_IN))
    assert [one.recipient for one in told_of(an_item(), directory)] == [STAND_IN]
    assert told_of(an_item(), a_directory(NOW, a_person(OWNER))) == ()
