"""Where an item stands, going by its history alone."""

from dataclasses import replace
from datetime import datetime
from functools import reduce

import pytest

from escalation.events import BACKSTOP
from escalation.items import Due, Status
from escalation.moves.move import Move
from escalation.moves.replayed import Replayed, after, due_back_then
from tests.support.factories import MEMBER, OWNER, an_item, event_of, utc

DUE, LATER = utc("03-05 12:00"), utc("03-09 12:00")
LOGGED = ("logged", {"owner": OWNER, "due": DUE.isoformat()})
MOVED = (Move.RESCHEDULE, {"from": DUE.isoformat(), "to": LATER.isoformat(), "slips": "1"})


def stands(*events: tuple[str, dict[str, str]], actor: str = OWNER) -> Replayed | None:
    """Where an item stands after these events."""
    told = [
        event_of(at=DUE, item_id=1, actor=actor, action=action, facts=facts)
        for action, facts in events
    ]
    begin: Replayed | None = None
    return reduce(after, told, begin)


def test_an_item_stands_as_it_was_logged() -> None:
    expected = Replayed(owner=OWNER, due_at=DUE, first_due_at=DUE)
    assert stands(LOGGED, ("acknowledge", {}), ("remind", {"owner": MEMBER})) == expected
    assert stands(LOGGED, ("escalated", {"rung": "0"})) == expected


def test_a_later_date_begins_a_round_and_is_a_slip() -> None:
    expected = Replayed(owner=OWNER, due_at=LATER, first_due_at=DUE, round=2, slips=1)
    assert stands(LOGGED, MOVED) == expected


def test_an_earlier_date_begins_a_round_and_is_a_pull_in() -> None:
    back = (Move.RESCHEDULE, {"from": LATER.isoformat(), "to": DUE.isoformat()})
    expected = Replayed(owner=OWNER, due_at=DUE, first_due_at=DUE, round=3, slips=1, pull_ins=1)
    assert stands(LOGGED, MOVED, back) == expected


@pytest.mark.parametrize(
    "facts", [{"to": LATER.isoformat()}, {"from": "2026-03-05T12:00:00", "to": LATER.isoformat()}]
)
def test_a_move_from_nobody_knows_where_is_counted_as_neither(facts: dict[str, str]) -> None:
    expected = Replayed(owner=OWNER, due_at=LATER, first_due_at=DUE, round=2)
    assert stands(LOGGED, (Move.RESCHEDULE, facts)) == expected


def test_who_it_was_handed_to_owns_it() -> None:
    expected = Replayed(owner=MEMBER, due_at=DUE, first_due_at=DUE)
    assert stands(LOGGED, (Move.REASSIGN, {"from": OWNER, "to": MEMBER})) == expected


@pytest.mark.parametrize(
    ("move", "status"),
    [
        (Move.RESOLVE, Status.RESOLVED),
        (Move.DECIDE, Status.DECIDED),
        (Move.FALL_BACK, Status.FELL_BACK),
        (Move.WITHDRAW, Status.WITHDRAWN),
    ],
)
def test_each_way_to_close_it_has_its_status(move: Move, status: Status) -> None:
    assert stands(LOGGED, (move, {"outcome": "x"})) == Replayed(
        owner=OWNER, due_at=DUE, first_due_at=DUE, status=status
    )


def test_reopening_begins_a_round_with_its_date_or_the_next_and_is_not_a_slip() -> None:
    closed = (Move.RESOLVE, {"outcome": ""})
    kept = (Move.REOPEN, {"was": "resolved"})
    passed = (Move.REOPEN, {"was": "resolved", "to": LATER.isoformat()})
    again = Replayed(owner=OWNER, due_at=DUE, first_due_at=DUE, round=2)
    assert stands(LOGGED, closed, kept) == again
    assert stands(LOGGED, closed, passed) == replace(again, due_at=LATER)


UNDO = {"event": "7", "done_at": DUE.isoformat()}


@pytest.mark.parametrize("move", [Move.RESOLVE, Move.DECIDE, Move.FALL_BACK, Move.WITHDRAW])
def test_a_closing_that_was_undone_was_none(move: Move) -> None:
    assert stands(LOGGED, (move, {"outcome": "x"}), ("undo", {**UNDO, "what": move})) == stands(
        LOGGED
    )


def test_a_hand_over_that_was_undone_gave_it_back() -> None:
    handed = (Move.REASSIGN, {"from": OWNER, "to": MEMBER})
    back = {**UNDO, "what": "reassign", "from": MEMBER, "to": OWNER}
    assert stands(LOGGED, handed, ("undo", back)) == stands(LOGGED)
    del back["to"]
    unknown = Replayed(owner=None, due_at=DUE, first_due_at=DUE)
    assert stands(LOGGED, handed, ("undo", back)) == unknown


def test_an_item_whose_logging_was_undone_is_withdrawn() -> None:
    expected = Replayed(owner=OWNER, due_at=DUE, first_due_at=DUE, status=Status.WITHDRAWN)
    assert stands(LOGGED, ("undo", {**UNDO, "what": "logged"})) == expected


def test_what_only_a_newer_version_can_undo_is_passed_over() -> None:
    assert stands(LOGGED, ("undo", {**UNDO, "what": "merged"})) == stands(LOGGED)


def test_an_item_of_which_only_the_card_is_left_has_no_known_owner_or_date() -> None:
    expected = Replayed(owner=None, due_at=None, status=Status.WITHDRAWN)
    assert stands((Move.WITHDRAW, {}), actor=BACKSTOP) == expected


def test_without_its_logging_nothing_begins() -> None:
    assert stands(MOVED, (Move.WITHDRAW, {})) is None


def test_a_date_that_is_none_is_not_known() -> None:
    assert stands(("logged", {"owner": OWNER, "due": "soon"})) == Replayed(owner=OWNER)


@pytest.mark.parametrize(
    ("at", "due"), [("03-01 12:00", DUE), ("03-02 12:00", LATER), ("03-04 12:00", DUE)]
)
def test_when_an_item_was_due_back_then(at: str, due: datetime) -> None:
    told = [
        event_of(at=utc(when), item_id=1, actor=OWNER, action=action, facts=facts)
        for when, action, facts in (
            ("03-02 10:00", Move.RESCHEDULE, {"from": DUE.isoformat()}),
            ("03-02 11:00", Move.REOPEN, {"was": "resolved"}),
            ("03-03 12:00", Move.RESCHEDULE, {"from": LATER.isoformat()}),
            ("03-03 12:00", "acknowledge", {}),
        )
    ]
    item = an_item(due=Due(at=DUE, zone="UTC", phrase=""))
    assert due_back_then(item, told, utc(at)) == due
