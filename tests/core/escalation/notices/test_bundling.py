"""What a direct message says about each item when several notices leave in it."""

from typing import Any

import pytest

from escalation.facts.by_people import Reassigned, Rescheduled
from escalation.facts.in_notices import Climb, Done, Reminder
from escalation.facts.shape import shaped
from escalation.notices.bundling import gathered
from escalation.notices.notice import Notice, NoticeKind, Place
from tests.support.factories import BOSS, MEMBER, notice_of, utc

KNOWN_AT = utc("03-05 17:00")
THURSDAY = {"move": "reschedule", "from": "2026-03-05T17:00:00+00:00"}
FRIDAY = {"move": "reschedule", "from": "2026-03-06T17:00:00+00:00"}


def a_notice(kind: NoticeKind, at: str, item: int = 7, **changes: Any) -> Notice:
    known = {"place": Place.DM, "recipient": BOSS, "planned_at": utc(at), "not_before": utc(at)}
    return notice_of(key=f"{kind}-{at}", kind=kind, item_id=item, **{**known, **changes})


def kinds(*notices: Notice) -> list[tuple[int | None, str]]:
    return [(notice.item_id, notice.kind.value) for notice in gathered(notices)]


def test_the_later_of_two_held_rungs_is_told_with_the_instant_of_the_first() -> None:
    friday = a_notice(NoticeKind.ESCALATION, "03-06 17:00", facts={"rung": "0"})
    saturday = a_notice(NoticeKind.ESCALATION, "03-07 17:00", facts={"rung": "1"})
    (told,) = gathered([saturday, friday])
    assert (told.says(Climb).rung, told.planned_at) == (1, utc("03-06 17:00"))


def test_an_offer_keeps_the_instant_that_tells_it_from_others() -> None:
    news = a_notice(NoticeKind.CHANGED, "03-06 17:00", facts={"move": "edit"})
    offer = a_notice(NoticeKind.OFFERED, "03-07 17:00", facts={"move": "offer", "to": BOSS})
    (told,) = gathered([news, offer])
    assert (told.kind, told.planned_at) == (NoticeKind.OFFERED, utc("03-07 17:00"))


def test_a_gap_and_the_rung_after_it_are_one_thing_to_hear() -> None:
    assert kinds(
        a_notice(NoticeKind.GAP, "03-06 17:00"), a_notice(NoticeKind.ESCALATION, "03-07 17:00")
    ) == [(7, "escalation")]


def test_what_is_yours_now_says_more_than_a_reminder_or_a_new_date() -> None:
    assert kinds(
        a_notice(NoticeKind.LOGGED, "03-06 17:00"),
        a_notice(NoticeKind.REMINDER, "03-07 17:00"),
        a_notice(NoticeKind.MOVED, "03-07 18:00"),
    ) == [(7, "logged")]


def test_items_and_different_kinds_of_news_stay_apart() -> None:
    assert kinds(
        a_notice(NoticeKind.REMINDER, "03-06 17:00", item=1),
        a_notice(NoticeKind.REMINDER, "03-06 17:00", item=2),
        a_notice(NoticeKind.ESCALATION, "03-06 18:00", item=1),
        a_notice(NoticeKind.CLOSED, "03-06 19:00", item=3),
    ) == [(1, "reminder"), (2, "reminder"), (1, "escalation"), (3, "closed")]


def test_of_two_moves_of_a_date_the_one_that_the_reader_was_told_is_named() -> None:
    first = a_notice(NoticeKind.MOVED, "03-06 18:00", facts={**THURSDAY, "reason": "sick"})
    again = a_notice(NoticeKind.MOVED, "03-06 19:00", facts={**FRIDAY, "reason": "still"})
    (told,) = gathered([first, again])
    done = told.says(Done)
    assert (shaped(done.change, Rescheduled).old_due_at, done.reason) == (KNOWN_AT, "still")


def test_a_reminder_that_stands_for_a_new_date_too_says_the_old_one() -> None:
    moved = a_notice(NoticeKind.MOVED, "03-06 18:00", facts=THURSDAY)
    reminder = a_notice(NoticeKind.REMINDER, "03-07 09:00")
    (told,) = gathered([moved, reminder])
    assert (told.kind, told.says(Reminder).old_due_at) == (NoticeKind.REMINDER, KNOWN_AT)


@pytest.mark.parametrize("asked_at", ["03-06 18:00", "03-07 10:00"])
def test_a_reminder_that_somebody_asked_for_joins_the_one_that_comes_anyway(asked_at: str) -> None:
    by = {"step": "remind-1", "actor": MEMBER, "reason": "Acme waits"}
    asked = a_notice(NoticeKind.REMINDER, asked_at, facts=by)
    planned = a_notice(NoticeKind.REMINDER, "03-07 09:00", facts={"step": "due", "missed": "2"})
    (told,) = gathered([asked, planned])
    said = told.says(Reminder)
    assert (said.actor, said.reason, said.missed) == (MEMBER, "Acme waits", 2)


def test_a_rung_that_fires_after_its_call_says_who_called_and_why() -> None:
    by = {"rung": "0", "actor": MEMBER, "reason": "the customer waits"}
    call = a_notice(NoticeKind.ESCALATION, "03-06 18:00", facts=by)
    rung = a_notice(NoticeKind.ESCALATION, "03-07 17:00", facts={"rung": "0"})
    (told,) = gathered([call, rung])
    said = told.says(Climb)
    assert (told.key, said.actor, said.reason) == (rung.key, MEMBER, "the customer waits")


def test_the_former_owner_is_not_mistaken_for_the_former_date() -> None:
    handed = a_notice(NoticeKind.HANDED, "03-06 18:00", facts={"move": "reassign", "from": "U01"})
    moved = a_notice(NoticeKind.MOVED, "03-06 19:00", facts=THURSDAY)
    (told,) = gathered([handed, moved])
    assert shaped(told.says(Done).change, Reassigned).old_owner == "U01"
