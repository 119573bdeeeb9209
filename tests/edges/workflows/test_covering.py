"""Who covers for whom, as it changes: each is told of what concerns them, once."""

from dataclasses import replace
from datetime import datetime, timedelta

from escalation.absences.statuses import SlackStatus
from escalation.facts.about_absences import CoverChanged
from escalation.facts.shape import Covering
from escalation.notices.notice import Notice, NoticeKind
from escalation.people import Away
from tests.edges.workflows.test_absences import AHEAD, LATER, MONDAY, PALM, leave, sent, waiting
from tests.support.context_fixtures import (
    DUE,
    NOW,
    a_request,
    logged,
    pending,
    save_channel,
    save_person,
    told,
)
from tests.support.factories import LEAD, MEMBER, OWNER, REPORTER, STAND_IN, a_person, utc
from workflows.people import absence, stand_ins, status, sync
from workflows.transaction import idempotency
from workflows.transaction.unit_of_work import WorkspaceContext

COVERED = Away(until=MONDAY, stand_in=STAND_IN)
THERMOMETER = SlackStatus(emoji=":thermometer:", text="", until=MONDAY)
TOMORROW = utc("03-03 09:00")


def changes(context: WorkspaceContext) -> list[tuple[Covering | None, str]]:
    """What is told of the cover, and to whom."""
    notices = waiting(context, NoticeKind.STAND_IN)
    return [(said(one).what, one.recipient) for one in notices]


def said(notice: Notice) -> CoverChanged:
    assert isinstance(notice.facts, CoverChanged)
    return notice.facts


def account(context: WorkspaceContext, user: str, *, is_there: bool, at: datetime = NOW) -> None:
    sync.person_changed(context, a_person(user, deactivated=not is_there), at)


def test_a_stand_in_who_goes_away_leaves_it_to_the_next_rung_until_they_are_back(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    leave(context, COVERED)
    assert ("cover", "dm", STAND_IN) in told(context, item)
    leave(context, Away(until=utc("03-05 09:00")), by=STAND_IN, number=51)
    assert changes(context) == [(Covering.NOBODY, OWNER)]
    assert ("gap", "dm", LEAD) in told(context, item)
    sent(context)
    absence.come_back(context, a_request(STAND_IN, 52), now=NOW)
    assert ("cover", "dm", STAND_IN) in told(context, item)


def test_an_absence_at_another_time_warns_nobody(context: WorkspaceContext) -> None:
    logged(context)
    leave(context, COVERED)
    leave(context, LATER, by=STAND_IN, number=51)
    assert changes(context) == []


def test_only_the_absence_that_somebody_covers_at_the_time_clashes_with_theirs(
    context: WorkspaceContext,
) -> None:
    save_channel(context)
    leave(context, COVERED)
    leave(context, replace(LATER, stand_in=MEMBER), number=51)
    clash = stand_ins.clashes(context, STAND_IN, Away(until=TOMORROW), now=NOW)
    assert clash == {OWNER: COVERED}
    assert stand_ins.clashes(context, STAND_IN, LATER, now=NOW) == {}
    assert stand_ins.clashes(context, "U99", COVERED, now=NOW) == {}


def test_a_stand_in_without_an_account_does_not_cover_and_covers_again_once_they_have_one(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    leave(context, COVERED)
    sent(context)
    account(context, STAND_IN, is_there=False)
    assert changes(context) == [(Covering.NOBODY, OWNER)]
    assert ("gap", "dm", LEAD) in told(context, item)
    account(context, STAND_IN, is_there=True, at=NOW + timedelta(hours=1))
    assert [row.notice.recipient for row in pending(context, item)].count(STAND_IN) == 1


def test_of_an_absence_that_lies_ahead_only_the_person_is_told(context: WorkspaceContext) -> None:
    item = logged(context)
    leave(context, replace(AHEAD, stand_in=STAND_IN))
    account(context, STAND_IN, is_there=False)
    assert changes(context) == [(Covering.NOBODY, OWNER)]
    assert ("gap", "dm", LEAD) not in told(context, item)


def test_whoever_entered_it_is_told_unless_they_are_gone(context: WorkspaceContext) -> None:
    save_channel(context)
    logged(context)
    leave(context, COVERED, by=LEAD, whom=OWNER)
    save_person(context, LEAD, deactivated=True)
    account(context, STAND_IN, is_there=False)
    assert changes(context) == []


def test_a_stand_in_who_is_away_when_it_begins_is_not_told(context: WorkspaceContext) -> None:
    item = logged(context)
    leave(context, Away(starts_at=TOMORROW, until=MONDAY, stand_in=STAND_IN))
    leave(context, Away(starts_at=TOMORROW, until=MONDAY), by=STAND_IN, number=51)
    absence.turn(context, TOMORROW, limit=9)
    assert ("cover", "dm", STAND_IN) not in told(context, item)
    assert ("gap", "dm", LEAD) in told(context, item)


def test_with_nothing_owned_the_stand_in_is_told_of_each_beginning_and_of_the_end(
    context: WorkspaceContext,
) -> None:
    save_channel(context)
    leave(context, COVERED)
    assert "You cover for" in sent(context)[STAND_IN]
    absence.come_back(context, a_request(OWNER, 51), now=NOW)
    assert changes(context) == [(Covering.ENDED, STAND_IN)]
    assert [one.recipient for one in waiting(context, NoticeKind.EDIT)] == [f"D{STAND_IN}"]
    sent(context)
    leave(context, COVERED, number=52)
    assert changes(context) == [(Covering.BEGINS, STAND_IN)]


def test_another_stand_in_is_told_and_the_one_before_that_it_is_over(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    leave(context, COVERED)
    sent(context)
    leave(context, replace(COVERED, stand_in=MEMBER), number=51, instead_of=MONDAY)
    assert changes(context) == [(Covering.ENDED, STAND_IN)]
    assert ("cover", "dm", MEMBER) in told(context, item)
    assert f"D{STAND_IN}" in [one.recipient for one in waiting(context, NoticeKind.EDIT)]


def test_what_comes_later_is_told_unless_the_owner_is_back_by_its_date(
    context: WorkspaceContext,
) -> None:
    save_channel(context)
    leave(context, COVERED)
    sent(context)
    soon = logged(context, 1)  # due on Thursday
    later = logged(context, 2, due=replace(DUE, at=utc("03-10 12:00")))
    assert ("cover", "dm", STAND_IN) in told(context, soon)
    assert ("cover", "dm", STAND_IN) not in told(context, later)


def test_what_waits_for_a_stand_in_who_has_no_account_by_then_is_not_sent(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    leave(context, COVERED)
    save_person(context, STAND_IN, deactivated=True)
    assert STAND_IN not in sent(context)
    assert ("cover", "dm", STAND_IN) not in told(context, item)


def test_a_request_of_an_older_version_is_answered_as_the_end_of_an_absence(
    context: WorkspaceContext,
) -> None:
    save_channel(context)
    request = a_request(REPORTER, 51)
    with context.writing(NOW) as uow:
        assert idempotency.earlier(uow, request) is None
        idempotency.remember(uow, request, absences=[])
    ended = absence.come_back(context, request, now=NOW)
    assert (ended.person.absences, ended.away) == ((), Away(until=NOW))


def test_a_newer_status_ends_the_question_about_the_one_before(context: WorkspaceContext) -> None:
    logged(context)
    status.noticed(context, LEAD, PALM, now=NOW)
    status.noticed(context, LEAD, THERMOMETER, now=NOW)  # before the first was sent
    (asked,) = waiting(context, NoticeKind.STATUS)
    assert asked.key.endswith(THERMOMETER.mark)
    sent(context)
    meeting = SlackStatus(emoji=":calendar:", text="In a meeting", until=MONDAY)
    status.noticed(context, LEAD, meeting, now=NOW)
    assert waiting(context, NoticeKind.STATUS) == []
    edited = [one.recipient for one in waiting(context, NoticeKind.EDIT)]
    assert edited.count(f"D{LEAD}") == 1


def test_a_question_that_was_answered_with_an_absence_stays_as_it_is(
    context: WorkspaceContext,
) -> None:
    logged(context)
    status.noticed(context, LEAD, PALM, now=NOW)
    sent(context)
    leave(context, Away(until=MONDAY), by=LEAD)
    status.noticed(context, LEAD, THERMOMETER, now=NOW)
    edited = [one.recipient for one in waiting(context, NoticeKind.EDIT)]
    assert f"D{LEAD}" not in edited


def test_a_status_that_is_over_by_the_time_of_the_question_is_not_asked_about(
    context: WorkspaceContext,
) -> None:
    logged(context)
    save_person(context, LEAD, zone="Asia/Tokyo")  # 18:00 there: asked tomorrow
    status.noticed(context, LEAD, replace(PALM, until=utc("03-03 06:00")), now=NOW)
    assert [one.recipient for one in waiting(context, NoticeKind.STATUS)] == [LEAD]
    assert LEAD not in sent(context, utc("03-03 07:00"))
    assert waiting(context, NoticeKind.STATUS) == []
