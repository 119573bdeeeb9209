"""Reminders that people ask for: what is stored with them, and what their history says."""

import pytest

from escalation.errors import BadInput
from escalation.facts.by_people import ReminderAsked
from escalation.facts.in_notices import Gap, Reminder
from escalation.moves.move import Move
from escalation.people import Away
from tests.support.context_fixtures import (
    NOW,
    a_request,
    actions,
    item_now,
    logged,
    moved,
    pending,
    save_person,
    told,
)
from tests.support.factories import LEAD, MEMBER, OWNER, STAND_IN, utc
from workflows.people import absence
from workflows.transaction.unit_of_work import WorkspaceContext

LATER = utc("03-02 10:00")
EVENING = utc("03-02 20:00")


def test_it_is_kept_with_its_event_and_its_notices(context: WorkspaceContext) -> None:
    item = logged(context)
    asked = moved(context, item, Move.REMIND, actor=MEMBER, reason="Acme waits", now=LATER)
    assert item_now(context, item).position.reminder_asked_at == LATER
    assert actions(context, item.id) == ["logged", "remind"]
    assert asked.event.facts == ReminderAsked(owner=OWNER, to=(OWNER,), heard_at=LATER)
    (notice,) = (row.notice for row in pending(context, item) if row.notice.kind == "reminder")
    said = notice.says(Reminder)
    assert (said.actor, said.reason, notice.recipient) == (MEMBER, "Acme waits", OWNER)
    assert ("changed", "thread", item.channel) in told(context, item)


def test_asked_again_too_soon_it_is_refused_and_nothing_is_stored(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    moved(context, item, Move.REMIND, actor=MEMBER, now=LATER)
    with pytest.raises(BadInput, match=r"The next can go out from Mon 2 Mar 14:00 UTC\."):
        moved(context, item, Move.REMIND, actor=LEAD, number=9, now=utc("03-02 13:00"))
    assert actions(context, item.id) == ["logged", "remind"]


def test_the_event_says_when_the_owner_is_told(context: WorkspaceContext) -> None:
    asked = moved(context, logged(context), Move.REMIND, actor=MEMBER, now=EVENING)
    in_the_morning = ReminderAsked(owner=OWNER, to=(OWNER,), heard_at=utc("03-03 09:00"))
    assert asked.event.facts == in_the_morning


def leave(context: WorkspaceContext, stand_in: str) -> None:
    away = Away(until=utc("03-09 09:00"), stand_in=stand_in)
    absence.leave(context, a_request(OWNER, number=50), away, now=NOW)


def test_while_the_owner_is_away_the_event_names_the_stand_in(context: WorkspaceContext) -> None:
    item = logged(context)
    leave(context, STAND_IN)
    asked = moved(context, item, Move.REMIND, actor=MEMBER, now=LATER)
    assert asked.event.facts == ReminderAsked(owner=OWNER, to=(STAND_IN,), heard_at=LATER)


def test_whoever_is_told_in_place_of_the_owner_learns_who_asked(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    leave(context, "")
    asked = moved(context, item, Move.REMIND, actor=MEMBER, now=LATER)
    assert asked.event.facts == ReminderAsked(owner=OWNER, to=(LEAD,), heard_at=LATER)
    gaps = [row.notice for row in pending(context, item) if isinstance(row.notice.facts, Gap)]
    by_hand = [one for one in gaps if one.says(Gap).actor]
    assert [(one.recipient, one.says(Gap).actor) for one in by_hand] == [(LEAD, MEMBER)]


def test_where_nobody_else_can_be_told_directly_the_event_names_nobody(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    for user in (OWNER, "U04"):
        save_person(context, user, deactivated=True)
    asked = moved(context, item, Move.REMIND, actor=LEAD, reason="x", now=LATER)
    assert asked.event.facts == ReminderAsked(owner=OWNER)
