"""What comes back from Slack is read strictly: garbage counts as nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.events import EventRef
from messages.slack import ids
from tests.support.factories import an_item

REF = ids.Ref(item_id=7, round=2)


def test_a_button_value_comes_back_as_what_it_was_drawn_for() -> None:
    item = an_item(round=2, version=5)
    assert ids.decode(ids.encode(item)) == REF
    assert ids.decode_choice(ids.encode_choice("reassign", item)) == ("reassign", REF)


@pytest.mark.parametrize(
    "value",
    [
        None,
        12,
        "",
        "7",
        "7.2",
        "7.2.5.1",
        "7.2.x",
        "-7.2.5",
        " 7.2.5",
        "7.2.5\n",
        "٧.2.5",
        "9" * 99,
    ],
)
def test_a_value_we_would_not_write_is_none(value: object) -> None:
    assert ids.decode(value) is None


@pytest.mark.parametrize("value", [None, "7.2.5", "note:", "note:7.2", "NOTE:7.2.5", "a b:7.2.5"])
def test_a_choice_we_would_not_write_is_none(value: object) -> None:
    assert ids.decode_choice(value) is None


@given(st.text() | st.integers() | st.none())
def test_reading_never_fails(value: object) -> None:
    ids.decode(value)
    ids.decode_choice(value)
    assert isinstance(ids.unpacked(value), dict)


def test_metadata_comes_back_as_strings_only() -> None:
    assert ids.unpacked(ids.packed(item="7.2.5", move="note")) == {"item": "7.2.5", "move": "note"}
    assert ids.unpacked('{"item": 7, "move": "note", "x": null}') == {"move": "note"}


@pytest.mark.parametrize("value", ["[1]", "{", "null", "[" * 100_000])
def test_broken_metadata_is_empty(value: str) -> None:
    assert ids.unpacked(value) == {}


def test_only_move_buttons_name_a_move() -> None:
    assert ids.move_of("move.acknowledge") == "acknowledge"
    assert ids.move_of("more") == ""


def test_a_block_id_is_new_with_each_version() -> None:
    assert ids.block_id(an_item(version=1), "card") != ids.block_id(an_item(version=2), "card")


def test_a_button_carries_the_items_that_a_message_could_not_name() -> None:
    assert ids.decode_items(ids.encode_items([12, 15])) == ([12, 15], 0)
    many = ids.encode_items([123_456_789] * 250)
    assert len(many) <= 2000
    assert ids.decode_items(many) == ([123_456_789] * 190, 60)


@pytest.mark.parametrize(
    "value", [None, "", "1,", "1;2", "1,x", "1+", "-1", "1" * 10, "1," * 190 + "1"]
)
def test_anything_else_carries_none(value: object) -> None:
    assert ids.decode_items(value) == ([], 0)


MARK = "0123456789abcdef"


def test_a_button_that_undoes_names_its_events() -> None:
    refs = (EventRef(57, MARK), EventRef(58, MARK[::-1]))
    assert ids.encode_events(refs) == f"57-{MARK},58-fedcba9876543210"
    assert ids.decode_events(ids.encode_events(refs)) == refs


@pytest.mark.parametrize(
    "value",
    [
        *(None, 12, "", "57", f"57-{MARK},", f"57-{MARK[1:]}", f"-{MARK}", f"x-{MARK}"),
        *("57-" + "X" * 16, ",".join([f"57-{MARK}"] * 21)),
    ],
)
def test_of_any_other_value_there_are_none(value: object) -> None:
    assert ids.decode_events(value) == ()
