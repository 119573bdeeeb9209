"""What follows when we leave a channel or come back: who is told, and who withdraws what."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from escalation.errors import BadInput, Stale
from escalation.facts.in_notices import Left
from escalation.items import Item
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind, Place
from escalation.rungs import Target, TargetKind
from messages.slack.budget import fits
from playground.rules.seen import button
from storage import channels, people
from storage.outbox import queue
from storage.people import UserGroup
from tests.support.context_fixtures import (
    DUE,
    NOW,
    a_new_item,
    a_request,
    actions,
    item_now,
    logged,
    moved,
    save_channel,
    save_person,
    taken,
    told,
)
from tests.support.factories import (
    BOSS,
    CHANNEL,
    GROUP,
    LEAD,
    LEADS_CHANNEL,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_policy,
    away,
    person_target,
    utc,
)
from workflows.channels import leaving
from workflows.clock import fire
from workflows.items import log as log_item
from workflows.items import undo, withdraw_all
from workflows.outbox import dispatch
from workflows.outbox.dispatch import OutgoingCall
from workflows.outbox.result import Refused, Sent
from workflows.people import absence, sync
from workflows.people.sync import ChannelFacts
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import Request, WorkspaceContext

LATER = NOW + timedelta(minutes=2)
ADMIN = MEMBER


def facts(**changes: Any) -> ChannelFacts:
    known: dict[str, Any] = {"id": CHANNEL, "name": "launch", "private": False, "archived": False}
    return ChannelFacts(**{**known, "external": False, "member": True, **changes})


def leave(context: WorkspaceContext, now: datetime = NOW) -> None:
    sync.channel_left(context, CHANNEL, now)


def come_back(context: WorkspaceContext, now: datetime) -> None:
    sync.save_channels(context, [facts()], now)


def send(context: WorkspaceContext, now: datetime) -> dict[str, OutgoingCall]:
    """Send all that is due, and get the calls to each person about leaving."""
    sent: dict[str, OutgoingCall] = {}
    while calls := taken(context, now):
        for call in calls:
            dispatch.finish(context, call, Sent(call.channel, f"1.{call.token[:5]}"), now=now)
            if call.message.kind is NoticeKind.LEFT:
                sent[call.channel] = call
    return sent


def key(user: str, leavings: int = 1) -> str:
    return f"left:{CHANNEL}:{leavings}:{user}"


def form(actor: str, number: int = 1) -> Request:
    return Request(kind="form", external_id=f"V{number}.1", actor=actor)


def labels(items: Iterable[Item]) -> list[str]:
    return [item.label for item in items]


def test_lead_and_reporters_are_told_once(context: WorkspaceContext) -> None:
    logged(context)
    send(context, NOW)
    leave(context)
    sync.channels_listed(context, [], before={CHANNEL}, now=NOW)
    sync.save_channels(context, [facts(member=False)], NOW)
    assert send(context, NOW) == {}
    assert send(context, LATER).keys() == {LEAD, REPORTER}
    leave(context, LATER)
    assert send(context, LATER + timedelta(days=1)) == {}


def test_with_nothing_open_nobody_is_told(context: WorkspaceContext) -> None:
    moved(context, logged(context), Move.RESOLVE)
    leave(context)
    assert send(context, LATER) == {}


def test_what_is_closed_before_it_is_said_is_not_said(context: WorkspaceContext) -> None:
    item = logged(context)
    leave(context)
    moved(context, item, Move.RESOLVE, channel="")
    assert send(context, LATER) == {}


def test_a_lead_who_is_gone_is_replaced_by_the_admins(context: WorkspaceContext) -> None:
    context = replace(context, admins=frozenset({ADMIN, "U77"}))
    save_person(context, LEAD, deactivated=True)
    logged(context)
    leave(context)
    assert send(context, LATER).keys() == {ADMIN, REPORTER}


def test_a_channel_as_lead_leaves_it_to_the_admins(context: WorkspaceContext) -> None:
    context = replace(context, admins=frozenset({ADMIN}))
    save_channel(context, policy=a_policy(lead=(Target(TargetKind.CHANNEL, "C09"),)))
    logged(context)
    leave(context)
    assert send(context, LATER).keys() == {ADMIN, REPORTER}


def test_a_guest_who_reported_one_is_told(context: WorkspaceContext) -> None:
    save_person(context, REPORTER, guest=True)
    logged(context)
    leave(context)
    words = message_words_of(send(context, LATER)[REPORTER])
    assert "1 item there is still open: Contract import is stuck" in words
    assert "Withdraw it because …" in words


def message_words_of(call: OutgoingCall) -> str:
    return f"{call.args['text']}\n{call.args['blocks']}"


def test_if_all_others_are_gone_the_channels_line_goes_to_the_owner(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    send(context, NOW)
    for user in (LEAD, REPORTER, BOSS):
        save_person(context, user, deactivated=True)
    leave(context)
    assert send(context, LATER) == {}, "nobody could withdraw it"
    due = utc("03-05 12:00")
    fire.fire_due(context, due)
    assert {one[2] for one in told(context, item) if one[1] == "dm"} == {OWNER}


def test_of_a_private_channel_an_admin_who_was_not_in_it_gets_labels_alone(
    context: WorkspaceContext,
) -> None:
    context = replace(context, admins=frozenset({BOSS}))
    save_channel(context, private=True)
    logged(context, owner=MEMBER)
    for user in (REPORTER, MEMBER, OWNER):
        save_person(context, user, deactivated=True)
    leave(context)
    (call,) = send(context, LATER).values()
    words = message_words_of(call)
    assert call.channel == BOSS
    assert "1 item there is still open: B-1" in words
    assert "Contract import" not in words
    assert "Withdraw" not in words


def test_whoever_takes_part_is_told_of_a_private_channel(context: WorkspaceContext) -> None:
    save_channel(context, private=True)
    item = log_item.log(context, a_request(BOSS), a_new_item(owner=STAND_IN), now=NOW).item
    send(context, NOW)
    leave(context)
    assert send(context, LATER).keys() == {BOSS}, "the reporter, though not in it"
    fire.fire_due(context, utc("03-05 12:00"))
    assert {STAND_IN, BOSS} <= {user for _, place, user in told(context, item) if place == "dm"}


def test_in_a_private_channel_the_next_rung_is_told_instead_of_an_outsider(
    context: WorkspaceContext,
) -> None:
    save_channel(context, private=True, policy=a_policy(leadership=(person_target(MEMBER),)))
    item = logged(context)
    send(context, NOW)
    leave(context)
    send(context, LATER)
    due = utc("03-05 12:00")
    fire.fire_due(context, due)
    assert ("escalation", "dm", MEMBER) in told(context, item)
    assert LEAD not in {user for _, _, user in told(context, item)}


def test_what_the_channel_would_be_shown_goes_to_lead_and_reporter(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    send(context, NOW)
    leave(context)
    send(context, LATER)
    moved(context, item, Move.NOTE, text="a mere line", channel="")
    assert {kind for kind, _, _ in told(context, item)} <= {"edit"}
    fire.fire_due(context, utc("03-05 12:00"))
    shown = [one for one in told(context, item) if one[0] == "escalation"]
    assert shown == [("escalation", "dm", REPORTER), ("escalation", "dm", LEAD)]
    send(context, utc("03-05 12:00"))
    fire.fire_due(context, utc("03-06 12:00"))
    shown = [one for one in told(context, item) if one[0] == "escalation"]
    assert shown == [("escalation", "dm", user) for user in (REPORTER, LEAD, BOSS)]


def test_a_stand_in_of_the_lead_is_told_in_their_place(context: WorkspaceContext) -> None:
    item = logged(context)
    send(context, NOW)
    leave(context)
    send(context, LATER)
    until = away("03-30 09:00", STAND_IN)
    absence.leave(context, a_request(LEAD, number=50), until, now=LATER)
    fire.fire_due(context, utc("03-06 12:00"))
    assert ("escalation", "dm", STAND_IN) in told(context, item)
    send(context, utc("03-06 12:00"))
    assert STAND_IN not in item_now(context, item).told


def test_what_waits_for_the_channel_is_told_otherwise_at_once(context: WorkspaceContext) -> None:
    item = logged(context)
    send(context, NOW)
    fire.fire_due(context, utc("03-05 12:00"))
    waiting = [one for one in told(context, item) if one[1] == "thread"]
    assert waiting == [("escalation", "thread", CHANNEL)]
    leave(context, utc("03-05 12:00"))
    assert ("escalation", "dm", REPORTER) in told(context, item)
    assert [one for one in told(context, item) if one[1] != "dm" and one[0] != "edit"] == []


def test_a_post_that_slack_refuses_is_how_we_find_out(context: WorkspaceContext) -> None:
    item = logged(context)
    send(context, NOW)
    due = utc("03-05 12:00")
    fire.fire_due(context, due)
    (lost,) = [
        call for call in taken(context, due) if call.message.kind is NoticeKind.ESCALATION
        and call.message.place is Place.THREAD
    ]  # fmt: skip
    dispatch.finish(context, lost, Refused("not_in_channel"), now=due)
    assert ("escalation", "dm", REPORTER) in told(context, item)
    assert "parked" in actions(context, item.id)
    assert send(context, due + timedelta(minutes=2)).keys() == {LEAD, REPORTER}


def test_a_weekly_post_that_waits_is_not_sent(context: WorkspaceContext) -> None:
    logged(context)
    send(context, NOW)
    fire.queue_summaries(context, utc("03-09 09:00"))
    monday = utc("03-09 09:00")
    leave(context, monday)
    kinds = {call.message.kind for call in taken(context, monday)}
    assert NoticeKind.SUMMARY not in kinds


def test_back_again_every_open_card_is_posted_once(context: WorkspaceContext) -> None:
    first, second = logged(context), logged(context, number=2)
    send(context, NOW)
    moved(context, second, Move.RESOLVE)
    send(context, NOW)
    leave(context)
    come_back(context, LATER)
    cards = [call for call in taken(context, LATER) if call.message.kind is NoticeKind.CARD]
    assert len(cards) == 1
    dispatch.finish(context, cards[0], Refused("not_in_channel"), now=LATER)
    assert ("unposted", "dm", REPORTER) not in told(context, first), "its channel has seen it"
    come_back(context, LATER + timedelta(minutes=5))
    again = [
        call.message.kind
        for call in taken(context, LATER + timedelta(minutes=5))
        if call.message.kind is NoticeKind.CARD
    ]
    assert again == [NoticeKind.CARD]


def test_back_within_a_minute_nothing_is_said_and_the_cards_stay(context: WorkspaceContext) -> None:
    item = logged(context)
    send(context, NOW)
    card = item_now(context, item).card_ts
    leave(context)
    come_back(context, NOW + timedelta(seconds=59))
    assert send(context, LATER) == {}
    assert item_now(context, item).card_ts == card


def test_a_channel_or_a_person_that_nobody_knows_shows_nothing(context: WorkspaceContext) -> None:
    logged(context)
    leave(context)
    with context.reading(NOW) as uow:
        assert leaving.shown(uow, "U99", CHANNEL) is None
        assert leaving.shown(uow, LEAD, "C99") is None
        notice = queue.of_key(uow.tx, key(LEAD))
        assert notice is not None
        lost = replace(notice.notice, facts=Left(channel="C99"))
        assert leaving.unwanted(uow, lost)


def test_after_the_form_is_sent_its_message_says_what_is_left(context: WorkspaceContext) -> None:
    logged(context)
    leave(context)
    send(context, LATER)
    withdraw_all.withdraw(context, form(LEAD), key(LEAD), reason="moot", now=LATER)
    (edit,) = [
        call
        for call in taken(context, LATER)
        if call.message.kind is NoticeKind.EDIT and call.channel == LEAD
    ]
    assert "Everything I listed here is closed." in edit.args["text"]


def test_undone_the_message_shows_it_again(context: WorkspaceContext) -> None:
    logged(context)
    leave(context)
    send(context, LATER)
    done = withdraw_all.withdraw(context, form(LEAD), key(LEAD), reason="moot", now=LATER)
    send(context, LATER)
    undo.undo(context, form(LEAD, 2), done.undo, now=LATER)
    edits = [call for call in taken(context, LATER) if call.channel == LEAD]
    assert any("1 item there is still open" in call.args["text"] for call in edits)


def test_of_leaving_the_admins_are_told_beside_a_lead_who_is_away(
    context: WorkspaceContext,
) -> None:
    context = replace(context, admins=frozenset({ADMIN}))
    absence.leave(context, a_request(LEAD, number=50), away("03-30 09:00"), now=NOW)
    logged(context)
    leave(context)
    assert send(context, LATER).keys() == {ADMIN, REPORTER}
    assert send(context, utc("03-30 09:01")).keys() == {LEAD}, "once they are back"


def test_a_stand_in_is_told_of_leaving_and_withdraws_nothing(context: WorkspaceContext) -> None:
    absence.leave(context, a_request(LEAD, number=50), away("03-30 09:00", STAND_IN), now=NOW)
    item = logged(context)
    leave(context)
    sent = send(context, LATER)
    assert sent.keys() == {REPORTER, STAND_IN}
    words = message_words_of(sent[STAND_IN])
    assert "1 item there is still open: Contract import is stuck" in words
    assert f"You stand in for <@{LEAD}>." in words
    assert "Withdraw" not in words
    with pytest.raises(Stale):
        withdraw_all.withdraw(context, form(STAND_IN), key(STAND_IN), reason="moot", now=LATER)
    moved(context, item, Move.RESOLVE, channel="", now=LATER)
    assert {STAND_IN, REPORTER} <= redrawn(context, "Everything I listed here is closed.")


def redrawn(context: WorkspaceContext, words: str) -> set[str]:
    """To whom messages are redrawn so that they say this."""
    calls = [call for call in taken(context, LATER) if call.message.kind is NoticeKind.EDIT]
    for call in calls:
        dispatch.finish(context, call, Sent(call.channel, "1.0"), now=LATER)
    return {call.channel for call in calls if words in call.args["text"]}


def test_every_message_about_leaving_shows_what_is_still_open(context: WorkspaceContext) -> None:
    context = replace(context, admins=frozenset({ADMIN}))
    save_person(context, LEAD, deactivated=True)
    first = logged(context)
    log_item.log(context, a_request(BOSS, number=2), a_new_item(), now=NOW)
    leave(context)
    assert send(context, LATER).keys() == {ADMIN, REPORTER, BOSS}
    withdraw_all.withdraw(context, form(REPORTER), key(REPORTER), reason="moot", now=LATER)
    assert ADMIN in redrawn(context, "1 item there is still open")
    moved(context, first, Move.REOPEN, actor=ADMIN, channel="", reason="not yet", now=LATER)
    assert ADMIN in redrawn(context, "2 items there are still open")


def test_whose_account_is_gone_is_shown_nothing_of_it(context: WorkspaceContext) -> None:
    logged(context)
    leave(context)
    save_person(context, OWNER, deactivated=True)
    with context.reading(LATER) as uow:
        owner = people.get(uow.tx, OWNER)
        assert owner is not None
        seen = visibility.visible(uow, owner)
        assert not (seen.channels)
        assert not (seen.left)


def test_a_channel_that_leads_is_told_of_leaving(context: WorkspaceContext) -> None:
    lead = (Target(TargetKind.CHANNEL, LEADS_CHANNEL),)
    save_channel(context, policy=a_policy(lead=lead))
    save_channel(context, id=LEADS_CHANNEL, name="leads")
    item = logged(context)
    leave(context)
    sent = send(context, LATER)
    assert sent.keys() == {LEADS_CHANNEL, REPORTER}
    words = message_words_of(sent[LEADS_CHANNEL])
    assert "1 item there is still open: Contract import is stuck" in words
    assert f"<@{OWNER}>" not in words, "it pings nobody"
    assert "Withdraw" not in words
    moved(context, item, Move.RESOLVE, channel="", now=LATER)
    assert LEADS_CHANNEL in redrawn(context, "Everything I listed here is closed.")


def test_a_channel_that_leads_is_told_nothing_of_a_private_one(context: WorkspaceContext) -> None:
    lead = (Target(TargetKind.CHANNEL, LEADS_CHANNEL),)
    save_channel(context, policy=a_policy(lead=lead), private=True)
    save_channel(context, id=LEADS_CHANNEL, name="leads")
    logged(context)
    leave(context)
    assert send(context, LATER).keys() == {REPORTER}


def test_each_member_of_a_group_that_leads_is_told_of_leaving(context: WorkspaceContext) -> None:
    with context.database.write(context.workspace) as tx:
        people.save_group(tx, UserGroup(id=GROUP, handle="leads", members=(LEAD, BOSS)), now=NOW)
    save_channel(context, policy=a_policy(lead=(Target(TargetKind.GROUP, GROUP),)))
    logged(context)
    leave(context)
    sent = send(context, LATER)
    assert sent.keys() == {LEAD, BOSS, REPORTER}
    assert all("Withdraw it because" in message_words_of(call) for call in sent.values())


def test_a_move_of_the_lead_is_not_told_to_the_lead(context: WorkspaceContext) -> None:
    save_person(context, BOSS, deactivated=True)
    item = logged(context)
    send(context, NOW)
    leave(context)
    send(context, LATER)
    for day in ("03-06", "03-09"):
        due = replace(DUE, at=utc(f"{day} 12:00"))
        moved(
            context, item, Move.RESCHEDULE, actor=LEAD, channel="",
            due=due, reason="late", number=int(day[-1]), now=LATER,
        )  # fmt: skip
    assert LEAD not in {user for _, _, user in told(context, item)}


def test_a_second_leaving_is_told_again(context: WorkspaceContext) -> None:
    logged(context)
    leave(context)
    assert send(context, LATER).keys() == {LEAD, REPORTER}
    come_back(context, LATER)
    leave(context, LATER)
    assert send(context, LATER + timedelta(minutes=2)).keys() == {LEAD, REPORTER}


def test_whoever_is_told_in_its_place_sees_the_item_from_then_on(context: WorkspaceContext) -> None:
    item = logged(context)
    leave(context)
    send(context, LATER)
    assert item_now(context, item).told == (LEAD,)
    moved(context, item, Move.WITHDRAW, actor=LEAD, reason="moot", channel="")
    assert not item_now(context, item).is_open


def test_after_a_new_id_the_button_still_works(context: WorkspaceContext) -> None:
    save_channel(context, private=True)
    item = logged(context)
    leave(context)
    send(context, LATER)
    sync.channel_id_changed(context, CHANNEL, "C0NEW", now=LATER)
    with context.database.read(context.workspace) as tx:
        assert channels.members(tx, "C0NEW") == {OWNER, REPORTER, MEMBER}
    done = withdraw_all.withdraw(context, form(REPORTER), key(REPORTER), reason="moot", now=LATER)
    assert labels(done.items) == [item.label]


def test_each_withdraws_what_is_theirs(context: WorkspaceContext) -> None:
    logged(context)
    log_item.log(context, a_request(MEMBER, number=2), a_new_item(), now=NOW)
    leave(context)
    send(context, LATER)
    now = LATER
    opened = withdraw_all.opened(context, form(LEAD), key(LEAD), now=now)
    assert labels(opened.items) == ["B-1", "B-2"]
    assert opened.channel == CHANNEL
    with pytest.raises(BadInput, match="reason"):
        withdraw_all.withdraw(context, form(MEMBER), key(MEMBER), reason=" ", now=now)
    done = withdraw_all.withdraw(context, form(MEMBER, 2), key(MEMBER), reason="moot", now=now)
    assert labels(done.items) == ["B-2"]
    again = withdraw_all.withdraw(context, form(MEMBER, 2), key(MEMBER), reason="moot", now=now)
    assert labels(again.items) == ["B-2"]
    assert again.undo == done.undo
    done = withdraw_all.withdraw(context, form(LEAD, 3), key(LEAD), reason="moot", now=now)
    assert labels(done.items) == ["B-1"]
    for actor in (LEAD, MEMBER):
        with pytest.raises(Stale, match="so nothing was done"):
            withdraw_all.withdraw(context, form(actor, 9), key(actor), reason="moot", now=now)


@pytest.mark.parametrize("value", [key(LEAD), "", "left:C01:9:U02"])
def test_a_button_is_for_whom_it_was_drawn(context: WorkspaceContext, value: str) -> None:
    item = logged(context)
    leave(context)
    send(context, LATER)
    with pytest.raises(Stale):
        withdraw_all.withdraw(context, form(REPORTER), value, reason="moot", now=LATER)
    assert item_now(context, item).is_open


def test_before_its_message_is_in_slack_there_is_nothing_to_redraw(
    context: WorkspaceContext,
) -> None:
    logged(context)
    leave(context)
    withdraw_all.withdraw(context, form(LEAD), key(LEAD), reason="moot", now=NOW)
    with context.database.read(context.workspace) as tx:
        assert queue.of_key(tx, f"edit:{key(LEAD)}:V1.1") is None


def test_many_items_make_one_message(context: WorkspaceContext) -> None:
    for number in range(30):
        logged(context, number=number, title=f"{number} " + "ö" * 2_000)
    send(context, NOW)
    leave(context)
    call = send(context, LATER)[LEAD]
    assert fits(call.args["blocks"])
    assert len(call.args["text"]) <= 4_000
    assert button(call.args["blocks"], "Withdraw all 30 because …")
    done = withdraw_all.withdraw(context, form(LEAD), key(LEAD), reason="moot", now=LATER)
    assert len(done.items) == 30
