"""A counter-proposal replaces the first date and counts as nothing; it may be put back once."""

from dataclasses import replace
from typing import Any

import pytest

from escalation.about.agreements import Agreement
from escalation.errors import BadInput
from escalation.facts.action import Action
from escalation.facts.by_owners import Disowned
from escalation.facts.by_people import Rescheduled
from escalation.facts.replaced import Replaced
from escalation.facts.shape import shaped
from escalation.items import Item
from escalation.moves.move import Intent, Move
from escalation.moves.replayed import Replayed, after
from escalation.moves.transitions import Transition, transition
from tests.support.factories import (
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    a_calendar,
    a_due,
    a_person,
    an_item,
    utc,
)

FIRST, SECOND, THIRD = "03-05 12:00", "03-06 12:00", "03-09 12:00"


def asked(**changes: Any) -> Item:
    agreement = Agreement(dated_by=REPORTER, date_asked_at=utc("03-02 10:30"))
    return an_item(**{"agreement": agreement, **changes})


def made(
    item: Item, move: Move, *, by: str = OWNER, at: str = "03-02 11:00", **more: Any
) -> Transition:
    if isinstance(due := more.get("due"), str):
        more["due"] = a_due(due)
    intent = Intent(move=move, actor=by, **{"reason": "why", **more})
    return transition(item, intent, utc(at), calendar=a_calendar())


def countered(due: str = SECOND, **changes: Any) -> Item:
    return made(asked(**changes), Move.RESCHEDULE, due=due).item


def counts(item: Item) -> tuple[object, ...]:
    return item.first_due_at, item.due.at, item.slips, item.pull_ins


@pytest.mark.parametrize("due", [SECOND, "03-04 12:00"])
def test_it_is_neither_a_slip_nor_a_pull_in_and_replaces_the_first_date(due: str) -> None:
    done = made(asked(), Move.RESCHEDULE, due=due)
    assert counts(done.item) == (utc(due), utc(due), 0, 0)
    assert done.item.round == 2
    facts = shaped(done.event.facts, Rescheduled)
    assert (facts.is_counter, facts.is_slip, facts.counts, facts.drift) == (True, False, (0, 0), 0)
    assert (facts.old_due_at, facts.above) == (utc(FIRST), None)


def test_what_slipped_before_stays_counted() -> None:
    done = made(asked(slips=2, first_due_at=utc("03-03 12:00")), Move.RESCHEDULE, due=SECOND)
    assert counts(done.item) == (utc(SECOND), utc(SECOND), 2, 0)
    back = made(done.item, Move.PUT_BACK, by=REPORTER, reason="")
    assert counts(back.item) == (utc("03-03 12:00"), utc(FIRST), 2, 0)


def test_it_needs_a_reason() -> None:
    with pytest.raises(BadInput, match="Add a reason"):
        made(asked(), Move.RESCHEDULE, due=SECOND, reason="")


def test_put_back_it_is_as_it_was_and_the_owner_is_asked_once_more() -> None:
    back = made(countered(), Move.PUT_BACK, by=REPORTER, reason="", at="03-02 12:00")
    assert counts(back.item) == (utc(FIRST), utc(FIRST), 0, 0)
    assert back.item.round == 3
    assert back.item.agreement.put_back_at == utc("03-02 12:00")
    assert not back.item.agreement.covers(utc(FIRST))
    assert back.item.agreement.date_asked_at is None
    facts = shaped(back.event.facts, Rescheduled)
    assert (facts.puts_back, facts.is_slip, facts.counts) == (True, False, (0, 0))
    moved = made(back.item, Move.RESCHEDULE, due=SECOND, at="03-02 13:00")
    assert counts(moved.item) == (utc(FIRST), utc(SECOND), 1, 0)
    assert shaped(moved.event.facts, Rescheduled).drift == 1


@pytest.mark.parametrize("by", [OWNER, REPORTER])
def test_a_second_time_or_after_another_move_there_is_nothing_to_put_back(by: str) -> None:
    once = made(countered(), Move.PUT_BACK, by=REPORTER, reason="").item
    moved = made(countered(), Move.RESCHEDULE, by=by, due=THIRD, at="03-02 12:00").item
    for item in (once, moved):
        with pytest.raises(BadInput, match="B-12 has no old date to put back"):
            made(item, Move.PUT_BACK, by=REPORTER, reason="", at="03-02 13:00")


def test_owners_put_nothing_back_themselves_and_nobody_a_date_that_has_passed() -> None:
    with pytest.raises(BadInput, match="no old date"):
        made(countered(), Move.PUT_BACK)
    with pytest.raises(BadInput, match="The old date has passed"):
        made(countered(), Move.PUT_BACK, by=REPORTER, reason="", at="03-05 13:00")


def test_a_counter_proposal_that_is_replaced_at_once_is_still_one() -> None:
    first = made(asked(), Move.RESCHEDULE, due=SECOND)
    done = Replaced(what=Action.RESCHEDULE, at=first.event.at, base_due_at=utc(FIRST))
    second = made(first.item, Move.RESCHEDULE, due=THIRD, replaces=done, at="03-02 11:05")
    assert counts(second.item) == (utc(THIRD), utc(THIRD), 0, 0)
    back = made(second.item, Move.PUT_BACK, by=REPORTER, reason="", at="03-02 12:00")
    assert counts(back.item) == (utc(FIRST), utc(FIRST), 0, 0)
    third = made(first.item, Move.RESCHEDULE, due=FIRST, replaces=done, at="03-02 11:05")
    assert third.item.agreement.countered_due_at is None, "nothing was replaced after all"
    assert counts(third.item) == (utc(FIRST), utc(FIRST), 0, 0)


def test_the_history_says_the_same_as_the_item() -> None:
    first = made(asked(), Move.RESCHEDULE, due=SECOND)
    back = made(first.item, Move.PUT_BACK, by=REPORTER, reason="", at="03-02 12:00")
    stands: Replayed | None = Replayed(due_at=utc(FIRST), first_due_at=utc(FIRST))
    for done in (first, back):
        stands = after(stands, done.event)
        assert stands is not None
        item = done.item
        assert (stands.first_due_at, stands.due_at) == (item.first_due_at, item.due.at)
        assert (stands.slips, stands.pull_ins, stands.round - 1) == (0, 0, item.round - 1)


def test_what_is_not_the_owners_asks_for_another_one_until_somebody_answers() -> None:
    done = made(asked(), Move.DECLINE, asks=REPORTER, asks_until=utc("03-03 10:00"))
    assert done.item.not_mine is not None
    assert done.item.not_mine.asked == REPORTER
    assert done.event.facts == Disowned(owner=OWNER, asked=REPORTER, until=utc("03-03 10:00"))
    assert done.item.owner == OWNER
    for move, by in ((Move.NOTE, OWNER), (Move.ACKNOWLEDGE, LEAD)):
        assert made(done.item, move, by=by, text="x").item.not_mine
    moved = made(done.item, Move.RESCHEDULE, by=REPORTER, due=SECOND).item
    assert moved.not_mine, "another date makes it no more theirs"
    ends: list[tuple[Move, str, dict[str, Any]]] = [
        (Move.AGREE, OWNER, {}),
        (Move.ACKNOWLEDGE, OWNER, {}),
        (Move.RESCHEDULE, OWNER, {"due": SECOND}),
        (Move.REASSIGN, LEAD, {"owner": a_person(MEMBER)}),
        (Move.REASSIGN, REPORTER, {"owner": a_person(MEMBER), "asks_until": utc("03-03 10:00")}),
        (Move.RESOLVE, REPORTER, {}),
    ]
    for move, by, more in ends:
        assert made(done.item, move, by=by, **more).item.not_mine is None
    with pytest.raises(BadInput, match="You already asked for another owner of B-12"):
        made(done.item, Move.DECLINE)


def test_not_mine_needs_a_reason_and_somebody_to_ask() -> None:
    with pytest.raises(BadInput, match="Add a reason: `B-12 not mine because"):
        made(asked(), Move.DECLINE, reason=" ", asks=REPORTER, asks_until=utc("03-03 10:00"))
    with pytest.raises(BadInput, match="Nobody has offered you B-12"):
        made(asked(), Move.DECLINE)
    with pytest.raises(BadInput, match="Nobody has offered you B-12"):
        made(an_item(reporter=OWNER), Move.DECLINE, asks=LEAD, asks_until=utc("03-03 10:00"))


def test_an_owner_who_wants_it_after_all_agrees_even_if_they_had() -> None:
    not_mine = made(an_item(), Move.DECLINE, asks=REPORTER, asks_until=utc("03-03 10:00")).item
    assert replace(made(not_mine, Move.AGREE).item, version=0).not_mine is None
