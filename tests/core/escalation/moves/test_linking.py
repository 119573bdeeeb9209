"""Adding a link to an item, and removing one."""

from typing import Any

import pytest

from escalation.about.links import Link
from escalation.errors import ItemClosed, Refusal
from escalation.facts.linked import Linked, Unlinked
from escalation.items import Item, Status
from escalation.moves.move import Intent, Move
from escalation.moves.transitions import Transition, transition
from tests.support.factories import OWNER, a_calendar, an_item, utc

DOCS = "https://docs.google.com/document/d/1"
TWO = (Link(url=DOCS, words="contract", n=1), Link(url="https://a.test", n=3))
BEGINS = "A link begins with https:// or http://. Copy the whole address."


def do(item: Item, move: Move, **given: Any) -> Transition:
    intent = Intent(move=move, actor=OWNER, **given)
    return transition(item, intent, utc("03-04 10:00"), calendar=a_calendar())


def refusal(item: Item, move: Move, **given: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        do(item, move, **given)
    return caught.value


def test_a_link_gets_the_next_number_and_the_others_keep_theirs() -> None:
    added = do(an_item(links=TWO), Move.LINK, address="https://b.test", text="plan b")
    assert added.item.links == (*TWO, Link(url="https://b.test", words="plan b", n=4))
    assert added.event.facts == Linked(url="https://b.test", words="plan b")
    removed = do(added.item, Move.UNLINK, number=3)
    assert [one.n for one in removed.item.links] == [1, 4]
    assert removed.event.facts == Unlinked(url="https://a.test", words="")
    by_address = do(added.item, Move.UNLINK, address="HTTPS://B.test")
    assert by_address.item.links == TWO


def test_a_closed_item_takes_a_link_but_gives_none_away() -> None:
    item = an_item(status=Status.RESOLVED, links=TWO)
    assert len(do(item, Move.LINK, address="https://b.test").item.links) == 3
    assert isinstance(refusal(item, Move.UNLINK, number=1), ItemClosed)


def test_what_cannot_be_added_or_removed_says_why() -> None:
    item = an_item(links=TWO)
    same = refusal(item, Move.LINK, address=DOCS, text="again")
    assert same.text == "B-12 has that link already, as number 1."
    wrong = refusal(item, Move.LINK, address="ftp://a.test")
    assert wrong.text == f"{BEGINS} Type `B-12 link https://…`."
    assert wrong.in_form == BEGINS
    there = "It has 1 (contract), 3 (a.test)."
    for given, such in (
        ({"number": 99}, "link 99"),
        ({"address": "https://c.test"}, "that link"),
        ({"address": "nothing"}, "that link"),
    ):
        unknown = refusal(item, Move.UNLINK, **given)
        assert unknown.text == f"B-12 does not have {such}. {there}"
    assert refusal(an_item(), Move.UNLINK, number=1).text == "B-12 has no links."


def test_the_eleventh_is_refused() -> None:
    full = an_item(links=tuple(Link(url=f"https://a.test/{n}", n=n) for n in range(2, 12)))
    assert refusal(full, Move.LINK, address=DOCS).text == (
        "B-12 has 10 links, and no more fit. Remove one first: `B-12 unlink 2`."
    )
