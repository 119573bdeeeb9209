"""Reminders of a stand-in in another zone; instants by hand (2026-03-26 is a Thursday)."""

from dataclasses import replace
from datetime import datetime
from itertools import takewhile

import pytest

from escalation.calendars import owners_calendar
from escalation.facts.about_absences import AbsenceEntered
from escalation.facts.by_clock import Reminded
from escalation.facts.in_notices import Cover, Reminder
from escalation.facts.shape import shaped
from escalation.items import Item
from escalation.ladder.cover import cover_step
from escalation.ladder.plan import Step, StepKind
from escalation.ladder.timetable import reminders
from escalation.notices.bundling import gathered
from escalation.notices.collector import Routed
from escalation.notices.notice import NoticeKind
from escalation.notices.routing import route
from escalation.notices.suppression import HANDED_OVER, still_wanted
from escalation.people import Away, Person
from escalation.recipients import Directory
from tests.support.factories import OWNER, STAND_IN, a_due, a_person, an_item, people, utc

WEDNESDAY = "03-25 10:00"
DUE = "03-26 11:00"
"""Thursday 12:00 in Berlin, 07:00 in New York, five hours behind that week."""
AWAY = Away(starts_at=utc("03-24 23:00"), until=utc("03-30 07:00"), stand_in=STAND_IN)
BO = a_person(OWNER, zone="Europe/Berlin", absences=(AWAY,))
ANA = a_person(STAND_IN, zone="America/New_York")


def an_item_due(at: str = DUE, **changes: object) -> Item:
    return an_item(logged_at=utc("03-16 09:00"), due=a_due(at), **changes)


def until_due(item: Item, *known: Person, now: str = WEDNESDAY) -> dict[str, datetime]:
    calendar = owners_calendar(item, people(*known), utc(now))
    planned = reminders(item, item.policy, calendar)
    return {one.name: one.at for one in takewhile(lambda one: one.at <= item.due.at, planned)}


OWN = {
    "before-24h": utc("03-25 11:00"),
    "before-2h": utc("03-26 09:00"),
    "due": utc(DUE),
}


def test_what_would_come_after_the_date_comes_before_the_end_of_their_last_working_day() -> None:
    early = {"before-2h-cover": utc("03-25 20:00")}  # 16:00 in New York
    assert until_due(an_item_due(), BO, ANA) == {**OWN, **early}


@pytest.mark.parametrize(
    "known",
    [
        (replace(BO, absences=()), ANA),
        (BO, replace(ANA, zone="Europe/Berlin")),
        (BO, replace(ANA, deactivated=True)),
        (BO, replace(ANA, absences=(Away(until=utc("03-27 07:00")),))),
        (replace(BO, absences=(replace(AWAY, starts_at=utc("03-26 00:00")),)), ANA),
    ],
)
def test_without_a_stand_in_elsewhere_there_is_none(known: tuple[Person, ...]) -> None:
    assert until_due(an_item_due(), *known) == OWN


def test_an_urgent_item_waits_for_nobody() -> None:
    assert "before-2h-cover" not in until_due(an_item_due(urgent=True), BO, ANA)


def test_over_a_weekend_one_comes_on_friday_for_all_of_them() -> None:
    monday = an_item_due("03-30 08:00")  # 10:00 in Berlin, where clocks have changed; 04:00 there
    assert until_due(monday, BO, ANA, now="03-27 10:00") == {
        "before-2h-cover": utc("03-27 20:00"),  # 16:00 in New York
        "before-24h": utc("03-29 08:00"),
        "before-2h": utc("03-30 06:00"),
        "due": utc("03-30 08:00"),
    }


def told(item: Item, step: Step, *known: Person, now: str = WEDNESDAY) -> Routed:
    return route(item, [step], Directory(people=people(*known), groups={}, now=utc(now)))


def reminder(name: str, at: str, missed: int = 0) -> Step:
    return Step(kind=StepKind.REMINDER, at=utc(at), name=name, missed=missed)


def to(routed: Routed) -> list[str]:
    return [one.recipient for one in routed.notices]


def test_it_reaches_the_stand_in_alone_and_the_owner_gets_their_own() -> None:
    early = told(
        an_item_due(), reminder("before-2h-cover", "03-25 20:00"), BO, ANA, now="03-25 20:00"
    )
    assert to(early) == [STAND_IN]
    assert shaped(early.events[0].facts, Reminded).to == (STAND_IN,)
    own = told(an_item_due(), reminder("before-2h", "03-26 09:00"), BO, ANA, now="03-26 09:00")
    assert to(own) == [OWNER], "the stand-in has been told"
    due = told(an_item_due(), reminder("due", DUE), BO, ANA, now=DUE)
    assert to(due) == [OWNER, STAND_IN]


def test_found_too_late_it_tells_nobody() -> None:
    late = told(
        an_item_due(), reminder("before-2h-cover", "03-25 20:00"), BO, ANA, now="03-26 02:00"
    )
    assert (late.notices, late.events) == ((), ())


def test_one_that_stands_for_others_too_goes_to_both() -> None:
    step = reminder("before-2h-cover", "03-25 20:00", missed=1)
    assert to(told(an_item_due(), step, BO, ANA, now="03-25 20:00")) == [OWNER, STAND_IN]


def test_a_stand_in_is_told_what_they_cover_while_there_is_something_to_cover() -> None:
    begun = told(an_item_due(), cover_step(AWAY.until, utc(WEDNESDAY)), BO, ANA)
    (notice,) = begun.notices
    assert (notice.recipient, notice.kind) == (STAND_IN, NoticeKind.COVER)
    assert notice.not_before == utc("03-25 13:00")  # 09:00 in New York
    assert notice.says(Cover).instead_of == OWNER
    assert notice.key == f"7:1:cover-202603300700:{STAND_IN}"
    assert begun.events == ()
    assert still_wanted(notice, an_item_due(), utc(WEDNESDAY)) == ""
    assert still_wanted(notice, an_item_due(owner="U09"), utc(WEDNESDAY)) == HANDED_OVER
    back = replace(BO, absences=())
    assert told(an_item_due(), cover_step(AWAY.until, utc(WEDNESDAY)), back, ANA).notices == ()
    gone = replace(BO, deactivated=True)
    assert told(an_item_due(), cover_step(AWAY.until, utc(WEDNESDAY)), gone, ANA).notices == ()


def test_with_a_reminder_it_is_one_that_says_so() -> None:
    cover = told(an_item_due(), cover_step(AWAY.until, utc("03-24 23:00")), BO, ANA).notices
    day = told(an_item_due(), reminder("before-24h", "03-25 11:00"), BO, ANA).notices
    (both,) = gathered([*cover, *(one for one in day if one.recipient == STAND_IN)])
    assert (both.kind, both.says(Reminder).begins_cover) == (NoticeKind.REMINDER, True)
    assert both.planned_at == utc("03-24 23:00")


def test_what_somebody_else_entered_names_them() -> None:
    assert AbsenceEntered(actor="U03", until=None).users == ("U03",)
