"""Dependencies: what stands still, each once, and the circles that none may close."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation import dependencies
from escalation.dependencies import MOST, Need, Relation, Weight
from escalation.errors import BadInput
from escalation.items import Kind
from tests.support.factories import a_due, an_item

HARBOR, MERIDIAN = "Harbor", "Meridian"
B1, D2, B3, B4 = 1, 2, 3, 4
DIAMOND = (Need(D2, B1), Need(B3, B1), Need(B4, D2), Need(B4, B3))
CUSTOMERS = {D2: {HARBOR}, B4: {HARBOR}, B3: {MERIDIAN}}
IDS = st.integers(min_value=1, max_value=6)
NEEDS = st.lists(st.builds(Need, IDS, IDS), max_size=12)


@pytest.mark.parametrize(
    ("item", "items", "customers"), [(B1, 3, 2), (D2, 1, 1), (B3, 1, 2), (B4, 0, 1)]
)
def test_in_a_diamond_each_item_and_each_customer_counts_once(
    item: int, items: int, customers: int
) -> None:
    expected = Weight(items=items, customers=customers)
    assert dependencies.weight(item, DIAMOND, CUSTOMERS) == expected


def test_what_waits_is_listed_from_near_to_far() -> None:
    assert dependencies.downstream(B1, DIAMOND) == (D2, B3, B4)
    assert dependencies.downstream(B4, DIAMOND) == ()


def test_a_chain_of_30_stands_still_as_a_whole() -> None:
    chain = [Need(n + 1, n) for n in range(1, 30)]
    assert dependencies.weight(1, chain, {}) == Weight(items=29)
    assert dependencies.circle(chain, Need(1, 30)) == (*range(1, 31), 1)


def test_a_circle_is_spelled_out_from_the_item_that_would_wait() -> None:
    b12, d7, b3 = 12, 7, 3
    needs = (Need(d7, b12), Need(b3, d7))
    assert dependencies.circle(needs, Need(b12, b3)) == (b12, d7, b3, b12)
    assert dependencies.circle(needs, Need(d7, b12)) == ()
    refusal = dependencies.circle_refusal(["B-12", "D-7", "B-3", "B-12"])
    assert str(refusal).endswith("nothing was changed: B-12 → D-7 → B-3 → B-12.")


def test_a_circle_hides_how_many_items_the_asker_may_not_see() -> None:
    refusal = dependencies.circle_refusal(["B-12", "", "", "B-3", "", "B-12"])
    assert str(refusal).endswith(": B-12 → … → B-3 → … → B-12.")


@given(needs=NEEDS, new=st.builds(Need, IDS, IDS))
def test_a_refused_circle_is_one_and_what_is_allowed_closes_none(
    needs: list[Need], new: Need
) -> None:
    found = dependencies.circle(needs, new)
    steps = {Need(item, needed) for needed, item in pairwise(found)}
    if found:
        assert steps <= {*needs, new}
        assert found[0] == found[-1] == new.item
    else:
        assert new.item not in dependencies.downstream(new.item, [*needs, new])
        assert new.needed not in dependencies.downstream(new.item, needs)


@given(needs=NEEDS, item=IDS)
def test_a_weight_is_what_walking_everywhere_finds(needs: list[Need], item: int) -> None:
    stopped, before = {item}, set[int]()
    while stopped != before:
        before = stopped
        stopped = stopped | {need.item for need in needs if need.needed in stopped}
    customers = {one: [one % 3] for one in range(1, 7)}
    expected = Weight(items=len(stopped) - 1, customers=len({one % 3 for one in stopped}))
    assert dependencies.weight(item, needs, customers) == expected


def test_the_order_is_customers_then_items_then_due() -> None:
    early, late = a_due("03-09 17:00"), a_due("03-10 17:00")
    items = [an_item(id=n, due=late) for n in range(1, 5)] + [an_item(id=5, due=early)]
    weights = {
        1: Weight(items=1),
        2: Weight(items=9),
        3: Weight(customers=1),
        4: Weight(customers=1, items=1),
        5: Weight(items=1),
    }
    heaviest = dependencies.heaviest_first(items, weights)
    assert [item.id for item in heaviest] == [4, 3, 2, 5, 1]
    assert dependencies.heaviest_first(items[:1], {}) == (items[0],)


@pytest.mark.parametrize(
    ("relation", "verb"),
    [(Relation.BLOCKS, "block"), (Relation.NEEDS, "need"), (Relation.NO_LONGER_NEEDS, "need")],
)
def test_an_item_is_not_related_to_itself(relation: Relation, verb: str) -> None:
    item = an_item(id=1, number=12)
    dependencies.require_related(item, [replace(item, id=2)], relation)
    with pytest.raises(BadInput, match=f"B-12 cannot {verb} itself"):
        dependencies.require_related(item, [replace(item, id=2), item], relation)


def test_both_ends_are_in_one_channel_or_in_public_ones() -> None:
    here, there = an_item(number=12, channel="C1"), an_item(kind=Kind.DECISION, channel="C2")
    dependencies.require_one_place(here, here, private={"C1"})
    dependencies.require_one_place(here, there, private={"C3"})
    for private in ({"C1"}, {"C2"}, {"C1", "C2"}):
        with pytest.raises(BadInput, match="one of them is private"):
            dependencies.require_one_place(here, there, private=private)


def test_the_31st_is_refused_at_either_end() -> None:
    item = an_item(number=12)
    dependencies.require_room(item, Relation.BLOCKS, taken=MOST)
    with pytest.raises(BadInput, match="`B-12 no longer blocks …`"):
        dependencies.require_room(item, Relation.BLOCKS, taken=MOST + 1)
    with pytest.raises(BadInput, match="B-12 needs 30 open items at most"):
        dependencies.require_room(item, Relation.NEEDS, taken=MOST + 1)


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        (Relation.NEEDS, "B-12 needs B-1, B-2 already, so nothing was changed."),
        (Relation.NO_LONGER_NEEDS, "B-12 does not need B-1, B-2, so nothing was changed."),
        (Relation.NO_LONGER_BLOCKS, "B-12 does not block B-1, B-2, so nothing was changed."),
    ],
)
def test_what_is_so_already_is_refused(relation: Relation, said: str) -> None:
    others = [an_item(number=1), an_item(number=2)]
    assert str(dependencies.no_news(an_item(number=12), others, relation)) == said


def test_a_relation_reads_the_same_from_the_other_end() -> None:
    one, other = an_item(id=1), an_item(id=2)
    for relation in Relation:
        assert relation.turned.turned is relation
        assert relation.turned.is_over is relation.is_over
        assert relation.need(one, other) == relation.turned.need(other, one)
    assert Relation.BLOCKS.need(one, other) == Need(item=2, needed=1)
