"""Who may make which move: the whole table, written out by hand a second time."""

from itertools import combinations
from typing import Any

import pytest

from escalation.errors import BadInput, NotAllowed
from escalation.items import Status, Trajectory
from escalation.moves.move import Intent, Move
from escalation.moves.permissions import Standing, Verdict, may, require_permission, standings
from tests.support.factories import BOSS, LEAD, MEMBER, OWNER, REPORTER, a_person, an_item, utc

# Owner, reporter, asked the last question, told by the ladder, lead or leadership, admin, member,
# stranger.
# "+" may, "b" may with a reason ("because"), "-" may not.
TABLE = """
                o r q t l a m s
    acknowledge + - + + + + - + -
    agree       + - - - - - - - -
    note        + + + + + + + - -
    snooze      + - b b b b - - -
    remind      + + + + + + + - -
    reassign    b b b b b b - - -
    take        b b b b b b b - -
    decline     + + + + + + + - -
    reschedule  b b b b b b - - -
    put_back    - + b b b b - - -
    escalate    b b b b b b b b -
    keep        - - b - b b - - -
    gap_fine    - - - - b b - - -
    edit        + + b b b b - - -
    trajectory  + + b b b b - - -
    depend      + + b b b b - - -
    link        + + + + + + + - -
    unlink      + + b b b b - - -
    resolve     + + b b b b - - -
    decide      + - b b b b - - -
    fall_back   + - b b b b - - -
    withdraw    - b b b b b - - -
    reopen      b b b b b b - - -
"""
ROWS = {row.split()[0]: row.split()[1:] for row in TABLE.strip().splitlines()[1:]}
CASES = [
    (standing, move, ROWS[move][column])
    for move in Move
    for column, standing in enumerate(Standing)
]


def test_the_table_has_every_move_and_standing() -> None:
    assert len(CASES) == len(Move) * len(Standing) == 207
    assert set(ROWS) == {move.value for move in Move}


@pytest.mark.parametrize(("standing", "move", "expected"), CASES)
def test_each_standing_may_do_exactly_what_the_table_says(
    standing: Standing, move: Move, expected: str
) -> None:
    verdict = may({standing}, move)
    assert verdict.allowed is (expected != "-")
    if verdict.allowed:
        assert verdict.needs_reason is (expected == "b")


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ({"number": 3}, "unlink 3"),
        ({"address": "https://a.test"}, "unlink https://a.test"),
        ({}, "unlink 1"),
    ],
)
def test_a_missing_reason_repeats_which_link_was_named(given: dict[str, Any], typed: str) -> None:
    with pytest.raises(BadInput) as caught:
        require_permission(
            {Standing.LEAD}, an_item(), Intent(move=Move.UNLINK, actor=LEAD, **given), names={}
        )
    assert caught.value.text == f"Add a reason: `B-12 {typed} because …`."


def test_only_the_owner_agrees_and_no_admin_for_them() -> None:
    intent = Intent(move=Move.AGREE, actor=LEAD)
    for names, who in (({OWNER: "Bo"}, "Bo"), ({}, "its owner")):
        with pytest.raises(NotAllowed) as caught:
            require_permission({Standing.LEAD}, an_item(), intent, names=names)
        assert f"agree to the date of B-12. Only {who} can do that." in caught.value.text


@pytest.mark.parametrize("move", Move)
def test_two_standings_together_may_what_either_may(move: Move) -> None:
    mark = {standing: ROWS[move][column] for column, standing in enumerate(Standing)}
    for one, other in combinations([s for s in Standing if s is not Standing.STRANGER], 2):
        if move is Move.KEEP and Standing.OWNER in {one, other}:
            continue  # an owner never keeps their own item open, unless they were asked
        verdict = may({one, other}, move)
        assert verdict.allowed is ({mark[one], mark[other]} != {"-"})
        if verdict.allowed:
            assert verdict.needs_reason is ("+" not in {mark[one], mark[other]})


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("standing", Standing)
def test_a_stranger_may_nothing_whatever_else_they_are(move: Move, standing: Standing) -> None:
    assert not may({Standing.STRANGER, standing}, move).allowed


@pytest.mark.parametrize("move", Move)
def test_who_can_lists_exactly_those_who_may(move: Move) -> None:
    expected = tuple(s for s, mark in zip(Standing, ROWS[move], strict=True) if mark != "-")
    assert may((), move).who_can == expected
    assert not may((), move).allowed


def test_a_verdict_is_a_plain_value() -> None:
    assert may({Standing.OWNER}, Move.WITHDRAW) == Verdict(
        allowed=False,
        needs_reason=True,
        who_can=(
            Standing.REPORTER,
            Standing.ASKED,
            Standing.REACHED,
            Standing.LEAD,
            Standing.ADMIN,
        ),
    )


def held(user: str, **changes: Any) -> frozenset[Standing]:
    item = an_item(told=(MEMBER,))
    settings = {"in_channel": False, "lead_ids": (LEAD,), "admin_ids": ("U99",), **changes}
    person = settings.pop("person", a_person(user))
    return standings(person, item, **settings)


def test_standings_come_from_the_item_the_channel_and_the_settings() -> None:
    assert held(OWNER) == {Standing.OWNER}
    assert held(REPORTER, in_channel=True) == {Standing.REPORTER, Standing.MEMBER}
    assert held(MEMBER) == {Standing.REACHED}
    assert held(LEAD) == {Standing.LEAD}
    assert held("U99") == {Standing.ADMIN}
    assert held("U98", person=a_person("U98", admin=True)) == {Standing.ADMIN}
    assert held("U98") == frozenset()


def test_who_stands_in_for_the_owner_or_the_told_is_reached_and_for_others_is_not() -> None:
    assert held("U98", covers={OWNER}) == held("U98", covers={MEMBER}) == {Standing.REACHED}
    assert held("U98", covers={REPORTER, LEAD}) == frozenset()


@pytest.mark.parametrize("fault", ["stranger", "bot", "deactivated"])
def test_a_stranger_is_nothing_else_even_as_owner_and_admin(fault: str) -> None:
    person = a_person(OWNER, admin=True, **{fault: True})
    assert held(OWNER, person=person, in_channel=True) == {Standing.STRANGER}


def test_a_guest_of_our_own_company_is_a_member_like_any_other() -> None:
    guest = a_person("U98", guest=True)
    assert held("U98", person=guest, in_channel=True) == {Standing.MEMBER}


NAMES = {OWNER: "Maria", REPORTER: "Jo", LEAD: "Lea", BOSS: "Cem", "U08": "Ada"}


def an_intent(move: Move, **changes: Any) -> Intent:
    return Intent(**{"move": move, "actor": MEMBER, "reason": "because", **changes})


def test_a_refusal_names_who_can() -> None:
    with pytest.raises(NotAllowed) as caught:
        require_permission(
            {Standing.MEMBER},
            an_item(),
            an_intent(Move.FALL_BACK),
            names=NAMES,
            lead_ids=(BOSS, LEAD),
        )
    assert caught.value.text == (
        "You cannot use the fallback of B-12. Only Maria, Lea, Cem or an admin can do that. "
        "Need it now? `B-12 escalate because …`."
    )


@pytest.mark.parametrize(
    ("move", "asked", "asks_reporter", "who"),
    [
        (Move.WITHDRAW, (), False, "Jo, Lea, Cem or an admin"),
        (Move.KEEP, (), False, "Lea, Cem or an admin"),  # never the owner
        (Move.KEEP, (), True, "Lea, Cem, Jo or an admin"),  # nor the reporter, unless asked
        (Move.KEEP, ("U08",), False, "Lea, Cem, Ada or an admin"),
        (Move.NOTE, (), False, "Maria, Jo, Lea, Cem or people in its channel"),  # four at most
    ],
)
def test_a_refusal_names_the_people_who_may_and_no_roles(
    move: Move, asked: tuple[str, ...], asks_reporter: bool, who: str
) -> None:
    item = an_item(fallback_at=utc("03-09 12:00"), asked=asked, told=(MEMBER,))
    with pytest.raises(NotAllowed) as caught:
        require_permission(
            {Standing.STRANGER},
            item,
            an_intent(move),
            names=NAMES,
            lead_ids=(LEAD, BOSS),
            asks_reporter=asks_reporter,
        )
    assert caught.value.text.endswith(f"Only {who} can do that.")


def test_who_is_owner_and_asked_as_the_reporter_may_keep_it_open() -> None:
    item = an_item(fallback_at=utc("03-09 12:00"), reporter=OWNER)
    with pytest.raises(NotAllowed, match=r"Only Maria or an admin can"):
        require_permission(
            set(), item, an_intent(Move.KEEP), names={OWNER: "Maria"}, asks_reporter=True
        )


def test_whoever_cannot_escalate_either_is_not_told_to() -> None:
    stranger = refused({Standing.STRANGER}, Move.NOTE)
    assert stranger == "You cannot add a note to B-12. Only people in its channel can do that."
    assert "escalate" not in stranger
    assert "escalate because" not in refused(set(), Move.ESCALATE)


def test_a_closed_item_is_not_escalated() -> None:
    said = refused({Standing.MEMBER}, Move.REOPEN, status=Status.RESOLVED)
    assert said.startswith("You cannot reopen B-12.")
    assert "escalate" not in said


def refused(held: set[Standing], move: Move, **changes: Any) -> str:
    with pytest.raises(NotAllowed) as caught:
        require_permission(held, an_item(**changes), an_intent(move), names={})
    return caught.value.text


def test_a_refusal_without_names_still_says_who() -> None:
    with pytest.raises(NotAllowed, match=r"Only an admin can do that\."):
        require_permission(
            {Standing.OWNER}, an_item(), an_intent(Move.WITHDRAW, reason="x"), names={}
        )


def test_whoever_needs_a_reason_is_told_how_to_give_it() -> None:
    with pytest.raises(BadInput, match=r"`B-12 resolve … because …`") as caught:
        require_permission(
            {Standing.LEAD}, an_item(), an_intent(Move.RESOLVE, reason=" "), names={}
        )
    assert caught.value.field == "reason"


def test_the_word_that_was_typed_is_the_one_that_needs_a_reason() -> None:
    better = an_intent(Move.TRAJECTORY, reason="", trajectory=Trajectory.IMPROVING)
    with pytest.raises(BadInput, match=r"^Add a reason: `B-12 improving because …`\.$"):
        require_permission({Standing.LEAD}, an_item(), better, names={})


def test_with_a_reason_or_without_needing_one_nothing_is_refused() -> None:
    require_permission(
        {Standing.LEAD}, an_item(), an_intent(Move.RESOLVE, reason="I did"), names={}
    )
    require_permission({Standing.OWNER}, an_item(), an_intent(Move.RESOLVE, reason=""), names={})
