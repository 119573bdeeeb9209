"""Absences in the database: several, of others, redelivered, and what a status asks."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from escalation.absences.statuses import SlackStatus
from escalation.errors import BadInput, NotAllowed, Stale
from escalation.facts.about_absences import AbsenceEntered
from escalation.facts.action import Action
from escalation.facts.circumstances import CameBack
from escalation.facts.shape import shaped
from escalation.items import Due
from escalation.notices.notice import Notice, NoticeKind
from escalation.people import Away
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves.parsed import Listing
from storage import people
from storage.facts_json import encoded
from storage.items import history
from storage.outbox import queue
from tests.support.context_fixtures import (
    NOW,
    a_request,
    logged,
    save_channel,
    taken,
)
from tests.support.factories import BOSS, LEAD, MEMBER, OWNER, REPORTER, STAND_IN, utc
from workflows.items import queries
from workflows.outbox import dispatch, restore
from workflows.outbox.result import Sent
from workflows.people import absence, status
from workflows.transaction.unit_of_work import WorkspaceContext

FRIDAY, MONDAY = utc("03-06 00:00"), utc("03-09 09:00")
AHEAD = Away(starts_at=FRIDAY, until=MONDAY)
LATER = Away(starts_at=utc("03-16 00:00"), until=utc("03-17 09:00"))
PALM = SlackStatus(emoji=":palm_tree:", text="", until=MONDAY)


def absences(context: WorkspaceContext, user: str = OWNER) -> tuple[Away, ...]:
    with context.reading(NOW) as uow:
        person = people.get(uow.tx, user)
    assert person is not None
    return person.absences


def waiting(context: WorkspaceContext, kind: NoticeKind = NoticeKind.ABSENCE) -> list[Notice]:
    with context.reading(NOW) as uow:
        return [row.notice for row in queue.pending_kind(uow.tx, kind)]


def leave(
    context: WorkspaceContext,
    away: Away = AHEAD,
    *,
    by: str = OWNER,
    number: int = 50,
    whom: str = "",
    instead_of: datetime | None = None,
) -> tuple[Away, ...]:
    request = a_request(by, number=number)
    return absence.leave(context, request, away, now=NOW, whom=whom, instead_of=instead_of).absences


def test_several_lie_ahead_and_each_is_changed_or_ended_alone(context: WorkspaceContext) -> None:
    leave(context)
    assert leave(context, LATER, number=51) == (AHEAD, LATER) == absences(context)
    longer = Away(starts_at=FRIDAY, until=utc("03-10 09:00"))
    assert leave(context, longer, number=52, instead_of=MONDAY) == (longer, LATER)
    with pytest.raises(Stale, match="is over or was changed"):
        leave(context, AHEAD, number=53, instead_of=MONDAY)
    with pytest.raises(Stale, match="is over or was changed"):
        absence.come_back(context, a_request(OWNER, 54), now=NOW, until=MONDAY)
    back = absence.come_back(context, a_request(OWNER, 55), now=NOW, until=LATER.until)
    assert (back.person.absences, back.away) == ((longer,), LATER)
    assert absence.come_back(context, a_request(OWNER, 56), now=NOW).away is None
    assert absences(context) == (longer,), "it lies ahead"
    absence.come_back(context, a_request(OWNER, 57), now=NOW, until=longer.until)


def test_the_day_before_another_absence_ends_as_that_one_begins(context: WorkspaceContext) -> None:
    save_channel(context)
    leave(context)
    thursday = Away(starts_at=utc("03-05 00:00"), until=utc("03-06 09:00"))
    theirs = leave(context, thursday, by=LEAD, number=51, whom=OWNER)
    entered = Away(starts_at=thursday.starts_at, until=FRIDAY, entered_by=LEAD)
    assert theirs == (entered, AHEAD)
    (told,) = waiting(context)
    assert told.says(AbsenceEntered).until == FRIDAY


def test_redelivered_it_is_entered_once_and_answered_alike(context: WorkspaceContext) -> None:
    assert leave(context) == leave(context) == (AHEAD,)
    back = a_request(OWNER, 60)
    first = absence.come_back(context, back, now=NOW, until=MONDAY)
    leave(context, LATER, number=61)
    again = absence.come_back(context, back, now=NOW, until=MONDAY)
    assert (first.person.absences, first.away) == (again.person.absences, again.away)
    assert first.away == AHEAD


def test_the_person_who_entered_one_may_change_and_end_it(context: WorkspaceContext) -> None:
    save_channel(context)
    leave(context, by=LEAD, whom=OWNER)
    longer = Away(starts_at=FRIDAY, until=utc("03-10 09:00"))
    (kept,) = leave(context, longer, by=LEAD, number=51, whom=OWNER, instead_of=MONDAY)
    assert kept == replace(longer, entered_by=LEAD)
    for by in (BOSS, MEMBER):
        with pytest.raises(NotAllowed, match="or the person who entered it can do that"):
            absence.come_back(context, a_request(by, 52), now=NOW, until=longer.until, whom=OWNER)
        with pytest.raises(NotAllowed, match="or the person who entered it"):
            leave(context, by=by, number=53, whom=OWNER, instead_of=longer.until)
    request = a_request(LEAD, 54)
    ended = absence.come_back(context, request, now=NOW, until=longer.until, whom=OWNER)
    assert (ended.person.id, absences(context)) == (OWNER, ())
    with context.reading(NOW) as uow:
        (event,) = history.of_no_item(uow.tx, Action.BACK, start=NOW, end=utc("03-05 00:00"))
    assert shaped(event.facts, CameBack).person == OWNER
    leave(context, LATER, number=55)
    with pytest.raises(NotAllowed, match="or the person who entered it"):
        leave(context, by=LEAD, number=56, whom=OWNER, instead_of=LATER.until)


@pytest.mark.parametrize(("by", "here"), [(LEAD, ""), (LEAD, "C01"), (BOSS, "C01")])
def test_a_lead_enters_one_for_an_owner_there(
    context: WorkspaceContext, by: str, here: str
) -> None:
    logged(context)
    away = Away(until=MONDAY, stand_in=STAND_IN, reason="a bike accident")
    request = a_request(by, number=50, channel=here)
    person = absence.leave(context, request, away, now=NOW, whom=OWNER)
    (kept,) = absences(context)
    assert (person.id, kept.entered_by, kept.reason) == (OWNER, by, "a bike accident")
    assert [(one.recipient, one.says(AbsenceEntered).actor) for one in waiting(context)] == [
        (OWNER, by)
    ]


def test_a_lead_of_the_channel_where_it_is_typed_may_too(context: WorkspaceContext) -> None:
    save_channel(context)
    assert leave(context, by=LEAD, whom=OWNER) != ()


@pytest.mark.parametrize("by", [MEMBER, REPORTER])
def test_nobody_else_may(context: WorkspaceContext, by: str) -> None:
    logged(context)
    with pytest.raises(NotAllowed, match="a lead of one of their channels or an admin"):
        leave(context, by=by, whom=OWNER)
    assert absences(context) == ()


def test_an_asker_who_names_themselves_enters_their_own(context: WorkspaceContext) -> None:
    leave(context, whom=OWNER)
    assert absences(context)[0].entered_by == ""


def test_a_lead_elsewhere_may_not(context: WorkspaceContext) -> None:
    request = a_request(LEAD, channel="C77")
    with pytest.raises(NotAllowed):
        absence.leave(context, request, AHEAD, now=NOW, whom=OWNER)


def test_an_absence_needs_a_known_person(context: WorkspaceContext) -> None:
    with pytest.raises(BadInput):
        leave(context, by=LEAD, whom="U99")


def test_a_circle_of_three_is_refused(context: WorkspaceContext) -> None:
    first = Away(starts_at=utc("03-12 00:00"), until=MONDAY + timedelta(days=7), stand_in=MEMBER)
    second = Away(starts_at=utc("03-13 00:00"), until=utc("03-17 09:00"), stand_in=OWNER)
    leave(context, first, by=STAND_IN, number=51)
    leave(context, second, by=MEMBER, number=52)
    own = Away(starts_at=utc("03-11 00:00"), until=utc("03-16 09:00"), stand_in=STAND_IN)
    with pytest.raises(BadInput, match="it would all come back to") as refused:
        leave(context, own)
    assert refused.value.field == "stand_in"


def asked(context: WorkspaceContext) -> list[str]:
    return sorted(one.recipient for one in waiting(context, NoticeKind.STATUS))


def test_people_with_items_are_asked_about_a_status_once(
    context: WorkspaceContext,
) -> None:
    status.noticed(context, OWNER, PALM, now=NOW)
    status.noticed(context, "U99", PALM, now=NOW)
    assert asked(context) == []
    logged(context)
    meeting = SlackStatus(emoji=":calendar:", text="In a meeting", until=MONDAY)
    status.noticed(context, OWNER, meeting, now=NOW)
    assert asked(context) == []
    for _ in range(2):
        status.noticed(context, OWNER, PALM, now=NOW)
        status.noticed(context, LEAD, PALM, now=NOW)
    assert asked(context) == [OWNER, LEAD]


def test_a_question_that_is_not_in_slack_is_not_redrawn(context: WorkspaceContext) -> None:
    request = a_request(OWNER, number=70)
    status.answered(context, request, PALM.mark, until=None, now=NOW)
    logged(context)
    status.noticed(context, OWNER, PALM, now=NOW)
    status.answered(context, request, PALM.mark, until=MONDAY, now=NOW)
    assert waiting(context, NoticeKind.EDIT) == []


def sent(context: WorkspaceContext, now: datetime = NOW) -> dict[str, str]:
    """Send all that is due; what each recipient was sent, as JSON."""
    found = {}
    for call in taken(context, now):
        found[call.channel] = json.dumps(call.args, ensure_ascii=False)
        dispatch.finish(context, call, Sent(channel=f"D{call.channel}", ts="1.1"), now=NOW)
    return found


def test_a_person_reads_who_entered_their_absence_and_why(context: WorkspaceContext) -> None:
    save_channel(context)
    away = Away(until=MONDAY, reason="a bike accident")
    leave(context, away, by=LEAD, whom=REPORTER)
    said = sent(context)[REPORTER]
    assert f"<@{LEAD}> entered an absence for you: until" in said
    assert "a bike accident" in said


def test_a_reason_is_for_those_concerned_and_not_in_the_history(context: WorkspaceContext) -> None:
    logged(context)
    leave(context, Away(until=MONDAY, stand_in=STAND_IN, reason="a bike accident"))
    assert "because a bike accident" in sent(context)[STAND_IN]
    with context.reading(NOW) as uow:
        (event,) = history.of_no_item(uow.tx, Action.AWAY, start=NOW, end=MONDAY)
        assert "bike" not in json.dumps(encoded(event.facts)) + event.reason


def test_one_that_is_over_by_then_says_so(context: WorkspaceContext) -> None:
    save_channel(context)
    leave(context, by=LEAD, whom=REPORTER)
    absence.come_back(context, a_request(REPORTER, 51), now=NOW, until=MONDAY)
    assert "It is over or was changed." in sent(context)[REPORTER]


def test_an_answered_question_is_redrawn_once(context: WorkspaceContext) -> None:
    logged(context)
    status.noticed(context, LEAD, PALM, now=NOW)
    assert "you may be away" in sent(context)[LEAD]
    request = a_request(LEAD, number=70)
    for _ in range(2):
        status.answered(context, request, PALM.mark, until=MONDAY, now=NOW)
    edited = [one.recipient for one in waiting(context, NoticeKind.EDIT)]
    assert edited.count(f"D{LEAD}") == 1


def test_a_stand_in_lists_what_they_cover(context: WorkspaceContext) -> None:
    save_channel(context)
    item = logged(context)
    leave(context, Away(until=MONDAY, stand_in=MEMBER))
    mine = Listing(owner=DraftOwner(kind=OwnerKind.PERSON, value=MEMBER))
    listed = queries.listed(context, a_request(MEMBER, 80), mine, now=NOW)
    assert ([one.id for one in listed.covered], listed.items) == ([item.id], ())
    everything = queries.listed(context, a_request(MEMBER, 81), Listing(), now=NOW)
    assert everything.covered == ()


def test_restored_absences_begin_and_end_at_their_own_instants(context: WorkspaceContext) -> None:
    logged(context, due=Due(at=utc("03-20 12:00"), zone="UTC", phrase="then"))
    leave(context, replace(AHEAD, stand_in=STAND_IN))
    restore.begin(context, since=NOW, now=utc("03-06 12:00"))
    assert absences(context) == (Away(until=MONDAY, stand_in=STAND_IN),)
    with context.reading(NOW) as uow:
        row = queue.of_key(uow.tx, f"1:1:cover-202603090900:{STAND_IN}")
    assert row is not None
    assert row.notice.planned_at == FRIDAY
    restore.begin(context, since=NOW, now=utc("03-10 12:00"))
    assert absences(context) == ()
