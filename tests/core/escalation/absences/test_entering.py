"""Which absences may be entered beside which, and when somebody would cover for themselves."""

from dataclasses import replace
from datetime import datetime

import pytest

from escalation.absences.entering import MOST, as_entered, fitted, in_a_circle, together, without
from escalation.errors import BadInput
from escalation.people import Away, Person
from tests.support.factories import LEAD, OWNER, STAND_IN, a_person, utc

NOW = utc("03-03 10:00")


def span(starts: str, until: str, stand_in: str = "") -> Away:
    return Away(starts_at=utc(starts), until=utc(until), stand_in=stand_in)


def entered(
    person: Person, away: Away, now: datetime, *, instead_of: datetime | None = None
) -> tuple[Away, ...]:
    fits = fitted(person, away, now, instead_of=instead_of)
    return together(without(person, now, instead_of), fits)


EASTER = span("04-03 00:00", "04-07 09:00")


def somebody(*absences: Away, user: str = OWNER) -> Person:
    return a_person(user, absences=absences)


def test_they_are_kept_in_order_without_those_that_are_over() -> None:
    over = Away(until=utc("03-02 09:00"))
    later, sooner = span("05-04 00:00", "05-11 09:00"), span("03-09 00:00", "03-10 09:00")
    assert entered(somebody(over, EASTER, later), sooner, NOW) == (sooner, EASTER, later)


def test_one_whose_start_has_passed_begins_at_once() -> None:
    began = span("03-03 09:00", "03-04 09:00")
    assert entered(somebody(), began, NOW) == (Away(until=began.until),)


def test_one_takes_the_place_of_another() -> None:
    longer = span("04-03 00:00", "04-09 09:00")
    assert entered(somebody(EASTER), longer, NOW, instead_of=EASTER.until) == (longer,)


def test_days_side_by_side_share_no_night() -> None:
    day_after, day_before = span("04-07 00:00", "04-08 09:00"), span("04-02 00:00", "04-03 09:00")
    after = span("04-07 09:00", "04-08 09:00")
    assert entered(somebody(EASTER), day_after, NOW) == (EASTER, after)
    before = span("04-02 00:00", "04-03 00:00")
    friday = span("04-03 00:00", "04-06 09:00")
    assert entered(somebody(friday), day_before, NOW) == (before, friday)


def test_one_that_lost_a_night_is_found_again() -> None:
    after, before = span("04-07 09:00", "04-08 09:00"), span("04-02 00:00", "04-03 00:00")
    person = somebody(before, EASTER, after)
    assert as_entered(person, span("04-07 00:00", "04-08 09:00")) == after
    assert as_entered(person, span("04-02 00:00", "04-03 09:00")) == before
    over = Away(until=utc("03-03 09:00"))
    assert as_entered(person, over) == over


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (Away(until=NOW), "That is in the past."),
        (span("03-09 09:00", "03-09 09:00"), "That ends before it begins."),
        (span("03-09 09:00", "03-08 09:00"), "That ends before it begins."),
        (Away(until=NOW.replace(year=2029)), "An absence lasts at most a year."),
        (span("04-06 00:00", "04-14 09:00"), "That overlaps with the absence from Fri 3 Apr"),
        (span("04-01 00:00", "04-06 17:00"), "That overlaps with the absence"),
        (span("04-04 00:00", "04-05 09:00"), "That overlaps with the absence"),
        (Away(until=utc("12-24 09:00")), "That overlaps with the absence"),
        (Away(until=utc("03-09 09:00"), reason="x" * 3001), "at most"),
    ],
)
def test_what_makes_no_sense_is_refused(away: Away, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        entered(somebody(EASTER), away, NOW)
    assert said in refused.value.text
    assert refused.value.field


def test_one_that_is_on_is_named_by_its_end_alone() -> None:
    with pytest.raises(BadInput, match="with the absence until Mon 9 Mar 09:00"):
        entered(somebody(Away(until=utc("03-09 09:00"))), Away(until=utc("03-06 09:00")), NOW)


def test_a_lead_who_enters_an_overlap_reads_who_can_change_it() -> None:
    mine = Away(until=utc("04-06 09:00"))
    with pytest.raises(BadInput, match="type `away`"):
        entered(somebody(EASTER), mine, NOW)
    with pytest.raises(BadInput, match=f"Only name of {OWNER} can change or end one"):
        entered(somebody(EASTER), replace(mine, entered_by=LEAD), NOW)


def test_at_most_five_lie_ahead() -> None:
    five = tuple(span(f"04-{day:02} 09:00", f"04-{day:02} 12:00") for day in range(1, MOST + 1))
    sixth = span("04-20 09:00", "04-20 12:00")
    with pytest.raises(BadInput, match="At most 5"):
        entered(somebody(*five), sixth, NOW)
    assert len(entered(somebody(*five), sixth, NOW, instead_of=five[0].until)) == MOST


def circle(away: Away, *others: Person) -> bool:
    return in_a_circle(somebody(), away, {one.id: one for one in others}, now=NOW)


def test_a_circle_is_found_over_any_number_of_people_who_are_away_at_once() -> None:
    away = span("04-06 00:00", "04-10 09:00", STAND_IN)
    assert not circle(away, somebody(user=STAND_IN))
    assert not circle(away)
    back = somebody(span("04-08 00:00", "04-09 09:00", OWNER), user=STAND_IN)
    assert circle(away, back)
    later = somebody(span("04-13 00:00", "04-14 09:00", OWNER), user=STAND_IN)
    assert not circle(away, later)
    first = somebody(span("04-08 00:00", "04-09 09:00", LEAD), user=STAND_IN)
    second = somebody(span("04-09 00:00", "04-15 09:00", OWNER), user=LEAD)
    assert circle(away, first, second)
    apart = somebody(span("04-08 00:00", "04-15 09:00", STAND_IN), user=LEAD)
    assert not circle(away, first, apart)
