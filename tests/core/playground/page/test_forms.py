"""A browser's form fields become `state.values` in Slack's shapes, and are drawn from them."""

from zoneinfo import ZoneInfo

from multidict import MultiDict

from playground.page import fields
from playground.rules import form_state
from playground.state.workspace import Json

NEW_YORK = ZoneInfo("America/New_York")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    return {"text": plain(value.title()), "value": value}


def field(block_id: str, kind: str, **more: object) -> Json:
    element = {"type": kind, "action_id": "x", **more}
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element}


FORM = [
    field("what", "plain_text_input", multiline=True),
    field("owner", "users_select"),
    field("due", "datetimepicker"),
    field("day", "datepicker"),
    field("trend", "radio_buttons", options=[option("steady"), option("worsening")]),
    field("tell", "multi_users_select"),
    field("tags", "checkboxes", options=[option("a"), option("b"), option("c")]),
    field(
        "plan",
        "static_select",
        option_groups=[{"label": plain("Group"), "options": [option("wait"), option("go")]}],
    ),
]
FILLED = MultiDict(
    [
        ("what|x", "one\r\ntwo"),
        ("owner|x", "U2"),
        ("due|x", "2026-11-27T16:00"),
        ("day|x", "2026-11-28"),
        ("trend|x", "worsening"),
        ("tell|x", "U1"),
        ("tell|x", "U3"),
        ("tags|x", "a"),
        ("tags|x", "c"),
        ("plan|x", "go"),
        ("as", "U1"),
    ]
)
WRITTEN: Json = {
    "what": {"x": {"type": "plain_text_input", "value": "one\ntwo"}},
    "owner": {"x": {"type": "users_select", "selected_user": "U2"}},
    # 16:00 in New York is 21:00 UTC in November
    "due": {"x": {"type": "datetimepicker", "selected_date_time": 1795813200}},
    "day": {"x": {"type": "datepicker", "selected_date": "2026-11-28"}},
    "trend": {"x": {"type": "radio_buttons", "selected_option": option("worsening")}},
    "tell": {"x": {"type": "multi_users_select", "selected_users": ["U1", "U3"]}},
    "tags": {"x": {"type": "checkboxes", "selected_options": [option("a"), option("c")]}},
    "plan": {"x": {"type": "static_select", "selected_option": option("go")}},
}


def test_every_kind_of_field_is_written_as_slack_writes_it() -> None:
    assert fields.state(FORM, FILLED, NEW_YORK) == WRITTEN


def test_an_untouched_form_holds_nothing_and_empty_lists() -> None:
    state = fields.state(FORM, MultiDict([("what|x", ""), ("due|x", "")]), NEW_YORK)
    assert state["what"]["x"]["value"] is None
    assert state["due"]["x"]["selected_date_time"] is None
    assert state["owner"]["x"]["selected_user"] is None
    assert state["tell"]["x"]["selected_users"] == []
    assert state["tags"]["x"]["selected_options"] == []


def test_what_was_entered_is_drawn_again() -> None:
    drawn = {block: fields.shown(entry["x"], NEW_YORK) for block, entry in WRITTEN.items()}
    assert drawn == {
        "what": ["one\ntwo"],
        "owner": ["U2"],
        "due": ["2026-11-27T16:00"],
        "day": ["2026-11-28"],
        "trend": ["worsening"],
        "tell": ["U1", "U3"],
        "tags": ["a", "c"],
        "plan": ["go"],
    }


def test_an_empty_field_is_drawn_empty() -> None:
    empty = form_state.initial_state(FORM)
    assert fields.shown(empty["what"]["x"], NEW_YORK) == []
    assert fields.shown(empty["due"]["x"], NEW_YORK) == []


BUTTON = {"type": "button", "action_id": "ack", "text": plain("Acknowledge"), "value": "12"}
MENU = {"type": "overflow", "action_id": "more", "options": [option("snooze"), option("give")]}
CARD: list[Json] = [
    {"type": "section", "block_id": "head|1", "text": plain("B-12"), "accessory": MENU},
    {"type": "actions", "block_id": "moves", "elements": [BUTTON]},
]


def test_a_pressed_button_is_found_by_its_name() -> None:
    assert fields.used(CARD, MultiDict(act="moves|ack")) == (CARD[1], BUTTON, None)


def test_a_menu_entry_is_found_with_its_option() -> None:
    assert fields.used(CARD, MultiDict(act="head|1|more|1")) == (CARD[0], MENU, option("give"))


def test_a_control_that_is_gone_is_not_found() -> None:
    assert fields.used(CARD, MultiDict(act="moves|resolve")) is None
    assert fields.used(CARD, MultiDict(act="head|1|more|2")) is None
    assert fields.used(CARD, MultiDict()) is None
