"""Slack's payloads as requests: who, where, and the id that a redelivery has too."""

from datetime import UTC, datetime
from typing import Any

import pytest

from escalation.fields import Field
from handlers import payloads

FROM = {"user": {"id": "U1", "team_id": "T1"}, "team": {"id": "T1", "domain": "acme"}}


def a_click(**changes: Any) -> dict[str, Any]:
    action = {"action_id": "move.acknowledge", "action_ts": "17.5", "value": "7.1.3"}
    return {
        **FROM,
        "type": "block_actions",
        "trigger_id": "trigger",
        "container": {"type": "message", "message_ts": "16.1"},
        "channel": {"id": "C1"},
        "actions": [action],
        **changes,
    }


def a_message(**changes: Any) -> dict[str, Any]:
    return {
        **FROM,
        "type": "message_action",
        "callback_id": "log_blocker",
        "trigger_id": "trigger",
        "action_ts": "17.5",
        "channel": {"id": "C1"},
        "message": {"ts": "1700000000.000100", "text": "a &lt; b &amp; c"},
        **changes,
    }


def test_a_command_is_named_by_its_trigger_and_may_have_no_text() -> None:
    body = {
        "command": "/blocker",
        "text": None,
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "C1",
        "trigger_id": "t.1",
    }
    command = payloads.command(body)
    assert (command.request.kind, command.request.external_id) == ("command", "t.1")
    assert (command.request.actor, command.request.channel, command.team) == ("U1", "C1", "T1")
    assert (command.text, command.typed) == ("", "/blocker")


def test_a_click_is_named_by_when_who_what_and_where() -> None:
    click = payloads.click(a_click())
    assert click.request.external_id == "17.5.U1.move.acknowledge.16.1"
    assert (click.value, click.request.channel) == ("7.1.3", "C1")


def test_a_click_on_the_home_tab_has_no_channel() -> None:
    body = a_click(container={"type": "view", "view_id": "V1"})
    del body["channel"]
    assert payloads.click(body).request.channel == ""


def test_the_choice_of_a_menu_is_its_value() -> None:
    chosen = {"action_id": "more", "action_ts": "1", "selected_option": {"value": "note:7.1.3"}}
    assert payloads.click(a_click(actions=[chosen])).value == "note:7.1.3"


def test_a_person_chosen_in_a_message_is_the_value() -> None:
    chosen = {"action_id": "owner.7.1.3", "action_ts": "1.2", "selected_user": "U03"}
    assert payloads.click(a_click(actions=[chosen])).value == "U03"


@pytest.mark.parametrize(
    ("user", "team", "belongs_to"),
    [
        ({"id": "U1", "team_id": "T2"}, {"id": "T1"}, "T2"),
        ({"id": "U1"}, {"id": "T1"}, "T1"),
        ({"id": "U1"}, None, ""),
    ],
)
def test_people_belong_to_their_own_workspace_wherever_they_click(
    user: dict[str, str], team: dict[str, str] | None, belongs_to: str
) -> None:
    assert payloads.click(a_click(user=user, team=team)).team == belongs_to


def test_a_form_is_named_by_its_view_and_state_and_knows_its_inputs() -> None:
    view = {
        "id": "V1",
        "hash": "h1",
        "callback_id": "form.log",
        "private_metadata": '{"channel":"C1"}',
        "blocks": [
            {"type": "section", "block_id": "about"},
            {"type": "input", "block_id": "title"},
            {"type": "input", "block_id": "due"},
        ],
        "state": {"values": {"title": {"value": {"type": "plain_text_input", "value": " x "}}}},
    }
    form = payloads.form({**FROM, "view": view})
    assert (form.request.kind, form.request.external_id) == ("form", "V1.h1")
    assert form.inputs == ("title", "due")
    assert form.given.text(Field.TITLE) == "x"
    assert form.facts == {"channel": "C1"}
    assert form.request.channel == ""
    assert (form.view, form.hash, form.elements) == ("V1", "h1", {"title": "value"})


def test_a_click_in_a_form_brings_the_form_and_one_elsewhere_none() -> None:
    view = {"type": "modal", "id": "V1", "callback_id": "form.log", "blocks": []}
    form = payloads.click(a_click(view=view)).form
    assert form is not None
    assert (form.callback_id, form.view, form.hash) == ("form.log", "V1", "")
    assert payloads.click(a_click(view={"type": "home"})).form is None
    assert payloads.click(a_click()).form is None


def test_a_message_is_read_as_a_command_is_and_keeps_its_address_and_instant() -> None:
    shortcut = payloads.shortcut(a_message())
    assert shortcut.text == "a &lt; b &amp; c"
    assert shortcut.written_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert shortcut.permalink == "https://acme.slack.com/archives/C1/p1700000000000100"


def test_a_reply_has_the_address_of_its_thread() -> None:
    message = {"ts": "17.2", "thread_ts": "16.1", "text": ""}
    permalink = payloads.shortcut(a_message(message=message)).permalink
    assert permalink == "https://acme.slack.com/archives/C1/p172?thread_ts=16.1&cid=C1"


def test_without_a_message_there_is_no_address() -> None:
    shortcut = payloads.shortcut(a_message(message=None))
    assert (shortcut.permalink, shortcut.written_at) == ("", None)


def test_an_instant_beyond_all_time_is_none() -> None:
    message = {"ts": f"{'9' * 20}.1", "text": ""}
    assert payloads.shortcut(a_message(message=message)).written_at is None
