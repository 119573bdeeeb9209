"""Replies: what was logged, done, refused or planned; sentences written by hand."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from escalation.events import Event, EventRef
from escalation.items import Item, Kind, Status
from escalation.notices.foresight import foresee
from messages.command_names import Commands
from messages.help import help_in_full, help_reply
from messages.items.lists import covered_reply, list_reply
from messages.replies import (
    done_reply,
    logged_reply,
    plan_reply,
    refused_reply,
    shown_reply,
    undone_reply,
    with_typed,
    with_undo,
)
from messages.slack.limits import fitted
from messages.typeable import typeable_reply
from tests.core.messages.slack.test_text import hostile
from tests.support.factories import (
    LEAD,
    OWNER,
    REPORTER,
    a_directory,
    a_due,
    a_policy,
    an_item,
    climbed,
    event_of,
    utc,
)
from tests.support.payloads import a_reader, faults, first_line, labels

RENAMED = Commands(blocker="/stuck", decision="/choice", backstop="/net")


def an_event(action: str, reason: str = "", at: str = "03-04 08:00", **facts: str) -> Event:
    return event_of(
        at=utc(at),
        item_id=7,
        actor=REPORTER,
        action=action,
        reason=reason,
        facts=facts,
    )


def test_a_logged_item_is_confirmed_with_owner_absolute_date_and_fallback() -> None:
    reply = logged_reply(an_item(), a_reader(), notes=["Thu 5 Mar is a holiday."])
    assert faults(reply) == []
    assert reply["text"] == (
        "Logged *B-12*: Contract import is stuck\n"
        "Owner <@U01>, due Thu 5 Mar 12:00 UTC.\n"
        "If nobody acts in time: Import by hand\n"
        "Wrong? `/blocker B-12 withdraw because …`\n"
        "Thu 5 Mar is a holiday."
    )
    assert "(Thu 5 Mar 12:00 UTC)" in reply["blocks"][0]["text"]["text"]


def test_what_was_probably_meant_is_offered_as_a_button_that_runs_it() -> None:
    offer = ("Fri 6 Mar 17:00", "B-12 move 2026-03-06 17:00 because typo")
    reply = refused_reply("Which date? Type `fri 5pm`.", a_reader(), suggestions=[offer])
    assert faults(reply) == []
    assert first_line(reply) == "Which date? Type `fri 5pm`."
    assert labels(reply) == ["Fri 6 Mar 17:00"]
    assert reply["blocks"][1]["elements"][0]["value"] == offer[1]


def test_a_refusal_shows_the_whole_line_to_type() -> None:
    reader = replace(a_reader(), commands=RENAMED)
    reply = refused_reply("Type `B-12 ack` or `D-7 decide …`, then `fri 5pm`.", reader)
    assert reply["text"] == "Type `/stuck B-12 ack` or `/choice D-7 decide …`, then `fri 5pm`."


def test_a_move_is_confirmed_with_how_the_item_stands_now() -> None:
    reply = done_reply(an_item(), an_event("note", text="called them"), a_reader())
    assert faults(reply) == []
    assert reply["text"] == (
        "*B-12*: <@U02> noted: called them\nOwner <@U01>, due Thu 5 Mar 12:00 UTC."
    )


@pytest.mark.parametrize(
    ("event", "remark"),
    [
        (an_event("snooze", clipped="due"), "at the due date at the latest"),
        (an_event("acknowledge", held="already"), "was already paused once"),
    ],
    ids=str,
)
def test_a_move_that_did_less_than_asked_says_so(event: Event, remark: str) -> None:
    assert remark in done_reply(an_item(), event, a_reader())["text"]


def test_an_acknowledgement_that_holds_nothing_says_what_comes_when() -> None:
    reader = a_reader("03-05 13:00")
    reply = done_reply(an_item(**climbed(1)), an_event("acknowledge"), reader)
    assert "Next: Fri 6 Mar 12:00 UTC: <@U04> is notified." in reply["text"]


def test_an_item_is_shown_with_its_history_and_what_can_be_typed() -> None:
    events = [an_event("logged", at="03-02 09:00"), an_event("note", text="called them")]
    reply = shown_reply(an_item(), events, a_reader())
    assert faults(reply) == []
    shown = str(reply["blocks"])
    assert "<@U02> noted: called them" in shown
    assert "You can type `/blocker B-12` and then: `ack`, `note …`" in shown
    assert first_line(reply) == "*B-12* Blocked: Contract import is stuck"
    assert reply["text"].splitlines()[-1] == "Wed 4 Mar 08:00 UTC: <@U02> noted: called them"


def test_a_long_history_shows_its_end() -> None:
    events = [an_event("note", text=f"note {number}") for number in range(30)]
    reply = shown_reply(an_item(), events, a_reader())
    assert faults(reply) == []
    assert "18 earlier not shown" in str(reply["blocks"])
    assert "note 29" in str(reply["blocks"])


def test_the_plan_says_who_hears_when() -> None:
    item = an_item()
    directory = a_directory("03-04 09:00")
    steps = foresee(item, utc("03-04 09:00"), directory, count=5)
    reply = plan_reply(item, steps, a_reader())
    assert faults(reply) == []
    assert reply["text"].splitlines() == [
        "*B-12* Blocked: Contract import is stuck",
        "If nobody acts:",
        "• Wed 4 Mar 12:00 UTC: <@U01> is reminded",
        "• Thu 5 Mar 10:00 UTC: <@U01> is reminded",
        "• Thu 5 Mar 12:00 UTC: <@U03> is notified",
        "• Thu 5 Mar 12:00 UTC: <@U01> is reminded",
        "• Fri 6 Mar 09:00 UTC: <@U01> is reminded",
        "Closing or moving it ends this plan. Ladder version 1.",
    ]


def test_the_plan_of_an_urgent_item_speaks_of_no_waiting() -> None:
    said = plan_reply(an_item(urgent=True), (), a_reader())["text"]
    assert said.endswith(
        "Nothing is planned.\nClosing or moving it ends this plan. Ladder version 1."
    )


def test_a_closed_item_has_no_plan() -> None:
    item = an_item(status=Status.WITHDRAWN, closed_at=utc("03-04 08:00"), closed_by=OWNER)
    assert plan_reply(item, (), a_reader())["text"].endswith("Nothing more will happen.")


def numbered(count: int, **changes: Any) -> list[Item]:
    return [an_item(id=n, number=n, **changes) for n in range(1, count + 1)]


def test_a_list_is_grouped_with_overdue_first() -> None:
    late = an_item(number=1, title="Late", due=a_due("03-03 12:00"), kind=Kind.DECISION)
    closed = an_item(number=2, title="Done", status=Status.RESOLVED, closed_at=utc("03-03 08:00"))
    reply = list_reply([closed, an_item(), late], a_reader(), title="3 items in this channel")
    assert faults(reply) == []
    assert reply["text"].splitlines() == [
        "3 items in this channel",
        "• *D-1* Late · <@U01> · was due Tue 3 Mar 12:00 UTC",
        "• *B-12* Contract import is stuck · <@U01> · due Thu 5 Mar 12:00 UTC",
        "• *B-2* Done · <@U01> · resolved Tue 3 Mar 08:00 UTC",
    ]
    headings = [block["text"]["text"].splitlines()[0] for block in reply["blocks"][1:]]
    assert headings == ["*Overdue*", "*Open*", "*Closed*"]


def test_a_long_list_says_how_many_more_and_what_to_type() -> None:
    reply = list_reply(
        numbered(200, title="x" * 500),
        a_reader(),
        title="200 open items",
        more="/backstop list mine",
    )
    assert faults(reply) == []
    assert reply["blocks"][0]["text"]["text"] == "200 open items"
    assert reply["blocks"][-1]["elements"][0]["text"] == (
        f"+{200 - str(reply['blocks']).count('• ')} more: type `/backstop list mine`"
    )


@pytest.mark.parametrize(("own", "covered", "more"), [(0, 3, 0), (3, 20, 0), (200, 20, 20)])
def test_what_is_covered_stands_below_as_far_as_there_is_room(
    own: int, covered: int, more: int
) -> None:
    said = list_reply(numbered(own, title="x" * 500), a_reader(), title=f"{own} open items")
    theirs = numbered(covered, owner="U02")
    reply = covered_reply(said, theirs, a_reader())
    assert faults(reply) == []
    added = str(reply["blocks"][len(said["blocks"]) :])
    assert added.count("• ") == covered - more
    assert ("You cover for <@U02>" in added) == (more == 0)
    assert (f"+{more} more that you cover: type `/backstop list` and a name" in added) == (more > 0)
    assert covered_reply(said, [], a_reader()) is said


def test_an_empty_list_says_what_to_type() -> None:
    reply = list_reply([], a_reader(commands=RENAMED), title="No overdue items")
    assert faults(reply) == []
    assert reply["text"] == (
        "No overdue items. To see more, type `/net list all`; to log something, type `/stuck` or "
        "`/choice`."
    )


def test_where_nothing_at_all_was_logged_there_is_no_more_to_see() -> None:
    reply = list_reply([], a_reader(), title="No items", everything=True)
    assert reply["text"] == "No items. To log something, type `/blocker` or `/decision`."


def test_help_uses_the_commands_as_they_are_called_here() -> None:
    for reply in (help_reply(RENAMED), help_in_full(RENAMED)):
        assert faults(reply) == []
        line = "`/stuck SSO login fails owner @maria due fri 5pm fallback use passwords`"
        assert line in reply["text"]
        assert "`/net setup`" in reply["text"]
        assert "/blocker" not in reply["text"]
    assert len(help_reply(RENAMED)["text"]) < 700


@settings(deadline=None, max_examples=15)
@given(hostile)
def test_no_text_breaks_a_reply(text: str) -> None:
    long = (text * 200)[:1500]
    item = an_item(title=long[:500], fallback=long, impact=long)
    event = an_event("note", reason=long, text=long)
    reader = a_reader()
    replies = [
        logged_reply(item, reader, notes=[long] * 5),
        done_reply(item, event, reader),
        refused_reply(f"No: {long}", reader),
        shown_reply(item, [event] * 20, reader),
        list_reply([replace(item, id=n) for n in range(70)], reader, title=long or "Items"),
        typeable_reply(item, reader),
        plan_reply(item, foresee(item, reader.now, reader.directory), reader),
    ]
    assert [found for reply in replies for found in faults(reply)] == []


def test_a_policy_without_people_is_planned_with_who_stands_in() -> None:
    item = an_item(policy=a_policy(lead=()))
    reader = a_reader("03-05 11:00")
    reply = plan_reply(item, foresee(item, reader.now, reader.directory, count=3), reader)
    assert "the reporter and the channel are notified" in reply["text"]
    assert LEAD not in reply["text"]


@settings(deadline=None, max_examples=15)
@given(hostile)
def test_what_was_typed_is_given_back_whole(text: str) -> None:
    typed = (text * 200)[:2900]
    reply = with_typed(refused_reply("No.", a_reader()), typed, a_reader())
    assert faults(fitted(reply)) == []
    assert not any("…" in block["text"]["text"] for block in reply["blocks"]) or "…" in typed


def test_what_can_be_undone_has_the_button() -> None:
    ref, reply = EventRef(57, "0123456789abcdef"), logged_reply(an_item(), a_reader())
    assert with_undo(reply, None) == reply
    again = with_undo(reply, ref, EventRef(58, ref.mark))
    assert faults(again) == []
    assert labels(again) == ["Undo (10 min)"]
    (button,) = again["blocks"][-1]["elements"]
    assert button["value"] == "57-0123456789abcdef,58-0123456789abcdef"


def test_what_was_undone_is_said_item_by_item() -> None:
    done = [
        (an_item(id=n, number=n), replace(an_event("undo", what="resolve"), item_id=n))
        for n in (1, 2)
    ]
    reply = undone_reply(done, a_reader())
    assert faults(reply) == []
    assert reply["text"] == (
        "*B-1*: <@U02> undid resolving it\nOwner <@U01>, due Thu 5 Mar 12:00 UTC.\n"
        "*B-2*: <@U02> undid resolving it\nOwner <@U01>, due Thu 5 Mar 12:00 UTC."
    )
    assert len(reply["blocks"]) == 2
