"""Slack's limits: whatever exceeds one is fixed before it is sent."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.slack import limits
from messages.slack.blocks import (
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
from tests.support.payloads import limit_faults


def a_modal(*blocks: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Title"), "blocks": list(blocks), **changes}


def an_input() -> dict[str, Any]:
    return input_block("title", "What?", {"type": "plain_text_input"})


SAID = section("said")


def with_elements(*elements: dict[str, Any]) -> dict[str, Any]:
    return message("t", [SAID, actions("a", elements)])


def with_options(count: int, words: str = "x") -> dict[str, Any]:
    return with_elements(overflow("o", [option(words, "x")] * count))


TOO_MUCH = [
    message("t", [header("x" * 151)]),
    message("t", [section("x" * 3001)]),
    message("t", [section("")]),
    message("t", [{"type": "section"}]),
    message("t", [{"type": "section", "fields": [plain("x")] * 11}]),
    message("t", [{"type": "section", "fields": [plain("x" * 2001)]}]),
    message("t", [SAID, context(*["x"] * 11)]),
    message("t", [SAID, context()]),
    with_elements(*[button("b", str(n)) for n in range(26)]),
    with_elements(*[button("b", "same")] * 2),
    with_elements(button("x" * 76, "b")),
    with_elements(button("b", "b", value="x" * 2001)),
    with_elements(button("b", "x" * 256)),
    with_options(6),
    with_options(1, "x" * 76),
    message("t", [SAID, actions("a", []), actions("a", [])]),
    message("t", [SAID] * 51),
    message("t", [{"type": "divider"}, SAID]),
    message("", [SAID]),
    message("x" * 4001, [SAID]),
    a_modal(*[SAID] * 101),
    a_modal(an_input()),
    a_modal(SAID, title=plain("x" * 25)),
    a_modal(SAID, private_metadata="x" * 3001),
    a_modal(*[section("ü" * 2999)] * 90),
]


@pytest.mark.parametrize("payload", TOO_MUCH)
def test_what_breaks_a_limit_is_mended(payload: dict[str, Any]) -> None:
    assert limit_faults(payload)
    assert limit_faults(limits.fitted(payload)) == []


def test_all_blocks_together_stay_within_the_budget_in_json_and_in_text() -> None:
    within = message("t", [section("ü" * 2400)] * 4)
    assert limits.fitted(within) == within
    for words in ("ü" * 2900, '"' * 1900):
        fitted = limits.fitted(message("t", [section(words)] * 4))
        assert [len(fitted["blocks"]), fitted["text"]] == [3 if "ü" in words else 2, "t"]


def test_what_fits_is_left_alone() -> None:
    payload = message("t", [header("x" * 150), section("x" * 3000), context(*["x"] * 10)])
    assert limit_faults(payload) == []
    assert limits.fitted(payload) == payload


def test_fitting_leaves_its_input_alone() -> None:
    payload = message("", [section("x" * 5000), actions("a", [])])
    before = copy.deepcopy(payload)
    limits.fitted(payload)
    assert payload == before


def test_a_message_without_text_takes_its_first_sentence() -> None:
    assert limits.fitted(message("", [section("*B-12* is stopped")]))["text"] == "*B-12* is stopped"


def test_a_message_that_opens_with_a_line_gets_its_text_in_front() -> None:
    fixed = limits.fitted(message("B-12 is stopped", [{"type": "divider"}]))
    assert fixed["blocks"][0]["text"]["text"] == "B-12 is stopped"


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
def test_no_message_is_beyond_fixing(text: str, parts: list[dict[str, Any]]) -> None:
    fixed = limits.fitted(message(text, parts))
    assert limit_faults(fixed) == []
    assert limits.fitted(fixed) == fixed


@settings(deadline=None)
@given(words, words, lists_of_blocks)
def test_no_view_is_beyond_fixing(title: str, metadata: str, parts: list[dict[str, Any]]) -> None:
    fixed = limits.fitted(
        a_modal(*parts, an_input(), title=plain(title), private_metadata=metadata)
    )
    assert limit_faults(fixed) == []
    assert limits.fitted(fixed) == fixed
