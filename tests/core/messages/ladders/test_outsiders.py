"""What whoever saves a private channel's ladder is asked, in words."""

from dataclasses import replace

from escalation.ladder.privacy import Outside
from escalation.policy import Outsiders
from messages.ladders.outsiders import CHOICES, question
from tests.support.factories import a_directory
from tests.support.payloads import a_reader

READER = replace(a_reader(), directory=a_directory("03-04 09:00", handles={"S01": "legal"}))


def test_each_is_named_with_what_they_would_read() -> None:
    asked = Outside(
        people=("U03",), groups=(("S01", 1), ("S02", 2)), channels=("C02", "C03"), stand_ins=()
    )
    assert question(asked, READER, public=frozenset({"C02"})) == [
        "<#C02> is public: everybody there will read the titles.",
        "<#C03> is another channel: everybody there will read the titles.",
        "The group legal has 1 person who is not in this channel, and will read the titles.",
        "The group S02 has 2 people who are not in this channel, and will read the titles.",
        "*name of U03* is not in this channel, and will read the titles.",
    ]


def test_more_than_five_are_counted() -> None:
    asked = Outside(people=("U03", "U04", "U06"), channels=("C02", "C03"), stand_ins=("U05",))
    assert question(asked, READER, public=frozenset())[-2:] == [
        "*name of U06* is not in this channel, and will read the titles.",
        "+1 more",
    ]
    alone = Outside(stand_ins=("U05",))
    assert question(alone, READER, public=frozenset()) == [
        "*name of U05*, a stand-in, is not in this channel, and will read the titles."
    ]


def test_the_default_comes_first() -> None:
    assert [*CHOICES] == [Outsiders.LABEL, Outsiders.WORDS]
    assert [*CHOICES.values()] == ["Send number, owner and due only", "Send everything"]
