"""Slack's tokens for people and user groups: who is meant, and the names beside them."""

import pytest

from grammar import mentioned


@pytest.mark.parametrize(
    ("text", "user"),
    [
        ("<@U1>", "U1"),
        ("<@W2|bo>", "W2"),
        ("<@U1|>", "U1"),
        ("<@U1> <@U2>", ""),
        ("<!subteam^S1>", ""),
        ("@bo", ""),
        ("U1", ""),
        ("", ""),
    ],
)
def test_one_mention_of_a_person(text: str, user: str) -> None:
    assert mentioned.person(text) == user


def test_only_what_lacks_its_name_gets_one() -> None:
    line = "<@U1>, <@U2|>, <@U3|cy> and <!subteam^S1> wait for <@U9>"
    assert mentioned.unnamed(line) == {"U1", "U2", "S1", "U9"}
    names = {"U1": "Bo <Berg>", "U2": "a|b", "S1": "legal"}
    assert mentioned.with_names(line, names) == (
        "<@U1|Bo &lt;Berg&gt;>, <@U2|a/b>, <@U3|cy> and <!subteam^S1|legal> wait for <@U9>"
    )
