"""Forms: what they ask, what they keep of a typed line, and how their answers are read."""

from typing import Any

import pytest
from hypothesis import given, settings

from escalation.fields import Field
from escalation.items import Kind
from escalation.moves.move import Move
from messages.absences.forms import away_form
from messages.forms.decisions import decided
from messages.forms.items import Prefill, log_form, move_form, refusal_form
from messages.forms.redrawn import entered, kept_faults
from messages.forms.understood import (
    COMPLETE,
    KINDS,
    closing_reply,
    form_reply,
    understood_reply,
    unread_reply,
    with_forms,
)
from messages.slack import ids
from messages.slack.form_values import Answers, answers
from playground.rules import form_state
from tests.core.messages.slack.test_text import hostile
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    OWNER,
    STAND_IN,
    an_item,
    away,
)
from tests.support.payloads import a_reader, faults


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The input elements by field name."""
    return {
        block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"
    }


def submitted(view: dict[str, Any]) -> Answers:
    """The answers when somebody presses Save without touching anything."""
    return answers({"state": {"values": form_state.initial_state(view["blocks"])}})


def required(view: dict[str, Any]) -> set[str]:
    return {b["block_id"] for b in view["blocks"] if b["type"] == "input" and not b["optional"]}


def test_an_empty_form_asks_for_one_owner_and_one_fallback() -> None:
    view = log_form(Prefill(kind=Kind.BLOCKER, channel=CHANNEL), a_reader())
    assert faults(view) == []
    assert view["title"]["text"] == "Log a blocker"
    assert list(fields(view)) == [
        "title", "owner", "due", "due_at", "fallback", "impact", "customer", "urgent"
    ]  # fmt: skip
    assert required(view) == {"title", "owner", "fallback"}


def test_without_a_channel_the_form_asks_for_one() -> None:
    view = log_form(Prefill(kind=Kind.DECISION), a_reader())
    assert faults(view) == []
    assert "channel" in required(view)
    assert {"options", "default"} <= fields(view).keys()


def test_what_was_typed_comes_back_word_for_word() -> None:
    typed = "5 < 6 & <!channel>\nnext line"
    prefill = Prefill(
        kind=Kind.DECISION,
        title=typed,
        owner=OWNER,
        due="whenever",
        fallback=typed,
        urgent=True,
        options=("a", "b"),
        default="b",
        channel=CHANNEL,
    )
    shown = fields(log_form(prefill, a_reader()))
    assert shown["title"]["initial_value"] == typed
    assert shown["owner"]["initial_user"] == OWNER
    assert shown["due"]["initial_value"] == "whenever"
    assert shown["options"]["initial_value"] == "a\nb"
    assert shown["urgent"]["initial_options"][0]["value"] == "urgent"


def test_a_fault_stands_right_under_its_field() -> None:
    prefill = Prefill(
        kind=Kind.BLOCKER, channel=CHANNEL, faults={Field.DUE: "I can't read that. Type `fri 5pm`."}
    )
    blocks = log_form(prefill, a_reader())["blocks"]
    position = next(n for n, block in enumerate(blocks) if block.get("block_id") == "due")
    assert blocks[position + 1]["elements"][0]["text"] == "⚠️ I can't read that. Type `fri 5pm`."


def test_dates_on_offer_are_buttons_under_their_field_five_at_most() -> None:
    dates = [(f"Fri {day} Mar 17:00 CET", f"2026-03-{day:02} 17:00") for day in range(1, 8)]
    faults_ = {Field.DUE: "Did you mean one of these?", Field.OWNER: "Is it Tom?"}
    prefill = Prefill(kind=Kind.BLOCKER, channel=CHANNEL, faults=faults_, dates={Field.DUE: dates})
    view = log_form(prefill, a_reader())
    assert faults(view) == []
    names = [block.get("block_id") for block in view["blocks"]]
    assert names[names.index("due") :][:4] == ["due", None, "pick.due", "due_at"]
    (row,) = [block for block in view["blocks"] if block["type"] == "actions"]
    pressed = [(one["text"]["text"], one["value"]) for one in row["elements"]]
    assert pressed == dates[:5]
    assert {ids.field_of(one["action_id"]) for one in row["elements"]} == {Field.DUE}
    assert kept_faults(ids.unpacked(view["private_metadata"])) == faults_


@pytest.mark.parametrize("name", ["pick.due", "pick.due.10", "pick.DUE.1", "suggest.1", "pick."])
def test_another_button_fills_in_nothing(name: str) -> None:
    assert ids.field_of(name) is Field.NONE


def test_a_form_drawn_again_holds_what_was_entered() -> None:
    given_ = Answers(
        texts={"title": "SSO", "owner": OWNER, "due": "1/12", "due_at": "1774854900"},
        lists={"urgent": ("urgent",)},
    )
    elements = dict.fromkeys(["title", "owner", "due", "due_at", "urgent"], "value")
    view = log_form(Prefill(kind=Kind.BLOCKER, channel=CHANNEL), a_reader())
    again = entered(view, given_, elements=elements)
    assert {one["action_id"] for one in fields(again).values()} == {"value"}
    assert submitted(again).texts == {
        **given_.texts, "fallback": "", "impact": "", "customer": ""
    }  # fmt: skip
    assert submitted(again).many(Field.URGENT) == ("urgent",)
    new = {Field.DUE: "2026-12-01 17:00", Field.DUE_AT: ""}
    filled = entered(again, given_, elements={**elements, "due_at": "value.9"}, new=new)
    changed = {k: one["action_id"] for k, one in fields(filled).items() if k.startswith("due")}
    assert changed == {"due": "value.1", "due_at": "value.10"}
    assert submitted(filled).text(Field.DUE) == "2026-12-01 17:00"
    assert submitted(filled).text(Field.DUE_AT) == ""
    assert submitted(filled).text(Field.TITLE) == "SSO"


@pytest.mark.parametrize("move", list(Move))
def test_every_move_has_a_form_that_slack_takes(move: Move) -> None:
    item = an_item(kind=Kind.DECISION, options=("x" * 200, "b"), version=3)
    view = move_form(item, move, a_reader(), needs_reason=True)
    assert faults(view) == []
    kept = ids.unpacked(view["private_metadata"])
    assert (kept.pop("item"), kept.pop("move")) == ("7.1.3", move)
    assert [*kept] == (["was", "links", "needs", "blocks"] if move is Move.EDIT else [])
    assert "reason" in fields(view)


def test_a_decision_is_chosen_or_typed() -> None:
    item = an_item(kind=Kind.DECISION, options=("standard", "custom"))
    assert decided(Answers(texts={"choice": "1"}), item) == "custom"
    assert decided(Answers(texts={"choice": "1", "text": "neither"}), item) == "neither"
    assert decided(Answers(texts={"choice": "2"}), item) == ""
    assert decided(Answers(), item) == ""


def test_a_refusal_is_a_small_window_without_a_submit_button() -> None:
    view = refusal_form(
        "Not possible: B-12 was resolved. Instead: `B-12 reopen because …`.", a_reader()
    )
    assert faults(view) == []
    assert "submit" not in view


@settings(deadline=None, max_examples=40)
@given(hostile)
def test_no_text_breaks_a_form(text: str) -> None:
    long = (text * 200)[:3000]
    prefill = Prefill(
        kind=Kind.DECISION,
        title=long,
        due=long,
        fallback=long,
        impact=long,
        default=long,
        options=(long, long),
        channel=CHANNEL,
        faults={Field.DUE: long, Field.OWNER: long},
    )
    assert faults(log_form(prefill, a_reader())) == []
    item = an_item(title=long, kind=Kind.DECISION, options=(long or "x",) * 12)
    for move in Move:
        assert faults(move_form(item, move, a_reader())) == []
    assert faults(refusal_form(f"No: {long}", a_reader())) == []


def a_submission(**elements: dict[str, Any]) -> dict[str, Any]:
    return {"state": {"values": {name: {"value": element} for name, element in elements.items()}}}


def test_answers_are_plain_strings_whatever_the_element() -> None:
    given_ = answers(
        a_submission(
            title={"type": "plain_text_input", "value": " It is stuck "},
            due={"type": "plain_text_input", "value": None},
            owner={"type": "users_select", "selected_user": OWNER},
            trajectory={"type": "static_select", "selected_option": {"value": "worsening"}},
            nothing={"type": "static_select", "selected_option": None},
            start={"type": "timepicker", "selected_time": "08:30"},
            channel={"type": "conversations_select", "selected_conversation": CHANNEL},
            people={"type": "multi_users_select", "selected_users": [LEAD, BOSS]},
            urgent={"type": "checkboxes", "selected_options": [{"value": "urgent"}]},
            none={"type": "checkboxes", "selected_options": []},
        )
    )
    assert given_.texts == {
        "title": "It is stuck",
        "due": "",
        "owner": OWNER,
        "trajectory": "worsening",
        "nothing": "",
        "start": "08:30",
        "channel": CHANNEL,
    }
    assert given_.lists == {"people": (LEAD, BOSS), "urgent": ("urgent",), "none": ()}
    assert Answers(texts={"options": "a\n\n b "}).lines(Field.OPTIONS) == ("a", "b")


@pytest.mark.parametrize(
    "view", [None, {}, {"state": None}, {"state": {"values": {"title": {"b": 7}}}}], ids=str
)
def test_a_view_that_is_none_of_ours_has_no_answers(view: object) -> None:
    assert answers(view).text(Field.TITLE) == ""


def test_an_absence_in_force_is_shown_and_can_be_ended() -> None:
    view = away_form(a_reader(private=True), away("03-09 09:00", stand_in=STAND_IN))
    assert faults(view) == []
    assert fields(view)["until"]["initial_value"] == "2026-03-09 09:00"
    assert fields(view)["stand_in"]["initial_user"] == STAND_IN
    assert required(view) == set()


def test_somebody_at_work_gets_an_empty_form() -> None:
    view = away_form(a_reader())
    assert faults(view) == []
    assert "initial_value" not in fields(view)["until"]


@settings(deadline=None, max_examples=25)
@given(hostile)
def test_what_waits_for_its_form_keeps_its_buttons_and_neither_pings_nor_overflows(
    text: str,
) -> None:
    long = (text * 300)[:3000] or "SSO"
    prefill = Prefill(
        kind=Kind.DECISION,
        title=long,
        owner=OWNER,
        fallback=long,
        impact=long,
        urgent=True,
        options=(long, long),
        default=long,
        faults=dict.fromkeys(
            (Field.TITLE, Field.OWNER, Field.DUE, Field.FALLBACK, Field.CHANNEL), long
        ),
    )
    understood = understood_reply(prefill, a_reader(), when=long)
    for reply in (understood, unread_reply(long, a_reader()), form_reply()):
        asked = with_forms(reply, "C01.1774.1", COMPLETE, *KINDS)
        assert faults(asked) == []
        assert [block["type"] for block in asked["blocks"][-2:]] == ["actions", "context"]
    assert (
        faults(closing_reply(an_item(title=long), Move.RESOLVE, a_reader(), line="B-1 done")) == []
    )


def test_what_was_understood_is_said_field_by_field() -> None:
    prefill = Prefill(
        kind=Kind.BLOCKER, title="SSO fails", owner=OWNER, faults={Field.FALLBACK: "What then?"}
    )
    assert understood_reply(prefill, a_reader(), when="Fri 6 Mar 17:00")["text"] == (
        "Almost there. Nothing is logged yet.\n*Blocker:* SSO fails\n*Owner:* <@U01>\n"
        "*Due:* Fri 6 Mar 17:00\n⚠️ *Fallback:* What then?"
    )
