"""`B-12 blocks D-7`: which items depend on which, as people type it."""

import pytest

from escalation.dependencies import Relation
from escalation.items import Kind
from escalation.moves.move import Move
from grammar import read as one_door
from grammar.moves.parsed import Reference, Typed, Unclear
from tests.core.grammar.moves.test_references import B12, NOW, typed, unclear

D7, B3 = Reference(Kind.DECISION, 7), Reference(Kind.BLOCKER, 3)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("B-12 blocks D-7", Relation.BLOCKS),
        ("b12 is blocking d7", Relation.BLOCKS),
        ("B-12: blocks `D-7`", Relation.BLOCKS),
        ("B-12 needs D-7.", Relation.NEEDS),
        ("B-12 depends on D-7", Relation.NEEDS),
        ("B-12 is blocked by D-7 now, please", Relation.NEEDS),
        ("B-12 is blocked on D-7 :cry:", Relation.NEEDS),
        ("B-12 waits for D-7 🙏", Relation.NEEDS),
        ("B-12 waiting on D-7", Relation.NEEDS),
        ("B-12 is needed by D-7, thanks", Relation.BLOCKS),
        ("B-12 not blocking D-7", Relation.NO_LONGER_BLOCKS),
        ("B-12 stops blocking D-7", Relation.NO_LONGER_BLOCKS),
        ("B-12 no longer blocks D-7", Relation.NO_LONGER_BLOCKS),
        ("B-12 unblocks D-7", Relation.NO_LONGER_BLOCKS),
        ("B-12 doesn’t block D-7 anymore", Relation.NO_LONGER_BLOCKS),
        ("B-12 no longer needs D-7", Relation.NO_LONGER_NEEDS),
        ("B-12 is not blocked by D-7 any more", Relation.NO_LONGER_NEEDS),
    ],
)
def test_a_relation_and_the_other_item(text: str, relation: Relation) -> None:
    expected = Typed(reference=B12, move=Move.DEPEND, relation=relation, others=(D7,))
    assert typed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "B-12 blocks D-7, B-3",
        "B-12 blocks D-7 and B-3",
        "B-12 blocks *D-7* & (B-3), D-7",
        "B-12 blocks both D-7 and B-3 first",
    ],
)
def test_several_labels_each_once(text: str) -> None:
    assert typed(text).others == (D7, B3)


def test_a_reason_follows_because() -> None:
    found = typed("B-12 blocks D-7, B-3 because Acme asked for both")
    assert (found.others, found.reason) == ((D7, B3), "Acme asked for both")


@pytest.mark.parametrize(
    "text",
    [
        "B-12 blocks",
        "B-12 blocks the release",
        "B-12 blocks D-7 or B-3",
        "B-12 blocks D-7 and the release",
        "B-12 blocks D-7 if B-3 slips",
        "B-12 blocks D-7 because",
        "B-12 blocks D-7?",
        "B-12 blocks? D-7",
    ],
)
def test_what_is_not_wholly_understood_changes_nothing(text: str) -> None:
    assert "B-12 blocks D-7" in unclear(text).text


def test_a_slip_is_offered_as_what_it_was_meant_for() -> None:
    assert ("B-12 blocks D-7", "B-12 blocks D-7") in unclear("B-12 bloks D-7").offers


def test_what_an_item_waits_for_besides_items_is_still_a_note() -> None:
    found = typed("B-12 waiting for legal")
    assert (found.move, found.text) == (Move.NOTE, "waiting for legal")
    found = typed("B-12 waiting for D-7 because legal asked")
    assert (found.relation, found.reason) == (Relation.NEEDS, "legal asked")


def test_several_items_that_block_one_are_offered_from_its_end() -> None:
    found = unclear("B-12 and B-3 block D-7")
    assert found.offers == (("D-7 needs B-12, B-3", "D-7 needs B-12, B-3"),)
    assert unclear("B-12, B-3 need D-7, please").offers[0][1] == "D-7 blocks B-12, B-3"
    for other in ("B-12 and B-3 block D-7, D-8", "B-12, B-3 block it", "B-12, B-3 ack"):
        assert unclear(other).offers == ()


@pytest.mark.parametrize("text", ["blocks D-7", "needs D-7", "no longer blocks D-7, B-3"])
def test_in_a_thread_the_label_before_it_may_be_left_out(text: str) -> None:
    context = one_door.Context(due=NOW, requester="U9", about=B12)
    found = one_door.read(text, context)
    assert isinstance(found.asked, Typed)
    assert (found.implied, found.asked.reference, found.asked.others[0]) == (True, B12, D7)
    alone = one_door.read(text, one_door.Context(due=NOW, requester="U9"))
    assert isinstance(alone.asked, Unclear)
