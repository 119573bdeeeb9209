"""The card says at every stage what people need to know; sentences written by hand."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from escalation.items import Kind, Status, Trajectory
from messages.items.cards import card
from tests.support.factories import (
    CHANNEL,
    LEAD,
    MEMBER,
    OWNER,
    a_hold,
    a_person,
    a_policy,
    an_item,
    climbed,
    people,
    person_target,
    utc,
)
from tests.support.payloads import a_reader, faults, first_line, labels

AFTER_DUE = "03-05 12:30"


def test_an_open_blocker_is_stopped_and_says_who_owes_it_until_when() -> None:
    shown = card(an_item(), a_reader())
    assert faults(shown) == []
    assert shown["text"] == (
        "*B-12* Blocked: Contract import is stuck\n"
        "Owner *Maria*, due Thu 5 Mar 12:00 UTC.\n"
        "Next: Thu 5 Mar 12:00 UTC: *name of U03* is notified.\n"
        "*Fallback:* Import by hand\n"
        "Reported by *Bo*"
    )
    assert shown["blocks"][0]["text"]["text"] == (
        "*B-12* Blocked: Contract import is stuck\n"
        "Owner *Maria*, due "
        "<!date^1772712000^{date_long_pretty} at {time}|Thu 5 Mar 12:00 UTC>.\n"
        "Next: <!date^1772712000^{date_long_pretty} at {time}|Thu 5 Mar 12:00 UTC>: "
        "*name of U03* is notified."
    )
    assert labels(shown) == ["Acknowledge", "Resolve", "Customer impact", "Edit …", "Follow"]


def test_a_decision_shows_its_options_and_what_holds_without_one() -> None:
    item = an_item(kind=Kind.DECISION, number=7, options=("standard", "custom"), default="standard")
    shown = card(item, a_reader())
    assert first_line(shown) == "*D-7* Decision needed: Contract import is stuck"
    assert "*Options:* standard | custom (otherwise standard)" in shown["text"]
    assert labels(shown) == ["Acknowledge", "Decide", "Customer impact", "Edit …", "Follow"]


def test_urgent_is_said_in_the_first_line() -> None:
    assert first_line(card(an_item(urgent=True), a_reader())) == (
        "*B-12* (urgent) Blocked: Contract import is stuck"
    )


def test_overdue_says_so_in_a_word_and_whom_it_reached() -> None:
    shown = card(an_item(**climbed(1)), a_reader(AFTER_DUE))
    assert first_line(shown) == "🔴 *B-12* is overdue: Contract import is stuck"
    assert "was due Thu 5 Mar 12:00 UTC." in shown["text"]
    assert "Escalated to the lead. Reported by *Bo*" in shown["text"]


def test_an_acknowledged_item_says_until_when_the_next_step_waits() -> None:
    item = an_item(acknowledged_at=utc("03-05 12:10"), hold=a_hold(1, "03-05 16:10"))
    shown = card(item, a_reader(AFTER_DUE))
    assert "Acknowledged Thu 5 Mar 12:10 UTC" in shown["text"]
    assert "Escalation paused until Thu 5 Mar 16:10 UTC" in shown["text"]
    assert labels(shown) == ["Resolve", "Customer impact", "Edit …", "Follow"]


def test_after_its_hold_an_item_can_be_acknowledged_again() -> None:
    item = an_item(acknowledged_at=utc("03-05 12:10"), hold=a_hold(1, "03-05 16:10"))
    assert labels(card(item, a_reader("03-05 16:10"))) == [
        "Acknowledge",
        "Resolve",
        "Customer impact",
        "Edit …",
        "Follow",
    ]


def test_with_the_whole_ladder_climbed_the_fallback_applies() -> None:
    shown = card(an_item(**climbed(3)), a_reader("03-07 12:01"))
    assert first_line(shown) == ("⚠️ *B-12* is overdue: Contract import is stuck")
    assert labels(shown) == [
        "Use fallback and close",
        "Resolve",
        "Customer impact",
        "Edit …",
        "Follow",
    ]


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (Status.RESOLVED, "✅ *B-12* is resolved: Contract import is stuck"),
        (Status.FELL_BACK, "↩️ *B-12* closed with its fallback: Contract import is stuck"),
        (Status.WITHDRAWN, "⚪ *B-12* is withdrawn: Contract import is stuck"),
    ],
)
def test_a_closed_item_says_how_it_ended_by_whom_and_when(status: Status, line: str) -> None:
    item = an_item(status=status, closed_at=utc("03-05 10:00"), closed_by=LEAD, outcome="It works")
    shown = card(item, a_reader(AFTER_DUE))
    assert faults(shown) == []
    assert first_line(shown) == line
    assert "Closed by *name of U03* Thu 5 Mar 10:00 UTC." in shown["text"]
    word = "Reason" if status is Status.WITHDRAWN else "Outcome"
    assert f"*{word}:* It works" in shown["text"]
    assert "*Fallback:*" not in shown["text"]
    assert labels(shown) == ["Reopen", "Follow"]


def test_an_edited_item_says_so() -> None:
    shown = card(an_item(edited_at=utc("03-04 10:00")), a_reader())
    assert "Edited Wed 4 Mar 10:00 UTC. Reported by" in shown["text"]
    assert "Edited" not in card(an_item(), a_reader())["text"]


def test_a_ladder_without_a_lead_says_who_is_told_instead() -> None:
    policy = a_policy(lead=())
    assert (
        "No lead is set: the reporter and this channel are notified instead"
        in (card(an_item(policy=policy), a_reader())["text"])
    )


@pytest.mark.parametrize(
    ("admins", "who"), [((), "the reporter is"), ((MEMBER,), "the reporter and the admins are")]
)
def test_where_we_have_left_the_channel_nobody_says_that_it_is_notified(
    admins: Sequence[str], who: str
) -> None:
    reader = a_reader()
    left = replace(reader.directory, shut={CHANNEL}, admins=frozenset(admins))
    shown = card(an_item(policy=a_policy(lead=())), replace(reader, directory=left))
    assert f"No lead is set: {who} notified instead" in shown["text"]


def test_a_ladder_with_nobody_says_so_once() -> None:
    policy = a_policy(lead=(), leadership=())
    assert (
        "No lead and no leadership are set: the reporter and this channel are notified instead"
        in (card(an_item(policy=policy), a_reader())["text"])
    )


def test_moved_dates_impact_and_origin_are_on_the_card() -> None:
    item = an_item(
        slips=2,
        impact="3 firms cannot sign in",
        trajectory=Trajectory.WORSENING,
        permalink="https://w.slack.com/archives/C01/p1",
    )
    shown = card(item, a_reader())
    assert faults(shown) == []
    assert "*Impact:* 3 firms cannot sign in (worsening)" in shown["text"]
    assert "Slipped twice. First due Thu 5 Mar 12:00 UTC" in shown["text"]
    assert "<https://w.slack.com/archives/C01/p1|where it came up>" in str(shown["blocks"])


def test_an_impact_that_nobody_described_shows_where_it_goes() -> None:
    assert "*Impact:*" not in card(an_item(), a_reader())["text"]
    worse = card(an_item(trajectory=Trajectory.WORSENING), a_reader())
    assert "*Impact:* worsening" in worse["text"]


def test_an_owner_elsewhere_has_their_own_clock_beside_the_date() -> None:
    everybody = people(a_person(OWNER, name="Maria", zone="America/New_York"))
    shown = card(an_item(), a_reader(people=everybody))
    assert "due Thu 5 Mar 12:00 UTC (07:00 in New York for the owner)" in shown["text"]


def test_a_new_version_of_the_card_has_new_block_ids() -> None:
    ids = {
        block.get("block_id")
        for version in (1, 2)
        for block in card(an_item(version=version), a_reader())["blocks"]
        if block["type"] == "actions"
    }
    assert len(ids) == 2


def test_the_longest_item_fits_without_fixing() -> None:
    item = an_item(
        title="<&>" * 166,
        fallback="<&>" * 500,
        impact="<&>" * 500,
        options=("<&>" * 100,) * 20,
        default="<&>" * 100,
        kind=Kind.DECISION,
        policy=a_policy(lead=(), leadership=(person_target(LEAD),)),
    )
    assert faults(card(item, a_reader())) == []
    assert faults(card(item, a_reader(now="03-05 12:30", nobody_is_set=True))) == []
