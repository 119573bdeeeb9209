"""Slack's limits: what the validator finds, and that fitting mends all of it."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages import limits
from messages.blocks import (
    actions,
    button,
    context,
    header,
    input_block,
    message,
    option,
    overflow,
    plain,
    section,
)
from playground.limits import message_faults, view_faults


def a_modal(*blocks: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Title"), "blocks": list(blocks), **changes}


def an_input() -> dict[str, Any]:
    return input_block("title", "What?", {"type": "plain_text_input"})


SAID = section("said")


def with_elements(*elements: dict[str, Any]) -> dict[str, Any]:
    return message("t", [SAID, actions("a", elements)])


def with_options(count: int, words: str = "x") -> dict[str, Any]:
    return with_elements(overflow("o", [option(words, "x")] * count))


ELEMENTS = "/blocks/1/elements"
TOO_MUCH = [
    (message("t", [header("x" * 151)]), "/blocks/0/text"),
    (message("t", [section("x" * 3001)]), "/blocks/0/text"),
    (message("t", [section("")]), "/blocks/0/text"),
    (message("t", [{"type": "section"}]), "/blocks/0"),
    (message("t", [{"type": "section", "fields": [plain("x")] * 11}]), "/blocks/0/fields"),
    (message("t", [{"type": "section", "fields": [plain("x" * 2001)]}]), "/blocks/0/fields/0"),
    (message("t", [SAID, context(*["x"] * 11)]), "/blocks/1/elements"),
    (message("t", [SAID, context()]), "/blocks/1"),
    (with_elements(*[button("b", str(n)) for n in range(26)]), ELEMENTS),
    (with_elements(*[button("b", "same")] * 2), "/blocks/1"),
    (with_elements(button("x" * 76, "b")), f"{ELEMENTS}/0/text"),
    (with_elements(button("b", "b", value="x" * 2001)), f"{ELEMENTS}/0/value"),
    (with_elements(button("b", "x" * 256)), f"{ELEMENTS}/0/action_id"),
    (with_options(6), f"{ELEMENTS}/0/options"),
    (with_options(1, "x" * 76), f"{ELEMENTS}/0/options/0/text"),
    (message("t", [SAID, actions("a", []), actions("a", [])]), "/blocks"),
    (message("t", [SAID] * 51), "/blocks"),
    (message("t", [{"type": "divider"}, SAID]), "/blocks/0"),
    (message("", [SAID]), "/text"),
    (message("x" * 4001, [SAID]), "/text"),
    (a_modal(*[SAID] * 101), "/blocks"),
    (a_modal(an_input()), "/submit"),
    (a_modal(SAID, title=plain("x" * 25)), "/title"),
    (a_modal(SAID, private_metadata="x" * 3001), "/private_metadata"),
    (a_modal(*[section("ü" * 2999)] * 90), ""),
]


@pytest.mark.parametrize(("payload", "where"), TOO_MUCH)
def test_each_limit_is_found_and_mended(payload: dict[str, Any], where: str) -> None:
    assert where in [problem.where for problem in limits.problems(payload)]
    assert limits.problems(limits.fitted(payload)) == []


def test_what_fits_is_left_alone() -> None:
    payload = message("t", [header("x" * 150), section("x" * 3000), context(*["x"] * 10)])
    assert limits.problems(payload) == []
    assert limits.fitted(payload) == payload


def test_fitting_leaves_its_input_alone() -> None:
    payload = message("", [section("x" * 5000), actions("a", [])])
    before = copy.deepcopy(payload)
    limits.fitted(payload)
    assert payload == before


def test_a_message_without_text_takes_its_first_sentence() -> None:
    assert limits.fitted(message("", [section("*B-12* is stopped")]))["text"] == "*B-12* is stopped"


def test_a_message_that_opens_with_a_line_gets_its_text_in_front() -> None:
    mended = limits.fitted(message("B-12 is stopped", [{"type": "divider"}]))
    assert mended["blocks"][0]["text"]["text"] == "B-12 is stopped"


words = st.text(max_size=40) | st.sampled_from(
    ["", " ", "x" * 3500, "&amp;" * 900, "<!date^1^{time}|x>" * 300]
)
buttons = st.builds(button, words, words, value=words, spoken=words)
blocks = st.one_of(
    st.builds(section, words),
    st.builds(header, words),
    st.just({"type": "divider"}),
    st.lists(words, max_size=12).map(lambda texts: context(*texts)),
    st.builds(actions, words, st.lists(buttons, max_size=27)),
)
lists_of_blocks = st.lists(blocks, max_size=8) | st.lists(blocks, min_size=1, max_size=2).map(
    lambda few: few * 40
)


@settings(deadline=None)
@given(words, lists_of_blocks)
def test_no_message_is_beyond_mending(text: str, parts: list[dict[str, Any]]) -> None:
    mended = limits.fitted(message(text, parts))
    assert limits.problems(mended) == []
    assert message_faults(mended["blocks"]) == []
    assert limits.fitted(mended) == mended


@settings(deadline=None)
@given(words, words, lists_of_blocks)
def test_no_view_is_beyond_mending(title: str, metadata: str, parts: list[dict[str, Any]]) -> None:
    mended = limits.fitted(
        a_modal(*parts, an_input(), title=plain(title), private_metadata=metadata)
    )
    assert limits.problems(mended) == []
    assert view_faults(mended) == []
    assert limits.fitted(mended) == mended
