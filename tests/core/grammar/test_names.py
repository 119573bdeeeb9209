"""Typed names: they mean one person, several, or nobody."""

import pytest

from grammar import names

PEOPLE = {
    "U1": "Thomas Becker",
    "U2": "Maria Silva",
    "U3": "Tom Ford",
    "U4": "José Álvarez",
    "U5": "Zoë Müller-Lang",
    "U6": "maria.lopez",
    "U7": "Łukasz Groß",
    "U8": "***",
}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Tom Becker", ("U1",)),
        ("tom", ("U1", "U3")),
        ("Tommy", ("U1", "U3")),
        ("becker", ("U1",)),
        ("MARIA", ("U2", "U6")),
        ("Maria Silva", ("U2",)),
        ("mariasilva", ("U2",)),
        ("maria s", ("U2",)),
        ("Maria Lopez", ("U6",)),
        ("jose", ("U4",)),
        ("joe alvarez", ("U4",)),
        ("zoe", ("U5",)),
        ("Müller", ("U5",)),
        ("muller-lang", ("U5",)),
        ("lukasz gross", ("U7",)),
        ("mar", ("U2", "U6")),
        ("ma", ()),
        ("Tom Silva", ()),
        ("bob", ()),
        ("the team", ()),
        ("…", ()),
    ],
)
def test_a_name_means_these_people(typed: str, found: tuple[str, ...]) -> None:
    assert names.matching(typed, PEOPLE) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tom", ("U1",)),
        ("becker’s", ("U1", "U2")),
        ("Tim Becker", ("U2",)),
        ("becker tom", ("U1",)),
        ("to", ()),
        ("tommy", ()),
        (" ", ()),
    ],
)
def test_nobody_is_guessed_where_words_may_be_for_a_search(
    typed: str, found: tuple[str, ...]
) -> None:
    assert names.bearing(typed, {"U1": "Tom Bécker", "U2": "Tim Becker"}) == found
