"""`B-12 link https://…`: the address and the words for it, in whatever order people type them."""

import pytest

from escalation.moves.move import Move
from tests.core.grammar.moves.test_references import typed, unclear

DOCS = "https://docs.google.com/document/d/1"
ADD = "Add that link"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"B-12 link {DOCS}", ""),
        (f"B-12 links <{DOCS}>", ""),
        (f"B-12 attach <{DOCS}|contract>", "contract"),
        (f"B-12 link ({DOCS})", ""),
        (f"B-12 <{DOCS}>", ""),
        (f"B-12: {DOCS}.", ""),
        (f"B-12 link {DOCS} - contract", "contract"),
    ],
)
def test_an_address_is_added_with_its_words(text: str, words: str) -> None:
    found = typed(text)
    assert (found.move, found.address, found.text) == (Move.LINK, DOCS, words)


def test_an_address_after_other_words_is_offered_with_them() -> None:
    found = unclear(f"B-12 link the contract <{DOCS}>")
    assert found.reason == "The address comes first."
    assert found.offers[0] == (ADD, f"B-12 link {DOCS} the contract")
    assert (ADD, f"B-12 link {DOCS}?a=1&amp;b=2 contract") in unclear(
        f"B-12 link contract <{DOCS}?a=1&amp;b=2>"
    ).offers


@pytest.mark.parametrize("text", ["B-12 link", "B-12 link is broken", f"B-12 link a {DOCS} {DOCS}"])
def test_without_one_address_it_is_asked_for(text: str) -> None:
    found = unclear(text)
    assert found.reason == "Which address?"
    assert ADD not in dict(found.offers)


def test_an_address_with_other_words_is_no_link_by_itself() -> None:
    assert "I don't know what to do with" in unclear(f"B-12 {DOCS} is down").text
