"""Every block and element of Block Kit is drawn with a bound label, and nothing in it escapes."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from playground.page import drawing
from playground.page.blocks import Surface
from playground.page.reader import Reader
from playground.state.workspace import Json

READER = Reader(
    user_id="U1",
    zone=ZoneInfo("Europe/Berlin"),
    now=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
    users={"U1": "Maria", "U2": "Tom", "U3": "Gone"},
    people={"U2": "Tom", "U1": "Maria"},
    channels={"C1": "launch"},
    groups={},
)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str) -> Json:
    return {"text": plain(value), "value": value}


def drawn(*blocks: Json, state: Json | None = None, errors: dict[str, str] | None = None) -> str:
    surface = Surface(prefix="m", reader=READER, state=state or {}, errors=errors or {})
    module = drawing.environment().get_template("blocks.html").module
    return re.sub(r"\s+", " ", str(module.draw(list(blocks), surface)))  # type: ignore[attr-defined]  # a template's macro


def asked(kind: str, **more: object) -> Json:
    element = {"type": kind, "action_id": "x", **more}
    return {"type": "input", "block_id": "b", "label": plain("Field"), "element": element}


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            {"type": "header", "text": plain("A & <b>")},
            '<h3 class="block header">A &amp; &lt;b&gt;</h3>',
        ),
        ({"type": "divider"}, '<hr class="block">'),
        (
            {"type": "section", "text": mrkdwn("*x* <@U2>")},
            '<b>x</b> <span class="mention">@Tom</span>',
        ),
        ({"type": "section", "text": plain("*x*")}, "<div>*x*</div>"),
        ({"type": "section", "fields": [mrkdwn("a"), mrkdwn("b")]}, "<div>a</div><div>b</div>"),
        ({"type": "context", "elements": [mrkdwn("_c_")]}, "<span><i>c</i></span>"),
        (
            {"type": "markdown", "text": "# H\n**b** *i* [l](https://a.test)"},
            "<b>H</b><br><b>b</b> <i>i</i> <a href",
        ),
        ({"type": "hologram"}, "A hologram block: this page does not draw it."),
    ],
)
def test_words_are_drawn(block: Json, expected: str) -> None:
    assert expected in drawn(block)


def test_a_table_has_a_head_and_aligned_cells() -> None:
    cells = [[{"type": "raw_text", "text": "Item"}, {"type": "raw_text", "text": "Days"}]] * 2
    table = {
        "type": "table",
        "rows": cells,
        "column_settings": [{"align": "left"}, {"align": "right"}],
    }
    shown = drawn(table)
    assert '<th class="left">Item</th><th class="right">Days</th>' in shown
    assert '<td class="left">Item</td><td class="right">Days</td>' in shown


def test_rich_text_keeps_styles_lists_and_mentions() -> None:
    inline = [
        {"type": "text", "text": "<b>", "style": {"bold": True, "italic": True}},
        {"type": "user", "user_id": "U2"},
        {"type": "emoji", "name": "x", "unicode": "1f600"},
        {"type": "link", "url": "javascript:x", "text": "no"},
    ]
    section = {"type": "rich_text_section", "elements": inline}
    block = {
        "type": "rich_text",
        "elements": [
            section,
            {"type": "rich_text_list", "style": "ordered", "elements": [section]},
        ],
    }
    words = '<i><b>&lt;b&gt;</b></i><span class="mention">@Tom</span>😀no'
    assert f'<p>{words}</p><ol class="indent-0"><li>{words}</li></ol>' in drawn(block)


def test_a_picture_from_elsewhere_is_named_not_loaded() -> None:
    block = {"type": "image", "image_url": "https://a.test/x.png", "alt_text": "A chart"}
    assert "<img" not in drawn(block)
    assert "A chart" in drawn(block)
    inline = {**block, "image_url": "data:image/png;base64,AAAA"}
    assert '<img src="data:image/png;base64,AAAA" alt="A chart">' in drawn(inline)


def test_a_button_carries_its_name_style_and_question() -> None:
    question = {
        "title": plain("Sure?"),
        "text": mrkdwn('It "closes"'),
        "confirm": plain("Yes"),
        "deny": plain("No"),
        "style": "danger",
    }
    button = {"type": "button", "action_id": "go", "text": plain("Go"), "style": "primary"}
    shown = drawn(
        {"type": "actions", "block_id": "b", "elements": [{**button, "confirm": question}]}
    )
    assert 'class="button primary" name="act" formaction="/act" value="b|go"' in shown
    assert 'data-confirm-text="It &#34;closes&#34;"' in shown
    assert 'data-confirm-style="danger"' in shown


def test_a_button_that_is_a_link_never_runs_a_script() -> None:
    button = {"type": "button", "action_id": "go", "text": plain("Go"), "url": "javascript:x"}
    assert "javascript" not in drawn({"type": "actions", "block_id": "b", "elements": [button]})


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (asked("plain_text_input"), 'type="text"'),
        (asked("plain_text_input", multiline=True), "<textarea"),
        (asked("email_text_input"), 'type="email"'),
        (asked("number_input", is_decimal_allowed=True), 'step="any"'),
        (asked("datepicker", initial_date="2026-11-24"), 'type="date" value="2026-11-24"'),
        (asked("timepicker", initial_time="09:30"), 'type="time" value="09:30"'),
        (asked("datetimepicker", initial_date_time=1795521600), 'value="2026-11-24T13:00"'),
        (
            asked("static_select", options=[option("a"), option("b")], initial_option=option("b")),
            '<option value="b" selected>b',
        ),
        (asked("users_select"), '<option value="U1">Maria</option><option value="U2">Tom</option>'),
        (asked("conversations_select"), '<option value="C1">#launch</option>'),
    ],
)
def test_every_field_is_bound_to_its_label(element: Json, expected: str) -> None:
    shown = drawn(element)
    assert '<label for="m:b|x">Field' in shown
    assert 'id="m:b|x"' in shown
    assert expected in shown


@pytest.mark.parametrize(
    ("kind", "control"),
    [("checkboxes", "checkbox"), ("radio_buttons", "radio"), ("multi_static_select", "checkbox")],
)
def test_choices_are_a_group_under_their_label(kind: str, control: str) -> None:
    shown = drawn(asked(kind, options=[option("a")]))
    assert "<legend>Field" in shown
    assert f'<input type="{control}" id="m:b|x:a" name="b|x" value="a"' in shown


def test_what_was_entered_wins_over_the_initial_value() -> None:
    block = asked("plain_text_input", initial_value="old")
    state = {"b": {"x": {"type": "plain_text_input", "value": '"new"'}}}
    assert 'value="old"' in drawn(block)
    assert 'value="&#34;new&#34;"' in drawn(block, state=state)


def test_a_fault_stands_beside_its_field_and_is_announced() -> None:
    shown = drawn(asked("plain_text_input"), errors={"b": "Too <short>"})
    assert 'aria-invalid="true" aria-describedby="m:b|x-error"' in shown
    assert '<p class="error" id="m:b|x-error" role="alert">Too &lt;short&gt;</p>' in shown


def test_a_field_that_acts_at_once_says_so() -> None:
    select = {"type": "users_select", "action_id": "give", "placeholder": plain("Give to…")}
    shown = drawn({"type": "actions", "block_id": "b", "elements": [select]})
    assert 'data-act="b|give"' in shown
    assert 'aria-label="Give to…"' in shown
    assert "data-act" not in drawn(asked("users_select"))
    assert "data-act" in drawn({**asked("users_select"), "dispatch_action": True})


def test_a_chart_is_drawn_with_its_numbers_beside_it() -> None:
    points = [{"label": "W10", "value": 0}, {"label": "W11", "value": 4}]
    chart = {
        "type": "line",
        "series": [{"name": "<b>Logged", "data": points}],
        "axis_config": {"categories": ["W10", "W11"]},
    }
    shown = drawn({"type": "data_visualization", "title": "Items", "chart": chart})
    assert 'points="8.0,112.0 312.0,8.0"' in shown
    assert '<li class="s0">&lt;b&gt;Logged: 0, 4</li>' in shown
    assert 'aria-label="Items: W10, W11"' in shown
