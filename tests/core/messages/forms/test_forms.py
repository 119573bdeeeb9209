"""Forms: what they ask, what they keep of a typed line, and how their answers are read."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from escalation.errors import BadInput
from escalation.fields import Field
from escalation.items import Kind
from escalation.moves.move import Move
from escalation.policy import Policy
from escalation.rungs import Offset, Rung, Shown, Target, TargetKind
from messages.away import away_form
from messages.forms.channel import SHORT, setup_form
from messages.forms.channel_answers import policy_of
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
from tests.core.messages.slack.test_text import hostile
from tests.support.factories import (
    BOSS,
    CHANNEL,
    GROUP,
    LEAD,
    LEADS_CHANNEL,
    OWNER,
    STAND_IN,
    a_person,
    a_policy,
    an_item,
    away,
    person_target,
)
from tests.support.payloads import a_reader, faults


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The input elements by field name."""
    return {
        block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"
    }


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


SET_UP = a_policy(
    lead=(person_target(LEAD), Target(TargetKind.GROUP, GROUP)),
    leadership=(Target(TargetKind.CHANNEL, LEADS_CHANNEL),),
    holidays="DE-BE",
    zone="Europe/Berlin",
    hold=timedelta(hours=3),
)


def submitted(view: dict[str, Any]) -> Answers:
    """The answers when somebody presses Save without touching anything."""
    picked = {
        "users": "initial_users",
        "user": "initial_user",
        "conversation": "initial_conversation",
    }
    elements = {}
    for name, element in fields(view).items():
        state = {"type": element["type"], "value": element.get("initial_value")}
        if element["type"] == "static_select":
            state = {"selected_option": element.get("initial_option")}
        if element["type"] == "checkboxes":
            state = {"selected_options": element.get("initial_options", [])}
        if element["type"] == "datetimepicker":
            state = {"selected_date_time": element.get("initial_date_time")}
        if element["type"] == "timepicker":
            state = {"selected_time": element["initial_time"]}
        state |= {
            f"selected_{key}": element[initial]
            for key, initial in picked.items()
            if initial in element
        }
        elements[name] = state
    return answers(a_submission(**elements))


@pytest.mark.parametrize("policy", [Policy(), SET_UP], ids=["default", "set up"])
def test_saving_a_setup_form_untouched_changes_nothing(policy: Policy) -> None:
    for more in (False, True):
        view = a_setup_form(policy, more=more)
        assert faults(view) == []
        assert policy_of(submitted(view), policy, {}) == policy


def a_setup_form(policy: Policy, *, more: bool, zone_is_guessed: bool = False) -> dict[str, Any]:
    return setup_form(
        policy,
        a_reader(),
        channel=CHANNEL,
        groups={"S09": "@sre", GROUP: "@leads"},
        members={},
        open_items=2,
        zone_is_guessed=zone_is_guessed,
        more=more,
    )


def test_setup_opens_with_who_is_notified_the_hours_and_the_weekly_post() -> None:
    view = a_setup_form(SET_UP, more=False)
    assert list(fields(view)) == [
        "lead_people", "leadership_people", "start", "end", "zone", "summary_weekday",
        "summary_time",
    ]  # fmt: skip
    assert set(fields(view)) == SHORT
    notes = small_print(view)
    assert notes[:2] == [
        "Also notified: the group @leads. Change that under *More*.",
        f"Also notified: <#{LEADS_CHANNEL}>. Change that under *More*.",
    ]
    assert "stay as they are" in notes[2]


def small_print(view: dict[str, Any]) -> list[str]:
    return [block["elements"][0]["text"] for block in view["blocks"] if block["type"] == "context"]


def test_more_shows_every_field_of_a_ladder_below_those_that_were_shown() -> None:
    short, whole = (list(fields(a_setup_form(SET_UP, more=more))) for more in (False, True))
    assert whole[: len(short)] == short
    assert whole[len(short) :] == [
        "lead_group", "lead_channel", "leadership_group", "leadership_channel", "one_person",
        "rung_0", "rung_1", "rung_2", "chance", "hold", "slip_budget", "review_cycle", "weekdays",
        "holidays", "window_days", "apply", "customer",
    ]  # fmt: skip
    assert small_print(a_setup_form(SET_UP, more=True)) == []


def test_a_zone_that_slack_does_not_know_is_to_be_checked() -> None:
    view = a_setup_form(Policy(), more=False, zone_is_guessed=True)
    assert "⚠️ Slack shows no time zone for you, so check this one." in small_print(view)


def test_what_the_form_did_not_show_stays_as_it_was() -> None:
    several = a_policy(
        lead=(Target(TargetKind.GROUP, "S01"), Target(TargetKind.GROUP, "S02")),
        leadership=(person_target(BOSS), Target(TargetKind.CHANNEL, LEADS_CHANNEL)),
        weekdays=frozenset({0, 6}),
        holidays="DE-BE",
        window_days=5,
        review_cycle=timedelta(days=28),
    )
    given_ = Answers(lists={"lead_people": (LEAD,), "leadership_people": ()})
    saved = policy_of(given_, several, {})
    assert saved.lead == (person_target(LEAD), *several.lead)
    assert saved.leadership == (Target(TargetKind.CHANNEL, LEADS_CHANNEL),)
    assert replace(saved, rungs=several.rungs) == several
    assert [rung.after for rung in saved.rungs] == [rung.after for rung in several.rungs]


def test_a_lead_who_is_leadership_too_stays_so_where_the_tick_is_not_shown() -> None:
    one = a_policy(leadership=(person_target(LEAD),))
    both = {"lead_people": (LEAD,), "leadership_people": (LEAD,)}
    assert policy_of(Answers(lists=both), one, {}) == one
    with pytest.raises(BadInput, match="nobody else would be notified") as refused:
        policy_of(Answers(lists=both), Policy(), {})
    assert refused.value.field == "one_person"
    with pytest.raises(BadInput, match="nobody else would be notified"):
        policy_of(Answers(lists={**both, "one_person": ()}), one, {})


def test_a_form_drawn_again_holds_people_and_times_that_were_entered() -> None:
    given_ = Answers(
        texts={"start": "07:30", "summary_weekday": "4", "zone": ""},
        lists={"lead_people": (LEAD, BOSS), "leadership_people": ()},
    )
    ids_ = dict.fromkeys((*given_.texts, *given_.lists), "value")
    shown = fields(entered(a_setup_form(SET_UP, more=True), given_, elements=ids_))
    assert shown["lead_people"]["initial_users"] == [LEAD, BOSS]
    assert "initial_users" not in shown["leadership_people"]
    assert shown["start"]["initial_time"] == "07:30"
    assert shown["summary_weekday"]["initial_option"]["value"] == "4"
    assert "initial_value" not in shown["zone"]
    assert shown["holidays"]["initial_value"] == "DE-BE"
    unknown = Answers(texts={"lead_group": "S77"}, lists={"weekdays": ("9",)})
    shown = fields(
        entered(
            a_setup_form(SET_UP, more=True),
            unknown,
            elements={"lead_group": "value", "weekdays": "value"},
        )
    )
    assert "initial_option" not in shown["lead_group"]
    assert "initial_options" not in shown["weekdays"]


def test_a_hold_is_offered_in_working_hours_and_a_rung_by_the_calendar() -> None:
    view = a_setup_form(Policy(hold=timedelta(minutes=90)), more=True)
    (asks,) = [block for block in view["blocks"] if block.get("block_id") == "hold"]
    assert asks["label"]["text"] == "Pause escalation after an acknowledgement (working hours)"
    assert asks["element"]["initial_option"]["text"]["text"] == "1.5 h"
    assert words_offered(view, "hold") == (
        "no time, 1 h, 1.5 h, 2 h, 3 h, 4 h, 6 h, 8 h, 12 h, 16 h"
    )
    assert words_offered(view, "rung_0") == (
        "at once, 1 working hour, 2 working hours, 3 working hours, 4 working hours, "
        "6 working hours, 1 working day, 2 working days, 3 working days, 4 working days, "
        "5 working days, 10 working days"
    )


def words_offered(view: dict[str, Any], name: str) -> str:
    return ", ".join(option["text"]["text"] for option in fields(view)[name]["options"])


def test_a_filled_setup_form_is_the_policy_it_asks_for() -> None:
    given_ = Answers(
        texts={
            "lead_group": GROUP,
            "leadership_channel": LEADS_CHANNEL,
            "rung_1": "3h",
            "chance": "7200",
            "slip_budget": "3",
            "review_cycle": "14",
            "hold": "3600",
            "start": "08:00",
            "end": "16:30",
            "holidays": "de",
            "zone": "Europe/Berlin",
            "window_days": "3",
            "summary_weekday": "4",
            "summary_time": "15:00",
        },
        lists={"lead_people": (LEAD,), "weekdays": ("0", "1", "2", "3")},
    )
    policy = policy_of(given_, Policy(), {})
    assert policy.lead == (person_target(LEAD), Target(TargetKind.GROUP, GROUP))
    assert policy.leadership == (Target(TargetKind.CHANNEL, LEADS_CHANNEL),)
    assert policy.rungs[1] == Rung(Offset(3), policy.leadership, Shown.ALOUD)
    assert (policy.start, policy.end) == (time(8), time(16, 30))
    assert policy.weekdays == frozenset({0, 1, 2, 3})
    assert (policy.holidays, policy.zone, policy.window_days) == ("DE", "Europe/Berlin", 3)
    assert (policy.summary_weekday, policy.summary_time) == (4, time(15))
    assert (policy.hold, policy.chance) == (timedelta(hours=1), timedelta(hours=2))
    assert (policy.slip_budget, policy.review_cycle) == (3, timedelta(days=14))


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"start": "17:00", "end": "09:00"}, "end"),
        ({"start": "late"}, "start"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"rung_1": "5d", "rung_2": "1h"}, "rung_2"),
    ],
    ids=str,
)
def test_a_setup_that_cannot_be_is_refused_at_its_field(texts: dict[str, str], field: str) -> None:
    given_ = Answers(texts=texts, lists={"weekdays": ("0",)})
    with pytest.raises(BadInput) as refused:
        policy_of(given_, Policy(), {})
    assert refused.value.field == field


def test_a_week_without_working_days_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        policy_of(Answers(lists={"weekdays": ()}), Policy(), {})
    assert refused.value.field == "weekdays"


def test_the_zone_utc_is_a_zone() -> None:
    given_ = Answers(texts={"zone": "UTC"}, lists={"weekdays": ("0",)})
    assert policy_of(given_, Policy(), {}).zone == "UTC"


def test_an_absence_in_force_is_shown_and_can_be_ended() -> None:
    person = a_person(away=away("03-09 09:00", stand_in=STAND_IN))
    view = away_form(person, a_reader(private=True))
    assert faults(view) == []
    assert fields(view)["until"]["initial_value"] == "2026-03-09 09:00"
    assert fields(view)["stand_in"]["initial_user"] == STAND_IN
    assert required(view) == set()


def test_somebody_at_work_gets_an_empty_form() -> None:
    view = away_form(a_person(), a_reader())
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
