"""Whether a notice is still worth sending when its turn comes, kind by kind."""

from dataclasses import replace
from typing import Any

import pytest

from escalation.about.agreements import Agreement, NotMine
from escalation.items import Item, Keep, Status
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.notices.suppression import still_wanted
from tests.support.factories import (
    CHANNEL,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    an_item,
    climbed,
    notice_of,
    utc,
)

OF_THE_ROUND = [
    *(NoticeKind.ESCALATION, NoticeKind.FALLBACK, NoticeKind.GAP, NoticeKind.MOVED),
    NoticeKind.QUESTION,
]
ALWAYS = [NoticeKind.CARD, NoticeKind.CHANGED, NoticeKind.EDIT, NoticeKind.SUMMARY]
CLOSED = an_item(status=Status.RESOLVED)
NEXT_ROUND = an_item(round=2)
HANDED_OVER = an_item(owner=MEMBER)


def a_notice(kind: NoticeKind, recipient: str = OWNER, **facts: str) -> Notice:
    return notice_of(
        key="k",
        kind=kind,
        place=Place.DM,
        recipient=recipient,
        planned_at=utc("03-04 12:00"),
        not_before=utc("03-04 12:00"),
        item_id=7,
        round=1,
        facts={"owner": OWNER, **facts},
    )


def why_not(notice: Notice, item: Item | None, at: str = "03-04 13:00") -> str:
    return still_wanted(notice, item, utc(at))


UNLESS_STILL_SO = {NoticeKind.PROMISED, NoticeKind.OFFERED, NoticeKind.NOT_MINE}


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind not in UNLESS_STILL_SO])
def test_nothing_that_has_just_been_queued_is_unwanted(kind: NoticeKind) -> None:
    item = CLOSED if kind is NoticeKind.CLOSED else an_item()
    assert why_not(a_notice(kind), item) == ""


def test_a_question_who_else_owns_it_is_wanted_until_it_is_answered() -> None:
    at, ends = utc("03-04 12:00"), utc("03-05 12:00")
    asked = {"actor": OWNER, "move": "not_mine", "asked": REPORTER, "reason": "busy"}
    waits = NotMine(asked=REPORTER, reason="busy", made_at=at, ends_at=ends)
    said = a_notice(NoticeKind.NOT_MINE, REPORTER, **asked)
    assert why_not(said, an_item(not_mine=waits)) == ""
    assert why_not(said, an_item()) == "answered"
    told = a_notice(NoticeKind.NOT_MINE, LEAD, **asked | {"move": "nobody_named"})
    assert why_not(told, an_item()) == ""
    assert why_not(told, an_item(owner=MEMBER)) == "answered"


def test_a_card_is_not_drawn_again_for_a_date_that_is_agreed() -> None:
    at = utc("03-03 09:00")
    edit = a_notice(NoticeKind.EDIT, CHANNEL, ts="1.1", version="1", date_asked_at=at.isoformat())
    asked = Agreement(dated_by=REPORTER, date_asked_at=at)
    assert why_not(edit, an_item(agreement=asked)) == ""
    assert why_not(edit, an_item()) == "answered"


@pytest.mark.parametrize("kind", ALWAYS)
@pytest.mark.parametrize("item", [CLOSED, NEXT_ROUND, HANDED_OVER, None])
def test_cards_lines_edits_and_summaries_are_always_wanted(
    kind: NoticeKind, item: Item | None
) -> None:
    assert why_not(a_notice(kind), item) == ""


@pytest.mark.parametrize(
    "kind", [kind for kind in NoticeKind if kind not in {*ALWAYS, NoticeKind.CLOSED}]
)
def test_once_the_item_is_closed_nothing_else_about_it_is_wanted(kind: NoticeKind) -> None:
    assert why_not(a_notice(kind), CLOSED) == "closed"


def test_that_it_is_closed_is_not_wanted_once_it_is_open_again() -> None:
    assert why_not(a_notice(NoticeKind.CLOSED), NEXT_ROUND) == "reopened"


@pytest.mark.parametrize("kind", [*OF_THE_ROUND, NoticeKind.REMINDER])
def test_what_belongs_to_a_round_ends_with_it(kind: NoticeKind) -> None:
    assert why_not(a_notice(kind), NEXT_ROUND) == "the date moved"


def test_a_waiting_question_is_not_wanted_while_the_item_is_kept_open() -> None:
    notice = a_notice(NoticeKind.QUESTION, LEAD)
    kept = Keep(until=utc("03-04 13:00"), by=LEAD, reason="vendor")
    item = an_item(**climbed(3, at="03-01 12:00"), kept=kept)
    assert why_not(notice, item, "03-04 12:59") == "kept open"
    assert why_not(notice, item, "03-04 13:00") == ""


def test_a_review_outlives_the_round_it_was_planned_in() -> None:
    assert why_not(a_notice(NoticeKind.REVIEW, LEAD), NEXT_ROUND) == ""


def test_a_reminder_is_not_wanted_after_a_handover_nor_is_the_stand_ins() -> None:
    assert why_not(a_notice(NoticeKind.REMINDER), HANDED_OVER) == "handed over"
    stand_in = a_notice(NoticeKind.REMINDER, STAND_IN, **{"for": OWNER})
    assert why_not(stand_in, an_item()) == ""
    assert why_not(stand_in, HANDED_OVER) == "handed over"


@pytest.mark.parametrize("kind", [NoticeKind.REMINDER, NoticeKind.FALLBACK])
def test_of_what_waits_for_the_owners_morning_only_the_latest_is_wanted(kind: NoticeKind) -> None:
    notice = a_notice(kind)
    assert why_not(notice, an_item(reminded_until=utc("03-04 12:00"))) == ""
    later = an_item(reminded_until=utc("03-05 10:00"))
    assert why_not(notice, later) == "a later reminder says it"


def test_the_channel_is_told_of_the_fallback_whoever_is_reminded_or_owns_it() -> None:
    notice = replace(a_notice(NoticeKind.FALLBACK, "C07"), place=Place.ALOUD)
    assert why_not(notice, an_item(owner=MEMBER, reminded_until=utc("03-05 10:00"))) == ""


def test_the_owners_word_of_the_fallback_is_not_wanted_after_a_handover() -> None:
    assert why_not(a_notice(NoticeKind.FALLBACK), HANDED_OVER) == "handed over"


def test_a_reminder_that_somebody_asked_for_is_wanted_until_it_is_answered() -> None:
    asked = a_notice(NoticeKind.REMINDER, actor=MEMBER)
    later = an_item(reminded_until=utc("03-04 12:30"), acknowledged_at=utc("03-04 11:59"))
    assert why_not(asked, later) == ""
    assert why_not(a_notice(NoticeKind.REMINDER), later) == "a later reminder says it"
    assert why_not(asked, an_item(acknowledged_at=utc("03-04 12:00"))) == "acknowledged"
    assert why_not(asked, an_item(snoozed_until=utc("03-04 16:00"))) == "snoozed"
    assert why_not(asked, HANDED_OVER) == "handed over"


def test_a_reminder_that_waited_into_a_snooze_is_left_to_its_end() -> None:
    snoozed = an_item(snoozed_until=utc("03-04 16:00"))
    assert why_not(a_notice(NoticeKind.REMINDER), snoozed, "03-04 15:59") == "snoozed"
    assert why_not(a_notice(NoticeKind.REMINDER), snoozed, "03-04 16:00") == ""


def test_an_escalation_is_wanted_whoever_owns_it_and_acknowledged_or_not() -> None:
    changed: dict[str, Any] = {"owner": MEMBER, "acknowledged_at": utc("03-04 12:30")}
    assert why_not(a_notice(NoticeKind.ESCALATION, LEAD), an_item(**changed)) == ""


@pytest.mark.parametrize(
    ("why", "answer"),
    [
        ("gone", "handed over"),
        ("away", "handed over"),
        ("declined", "handed over"),
        ("lead", ""),
    ],
)
def test_a_gap_of_the_owner_is_fixed_by_a_handover(why: str, answer: str) -> None:
    assert why_not(a_notice(NoticeKind.GAP, LEAD, why=why), HANDED_OVER) == answer


@pytest.mark.parametrize(
    ("why", "answer"),
    [
        ("gone", ""),
        ("removed", ""),
        ("declined", ""),
        ("away", "the date moved"),
        ("lead", "the date moved"),
    ],
)
def test_another_date_gives_nobody_an_owner(why: str, answer: str) -> None:
    moved = an_item(round=2)
    assert why_not(a_notice(NoticeKind.GAP, LEAD, why=why), moved) == answer


def test_that_it_is_open_again_is_not_wanted_once_it_is_closed() -> None:
    again = a_notice(NoticeKind.UNDONE, move="undo", what="resolve")
    assert why_not(again, an_item()) == why_not(again, HANDED_OVER) == ""
    assert why_not(again, CLOSED) == "closed"


def test_whose_it_is_again_is_not_wanted_once_somebody_else_owns_it() -> None:
    back = {"move": "undo", "what": "reassign", "from": STAND_IN, "to": OWNER}
    for recipient in (OWNER, STAND_IN):
        assert why_not(a_notice(NoticeKind.UNDONE, recipient, **back), an_item()) == ""
        told = a_notice(NoticeKind.UNDONE, recipient, **back)
        assert why_not(told, HANDED_OVER) == "handed over"


def test_this_is_yours_is_for_the_owner_of_the_moment() -> None:
    assert why_not(a_notice(NoticeKind.LOGGED), HANDED_OVER) == "handed over"
    handed = {"move": "reassign", "from": OWNER, "to": STAND_IN}
    to_new = a_notice(NoticeKind.HANDED, STAND_IN, **handed)
    to_old = a_notice(NoticeKind.HANDED, OWNER, **handed)
    assert why_not(to_new, an_item(owner=STAND_IN)) == ""
    assert why_not(to_new, HANDED_OVER) == "handed over"
    assert why_not(to_old, HANDED_OVER) == ""
