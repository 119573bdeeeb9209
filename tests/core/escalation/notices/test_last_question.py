"""The last question: when others have to be asked because its recipient cannot answer."""

from dataclasses import replace

import pytest

from escalation.items import Item, Keep, RungState, Status
from escalation.ladder.plan import question_step
from escalation.moves.permissions import Standing, standings
from escalation.notices.chances import with_chance_again
from escalation.notices.foresight import foresee, next_rung
from escalation.notices.notice import NoticeKind, Place
from escalation.notices.review_cycles import must_be_asked_again, without
from escalation.notices.routing import route
from escalation.recipients import Directory
from escalation.rungs import Target, TargetKind
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    LEADS_CHANNEL,
    MEMBER,
    REPORTER,
    STAND_IN,
    a_directory,
    a_person,
    a_policy,
    an_item,
    away,
    changed,
    climbed,
    people,
    person_target,
    utc,
)
from tests.support.lives import ADMIN

MONDAY = utc("03-16 08:00")


def asked_item(*leadership: Target) -> Item:
    policy = a_policy(leadership=leadership or (person_target(BOSS),))
    return an_item(policy=policy, **climbed(3, at="03-09 12:00"), unanswered=1)


def directory(*others: str, stand_in: str = "") -> Directory:
    """Everybody; the people named are away until the end of the month."""
    absent = [a_person(user, away=away("03-31 09:00", stand_in)) for user in others]
    return a_directory(MONDAY, *absent)


def test_without_the_only_one_in_leadership_others_are_asked_once_a_day() -> None:
    item, without_boss = asked_item(), directory(BOSS)
    assert must_be_asked_again(item, without_boss, BOSS)
    told = route(item, [question_step(MONDAY)], without_boss)
    assert {(one.recipient, one.place) for one in told.notices} == {
        (REPORTER, Place.DM),
        (CHANNEL, Place.ALOUD),
    }
    assert {one.kind for one in told.notices} == {NoticeKind.QUESTION}
    assert told.item.position.unanswered == 1, "it is the same question"
    assert question_step(MONDAY).name == question_step(utc("03-16 15:00")).name


def test_whoever_covers_for_them_is_asked() -> None:
    item, covered = asked_item(), directory(BOSS, stand_in=STAND_IN)
    assert must_be_asked_again(item, covered, BOSS)
    told = route(item, [question_step(MONDAY)], covered)
    assert {one.recipient for one in told.notices} == {BOSS, STAND_IN}


def test_while_others_in_leadership_can_answer_nobody_is_asked_again() -> None:
    item = asked_item(person_target(BOSS), person_target(MEMBER))
    assert not must_be_asked_again(item, directory(BOSS), BOSS)
    assert must_be_asked_again(item, directory(BOSS, MEMBER), MEMBER)


@pytest.mark.parametrize("user", [REPORTER, LEADS_CHANNEL])
def test_it_is_about_leadership_alone(user: str) -> None:
    assert not must_be_asked_again(asked_item(), directory(BOSS), user)


def test_a_channel_that_is_shut_is_nobody_to_answer() -> None:
    item = asked_item(Target(TargetKind.CHANNEL, LEADS_CHANNEL))
    assert must_be_asked_again(item, directory(), LEADS_CHANNEL)
    told = route(item, [question_step(MONDAY)], without(directory(), LEADS_CHANNEL))
    assert {one.recipient for one in told.notices} == {REPORTER, CHANNEL}


def test_asked_again_the_fourth_question_goes_to_the_admins_no_second_time() -> None:
    item = changed(asked_item(), unanswered=4)
    absent = a_person(BOSS, away=away("03-31 09:00"))
    known = replace(a_directory(MONDAY, absent, a_person(ADMIN)), admins=frozenset({ADMIN}))
    again = route(item, [question_step(MONDAY)], known)
    assert {one.recipient for one in again.notices} == {REPORTER, CHANNEL}
    first = replace(question_step(MONDAY), name="asked-202603160000")
    asked = route(item, [first], known)
    assert {one.recipient for one in asked.notices} == {REPORTER, CHANNEL, ADMIN}


def test_whoever_is_asked_counts_as_told_of_the_item() -> None:
    told = route(asked_item(), [question_step(MONDAY)], directory())
    assert told.item.position.leadership_told_at == utc("03-16 09:00")


@pytest.mark.parametrize(
    ("until", "asked_at"),
    [
        ("03-11 15:00", "03-11 15:00"),  # within their hours
        ("03-11 17:00", "03-11 17:00"),  # the end of the day belongs to the day
        ("03-11 20:00", "03-12 09:00"),
        ("03-14 10:00", "03-16 09:00"),  # a Saturday
    ],
)
def test_the_end_of_a_keep_is_asked_at_its_own_instant_within_hours(
    until: str, asked_at: str
) -> None:
    channel = Target(TargetKind.CHANNEL, LEADS_CHANNEL)
    for leadership in ((person_target(BOSS),), (channel,)):
        kept = Keep(until=utc(until), by=BOSS, reason="the vendor ships then")
        item = changed(asked_item(*leadership), kept=kept)
        step = replace(question_step(utc(until)), name="asked-of-the-keep")
        told = route(item, [step], a_directory(until))
        (notice,) = told.notices
        assert notice.not_before == utc(asked_at)
        assert not notice.was_held


def test_before_the_fallback_applies_there_is_no_question() -> None:
    item = changed(asked_item(), fallback_at=None)
    assert not must_be_asked_again(item, directory(BOSS), BOSS)


def test_an_urgent_item_gives_no_chance_to_reckon_again() -> None:
    item = an_item(urgent=True, rungs=(RungState(rung=0, fired_at=MONDAY),))
    assert with_chance_again(item, 0, directory()) is item.position
    gone = without(directory(), LEAD)
    calm = replace(item, urgent=False)
    assert with_chance_again(calm, 0, gone) is calm.position, "there is nobody"


def test_of_a_closed_item_nothing_is_foreseen() -> None:
    closed = an_item(status=Status.RESOLVED)
    assert foresee(closed, MONDAY, directory()) == ()
    assert next_rung(closed, MONDAY, directory()) is None


def test_whoever_was_asked_may_answer_and_the_reporter_where_it_goes_to_them() -> None:
    item = changed(asked_item(), asked=(MEMBER,))
    known = people()

    def asked(user: str, *, asks_reporter: bool = False) -> bool:
        held = standings(
            known[user],
            item,
            in_channel=True,
            lead_ids=(),
            admin_ids=(),
            asks_reporter=asks_reporter,
        )
        return Standing.ASKED in held

    assert asked(MEMBER)
    assert not asked(REPORTER)
    assert asked(REPORTER, asks_reporter=True)
