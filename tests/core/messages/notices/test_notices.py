"""Every kind of notice, as its recipient reads it; sentences written by hand."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.facts.in_notices import Done, Promised
from escalation.items import Item, Keep, Status, Trajectory
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Away, Person
from messages.items import cards
from messages.notices.render import notice_message
from messages.slack import ids
from tests.core.messages.slack.test_text import hostile
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    OWNER,
    REPORTER,
    STAND_IN,
    a_due,
    a_person,
    a_policy,
    an_item,
    away,
    changed,
    climbed,
    notice_of,
    people,
    utc,
)
from tests.support.payloads import a_reader, faults, first_line, labels

BEFORE, AFTER_DUE, DAY_AFTER, TWO_DAYS = "03-04 12:00", "03-05 14:00", "03-06 12:00", "03-07 12:00"


def a_notice(kind: NoticeKind, place: Place = Place.DM, **changes: Any) -> Notice:
    defaults = {
        "key": "k",
        "kind": kind,
        "place": place,
        "recipient": OWNER if place is Place.DM else CHANNEL,
        "planned_at": utc(AFTER_DUE),
        "not_before": utc(AFTER_DUE),
        "item_id": 7,
        "round": 1,
    }
    return notice_of(**{**defaults, **changes})


def told(notice: Notice, item: Item, now: str, **reader: Any) -> dict[str, Any]:
    message = notice_message([(notice, item)], a_reader(now, **reader))
    assert faults(message) == []
    return message


def test_a_new_owner_learns_what_is_theirs_the_date_and_the_fallback() -> None:
    message = told(a_notice(NoticeKind.LOGGED), an_item(), BEFORE)
    assert message["text"] == (
        "*B-12* is yours now: Contract import is stuck\n"
        "Due Thu 5 Mar 12:00 UTC. Logged by <@U02>.\n"
        "If nobody acts in time: Import by hand\n"
        "In <#C01>"
    )
    assert labels(message) == ["Acknowledge", "Resolve"]


def test_a_new_owner_whom_quiet_time_kept_until_after_due_reads_that_first() -> None:
    message = told(a_notice(NoticeKind.LOGGED), an_item(), AFTER_DUE)
    assert first_line(message) == "🔴 *B-12* is yours now and overdue: Contract import is stuck"
    assert "\nWas due Thu 5 Mar 12:00 UTC." in message["text"]


def test_a_reminder_before_due_opens_with_the_date() -> None:
    message = told(a_notice(NoticeKind.REMINDER), an_item(), BEFORE)
    assert message["text"] == (
        "*B-12* is due Thu 5 Mar 12:00 UTC: Contract import is stuck\n"
        "If nobody acts in time: Import by hand"
    )


def test_a_reminder_at_due_says_now_and_who_is_told_next() -> None:
    message = told(a_notice(NoticeKind.REMINDER), an_item(**climbed(1)), "03-05 12:00:05")
    assert message["text"] == (
        "*B-12* is due now: Contract import is stuck\n"
        "Due Thu 5 Mar 12:00 UTC.\n"
        "Next: Fri 6 Mar 12:00 UTC: <@U04> is notified."
    )


def test_a_reminder_after_due_says_overdue() -> None:
    message = told(a_notice(NoticeKind.REMINDER), an_item(**climbed(2)), DAY_AFTER)
    assert first_line(message) == "🔴 *B-12* is overdue: Contract import is stuck"
    assert "Next: Mon 9 Mar 12:00 UTC: the fallback applies." in message["text"]


def test_a_reminder_says_that_the_date_moved_where_nothing_else_does() -> None:
    notice = a_notice(NoticeKind.REMINDER, facts={"from": "2026-03-04T12:00:00+00:00"})
    message = told(notice, an_item(), BEFORE)
    assert message["text"] == (
        "*B-12* is due Thu 5 Mar 12:00 UTC: Contract import is stuck\n"
        "If nobody acts in time: Import by hand\n"
        "The date has moved: it was Wed 4 Mar 12:00 UTC."
    )


def test_a_reminder_that_stands_for_missed_ones_says_so() -> None:
    notice = a_notice(NoticeKind.REMINDER, facts={"missed": "2"})
    assert "stands for 2 earlier reminders" in told(notice, an_item(), AFTER_DUE)["text"]
    alone = a_notice(NoticeKind.REMINDER, facts={"missed": "0"})
    assert "earlier" not in told(alone, an_item(), AFTER_DUE)["text"]


def test_what_was_held_back_says_since_when() -> None:
    notice = a_notice(
        NoticeKind.REMINDER, planned_at=utc("03-06 19:40"), not_before=utc("03-09 09:00")
    )
    assert (
        "Waited for your working hours (since Fri 6 Mar 19:40 UTC)"
        in (told(notice, an_item(**climbed(1)), "03-09 09:00")["text"])
    )


def test_a_stand_in_learns_for_whom() -> None:
    notice = a_notice(NoticeKind.REMINDER, facts={"for": OWNER}, recipient=LEAD)
    absent = people(a_person(OWNER, away=Away(until=utc(TWO_DAYS), stand_in=LEAD)))
    covers = told(notice, an_item(), BEFORE, people=absent)
    assert "You stand in for <@U01>" in covers["text"]
    assert labels(covers) == ["Acknowledge", "Resolve"]


def test_once_that_is_over_it_says_so_and_has_no_buttons() -> None:
    notice = a_notice(NoticeKind.COVER, facts={"for": OWNER, "owner": OWNER}, recipient=LEAD)
    reminder = a_notice(NoticeKind.REMINDER, facts={"for": OWNER}, recipient=LEAD, key="r")
    another = people(a_person(OWNER, away=Away(until=utc(TWO_DAYS), stand_in=BOSS)))
    for now in (people(a_person(OWNER)), another):
        over = told(notice, an_item(), BEFORE, people=now)
        assert over["text"].startswith("You covered for <@U01>. That is over. *B-12* is due")
        assert labels(over) == []
        assert "You stood in for <@U01>" in told(reminder, an_item(), BEFORE, people=now)["text"]
        items = [an_item(), an_item(id=8, number=13)]
        both = notice_message(
            [(about(one, **_COVERED), one) for one in items], a_reader(BEFORE, people=now)
        )
        assert labels(both) == []
    told_too = an_item(reporter=LEAD)
    assert labels(told(notice, told_too, BEFORE, people=another)) == ["Acknowledge", "Resolve"]


_COVERED = {"kind": NoticeKind.COVER, "recipient": LEAD, "facts": {"for": OWNER, "owner": OWNER}}


def test_an_escalation_says_what_how_late_who_what_next_and_what_to_do() -> None:
    message = told(
        a_notice(NoticeKind.ESCALATION, recipient=LEAD), an_item(**climbed(1)), AFTER_DUE
    )
    assert message["text"] == (
        "🔴 *B-12* is overdue: Contract import is stuck\n"
        "Owner <@U01>; it was due Thu 5 Mar 12:00 UTC.\n"
        "Next: Fri 6 Mar 12:00 UTC: <@U04> is notified.\n"
        "Acknowledge it to pause the escalation, or help close it.\n"
        "In <#C01>"
    )
    assert labels(message) == ["Acknowledge", "Resolve"]


def test_an_escalation_says_who_is_hit_and_asks_for_nothing_that_cannot_help_any_more() -> None:
    worse = Trajectory.WORSENING
    item = an_item(**climbed(3), impact="Acme cannot sign", trajectory=worse)
    said = told(a_notice(NoticeKind.ESCALATION, recipient=LEAD), item, TWO_DAYS)["text"]
    assert "Impact: Acme cannot sign (worsening)\n" in said
    assert "Acknowledge" not in said
    assert (
        "Once the fallback is under way, press *Use fallback and close*: it closes B-12. "
        "Or help close it."
    ) in said


def test_an_escalation_in_the_thread_names_people_without_pinging_them() -> None:
    notice = a_notice(NoticeKind.ESCALATION, Place.THREAD, facts={"audience": "lead"})
    message = told(notice, an_item(**climbed(1)), AFTER_DUE)
    assert "Escalated to the lead (*name of U03*)." in message["text"]
    assert "<@" not in str(message)
    assert labels(message) == []


def test_an_escalation_shown_in_the_channel_has_buttons() -> None:
    notice = a_notice(NoticeKind.ESCALATION, Place.ALOUD, facts={"audience": "leadership"})
    assert labels(told(notice, an_item(**climbed(2)), DAY_AFTER)) == ["Acknowledge", "Resolve"]


def test_an_escalation_by_hand_says_who_asked_and_why() -> None:
    facts = {"actor": REPORTER, "reason": "the launch is tomorrow"}
    message = told(a_notice(NoticeKind.ESCALATION, facts=facts), an_item(**climbed(1)), BEFORE)
    assert first_line(message) == "*B-12* needs help: Contract import is stuck"
    assert "<@U02> escalated it, because the launch is tomorrow." in message["text"]


def test_an_early_escalation_says_who_could_not_answer() -> None:
    notice = a_notice(NoticeKind.ESCALATION, facts={"gap": "lead"}, recipient=BOSS)
    assert (
        "You are told now because nobody set as lead can answer."
        in (told(notice, an_item(**climbed(2)), AFTER_DUE)["text"])
    )


def test_a_lead_who_is_the_owner_is_called_that() -> None:
    notice = a_notice(NoticeKind.ESCALATION, facts={"gap": "lead"}, recipient=BOSS)
    item = an_item(**climbed(2), owner=LEAD)
    said = told(notice, item, AFTER_DUE)["text"]
    assert "You are told now because the owner <@U03> is also the lead." in said


@pytest.mark.parametrize(("now", "verb"), [(BEFORE, "is due"), (DAY_AFTER, "was due")])
def test_a_date_after_the_promised_one_that_has_passed_was_due(now: str, verb: str) -> None:
    facts = Promised(
        actor=REPORTER, customer=1, name="Harbor", live_at=utc("03-03 00:00"), live_zone="UTC"
    )
    notice = replace(a_notice(NoticeKind.MOVED), kind=NoticeKind.PROMISED, facts=facts)
    said = told(notice, an_item(), now)["text"].splitlines()[0]
    assert said == f"*B-12* {verb} Thu 5 Mar 12:00 UTC: Contract import is stuck"


def test_the_fallback_in_force_has_one_button_to_confirm_it() -> None:
    message = told(a_notice(NoticeKind.FALLBACK, Place.ALOUD), an_item(**climbed(3)), TWO_DAYS)
    assert message["text"] == (
        "⚠️ *B-12* is overdue: Contract import is stuck\n"
        "Fallback now applies: Import by hand\n"
        "Owner *Maria*; it was due Thu 5 Mar 12:00 UTC.\n"
        "Once the fallback is under way, press *Use fallback and close*: it closes B-12."
    )
    assert labels(message) == ["Use fallback and close"]


def test_once_the_date_is_another_the_fallback_is_said_to_apply_no_longer() -> None:
    message = told(a_notice(NoticeKind.FALLBACK), an_item(due=a_due("03-10 12:00")), TWO_DAYS)
    assert first_line(message).startswith("*B-12* is due ")
    assert "now applies" not in message["text"]
    assert "If nobody acts in time: Import by hand" in message["text"]
    assert labels(message)[0] == "Acknowledge"


def test_a_blocker_open_for_a_review_cycle_says_how_often_it_moved() -> None:
    message = told(a_notice(NoticeKind.REVIEW, recipient=BOSS), an_item(slips=2), BEFORE)
    assert message["text"] == (
        "*B-12* has been open for 2 days: Contract import is stuck\n"
        "Owner <@U01>, logged Mon 2 Mar 09:00 UTC. Its date moved twice.\n"
        "Due Thu 5 Mar 12:00 UTC.\n"
        "If nobody acts in time: Import by hand\n"
        "In <#C01>"
    )


def test_an_ownership_gap_says_why_this_reader_is_told() -> None:
    gone = a_notice(NoticeKind.GAP, recipient=LEAD, facts={"why": "gone"})
    left = people(a_person(OWNER, deactivated=True))
    message = told(gone, an_item(), BEFORE, people=left)
    assert first_line(message) == "⚠️ *B-12* has nobody to answer for it: Contract import is stuck"
    assert "\nThe owner <@U01> has no active account." in message["text"]
    refused = told(gone, an_item(), BEFORE)
    assert "The owner <@U01> could not be reached." in refused["text"]


def test_an_absent_owner_is_said_with_the_end_of_the_absence() -> None:
    everybody = people(a_person(OWNER, away=away("03-09 09:00")))
    notice = a_notice(NoticeKind.GAP, recipient=LEAD, facts={"why": "away"})
    assert (
        "The owner <@U01> is away until Mon 9 Mar 09:00 UTC with no stand-in"
        in (told(notice, an_item(), BEFORE, people=everybody)["text"])
    )


@pytest.mark.parametrize(
    ("stand_in", "said"),
    [
        (a_person(STAND_IN, away=away("03-06 09:00")), f"<@{STAND_IN}>, who covers, is away too"),
        (a_person(STAND_IN, deactivated=True), f"<@{STAND_IN}>, who covers, cannot be reached"),
    ],
)
def test_a_stand_in_who_cannot_cover_is_named(stand_in: Person, said: str) -> None:
    absent = a_person(OWNER, away=away("03-09 09:00", stand_in=STAND_IN))
    notice = a_notice(NoticeKind.GAP, recipient=LEAD, facts={"why": "away"})
    shown = told(notice, an_item(), BEFORE, people=people(absent, stand_in))
    assert f"is away until Mon 9 Mar 09:00 UTC, and {said}" in shown["text"]


def test_once_the_absence_is_over_the_message_says_that_nobody_covered() -> None:
    notice = a_notice(NoticeKind.GAP, recipient=LEAD, facts={"why": "away"})
    shown = told(notice, an_item(), BEFORE, people=people(a_person(OWNER)))
    assert "The owner <@U01> was away, and nobody covered." in shown["text"]


def test_handing_over_reads_differently_for_the_new_and_the_old_owner() -> None:
    handed = {"move": "reassign", "from": LEAD, "to": OWNER}
    facts = {"actor": REPORTER, **handed, "reason": "she knows the importer"}
    new = a_notice(NoticeKind.HANDED, facts=facts)
    old = a_notice(NoticeKind.HANDED, facts=facts, recipient=LEAD)
    assert first_line(told(new, an_item(), BEFORE)) == (
        "*B-12* is yours now: Contract import is stuck"
    )
    assert "\nDue Thu 5 Mar 12:00 UTC." in told(new, an_item(), BEFORE)["text"]
    late = told(new, an_item(), AFTER_DUE)
    assert first_line(late) == "🔴 *B-12* is yours now and overdue: Contract import is stuck"
    assert "\nWas due Thu 5 Mar 12:00 UTC." in late["text"]
    message = told(old, an_item(), BEFORE)
    assert first_line(message) == "*B-12* went to <@U01>: Contract import is stuck"
    assert "Handed over from <@U03> by <@U02>, because she knows the importer." in message["text"]


@pytest.mark.parametrize("kind", [NoticeKind.LOGGED, NoticeKind.REMINDER])
def test_drawn_again_for_a_former_owner_a_notice_says_who_has_it_now(kind: NoticeKind) -> None:
    notice = a_notice(kind, facts={"owner": OWNER})
    message = told(notice, an_item(owner=LEAD), BEFORE)
    assert message["text"] == "*B-12* went to <@U03>: Contract import is stuck"
    assert labels(message) == []


def test_somebody_told_of_a_reopening_reads_what_it_was_about() -> None:
    facts = {"actor": REPORTER, "move": "reopen", "reason": "it is back"}
    message = told(a_notice(NoticeKind.CHANGED, facts=facts, recipient=LEAD), an_item(), BEFORE)
    assert message["text"] == (
        "*B-12*: <@U02> reopened it, because it is back\nContract import is stuck"
    )


def test_a_withdrawal_says_its_reason_once() -> None:
    facts = {"actor": OWNER, "move": "withdraw", "reason": "moot"}
    item = changed(CLOSED, status=Status.WITHDRAWN, outcome="moot")
    message = told(a_notice(NoticeKind.CLOSED, facts=facts, recipient=LEAD), item, BEFORE)
    assert message["text"].endswith("\nReason: moot")
    assert message["text"].count("moot") == 1


def test_a_moved_date_says_old_new_who_and_why() -> None:
    facts = {
        "actor": REPORTER,
        "move": "reschedule",
        "from": "2026-03-03T12:00:00+00:00",
        "to": "2026-03-05T12:00:00+00:00",
        "reason": "the vendor is closed",
    }
    message = told(a_notice(NoticeKind.MOVED, facts=facts), an_item(slips=2), BEFORE)
    assert message["text"] == (
        "*B-12* has a new date: was Tue 3 Mar 12:00 UTC, now Thu 5 Mar 12:00 UTC\n"
        "Contract import is stuck\n"
        "Moved by <@U02>, because the vendor is closed.\n"
        "The date moved twice so far."
    )


MOVED_ON = {
    "actor": REPORTER,
    "move": "reschedule",
    "from": "2026-03-03T12:00:00+00:00",
    "to": "2026-03-04T12:00:00+00:00",
    "reason": "the vendor is closed",
    "slips": "1",
    "pull_ins": "1",
}
"""The first of two moves, to Wed 4 Mar; the item is due Thu 5 Mar by now."""


def test_a_moved_date_tells_of_its_own_move_after_the_next_one() -> None:
    item = an_item(slips=2, pull_ins=1)
    message = told(a_notice(NoticeKind.MOVED, facts=MOVED_ON), item, BEFORE)
    assert message["text"] == (
        "*B-12* has a new date: was Tue 3 Mar 12:00 UTC, now Wed 4 Mar 12:00 UTC\n"
        "Contract import is stuck\n"
        "Moved by <@U02>, because the vendor is closed.\n"
        "The date has moved since: now Thu 5 Mar 12:00 UTC."
    )


def test_moves_either_way_are_counted_as_of_the_one_that_is_told() -> None:
    facts = {**MOVED_ON, "to": "2026-03-05T12:00:00+00:00"}
    message = told(a_notice(NoticeKind.MOVED, facts=facts), an_item(slips=4), BEFORE)
    assert message["text"].endswith("\nThe date moved twice so far.")


def test_a_slip_tells_of_its_own_move_after_the_next_one() -> None:
    facts = {**MOVED_ON, "slips": "2"}
    message = told(a_notice(NoticeKind.SLIPPED, facts=facts), an_item(slips=3), BEFORE)
    assert message["text"] == (
        "*B-12* slipped twice: Contract import is stuck\n"
        "Now due Wed 4 Mar 12:00 UTC (1 working day earlier than the first date, "
        "Thu 5 Mar 12:00 UTC).\n"
        "Moved by <@U02>, because the vendor is closed.\n"
        "The date has moved since: now Thu 5 Mar 12:00 UTC.\n"
        "In <#C01>"
    )


CLOSED = an_item(
    status=Status.RESOLVED, closed_at=utc(BEFORE), closed_by=OWNER, outcome="Restarted it"
)


def test_the_end_is_told_with_its_outcome_and_no_buttons() -> None:
    message = told(a_notice(NoticeKind.CLOSED, recipient=LEAD), CLOSED, AFTER_DUE)
    assert message["text"] == (
        "✅ *B-12* is resolved: Contract import is stuck\n"
        "Owner <@U01>. Closed by <@U01> Wed 4 Mar 12:00 UTC.\n"
        "Outcome: Restarted it"
    )
    assert labels(message) == []


@pytest.mark.parametrize(
    "kind", [NoticeKind.REMINDER, NoticeKind.ESCALATION, NoticeKind.FALLBACK, NoticeKind.GAP]
)
def test_drawn_again_after_the_end_a_notice_says_that_it_is_over(kind: NoticeKind) -> None:
    message = told(a_notice(kind), CLOSED, AFTER_DUE)
    assert first_line(message) == "✅ *B-12* is resolved: Contract import is stuck"
    assert labels(message) == []


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"move": "acknowledge"}, "*B-12*: *Bo* acknowledged it"),
        (
            {"move": "acknowledge", "held_until": "2026-03-05T16:00:00+00:00"},
            "*B-12*: *Bo* acknowledged it; escalation is paused until Thu 5 Mar 16:00 UTC",
        ),
        (
            {"move": "acknowledge", "reason": "looking"},
            "*B-12*: *Bo* acknowledged it: looking",
        ),
        (
            {
                "move": "acknowledge",
                "held_until": "2026-03-05T16:00:00+00:00",
                "reason": "looking",
            },
            "*B-12*: *Bo* acknowledged it: looking; escalation is paused until Thu 5 Mar 16:00 UTC",
        ),
        ({"move": "note", "text": "called them"}, "*B-12*: *Bo* noted: called them"),
        (
            {"move": "reassign", "to": LEAD, "from": OWNER, "reason": "leave"},
            "*B-12*: *Bo* handed it from *Maria* to *name of U03*, because leave",
        ),
        (
            {"move": "snooze", "until": "2026-03-05T09:00:00+00:00"},
            "*B-12*: *Bo* snoozed the reminders until Thu 5 Mar 09:00 UTC",
        ),
        ({"move": "remind", "owner": OWNER, "to": OWNER}, "*B-12*: *Bo* reminded *Maria*"),
        (
            {"move": "remind", "owner": OWNER, "to": f"{LEAD},{BOSS}"},
            "*B-12*: *Bo* reminded *name of U03* and *name of U04* in place of *Maria*",
        ),
        ({"move": "remind", "owner": OWNER}, "*B-12*: *Bo* asked for a reminder"),
        (
            {"move": "escalate", "audience": "lead", "reason": "no answer"},
            "*B-12*: *Bo* called the lead, because no answer",
        ),
        (
            {"move": "trajectory", "to": "worsening"},
            "*B-12*: *Bo* says the customer impact is worsening",
        ),
        ({"move": "withdraw", "reason": "moot"}, "*B-12*: *Bo* withdrew it, because moot"),
        ({"move": "something_new"}, "*B-12*: *Bo* something new"),
    ],
    ids=str,
)
def test_the_thread_says_who_did_what(facts: dict[str, str], line: str) -> None:
    notice = a_notice(NoticeKind.CHANGED, Place.THREAD, facts={"actor": REPORTER, **facts})
    assert told(notice, an_item(), BEFORE)["text"] == line


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        ("lead", "escalated it to the reporter and the channel"),
        ("channel", "said that the fallback applies"),
        ("", "escalated it"),
    ],
)
def test_an_escalation_names_who_heard_and_not_who_is_not_set(audience: str, words: str) -> None:
    facts = {"move": "escalated", "audience": audience}
    nobody = an_item(policy=a_policy(lead=(), leadership=()))
    notice = a_notice(NoticeKind.CHANGED, Place.THREAD, facts={"actor": REPORTER, **facts})
    assert told(notice, nobody, BEFORE)["text"] == f"*B-12*: *Bo* {words}"


def about(item: Item, **changes: Any) -> Notice:
    """A reminder about this item."""
    return a_notice(**{"kind": NoticeKind.REMINDER, "item_id": item.id, **changes})


def test_a_bundle_lists_overdue_items_first_with_buttons_for_each() -> None:
    late = an_item(id=8, number=3, title="Late", due=replace(an_item().due, at=utc("03-03 12:00")))
    entries = [(about(item), item) for item in (an_item(), late)]
    message = notice_message(entries, a_reader(BEFORE))
    assert faults(message) == []
    assert message["text"].splitlines() == [
        "2 items for you, 1 overdue: Late, Contract import is stuck",
        "• 🔴 *B-3* Late · was due Tue 3 Mar 12:00 UTC",
        "• *B-12* Contract import is stuck · due Thu 5 Mar 12:00 UTC",
    ]
    assert [menu(block) for block in message["blocks"][1:]] == [
        ["Acknowledge", "Resolve", "Move the date", "Hand over"]
    ] * 2


def test_what_went_to_somebody_else_is_not_counted_as_overdue() -> None:
    passed = replace(an_item().due, at=utc("03-03 12:00"))
    late = an_item(id=8, number=3, due=passed)
    gone = an_item(id=9, number=4, owner=LEAD, due=passed)
    facts = {"actor": OWNER, "move": "reassign", "from": OWNER, "to": LEAD, "reason": "she has it"}
    entries = [(about(late), late), (about(gone, kind=NoticeKind.HANDED, facts=facts), gone)]
    assert first_line(notice_message(entries, a_reader(BEFORE))).startswith("2 items for you, 1 ov")


def menu(block: dict[str, Any]) -> list[str]:
    """The choices in the menu or button beside a line."""
    accessory = block["accessory"]
    return [one["text"]["text"] for one in accessory.get("options", [accessory])]


def bundle_of(count: int, now: str = BEFORE, **changes: Any) -> dict[str, Any]:
    items = [an_item(id=number, number=number, **changes) for number in range(1, count + 1)]
    message = notice_message([(about(item), item) for item in items], a_reader(now))
    assert faults(message) == []
    return message


def test_a_line_of_something_new_to_its_owner_has_the_date() -> None:
    first, other = an_item(id=1, number=1), an_item(id=2, number=2, owner="U9")
    logged = about(first, kind=NoticeKind.LOGGED)
    handed = about(other, kind=NoticeKind.LOGGED)
    message = notice_message([(logged, first), (handed, other)], a_reader(BEFORE))
    assert (
        "*B-1* is yours now: Contract import is stuck · due Thu 5 Mar 12:00 UTC" in message["text"]
    )
    assert message["text"].count("· due") == 1, "the other is no longer theirs"


def test_a_push_of_a_bundle_carries_words_and_says_once_what_is_common() -> None:
    message = bundle_of(5, DAY_AFTER, **climbed(2), title="SSO login fails")
    assert first_line(message) == (
        "5 overdue: SSO login fails, SSO login fails, SSO login fails, …"
    )
    assert message["text"].count("overdue") == 1


def test_fifteen_due_items_fit_one_message_and_the_rest_is_behind_a_button() -> None:
    message = bundle_of(
        15, DAY_AFTER, **climbed(2), title="The import of the contracts of Acme " * 4
    )
    shown = len(message["blocks"]) - 2
    rest = message["blocks"][-1]
    assert 9 <= shown < 15
    assert rest["text"]["text"].startswith(f"+{15 - shown} more: B-{shown + 1}")
    assert rest["accessory"]["text"]["text"] == "Show all"
    assert ids.decode_items(rest["accessory"]["value"]) == ([*range(1, 16)], 0)


def test_a_bundle_of_very_many_counts_those_it_cannot_name() -> None:
    message = bundle_of(1000)
    rest = message["blocks"][-1]
    assert rest["text"]["text"].startswith(f"+{1000 - len(message['blocks']) + 2} more: ")
    assert ids.decode_items(rest["accessory"]["value"]) == ([*range(1, 191)], 810)
    assert "\n+9" in message["text"]


def test_a_channel_or_an_absence_common_to_all_is_said_once() -> None:
    items = [an_item(id=number, number=number) for number in (1, 2)]
    kinds = {"kind": NoticeKind.ESCALATION, "recipient": LEAD, "facts": {"for": BOSS}}
    entries = [(about(item, **kinds), item) for item in items]
    absent = people(a_person(BOSS, away=Away(until=utc("03-20 09:00"), stand_in=LEAD)))
    message = notice_message(entries, a_reader(DAY_AFTER, people=absent))
    assert message["text"].splitlines()[1:] == [
        "• 🔴 *B-1* Contract import is stuck · <@U01> · was due Thu 5 Mar 12:00 UTC",
        "• 🔴 *B-2* Contract import is stuck · <@U01> · was due Thu 5 Mar 12:00 UTC",
        "In <#C01>",
        "You stand in for <@U04>",
    ]
    elsewhere = replace(items[1], channel="C02")
    message = notice_message([entries[0], (entries[1][0], elsewhere)], a_reader(DAY_AFTER))
    assert message["text"].splitlines()[1].endswith(" · In <#C01>")
    assert message["text"].splitlines()[2].endswith(" · In <#C02>")


def test_in_a_bundle_what_happened_has_the_items_title_with_it() -> None:
    kinds = {
        NoticeKind.FALLBACK: (
            "*B-1* is overdue: Contract import is stuck · Fallback now applies: Import by hand"
        ),
        NoticeKind.QUESTION: "*B-1* is overdue: Contract import is stuck · What happens now?",
        NoticeKind.MOVED: "*B-1* has a new date: now Thu 5 Mar 12:00 UTC",
        NoticeKind.ESCALATION: "*B-1* needs help: Contract import is stuck",
    }
    other = an_item(id=2, number=2)
    for kind, words in kinds.items():
        applies = kind in {NoticeKind.FALLBACK, NoticeKind.QUESTION}
        item = an_item(id=1, number=1, **climbed(3 if applies else 0))
        entries = [(about(item, kind=kind), item), (about(other), other)]
        said = notice_message(entries, a_reader(BEFORE))["text"]
        assert words in said
        assert said.splitlines()[1].count("Contract import is stuck") == 1


def test_a_reminder_in_a_bundle_says_that_the_fallback_applies_or_who_keeps_the_item_open() -> None:
    keep = Keep(until=utc("03-20 09:00"), by=LEAD, reason="the vendor ships then")
    items = [
        an_item(id=1, number=1, **climbed(3)),
        an_item(id=2, number=2, **climbed(2)),
        an_item(id=3, number=3, kept=keep, **climbed(3)),
    ]
    entries = [(about(item, kind=NoticeKind.REMINDER, recipient=OWNER), item) for item in items]
    was = "Contract import is stuck · was due Thu 5 Mar 12:00 UTC"
    assert notice_message(entries, a_reader(TWO_DAYS))["text"].splitlines()[1:4] == [
        f"• 🔴 *B-1* {was} · fallback applies",
        f"• 🔴 *B-2* {was}",
        f"• 🔴 *B-3* {was} · kept open until Fri 20 Mar 09:00 UTC by <@U03>",
    ]


def test_a_fallback_in_a_bundle_asks_before_it_closes_anything() -> None:
    item = an_item(id=1, number=1, **climbed(3))
    other = an_item(id=2, number=2)
    entries = [(about(item, kind=NoticeKind.FALLBACK), item), (about(other), other)]
    message = notice_message(entries, a_reader(TWO_DAYS))
    (taken,) = [
        block["accessory"]
        for block in message["blocks"]
        if menu_of(block) == ["Use fallback and close"]
    ]
    assert "confirm" in taken


def menu_of(block: dict[str, Any]) -> list[str]:
    return menu(block) if "accessory" in block else []


@settings(deadline=None, max_examples=40)
@given(hostile, st.integers(2, 30), st.sampled_from([BEFORE, DAY_AFTER]))
def test_no_text_makes_a_bundle_overflow(text: str, count: int, now: str) -> None:
    items = [
        an_item(id=n, number=n, title=(text * 50)[:1000].strip() or "SSO", channel=f"C{n:02}")
        for n in range(1, count + 1)
    ]
    kinds = (NoticeKind.ESCALATION, NoticeKind.REMINDER, NoticeKind.CHANGED)
    facts = {"for": OWNER, "missed": "2", "move": "note", "text": text, "actor": REPORTER}
    entries = [(about(item, kind=kind, facts=facts), item) for item in items for kind in kinds]
    message = notice_message(entries, a_reader(now))
    assert faults(message) == []
    if "accessory" in str(message["blocks"][-2:]):
        assert "+" in message["text"].splitlines()[-1]


def test_an_item_with_two_notices_in_a_bundle_is_counted_and_named_once() -> None:
    items = [an_item(id=number, number=number) for number in range(1, 16)]
    kinds = (NoticeKind.HANDED, NoticeKind.CHANGED, NoticeKind.CLOSED)
    entries = [(about(item, kind=kind), item) for item in items for kind in kinds]
    message = notice_message(entries, a_reader(BEFORE))
    assert message["text"].startswith("15 items for you: ")
    assert message["text"].count("*B-1*") == 2, "what else happened has lines of its own"


def test_a_bundle_that_is_drawn_again_says_once_that_an_item_is_closed() -> None:
    open_item = an_item(id=8, number=13)
    kinds = (NoticeKind.LOGGED, NoticeKind.ESCALATION, NoticeKind.CLOSED)
    entries = [(about(CLOSED, kind=kind, key=kind), CLOSED) for kind in kinds]
    message = notice_message([*entries, (about(open_item), open_item)], a_reader(BEFORE))
    assert message["text"].count("*B-12* is resolved") == 1
    alone = notice_message(entries, a_reader(BEFORE))
    assert first_line(alone) == "✅ *B-12* is resolved: Contract import is stuck"


def test_a_card_notice_is_the_card() -> None:
    notice = a_notice(NoticeKind.CARD, Place.CHANNEL)
    assert told(notice, an_item(), BEFORE) == cards.card(an_item(), a_reader(BEFORE))


ITEM_STATES = st.sampled_from([(BEFORE, 0), (AFTER_DUE, 1), (DAY_AFTER, 2), (TWO_DAYS, 3)])
OWN_WORDS = (
    NoticeKind.ABSENCE,
    NoticeKind.STAND_IN,
    NoticeKind.STATUS,
    NoticeKind.INDICATOR,
    NoticeKind.GREETING,
    NoticeKind.SUMMARY,
    NoticeKind.ALARM,
    NoticeKind.HINT,
    NoticeKind.LADDER,
    NoticeKind.LEFT,
    NoticeKind.STOPPED,
    NoticeKind.HAND_OVER,
    NoticeKind.STAYED,
)
KINDS = st.sampled_from([kind for kind in NoticeKind if kind not in OWN_WORDS])


@settings(deadline=None, max_examples=60)
@given(KINDS, st.sampled_from(Place), ITEM_STATES, hostile, st.booleans())
def test_no_text_makes_a_notice_ping_link_or_overflow(
    kind: NoticeKind, place: Place, state: tuple[str, int], text: str, is_open: bool
) -> None:
    now, count = state
    long = (text * 100)[:1500]
    said = long.strip() or "SSO"  # no item is without a title and a fallback
    item = an_item(
        title=said[:500],
        fallback=said,
        impact=long,
        **climbed(count),
        policy=a_policy(lead=()),
        slips=1,
    )
    if not is_open:
        item = changed(item, status=Status.RESOLVED, outcome=long)
    facts = dict.fromkeys(("reason", "text", "why", "gap", "outcome", "from", "to"), long)
    named = {"actor": REPORTER, "move": "note", "channel": "C02"}
    notice = a_notice(kind, place, facts={**facts, **named})
    everybody = people(a_person(OWNER, name=text), a_person(REPORTER, name=text))
    message = notice_message([(notice, item)], a_reader(now, people=everybody))
    assert faults(message) == []
    assert not re.search(r"<!(channel|here|everyone)|<!subteam", str(message["blocks"]))


# --- undone -------------------------------------------------------------------------------------

CLOSING = {"actor": LEAD, "move": "resolve", "reason": "", "outcome": "restarted it"}
HANDING = {"actor": LEAD, "move": "reassign", "reason": "", "from": OWNER, "to": REPORTER}
UNDOING = {"actor": LEAD, "move": "undo", "reason": "", "what": "resolve"}
BACK = {**UNDOING, "what": "reassign", "from": REPORTER, "to": OWNER}


def as_undone(notice: Notice) -> Notice:
    return replace(notice, facts=replace(notice.says(Done), undone=True))


def test_whoever_heard_that_it_is_closed_hears_that_it_is_open_again() -> None:
    message = told(a_notice(NoticeKind.UNDONE, facts=UNDOING), an_item(), BEFORE)
    assert message["text"] == (
        "*B-12* is open again: Contract import is stuck\n"
        "<@U03> undid resolving it.\n"
        "Owner <@U01>, due Thu 5 Mar 12:00 UTC.\n"
        "In <#C01>"
    )
    assert labels(message) == ["Acknowledge", "Resolve"]
    overdue = told(a_notice(NoticeKind.UNDONE, facts=UNDOING), an_item(), AFTER_DUE)
    assert first_line(overdue) == "🔴 *B-12* is open again: Contract import is stuck"
    closed = an_item(status=Status.RESOLVED, closed_at=utc(AFTER_DUE), closed_by=OWNER)
    again = told(a_notice(NoticeKind.UNDONE, facts=UNDOING), closed, AFTER_DUE)
    assert first_line(again) == "✅ *B-12* is resolved: Contract import is stuck"


def test_a_message_that_said_it_is_closed_says_that_this_was_undone() -> None:
    message = told(as_undone(a_notice(NoticeKind.CLOSED, facts=CLOSING)), an_item(), BEFORE)
    assert message["text"] == (
        "*B-12* is open again: Contract import is stuck\n<@U03> resolved it: restarted it (undone)."
    )
    assert labels(message) == []


def test_both_owners_read_whose_it_is_again() -> None:
    item = an_item()
    for recipient, first in (
        (OWNER, "*B-12* is yours again: Contract import is stuck"),
        (REPORTER, "*B-12* went back to <@U01>: Contract import is stuck"),
    ):
        was = told(
            as_undone(a_notice(NoticeKind.HANDED, recipient=recipient, facts=HANDING)), item, BEFORE
        )
        now = told(a_notice(NoticeKind.UNDONE, recipient=recipient, facts=BACK), item, BEFORE)
        assert first_line(was) == first_line(now) == first
        assert "handed it from <@U01> to <@U02> (undone)." in was["text"]
        assert "<@U03> undid handing it to <@U02>." in now["text"]
        assert labels(was) == []
        assert labels(now) == (["Acknowledge", "Resolve"] if recipient == OWNER else [])


def test_the_thread_says_what_was_undone_and_how_it_stands() -> None:
    line = a_notice(NoticeKind.CHANGED, Place.THREAD, facts=CLOSING)
    text = told(as_undone(line), an_item(), BEFORE)["text"]
    assert text == "*B-12*: *name of U03* resolved it: restarted it (undone)"
    for facts, stands in ((UNDOING, "is open again"), (BACK, "went back to *Maria*")):
        line = a_notice(NoticeKind.CHANGED, Place.THREAD, facts=facts)
        assert told(line, an_item(), BEFORE)["text"].endswith(f". *B-12* {stands}.")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("logged", "undid logging it"),
        ("resolve", "undid resolving it"),
        ("decide", "undid deciding it"),
        ("fall_back", "undid using the fallback"),
        ("withdraw", "undid withdrawing it"),
        ("reassign", "undid handing it over"),
        ("merged", "undid something"),
    ],
)
def test_each_undoing_has_its_words(what: str, words: str) -> None:
    line = a_notice(NoticeKind.CHANGED, Place.THREAD, facts={**UNDOING, "what": what})
    assert f"*name of U03* {words}." in told(line, an_item(), BEFORE)["text"]


def test_an_owner_reads_that_the_logging_was_undone() -> None:
    undone = an_item(status=Status.WITHDRAWN, closed_at=utc(BEFORE), closed_by=REPORTER)
    message = told(a_notice(NoticeKind.LOGGED, facts={"actor": REPORTER}), undone, BEFORE)
    assert message["text"] == (
        "⚪ *B-12* is withdrawn: Contract import is stuck\n"
        "Owner <@U01>. Logging it was undone by <@U02> Wed 4 Mar 12:00 UTC."
    )
