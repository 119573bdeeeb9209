"""Indicators on a real database: who makes and records them, what is asked for and told, once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text, update

from escalation.errors import BadInput, NotAllowed, Refusal
from escalation.facts.about_indicators import Asking, Done, IndicatorChanged, IndicatorsTold
from escalation.facts.action import Action
from escalation.indicators.indicator import Indicator, Value
from escalation.notices.notice import Notice, NoticeKind, NoticeState
from escalation.people import Away
from escalation.worktime.hours import Calendar
from grammar.due.result import DueContext
from grammar.indicators import define, to_record
from grammar.indicators.define import Indicate
from storage import absences, channels, renumbering
from storage.about import customers
from storage.indicators import definitions, recorded
from storage.items import accounts, history
from storage.outbox import queue
from storage.tables.channels import INDICATOR
from storage.tables.notices import NOTICE
from tests.support.context_fixtures import (
    NOW,
    WORKSPACE,
    a_channel,
    a_request,
    at_once,
    logged,
    save_channel,
    save_person,
    taken,
)
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_person,
    a_policy,
    utc,
)
from workflows.handover import lapse
from workflows.indicators import due_values, making, recording, shown
from workflows.outbox import dispatch, restore
from workflows.outbox.result import Sent
from workflows.people import sync
from workflows.transaction.unit_of_work import WorkspaceContext

FRIDAY, SECOND, THIRD = utc("03-06 17:00"), utc("03-13 17:00"), utc("03-20 17:00")
WHOLE = f"indicator confidence owner <@{OWNER}> scale 0 to 10 better up due every fri"
COHORTS = WHOLE.replace("confidence", "adoption") + " by cohort pilot, wave 1, wave 2"

BROKEN = (
    "UPDATE indicator SET least = 'x' WHERE id = :id",
    "UPDATE indicator SET due_at = 'x' WHERE id = :id",
    "UPDATE indicator SET weekdays = '9' WHERE id = :id",
)


def say(
    context: WorkspaceContext,
    line: str,
    *,
    by: str = LEAD,
    at: datetime = NOW,
    number: int = 0,
    channel: str = CHANNEL,
) -> making.Made | recording.Recorded:
    """What a line does; each line is a request of its own unless a number is given."""
    request = a_request(by, number, channel)
    if not number:
        request = replace(request, external_id=f"{at}:{by}:{channel}:{line}")
    due = DueContext(now=at, calendar=Calendar(tz=ZoneInfo("UTC")))
    if value := to_record.read(line):
        return recording.enter(context, request, value, due=due, now=at)
    said = define.read(line, requester=by)
    assert isinstance(said, Indicate), said
    owner = said.owner.value if said.owner else ""
    return making.define(context, request, said, owner=owner, now=at)


def record(context: WorkspaceContext, line: str, **how: Any) -> recording.Recorded:
    entered = say(context, f"record {line}", **{"by": OWNER, **how})
    assert isinstance(entered, recording.Recorded)
    return entered


def kept(context: WorkspaceContext) -> tuple[Indicator, ...]:
    with context.reading(NOW) as uow:
        return definitions.of_channel(uow.tx, CHANNEL)


def values(context: WorkspaceContext, indicator: Indicator) -> tuple[Value, ...]:
    with context.reading(NOW) as uow:
        return recorded.of(uow.tx, indicator)


def told(context: WorkspaceContext) -> list[tuple[str, str]]:
    """Whom notices of indicators wait for, and why."""
    with context.reading(NOW) as uow:
        waiting = queue.pending_kind(uow.tx, NoticeKind.INDICATOR)
    return [(row.notice.recipient, _why(row.notice)) for row in waiting]


def _why(notice: Notice) -> str:
    return str(notice.says(IndicatorsTold).why)


def forget_told(context: WorkspaceContext) -> None:
    with context.database.write(WORKSPACE) as tx:
        tx.connection.execute(NOTICE.delete())


def passes(context: WorkspaceContext, *instants: datetime) -> list[tuple[str, str]]:
    """Let the clock look at these instants; whom it tells, and why."""
    forget_told(context)
    for at in instants:
        due_values.ask_due(context, at, limit=100)
    return told(context)


def said_at(context: WorkspaceContext, at: datetime) -> list[str]:
    """What leaves now, one message after another."""
    said = []
    for _ in range(5):  # what is taken and no longer wanted is no call
        for call in taken(context, at):
            said.append(str(call.args["text"]))
            dispatch.finish(context, call, Sent("D1", call.token), now=at)
    return said


def test_one_is_made_once_its_owner_is_told_and_the_history_has_it(
    context: WorkspaceContext,
) -> None:
    first, again = say(context, WHOLE, number=7), say(context, WHOLE, number=7)
    assert isinstance(first, making.Made)
    assert isinstance(again, making.Made)
    assert first.done is again.done is Done.MADE
    (indicator,) = kept(context)
    assert first.shown.indicator == again.shown.indicator == indicator
    assert (indicator.owner, indicator.due_at, indicator.key) == (OWNER, FRIDAY, "confidence")
    assert told(context) == [(OWNER, Asking.OWNED)]
    (said,) = said_at(context, NOW)
    assert "*confidence* in <#C01> is yours now: <@U03> made you its owner" in said
    with context.reading(NOW) as uow:
        (event,) = history.of_channel_itself(
            uow.tx, CHANNEL, action=Action.INDICATOR, start=NOW, end=NOW + timedelta(days=1)
        )
    assert event.facts == IndicatorChanged(
        channel=CHANNEL, indicator=indicator.id, what=Done.MADE, old="", new=OWNER
    )


def test_who_makes_it_for_themselves_is_not_told(context: WorkspaceContext) -> None:
    say(context, WHOLE.replace(f"<@{OWNER}>", "me"))
    assert told(context) == []


@pytest.mark.parametrize("line", [WHOLE, "indicator confidence retire"])
def test_only_who_may_edit_the_ladder_makes_and_retires_one(
    context: WorkspaceContext, line: str
) -> None:
    save_person(context, REPORTER, guest=True)
    for user in (OWNER, MEMBER, REPORTER):
        with pytest.raises(NotAllowed, match="or an admin can change the indicators"):
            say(context, line, by=user)
    assert kept(context) == ()
    save_person(context, MEMBER, admin=True)
    say(context, WHOLE, by=MEMBER)
    assert len(kept(context)) == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (WHOLE.replace("0 to 10", "10 to 0"), "is not a scale"),
        (WHOLE.replace("confidence", "7"), "has letters"),
        (WHOLE + " by cohort pilot", "Name 2 to 8 different cohorts"),
        ("record 7", "The name comes first, then the value: `record confidence 7.5`"),
        (WHOLE + " customer Harbor", "I know no customer called “Harbor”"),
        (WHOLE.replace(OWNER, "U99"), "I do not know that person yet"),
        ("indicator confidence owner me", "To make one, add scale, better, due"),
        ("indicator confidence customer Harbor", "Harbor"),
        ("indicator confidence retire", "I know no indicator called “confidence”"),
    ],
)
def test_what_cannot_be_made_changes_nothing(
    context: WorkspaceContext, line: str, why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        say(context, line)
    assert (kept(context), told(context)) == ((), [])


def test_not_in_a_direct_message_and_not_where_the_bot_is_not(context: WorkspaceContext) -> None:
    with pytest.raises(BadInput, match="Which channel"):
        say(context, WHOLE, channel="D01")
    save_channel(context, member=False)
    with pytest.raises(BadInput, match="I am not in this channel"):
        say(context, WHOLE)


def test_an_owner_has_to_see_the_channel(context: WorkspaceContext) -> None:
    save_person(context, STAND_IN, guest=True)
    with pytest.raises(BadInput, match="is not in this channel"):
        say(context, WHOLE.replace(OWNER, STAND_IN))
    save_channel(context, private=True)
    with pytest.raises(BadInput, match="is not in this channel"):
        say(context, WHOLE.replace(OWNER, BOSS))
    say(context, WHOLE)


def test_one_of_that_name_is_kept_once_and_its_owner_and_days_change(
    context: WorkspaceContext,
) -> None:
    say(context, WHOLE)
    with pytest.raises(BadInput, match="confidence is kept here already"):
        say(context, WHOLE, by=BOSS)
    with pytest.raises(BadInput, match="Or did you mean another") as near:
        say(context, "indicator confidense owner me")
    assert near.value.offers == (("confidence", "indicator confidence owner me"),)
    forget_told(context)
    given = say(context, f"indicator Confidence owner <@{MEMBER}> due mon and thu")
    assert isinstance(given, making.Made)
    (indicator,) = kept(context)
    assert (given.done, indicator.owner, indicator.due_at) == (
        *(Done.OWNER, MEMBER, utc("03-02 17:00")),
    )
    assert told(context) == [(MEMBER, Asking.OWNED)]
    moved = say(context, "indicator confidence due every fri")
    assert isinstance(moved, making.Made)
    assert (moved.done, kept(context)[0].due_at) == (Done.DUE, FRIDAY)


def test_a_channel_keeps_thirty_at_most(context: WorkspaceContext) -> None:
    for number in range(making.MOST):
        say(context, WHOLE.replace("confidence", f"wave {number}"))
    with pytest.raises(BadInput, match="at most 30"):
        say(context, WHOLE)
    say(context, "indicator wave 3 retire")
    say(context, WHOLE)


def test_owner_lead_and_admins_record_and_others_are_told_who_can(
    context: WorkspaceContext,
) -> None:
    say(context, WHOLE)
    save_person(context, BOSS, admin=True)
    for n, user in enumerate((OWNER, LEAD, BOSS), start=1):
        assert record(context, f"confidence {n}", by=user).value.amount == n
    with pytest.raises(NotAllowed, match="or an admin can record confidence"):
        record(context, "confidence 7", by=MEMBER)
    assert len(values(context, kept(context)[0])) == 3


def test_recorded_again_by_slack_it_is_one_value_and_answered_alike(
    context: WorkspaceContext,
) -> None:
    say(context, WHOLE)
    first = record(context, "confidence 7,5 note up", number=9)
    again = record(context, "confidence 7,5 note up", number=9)
    assert first.value == again.value
    (value,) = values(context, kept(context)[0])
    assert (value.amount, value.day, value.due_at, value.note, value.by) == (
        *(Decimal("7.5"), NOW.date(), FRIDAY, "up", OWNER),
    )


def test_a_correction_keeps_both_and_needs_a_reason_and_something_to_correct(
    context: WorkspaceContext,
) -> None:
    say(context, WHOLE)
    with pytest.raises(BadInput, match="confidence has no value to correct"):
        record(context, "confidence fix 7 because typo")
    record(context, "confidence 75".replace("75", "7.5"))
    with pytest.raises(BadInput, match="Add a reason: `record confidence fix 7 because …`"):
        record(context, "confidence fix 7")
    with pytest.raises(BadInput, match="no value of Mon 23 Feb to correct"):
        record(context, "confidence fix 7 at 23 feb because typo")
    fixed = record(context, "confidence fix 7 at today because typo", by=LEAD).value
    assert (fixed.corrects, fixed.reason, fixed.by) == (1, "typo", LEAD)
    assert [one.amount for one in values(context, kept(context)[0])] == [Decimal("7.5"), 7]


def test_an_unknown_name_or_cohort_is_asked_with_the_nearest(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    say(context, COHORTS)
    for line, why, offer in (
        ("confidense 7", "I know no indicator", ("confidence", "record confidence 7")),
        ("adoption 7", "Which cohort", ("pilot", "record adoption 7 for pilot")),
        ("adoption 7 for wave1", "", ()),
        ("adoption 7 for wave 9", "no cohort “wave 9”", ("wave 1", "record adoption 7 for wave 1")),
        ("adoption 7 for q", "no cohort “q”", ("pilot", "record adoption 7 for pilot")),
        ("confidence 7 for pilot", "Leave out `for pilot`", ()),
        ("adoption 7 for pilot for wave 1", "one value at a time", ()),
        ("banana", "I know no indicator called “banana”", ()),
        ("7 confidence", "The name comes first, then the value: `record confidence 7.5`", ()),
        ("confidence 11", "For example: `record confidence 7.5`", ()),
        ("confidence 7 at 1 apr", "lies ahead", ()),
    ):
        if not why:
            assert record(context, line).value.cohort == "wave 1"
            continue
        with pytest.raises(BadInput, match=why) as asked:
            record(context, line)
        assert asked.value.offers[:1] == ((offer,) if offer else ())
    assert values(context, kept(context)[0]) == ()


def test_what_is_due_is_asked_for_in_one_message_and_what_was_recorded_is_not(
    context: WorkspaceContext,
) -> None:
    for name in ("confidence", "rework", "spread"):
        say(context, WHOLE.replace("confidence", name))
    record(context, "rework 7")
    assert due_values.ask_due(context, FRIDAY - timedelta(seconds=1), limit=100) == 0
    assert passes(context, FRIDAY) == [(OWNER, Asking.DUE)]
    (said,) = said_at(context, FRIDAY)
    assert said.startswith("2 values are due:")
    assert "`/backstop record confidence 7.5`" in said
    assert "rework" not in said
    assert passes(context, FRIDAY) == []


def test_three_bots_ask_once(three: list[WorkspaceContext]) -> None:
    say(three[0], WHOLE)
    forget_told(three[0])
    asks = [lambda bot: due_values.ask_due(bot, FRIDAY, limit=100)] * 3
    assert at_once(three, *asks) == []
    assert told(three[0]) == [(OWNER, Asking.DUE)]


def test_three_bots_record_three_values(three: list[WorkspaceContext]) -> None:
    say(three[0], WHOLE)
    enters = [lambda bot, n=n: record(bot, f"confidence {n}") for n in range(3)]
    assert at_once(three, *enters) == []
    assert [one.n for one in values(three[0], kept(three[0])[0])] == [1, 2, 3]


def test_the_lead_is_told_once_when_it_is_missed_by_a_week(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    assert passes(context, FRIDAY) == [(OWNER, Asking.DUE)]
    assert passes(context, SECOND) == [(OWNER, Asking.DUE), (LEAD, Asking.MISSING)]
    said = "\n".join(said_at(context, SECOND))
    assert "*confidence* in <#C01>: no value yet. <@U01> owns it" in said
    assert passes(context, THIRD) == [(OWNER, Asking.DUE)]
    record(context, "confidence 7", at=THIRD)
    assert passes(context, THIRD + timedelta(days=7)) == [(OWNER, Asking.DUE)]
    assert passes(context, THIRD + timedelta(days=14)) == [
        (OWNER, Asking.DUE),
        (LEAD, Asking.MISSING),
    ]


def test_a_value_that_came_meanwhile_takes_the_question_back(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    assert passes(context, FRIDAY, SECOND) == [
        (OWNER, Asking.DUE),
        (OWNER, Asking.DUE),
        (LEAD, Asking.MISSING),
    ]
    record(context, "confidence 7", at=SECOND)
    assert said_at(context, SECOND) == []


def test_of_two_questions_only_the_latest_leaves(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    passes(context, FRIDAY, SECOND)
    asked = [one for one in said_at(context, SECOND) if "A value is due" in one]
    assert len(asked) == 1


def test_retired_it_is_asked_for_no_more_and_its_values_stay(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    record(context, "confidence 7")
    (indicator,) = kept(context)
    passes(context, SECOND)
    retired = say(context, "indicator confidence retire because nobody looks", by=BOSS)
    assert isinstance(retired, making.Made)
    assert (retired.done, kept(context)) == (Done.RETIRED, ())
    assert said_at(context, SECOND) == []
    assert passes(context, THIRD) == []
    assert len(values(context, indicator)) == 1
    with pytest.raises(BadInput, match="I know no indicator"):
        record(context, "confidence 8")


def test_without_an_owner_the_lead_is_told_at_once(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    save_person(context, OWNER, deactivated=True)
    assert passes(context, FRIDAY) == [(LEAD, Asking.MISSING)]
    (said,) = said_at(context, FRIDAY)
    assert "has no owner (<@U01> has no active account). Name one: " in said
    assert passes(context, SECOND) == []


def test_an_owner_who_leaves_is_told_of_at_once(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    record(context, "confidence 7")
    with context.writing(NOW) as uow:
        lapse.of_leaver(uow, OWNER, channel="C99")
    assert passes(context, NOW) == [], "of another channel"
    sync.person_changed(context, a_person(OWNER, deactivated=True), NOW)
    assert passes(context, NOW) == [(LEAD, Asking.MISSING)]
    (said,) = said_at(context, NOW)
    assert "has no owner (<@U01> has no active account). Name one: " in said
    assert passes(context, FRIDAY) == []
    assert passes(context, SECOND) == [(LEAD, Asking.MISSING)]
    say(context, f"indicator confidence owner <@{MEMBER}>")
    _, said = said_at(context, SECOND)
    assert said.startswith("*confidence* in <#C01>: no value for 11 days. <@U06> owns it")


def away(context: WorkspaceContext, stand_in: str = "") -> None:
    with context.database.write(WORKSPACE) as tx:
        absences.keep(tx, OWNER, (Away(until=utc("03-30 09:00"), stand_in=stand_in),))


def test_while_the_owner_is_away_the_stand_in_is_asked_and_records(
    context: WorkspaceContext,
) -> None:
    say(context, WHOLE)
    away(context, STAND_IN)
    assert passes(context, FRIDAY) == [(STAND_IN, Asking.DUE)]
    (said,) = said_at(context, FRIDAY)
    assert said.startswith("A value is due: *confidence* in <#C01> (you cover for <@U01>)")
    assert record(context, "confidence 7", by=STAND_IN, channel="D05").value.by == STAND_IN


def test_while_nobody_covers_the_lead_is_told_at_once(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    away(context)
    assert passes(context, FRIDAY) == [(LEAD, Asking.MISSING)]
    (said,) = said_at(context, FRIDAY)
    assert "no owner (<@U01> is away until Mon 30 Mar 09:00 UTC, nobody covers)" in said


def test_of_a_private_channel_nobody_outside_is_told(context: WorkspaceContext) -> None:
    save_channel(context, private=True, policy=a_policy(leadership=()))
    say(context, WHOLE, by=LEAD)
    passes(context, FRIDAY)
    assert passes(context, SECOND) == [(OWNER, Asking.DUE)], "the lead is not in it"
    save_person(context, MEMBER, admin=True)
    with context.database.write(WORKSPACE) as tx:
        channels.set_members(tx, CHANNEL, listed=[REPORTER, MEMBER], now=NOW)
    assert said_at(context, SECOND) == [], "the owner has left it"
    listed = shown.listed(context, a_request(OWNER, channel="D01"), now=NOW)
    assert listed.shown == ()
    in_it = shown.listed(context, a_request(MEMBER), now=NOW)
    assert in_it.shown[0].standing.owner == ""


def test_where_the_bot_is_not_nobody_is_asked(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    save_channel(context, member=False)
    assert passes(context, FRIDAY, SECOND) == []
    save_channel(context)
    assert passes(context, THIRD) == [(OWNER, Asking.DUE)]


def test_of_a_channel_that_is_not_known_nobody_is_asked(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    with context.database.write(WORKSPACE) as tx:
        tx.connection.execute(update(INDICATOR).values(channel="C99"))
    assert passes(context, FRIDAY) == []
    assert shown.listed(context, a_request(OWNER, channel="D01"), now=NOW).shown == ()


def harbor(context: WorkspaceContext, *names: str) -> list[int]:
    """Customers, each with an item in the channel so that everybody in it sees them."""
    with context.database.write(WORKSPACE) as tx:
        made = customers.make(tx, names, by=REPORTER)
    for number, one in enumerate(made, start=20):
        logged(context, number, customers=(one.name,))
    return [one.id for one in made]


def test_of_several_customers_one_has_to_be_named(context: WorkspaceContext) -> None:
    harbor(context, "Harbor", "Meridian")
    for name in ("Harbor", "Meridian"):
        say(context, f"{WHOLE} customer {name}")
    with pytest.raises(BadInput, match="Which one do you mean") as mistyped:
        say(context, f"{WHOLE} customer Harbr")
    assert mistyped.value.offers[0] == ("Harbor", f"{WHOLE} customer Harbor")
    with pytest.raises(BadInput, match="Which customer's confidence") as asked:
        record(context, "confidence 7")
    assert asked.value.offers == (
        ("Harbor", "record confidence 7 for Harbor"),
        ("Meridian", "record confidence 7 for Meridian"),
    )
    with pytest.raises(BadInput, match="confidence is not kept for “Acme” here"):
        record(context, "confidence 7 for Acme")
    entered = record(context, "confidence 7 for meridian")
    assert entered.shown.customer
    assert entered.shown.customer.name == "Meridian"
    with pytest.raises(BadInput, match="Which customer's"):
        say(context, "indicator confidence retire")
    say(context, "indicator confidence for Harbor retire")
    say(context, f"indicator confidence owner <@{MEMBER}> customer Meridian")
    assert [one.owner for one in kept(context)] == [MEMBER]


def test_the_name_of_a_customer_is_shown_to_who_sees_the_customer(
    context: WorkspaceContext,
) -> None:
    harbor(context, "Harbor")
    say(context, f"{WHOLE} customer Harbor")
    (seen,) = shown.listed(context, a_request(MEMBER), now=NOW).shown
    assert seen.customer
    assert seen.customer.name == "Harbor"
    with context.database.write(WORKSPACE) as tx:
        made = customers.make(tx, ["Secret"], by=BOSS)
        tx.connection.execute(update(INDICATOR).values(customer_id=made[0].id))
    (hidden,) = shown.listed(context, a_request(MEMBER), now=NOW).shown
    assert hidden.customer is None
    with context.reading(NOW) as uow:
        assert [one.customer for one in shown.of_week(uow, CHANNEL)] == [None]
    with pytest.raises(BadInput) as asked:
        record(context, "confidence 7 for Harbor")
    assert asked.value.offers == ()


def test_merged_customers_leave_their_indicators_to_the_one_that_stays(
    context: WorkspaceContext,
) -> None:
    harbor(context, "Harbor", "Harbor LLP")
    say(context, f"{WHOLE} customer Harbor LLP")
    with context.database.write(WORKSPACE) as tx:
        known = customers.named(tx, ["harbor", "harborllp"])
        accounts.merge(tx, kept=known["harbor"], gone=known["harborllp"])
    assert kept(context)[0].customer_id == known["harbor"].id


def test_in_a_direct_message_it_is_about_ones_own(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    assert record(context, "confidence 7", channel="D01").value.amount == 7
    with context.database.write(WORKSPACE) as tx:
        channels.save(tx, replace(a_channel(), id="C05", name="pilot"))
    say(context, WHOLE, channel="C05")
    with pytest.raises(BadInput, match="confidence is kept in #launch and #pilot"):
        record(context, "confidence 8", channel="D01")
    with pytest.raises(BadInput, match="I know no indicator"):
        record(context, "confidence 8", by=LEAD, channel="D03")
    one = shown.named(context, a_request(OWNER), "confidence", now=NOW)
    assert [it.indicator.channel for it in one.shown] == [CHANNEL]


def test_after_a_restore_only_the_latest_question_leaves(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    forget_told(context)
    now = utc("03-24 09:00")
    begun = restore.begin(context, since=FRIDAY - timedelta(days=1), now=now)
    assert [(row.notice.recipient, _why(row.notice)) for row in begun.rows] == [
        (OWNER, Asking.DUE),
        (OWNER, Asking.DUE),
        (LEAD, Asking.MISSING),
        (OWNER, Asking.DUE),
    ]
    assert {row.state for row in begun.rows} <= {NoticeState.PENDING, NoticeState.UNKNOWN}
    for recipient in (OWNER, LEAD):
        rows = tuple(row for row in begun.rows if row.notice.recipient == recipient)
        where = restore.Conversation(recipient=recipient, rows=rows)
        seen = restore.Seen(messages={})
        restore.settle(context, where, channel="D1", seen=seen, since=NOW, now=now)
    said = said_at(context, now)
    assert sum("A value is due" in one for one in said) == 1
    assert sum("no value yet" in one for one in said) == 1


def test_one_that_is_damaged_waits_for_a_day_and_the_others_go_on(
    context: WorkspaceContext,
) -> None:
    for name in ("confidence", "rework", "speed", "spread"):
        say(context, WHOLE.replace("confidence", name))
    damaged = kept(context)[:3]
    with context.database.write(WORKSPACE) as tx:
        for one, broken in zip(damaged, BROKEN, strict=True):
            tx.connection.execute(text(broken), {"id": one.id})
    assert passes(context, FRIDAY) == [(OWNER, Asking.DUE)]
    (said,) = said_at(context, FRIDAY)
    assert "spread" in said
    with context.reading(FRIDAY) as uow:
        assert definitions.next_at(uow.tx) == FRIDAY + timedelta(days=1)
    assert [one.name for one in kept(context)] == ["spread"]


def test_a_damaged_value_is_none_and_the_others_count(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    record(context, "confidence 7")
    record(context, "confidence 8")
    with context.database.write(WORKSPACE) as tx:
        tx.connection.execute(text("UPDATE indicator_value SET day = 'x' WHERE n = 1"))
    assert [one.amount for one in values(context, kept(context)[0])] == [8]


def test_the_hours_are_those_of_the_channel(context: WorkspaceContext) -> None:
    save_channel(context, policy=a_policy(end=time(19)))
    say(context, WHOLE)
    assert passes(context, FRIDAY) == []
    assert passes(context, utc("03-06 19:00")) == [(OWNER, Asking.DUE)]
    assert len(said_at(context, utc("03-06 19:00"))) == 1


def test_a_channel_with_another_id_keeps_its_indicators(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    with context.database.write(WORKSPACE) as tx:
        renumbering.follow(tx, old=CHANNEL, new="C77")
        assert [one.name for one in definitions.of_channel(tx, "C77")] == ["confidence"]


def test_for_the_weekly_post_each_says_how_it_stands(context: WorkspaceContext) -> None:
    say(context, WHOLE)
    record(context, "confidence 7")
    passes(context, FRIDAY)
    record(context, "confidence 7.5", at=utc("03-12 10:00"))
    passes(context, SECOND)

    def week(at: datetime) -> Sequence[Any]:
        with context.reading(at) as uow:
            return shown.of_week(uow, CHANNEL)

    (found,) = week(utc("03-16 09:00"))
    figure = found.standing.figures[0]
    assert (found.standing.owner, figure.amount, figure.change) == (
        *(OWNER, Decimal("7.5"), Decimal("0.5")),
    )
    passes(context, THIRD)
    (stale,) = week(utc("03-31 09:00"))
    assert (stale.standing.figures[0].amount, stale.standing.figures[0].days) == (None, 19)


def test_the_setup_that_lets_everybody_edit_lets_everybody_make_one(
    context: WorkspaceContext,
) -> None:
    save_channel(context, policy=a_policy(lead=(), leadership=()))
    say(context, WHOLE, by=MEMBER)
    passes(context, FRIDAY)
    assert passes(context, SECOND) == [(OWNER, Asking.DUE), (MEMBER, Asking.MISSING)]
