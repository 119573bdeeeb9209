"""The playground refuses the Block Kit that Slack refuses: just over each limit, not under."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.rules import blockkit
from playground.rules.limits import (
    message_faults,
    message_is_too_large,
    view_faults,
    view_is_too_large,
)
from tests.support.bots.playground_bot import a_button, a_modal, actions, an_input, section, text

KINDS = st.sampled_from([*blockkit.BLOCKS, *blockkit.ELEMENTS, "plain_text"])
FIELDS = {name for rules in (blockkit.BLOCKS | blockkit.ELEMENTS).values() for name in rules}
KEYS = st.sampled_from(["type", "action_id", "block_id", *sorted(FIELDS)])


def an_option(words: str = "one", value: str = "1", **more: Any) -> dict[str, Any]:
    return {"text": text(words), "value": value, **more}


def a_select(count: int) -> dict[str, Any]:
    options = [an_option(f"o{number}", str(number)) for number in range(count)]
    return {"type": "static_select", "action_id": "s", "options": options}


def an_overflow(count: int) -> dict[str, Any]:
    return {**a_select(count), "type": "overflow"}


def checkboxes(count: int) -> dict[str, Any]:
    return {**a_select(count), "type": "checkboxes"}


def buttons(count: int) -> dict[str, Any]:
    return actions(*(a_button("b", f"a{number}") for number in range(count)))


def fields(count: int, length: int = 1) -> dict[str, Any]:
    return {"type": "section", "fields": [text("x" * length, "mrkdwn")] * count}


def context(count: int) -> dict[str, Any]:
    return {"type": "context", "elements": [text("x", "mrkdwn")] * count}


def header(length: int) -> dict[str, Any]:
    return {"type": "header", "text": text("x" * length)}


def labelled(length: int) -> dict[str, Any]:
    return actions(a_button("x" * length, "a"))


def valued(length: int) -> dict[str, Any]:
    return actions(a_button("x", "a", value="x" * length))


def named(length: int) -> dict[str, Any]:
    return actions(a_button("x", "a" * length))


def with_block_id(length: int) -> dict[str, Any]:
    return {**section("x"), "block_id": "b" * length}


def option_text(length: int) -> dict[str, Any]:
    return actions({**a_select(1), "options": [an_option("x" * length)]})


def option_value(length: int) -> dict[str, Any]:
    return actions({**a_select(1), "options": [an_option("x", "v" * length)]})


def confirmed(length: int) -> dict[str, Any]:
    words = {"title": text("t" * length), "text": text("x"), "confirm": text("y")}
    return actions({**a_button("x", "a"), "confirm": {**words, "deny": text("n")}})


def markdown(length: int) -> dict[str, Any]:
    return {"type": "markdown", "text": "x" * length}


def table(rows: int) -> dict[str, Any]:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * rows}


BLOCK_LIMITS = {
    "header text": (header, 150),
    "section text": (lambda length: section("x" * length), 3000),
    "section fields": (fields, 10),
    "section field text": (lambda length: fields(1, length), 2000),
    "context elements": (context, 10),
    "actions elements": (buttons, 25),
    "button text": (labelled, 75),
    "button value": (valued, 2000),
    "action_id": (named, 255),
    "block_id": (with_block_id, 255),
    "overflow options": (lambda count: actions(an_overflow(count)), 5),
    "select options": (lambda count: actions(a_select(count)), 100),
    "checkboxes": (lambda count: actions(checkboxes(count)), 10),
    "option text": (option_text, 75),
    "option value": (option_value, 150),
    "confirm title": (confirmed, 100),
    "markdown": (markdown, 12_000),
    "table rows": (table, 100),
}


@pytest.mark.parametrize(("block", "most"), BLOCK_LIMITS.values(), ids=BLOCK_LIMITS)
def test_a_block_at_its_limit_passes_and_one_over_is_refused(block: Any, most: int) -> None:
    assert message_faults([block(most)]) == []
    assert message_faults([block(most + 1)]) != []


VIEW_LIMITS = {
    "title": (lambda length: a_modal(title=text("x" * length)), 24),
    "submit": (lambda length: a_modal(submit=text("x" * length)), 24),
    "close": (lambda length: a_modal(close=text("x" * length)), 24),
    "private_metadata": (lambda length: a_modal(private_metadata="x" * length), 3000),
    "callback_id": (lambda length: a_modal(callback_id="x" * length), 255),
    "blocks": (lambda count: a_modal(*[section("x")] * count), 100),
    "label": (lambda length: a_modal(an_input("x" * length, "i")), 2000),
    "placeholder": (
        lambda length: a_modal(an_input("x", "i", placeholder=text("x" * length))),
        150,
    ),
    "initial_value": (lambda length: a_modal(an_input("x", "i", initial_value="x" * length)), 3000),
}


@pytest.mark.parametrize(("view", "most"), VIEW_LIMITS.values(), ids=VIEW_LIMITS)
def test_a_form_at_its_limit_passes_and_one_over_is_refused(view: Any, most: int) -> None:
    assert view_faults(view(most)) == []
    assert view_faults(view(most + 1)) != []


WRONG_BLOCKS = [
    ({"type": "marquee"}, "unsupported type: marquee"),
    ({"type": "section"}, "needs text or fields"),
    ({"type": "header", "text": text("x", "mrkdwn")}, "unsupported type: mrkdwn"),
    ({"type": "header"}, "missing required field: text"),
    ({"type": "divider", "colour": "red"}, "invalid additional property: colour"),
    (section(""), "must be more than 0 characters"),
    (actions(), "no fewer than 1"),
    (actions(a_button("x", "same"), a_button("y", "same")), "'same' is already"),
    (actions({**a_button("x", "a"), "style": "loud"}), "must be one of primary, danger"),
    (actions({"type": "plain_text_input", "action_id": "a"}), "unsupported type: plain_"),
    ({"type": "image", "image_url": "http://x"}, "required field: alt_text"),
    (actions({"text": text("x"), "action_id": "a"}), "unsupported type: None"),
    (actions({"type": "static_select", "action_id": "a"}), "required field: options"),
    (actions({**a_select(2), "initial_option": an_option("o9", "9")}), "initial_option must be"),
    ({"type": "alert", "text": text("x")}, "alert is not allowed in a message"),
    ("text", "must be an object"),
]


@pytest.mark.parametrize(("block", "fault"), WRONG_BLOCKS, ids=[fault for _, fault in WRONG_BLOCKS])
def test_a_wrong_block_is_refused_with_a_pointer(block: Any, fault: str) -> None:
    faults = message_faults([section("fine"), block])
    assert len(faults) == 1
    assert fault in faults[0]
    assert "[json-pointer:/blocks/1" in faults[0]


def test_blocks_are_also_judged_together() -> None:
    twice = {**section("x"), "block_id": "one"}
    assert "'one' already exists" in message_faults([twice, twice])[0]
    assert message_faults([table(1), table(1)]) == ["only_one_table_allowed [json-pointer:/blocks]"]
    assert message_faults([section("x")] * 50) == []
    assert message_faults([section("x")] * 51) != []
    assert message_faults([markdown(6000), markdown(6001)]) != []
    assert message_faults("none") != []


def test_a_form_with_a_field_needs_a_submit_button() -> None:
    without = a_modal()
    del without["submit"]
    assert "submit is required" in view_faults(without)[0]
    assert view_faults({**without, "blocks": [section("x")]}) == []


def test_a_home_tab_has_no_title_and_no_table() -> None:
    assert view_faults({"type": "home", "blocks": [section("x")]}) == []
    titled = {"type": "home", "title": text("x"), "blocks": []}
    assert "additional property: title" in view_faults(titled)[0]
    assert "not allowed in a home" in view_faults({"type": "home", "blocks": [table(1)]})[0]
    assert view_faults({"type": "page", "blocks": []}) != []


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(KEYS, JSON_VALUES | KINDS, max_size=5), max_size=3))
def test_whatever_is_sent_is_judged_and_never_breaks_the_judge(blocks: Any) -> None:
    assert isinstance(message_faults(blocks), list)
    assert isinstance(view_faults({"type": "modal", "blocks": blocks}), list)


def test_a_view_over_250_kilobytes_is_too_large() -> None:
    assert not view_is_too_large(a_modal(*[section("x" * 2000)] * 100))
    assert view_is_too_large(a_modal(*[section("x" * 2600)] * 100))


def test_all_blocks_of_a_message_have_one_limit_of_json_and_one_of_text() -> None:
    container = len('[{"type":"section","text":{"type":"mrkdwn","text":""}}]')

    def large(words: str) -> bool:
        return message_is_too_large(
            [{"type": "section", "text": {"type": "mrkdwn", "text": words}}]
        )

    assert [large("ü" * 11_000), large("ü" * 11_001)] == [False, True]
    quotes = (12_000 - container) // 2  # each is two characters of JSON
    assert [large('"' * quotes), large('"' * (quotes + 1))] == [False, True]


def a_chart(**changes: Any) -> dict[str, Any]:
    points = [{"label": "W10", "value": 1}, {"label": "W11", "value": -2}]
    axis = {"categories": ["W10", "W11"], "x_label": "Week", "y_label": "Items"}
    chart = {"type": "line", "series": [{"name": "Logged", "data": points}], "axis_config": axis}
    return {"type": "data_visualization", "title": "Items", "chart": {**chart, **changes}}


def test_a_chart_within_its_limits_is_taken() -> None:
    assert message_faults([a_chart(), a_chart()]) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"type": "radar"}, "unsupported chart: radar"),
        ({"series": []}, "1 to 6 series"),
        ({"series": None}, "a chart needs series and axis_config"),
        ({"series": a_chart()["chart"]["series"] * 2}, "series need names of their own"),
        ({"axis_config": {"categories": []}}, "1 to 20 categories"),
        ({"axis_config": {"categories": ["W10"]}}, "each series needs one number for each"),
        ({"axis_config": {"categories": ["W10", "x" * 21]}}, "names have 1 to 20 characters"),
        ({"axis_config": {"categories": ["W10", "W11"], "x_label": "x" * 51}}, "at most 50"),
    ],
)
def test_a_chart_beyond_its_limits_is_refused(changes: dict[str, Any], fault: str) -> None:
    assert any(fault in found for found in message_faults([a_chart(**changes)]))


def test_a_message_has_two_charts_at_most_and_their_titles_are_short() -> None:
    assert "at most 2 charts in a message" in message_faults([a_chart()] * 3)[-1]
    assert message_faults([{**a_chart(), "title": "x" * 51}]) != []
    assert message_faults([{"type": "data_visualization", "title": "Items"}]) != []
