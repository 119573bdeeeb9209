"""What Slack refuses for good is parked, and the next person who can act is told at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from escalation.items import Item
from escalation.moves.accounts import Change
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind
from escalation.rungs import Audience, Target, TargetKind
from storage import channels, people
from storage.facts_json import encoded
from storage.outbox import queue
from tests.edges.workflows.test_accounts import change, person
from tests.support.context_fixtures import (
    DUE,
    NOW,
    a_request,
    actions,
    item_now,
    logged,
    moved,
    pending,
    save_channel,
    save_person,
    taken,
    told,
)
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    LEADS_CHANNEL,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_person,
    a_policy,
    rung,
    utc,
)
from workflows.channels import membership
from workflows.clock import fire
from workflows.clock import summary as weekly_summary
from workflows.items.move import Which
from workflows.outbox import dispatch
from workflows.outbox.dispatch import OutgoingCall
from workflows.outbox.result import Later, Refused, Sent, Unknown
from workflows.people import leavers, sync
from workflows.people.sync import ChannelFacts
from workflows.transaction.unit_of_work import WorkspaceContext


def call_to(
    context: WorkspaceContext, recipient: str, kind: NoticeKind, *, at: str = "03-02 09:00"
) -> OutgoingCall:
    """The call of this kind to this recipient, taken now; the others are sent."""
    wanted = None
    for call in taken(context, utc(at)):
        if (call.channel, call.message.kind) == (recipient, kind):
            wanted = call
        else:
            dispatch.finish(context, call, Sent(call.channel, call.token), now=utc(at))
    assert wanted is not None
    return wanted


def tell_all(context: WorkspaceContext) -> None:
    """Send everything that may leave now."""
    for call in taken(context):
        dispatch.finish(context, call, Sent(call.channel, call.token), now=NOW)


@pytest.mark.parametrize("error", ["user_disabled", "messages_tab_disabled"])
def test_an_owner_slack_cannot_reach_is_covered_by_the_lead_at_once(
    context: WorkspaceContext, error: str
) -> None:
    item = logged(context)
    dispatch.finish(context, call_to(context, OWNER, NoticeKind.LOGGED), Refused(error), now=NOW)
    assert ("gap", "dm", LEAD) in told(context, item)
    assert actions(context, item.id) == ["logged", "parked", "gap"]
    with context.database.read(context.workspace) as tx:
        gone = people.get(tx, OWNER)
    assert gone is not None
    assert gone.deactivated == (error == "user_disabled")  # the other is about the app


def test_a_lead_slack_cannot_reach_gets_leadership_told_at_once(context: WorkspaceContext) -> None:
    item = logged(context)
    tell_all(context)
    due = utc("03-05 12:00")
    assert fire.fire_due(context, due) == 1
    lost = call_to(context, LEAD, NoticeKind.ESCALATION, at="03-05 12:00")
    dispatch.finish(context, lost, Refused("user_not_found"), now=due)
    assert ("escalation", "dm", BOSS) in told(context, item)
    assert item_now(context, item).highest == 1


def rungs_told(context: WorkspaceContext, item: Item) -> list[tuple[bool, bool]]:
    """For each rung, whether it was called and whether it has fired."""
    return [
        (bool(one.called_at), bool(one.fired_at)) for one in item_now(context, item).position.rungs
    ]


def test_a_call_before_due_that_slack_refuses_uses_up_no_rung(context: WorkspaceContext) -> None:
    item = logged(context)
    tell_all(context)
    moved(context, item, Move.ESCALATE, actor=MEMBER, reason="the import starts at 3")
    lost = call_to(context, LEAD, NoticeKind.ESCALATION)
    dispatch.finish(context, lost, Refused("user_disabled"), now=NOW)
    (called,) = [row.notice for row in pending(context, item) if row.notice.recipient == BOSS]
    assert encoded(called.facts)["reason"] == "the import starts at 3"
    assert encoded(called.facts)["actor"] == MEMBER
    assert rungs_told(context, item) == [(True, False), (True, False)]
    tell_all(context)
    due = utc("03-05 12:00")
    fire.fire_due(context, due)  # the lead is gone, so leadership is told at once
    assert ("escalation", "dm", BOSS) in told(context, item)
    assert rungs_told(context, item) == [(True, True), (True, True)]


def test_a_gap_before_due_that_slack_refuses_uses_up_no_rung(context: WorkspaceContext) -> None:
    item = logged(context)
    refused = Refused("messages_tab_disabled")
    dispatch.finish(context, call_to(context, OWNER, NoticeKind.LOGGED), refused, now=NOW)
    dispatch.finish(context, call_to(context, LEAD, NoticeKind.GAP), refused, now=NOW)
    assert ("gap", "dm", BOSS) in told(context, item)
    dispatch.finish(context, call_to(context, BOSS, NoticeKind.GAP), refused, now=NOW)
    assert ("gap", "dm", REPORTER) in told(context, item)
    dispatch.finish(context, call_to(context, REPORTER, NoticeKind.GAP), refused, now=NOW)
    assert ("gap", "aloud", CHANNEL) not in told(context, item)  # it was shown there
    assert rungs_told(context, item) == []


def test_an_item_given_up_goes_to_the_next_if_slack_refuses_the_lead(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    tell_all(context)
    membership.changed(context, CHANNEL, OWNER, joined=False, now=NOW)
    which = Which(item_id=item.id)
    leavers.answer(context, a_request(OWNER, number=71), which, keeps=False, now=NOW)
    refused = Refused("messages_tab_disabled")
    dispatch.finish(context, call_to(context, LEAD, NoticeKind.GAP), refused, now=NOW)
    assert ("gap", "dm", BOSS) in told(context, item)
    dispatch.finish(context, call_to(context, BOSS, NoticeKind.GAP), refused, now=NOW)
    assert ("gap", "dm", REPORTER) in told(context, item)
    assert rungs_told(context, item) == []


def test_an_account_without_owner_goes_to_the_next_if_slack_refuses_the_lead(
    context: WorkspaceContext,
) -> None:
    item = logged(context, customers=("Harbor",))
    change(context, Change.OWNER, by=LEAD, person=person(STAND_IN))
    tell_all(context)
    sync.person_changed(context, a_person(STAND_IN, deactivated=True), NOW)
    refused = Refused("user_disabled")
    dispatch.finish(context, call_to(context, LEAD, NoticeKind.GAP), refused, now=NOW)
    assert ("gap", "dm", BOSS) in told(context, item)


def test_a_review_that_slack_refuses_goes_to_the_reporter_and_the_channel(
    context: WorkspaceContext,
) -> None:
    item = moved(context, logged(context), Move.AGREE).item
    tell_all(context)
    moved(context, item, Move.RESCHEDULE, due=replace(DUE, at=utc("03-20 12:00")), reason="late")
    tell_all(context)
    monday = utc("03-09 09:00")
    fire.fire_due(context, monday)
    lost = call_to(context, BOSS, NoticeKind.REVIEW, at="03-09 09:00")
    dispatch.finish(context, lost, Refused("user_disabled"), now=monday)
    assert ("gap", "dm", REPORTER) in told(context, item)
    assert rungs_told(context, item) == []


def test_a_slip_that_slack_refuses_goes_to_the_next_rung_and_then_to_the_channel(
    context: WorkspaceContext,
) -> None:
    item = moved(context, logged(context), Move.AGREE).item
    tell_all(context)
    for day in ("03-06", "03-09"):
        due = replace(DUE, at=utc(f"{day} 12:00"))
        moved(context, item, Move.RESCHEDULE, due=due, reason="late", number=int(day[-1]))
    refused = Refused("messages_tab_disabled")
    dispatch.finish(context, call_to(context, LEAD, NoticeKind.SLIPPED), refused, now=NOW)
    assert ("slipped", "dm", BOSS) in told(context, item)
    assert item_now(context, item).position.leadership_told_at == NOW
    dispatch.finish(context, call_to(context, BOSS, NoticeKind.SLIPPED), refused, now=NOW)
    assert ("slipped", "aloud", CHANNEL) in told(context, item)


def test_two_things_the_ladder_told_of_one_item_climb_one_rung(context: WorkspaceContext) -> None:
    rungs = (
        rung(Audience.LEAD),
        rung(Audience.LEADERSHIP, 1),
        rung(Audience.LEADERSHIP, 2),
    )
    save_channel(context, policy=a_policy(rungs=rungs))
    item = logged(context)
    tell_all(context)
    sync.save_people(context, [a_person(OWNER, deactivated=True)], NOW)
    due = utc("03-05 12:00")
    fire.fire_due(context, due)
    [both] = [call for call in taken(context, due) if call.channel == LEAD]
    assert len(both.message.rows) == 2
    dispatch.finish(context, both, Refused("user_not_found"), now=due)
    assert item_now(context, item).highest == 1
    assert actions(context, item.id).count("parked") == 2


def test_without_leadership_the_reporter_is_told_and_the_fallback_in_time(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    tell_all(context)
    day_after = utc("03-06 12:00")
    fire.fire_due(context, utc("03-05 12:00"))
    fire.fire_due(context, day_after)
    lost = call_to(context, BOSS, NoticeKind.ESCALATION, at="03-06 12:00")
    dispatch.finish(context, lost, Refused("user_not_found"), now=day_after)
    assert ("gap", "dm", REPORTER) in told(context, item)
    assert item_now(context, item).highest == 1


def test_a_former_owner_slack_cannot_reach_escalates_nothing(context: WorkspaceContext) -> None:
    item = logged(context)
    tell_all(context)
    moved(context, item, Move.REASSIGN, actor=BOSS, owner=a_person(LEAD), reason="left")
    lost = call_to(context, OWNER, NoticeKind.HANDED)
    dispatch.finish(context, lost, Refused("user_disabled"), now=NOW)
    assert item_now(context, item).highest == -1
    assert actions(context, item.id) == ["logged", "reassign", "parked"]


def test_a_refused_thread_line_is_parked_and_nothing_more(context: WorkspaceContext) -> None:
    item = logged(context)
    tell_all(context)
    moved(context, item, Move.NOTE, text="called them")
    line = call_to(context, CHANNEL, NoticeKind.CHANGED)
    dispatch.finish(context, line, Refused("is_archived"), now=NOW)
    assert actions(context, item.id) == ["logged", "note", "parked"]


def test_without_a_card_nothing_waits_for_its_thread(context: WorkspaceContext) -> None:
    item = logged(context)
    moved(context, item, Move.NOTE, text="called them")
    card = call_to(context, CHANNEL, NoticeKind.CARD)
    dispatch.finish(context, card, Refused("not_in_channel"), now=NOW)
    assert [kind for kind, place, _ in told(context, item) if place == "thread"] == []


def test_a_closed_items_refusal_tells_nobody_else(context: WorkspaceContext) -> None:
    item = logged(context)
    owners = call_to(context, OWNER, NoticeKind.LOGGED)
    moved(context, item, Move.RESOLVE)
    dispatch.finish(context, owners, Refused("user_disabled"), now=NOW)
    assert [one for one in told(context, item) if one[0] == "gap"] == []


def test_a_refusal_about_somebody_unknown_changes_no_account(context: WorkspaceContext) -> None:
    logged(context)
    lost = call_to(context, OWNER, NoticeKind.LOGGED)
    with context.database.write_all() as tx:
        tx.exec_driver_sql("DELETE FROM person WHERE id = ?", (OWNER,))
    dispatch.finish(context, lost, Refused("user_not_found"), now=NOW)
    with context.database.read(context.workspace) as tx:
        assert people.get(tx, OWNER) is None


def test_a_stale_claim_parks_nothing(context: WorkspaceContext) -> None:
    item = logged(context)
    lost = call_to(context, OWNER, NoticeKind.LOGGED)
    dispatch.finish(context, lost, Later(), now=NOW)
    dispatch.finish(context, lost, Refused("user_disabled"), now=NOW)
    assert actions(context, item.id) == ["logged"]


def test_a_message_that_cannot_be_drawn_is_parked_and_holds_up_no_other(
    context: WorkspaceContext, caplog: pytest.LogCaptureFixture
) -> None:
    item = logged(context)
    with context.database.write(context.workspace) as tx:
        card = queue.pending_of(tx, item.id)[0]
        tx.connection.exec_driver_sql(
            "UPDATE notice SET kind = 'summary', facts = '{}' WHERE id = ?", (card.id,)
        )
    assert [call.channel for call in taken(context)] == [OWNER]
    assert "action=undrawable" in caplog.text
    assert actions(context, item.id) == ["logged", "parked"]


def test_a_lost_answer_is_looked_for_and_drawn_again_once_it_is_not_found(
    context: WorkspaceContext,
) -> None:
    logged(context)
    first = call_to(context, OWNER, NoticeKind.LOGGED)
    dispatch.finish(context, first, Unknown("timeout"), now=NOW)
    quiet_over = NOW + timedelta(seconds=61)
    (looking,) = taken(context, quiet_over)
    assert (looking.message.look_first, "text" in looking.args) == (True, False)
    dispatch.not_found(context, looking, quiet_over)
    (again,) = taken(context, quiet_over)
    assert (again.token, again.message.look_first, "text" in again.args) == (
        first.token,
        False,
        True,
    )


def test_what_changed_while_its_answer_was_lost_is_redrawn_once_it_is_found(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    card = call_to(context, CHANNEL, NoticeKind.CARD)
    dispatch.finish(context, card, Unknown("timeout"), now=NOW)
    moved(context, item, Move.RESOLVE, text="Imported by hand")
    quiet_over = NOW + timedelta(seconds=61)
    looking = call_to(context, CHANNEL, NoticeKind.CARD, at="03-02 09:01:01")
    dispatch.finish(context, looking, Sent(CHANNEL, "1.5"), now=quiet_over)
    assert ("edit", "channel", CHANNEL) in told(context, item)


def test_a_refused_summary_belongs_to_no_item(context: WorkspaceContext) -> None:
    save_channel(context, policy=a_policy(lead=(), leadership=()))
    logged(context, owner=REPORTER)
    tell_all(context)
    monday = utc("03-09 09:00")
    assert fire.queue_summaries(context, monday) == 1
    summary = call_to(context, CHANNEL, NoticeKind.SUMMARY, at="03-09 09:00")
    dispatch.finish(context, summary, Refused("is_archived"), now=monday)
    assert {call.message.kind for call in taken(context, monday)} <= {NoticeKind.EDIT}


def test_an_archived_channel_gets_no_summary_and_its_slot_passes(context: WorkspaceContext) -> None:
    logged(context)
    save_channel(context, archived=True, next_summary_at=utc("03-09 09:00"))
    assert fire.queue_summaries(context, utc("03-09 09:00")) == 1  # looked at
    assert NoticeKind.SUMMARY not in {
        call.message.kind for call in taken(context, utc("03-09 09:00"))
    }
    assert fire.queue_summaries(context, utc("03-09 09:01")) == 0


def test_a_slot_that_has_its_summary_gets_no_other(context: WorkspaceContext) -> None:
    logged(context)
    tell_all(context)
    monday = utc("03-09 09:00")
    fire.queue_summaries(context, monday)
    save_channel(context, next_summary_at=monday)
    assert fire.queue_summaries(context, monday) == 1  # looked at
    posts = [one.message.kind for one in taken(context, monday)]
    assert posts.count(NoticeKind.SUMMARY) == 1


def test_a_post_of_a_summary_that_was_never_made_is_an_error(context: WorkspaceContext) -> None:
    with context.reading(NOW) as uow, pytest.raises(LookupError, match="no summary"):
        weekly_summary.post(uow, CHANNEL, "2026-W10")


def test_a_channel_that_was_the_rung_itself_makes_the_next_rung_hear(
    context: WorkspaceContext,
) -> None:
    leads = Target(TargetKind.CHANNEL, LEADS_CHANNEL)
    save_channel(context, id=LEADS_CHANNEL)
    save_channel(context, policy=a_policy(lead=(leads,)))
    item = logged(context)
    tell_all(context)
    due = utc("03-05 12:00")
    fire.fire_due(context, due)
    lost = call_to(context, LEADS_CHANNEL, NoticeKind.ESCALATION, at="03-05 12:00")
    dispatch.finish(context, lost, Refused("is_archived"), now=due)
    assert ("escalation", "dm", BOSS) in told(context, item)


def test_a_channel_that_was_the_last_rung_and_is_shut_leaves_the_reporter(
    context: WorkspaceContext,
) -> None:
    board = (Target(TargetKind.CHANNEL, LEADS_CHANNEL),)
    save_channel(context, id=LEADS_CHANNEL)
    save_channel(context, policy=a_policy(lead=(), leadership=board))
    item = logged(context)
    tell_all(context)
    fire.fire_due(context, utc("03-05 12:00"))
    tell_all(context)
    fire.fire_due(context, utc("03-06 12:00"))
    lost = call_to(context, LEADS_CHANNEL, NoticeKind.ESCALATION, at="03-06 12:00")
    dispatch.finish(context, lost, Refused("not_in_channel"), now=utc("03-06 12:00"))
    assert ("gap", "dm", REPORTER) in told(context, item)


def test_the_reporter_is_told_once_a_day_where_an_item_could_not_be_told(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    card = call_to(context, CHANNEL, NoticeKind.CARD)
    dispatch.finish(context, card, Refused("not_in_channel"), now=NOW)
    assert ("unposted", "dm", REPORTER) in told(context, item)
    with context.database.read(context.workspace) as tx:
        known = channels.get(tx, CHANNEL)
    assert known is not None
    assert (known.member, known.archived) == (False, False)


def test_for_a_reporter_who_is_gone_the_owner_is_told(context: WorkspaceContext) -> None:
    item = logged(context)
    save_person(context, REPORTER, deactivated=True)
    card = call_to(context, CHANNEL, NoticeKind.CARD)
    dispatch.finish(context, card, Refused("is_archived"), now=NOW)
    assert ("unposted", "dm", OWNER) in told(context, item)


def test_with_nobody_left_it_stays_in_the_history(context: WorkspaceContext) -> None:
    item = logged(context)
    for user in (REPORTER, OWNER):
        save_person(context, user, deactivated=True)
    card = call_to(context, CHANNEL, NoticeKind.CARD)
    dispatch.finish(context, card, Refused("restricted_action"), now=NOW)
    assert actions(context, item.id) == ["logged", "parked"]


def test_a_channel_that_is_open_again_gets_the_card_it_missed(context: WorkspaceContext) -> None:
    item = logged(context)
    card = call_to(context, CHANNEL, NoticeKind.CARD)
    dispatch.finish(context, card, Refused("is_archived"), now=NOW)
    assert ("card", "channel", CHANNEL) not in told(context, item)
    facts = ChannelFacts(
        id=CHANNEL, name="launch", private=False, archived=False, external=False, member=True
    )
    sync.save_channels(context, [facts], NOW)
    sync.save_channels(context, [facts], NOW)
    assert told(context, item).count(("card", "channel", CHANNEL)) == 1


def test_what_closed_after_the_slot_opened_is_open_in_its_post(context: WorkspaceContext) -> None:
    item = logged(context)
    tell_all(context)
    monday = utc("03-09 09:00")
    fire.queue_summaries(context, monday)
    moved(context, item, Move.RESOLVE, now=utc("03-09 09:05"))
    with context.reading(utc("03-09 10:00")) as uow:
        post = weekly_summary.post(uow, CHANNEL, "2026-W11")
    assert "1 open," in post["text"]
    assert "*B-1*" in post["text"]
