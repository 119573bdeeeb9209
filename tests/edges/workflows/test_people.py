"""What follows when people come, go, change zones or can no longer answer."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from escalation.errors import BadInput, NotAllowed, Stale, UnknownItem
from escalation.items import Due, Item
from escalation.ladder.adopted import Adoption
from escalation.moves.move import Intent, Move
from escalation.notices.notice import NoticeKind
from escalation.people import Away, Person
from escalation.rungs import Target, TargetKind
from storage import channels, people
from storage.facts_json import encoded
from tests.support.context_fixtures import (
    NOW,
    a_new_item,
    a_request,
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
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_person,
    a_policy,
    utc,
)
from workflows.channels import membership, setup
from workflows.clock import fire, misplaced
from workflows.items import log as log_item
from workflows.items import move as move_item
from workflows.items import queries
from workflows.items.move import Which
from workflows.outbox import home_tabs
from workflows.people import absence, answers, sync
from workflows.people.sync import ChannelFacts
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import Request, WorkspaceContext

SATURDAY = utc("03-07 10:00")


def facts(**changes: Any) -> ChannelFacts:
    known: dict[str, Any] = {"id": CHANNEL, "name": "launch", "private": False, "archived": False}
    return ChannelFacts(**{**known, "external": False, "member": True, **changes})


def test_an_owner_who_moves_zones_is_reminded_by_their_new_mornings(
    context: WorkspaceContext,
) -> None:
    item = logged(context, due=None, now=utc("03-02 16:00"))
    assert item.due.at == utc("03-04 16:00")
    sync.person_changed(context, a_person(OWNER, zone="America/New_York"), utc("03-02 17:00"))
    # A day before due it is 11:00 in New York: in hours, as it was in UTC.
    assert item_now(context, item).next_at == utc("03-03 16:00")
    sync.person_changed(context, a_person(OWNER, zone="Asia/Tokyo"), utc("03-02 18:00"))
    # A day before due is 01:00 in Tokyo: the owner hears when that morning starts, 00:00 UTC.
    assert item_now(context, item).next_at == utc("03-03 16:00")


def test_the_mornings_of_a_passed_date_follow_its_owner_to_another_zone(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    assert fire.fire_due(context, utc("03-05 12:00")) == 1
    assert item_now(context, item).next_at == utc("03-06 09:00")
    sync.person_changed(context, a_person(OWNER, zone="America/New_York"), utc("03-05 13:00"))
    # 8:00 in New York: the working morning after the date is an hour away.
    assert item_now(context, item).next_at == utc("03-05 14:00")


def test_held_messages_follow_their_reader_to_another_zone(context: WorkspaceContext) -> None:
    item = logged(context, now=SATURDAY, due=None)
    (owners,) = [row.notice for row in pending(context, item) if row.notice.recipient == OWNER]
    assert owners.not_before == utc("03-09 09:00")
    sync.person_changed(context, a_person(OWNER, zone="Asia/Kolkata"), SATURDAY)
    (owners,) = [row.notice for row in pending(context, item) if row.notice.recipient == OWNER]
    assert owners.not_before == utc("03-09 03:30")


def test_an_owner_whose_account_is_switched_off_leaves_a_gap_told_at_once(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    sync.save_people(context, [a_person(OWNER, deactivated=True), a_person("U77")], NOW)
    assert ("gap", "dm", LEAD) in told(context, item)
    sync.save_people(context, [a_person(OWNER, deactivated=True)], NOW)
    assert len([one for one in told(context, item) if one == ("gap", "dm", LEAD)]) == 1


def test_a_plan_keeps_the_zone_of_an_owner_who_is_gone(context: WorkspaceContext) -> None:
    save_person(context, OWNER, zone="Asia/Kolkata")
    item = logged(context)
    gone = a_person(OWNER, zone="", deactivated=True)  # Slack says no zone any longer
    sync.person_changed(context, gone, utc("03-02 10:00"))
    with context.database.read(context.workspace) as tx:
        kept = people.get(tx, OWNER)
        found = misplaced.look(tx, now=utc("03-02 10:00"))
    assert kept is not None
    assert (kept.zone, kept.deactivated, found.items) == ("Asia/Kolkata", True, ())
    fire.fire_due(context, utc("03-05 12:00"))
    sync.person_changed(context, a_person(OWNER, zone="Asia/Kolkata"), utc("03-05 12:30"))
    # 9:00 there on the working morning after it was due
    assert item_now(context, item).next_at == utc("03-06 03:30")


def test_a_channel_that_is_listed_no_more_has_been_left(context: WorkspaceContext) -> None:
    before = sync.channels_joined(context, NOW)
    sync.channels_listed(context, [facts(id="C09")], before=before, now=NOW)
    with context.database.read(context.workspace) as tx:
        known = {one.id: one.member for one in channels.get_all(tx)}
    assert known == {CHANNEL: False, "C09": True}


def test_a_channel_another_bot_learns_of_while_listing_has_not_been_left(
    context: WorkspaceContext,
) -> None:
    before = sync.channels_joined(context, NOW)
    sync.save_channels(context, [facts(id="C10")], NOW)
    sync.channels_listed(context, [facts()], before=before, now=NOW)
    assert sync.channels_joined(context, NOW) == {CHANNEL: False, "C10": False}


def test_leaving_a_channel_nobody_knows_changes_nothing(context: WorkspaceContext) -> None:
    sync.channel_left(context, "C77", NOW)
    sync.channel_left(context, CHANNEL, NOW)
    with context.database.read(context.workspace) as tx:
        known = {one.id: one.member for one in channels.get_all(tx)}
    assert known == {CHANNEL: False}


def test_a_channel_that_slack_hides_is_private_and_without_us_known_or_not(
    context: WorkspaceContext,
) -> None:
    with pytest.raises(BadInput, match="could not ask Slack about this channel"):
        setup.current(context, a_request(channel="C77"), "C77", now=NOW)
    for channel in ("C77", CHANNEL):
        sync.channel_hidden(context, channel, NOW)
        with pytest.raises(BadInput, match="I am not in this channel"):
            setup.current(context, a_request(channel=channel), channel, now=NOW)
    with context.database.read(context.workspace) as tx:
        assert all(one.private and not one.member for one in channels.get_all(tx))


def test_groups_and_members_are_remembered_as_slack_lists_them(context: WorkspaceContext) -> None:
    sync.save_groups(context, {"S01": ("leads", (LEAD, MEMBER))}, NOW)
    membership.listed(context, CHANNEL, [LEAD], before=NOW, now=NOW)
    with context.database.read(context.workspace) as tx:
        groups = people.groups(tx, ["S01"])
        members = channels.members(tx, CHANNEL)
    assert (groups["S01"].members, members) == ((LEAD, MEMBER), frozenset({LEAD}))


def test_each_member_of_a_group_that_leads_is_told(context: WorkspaceContext) -> None:
    sync.save_groups(context, {"S01": ("leads", (LEAD, MEMBER))}, NOW)
    save_channel(context, policy=a_policy(lead=(Target(TargetKind.GROUP, "S01"),)))
    item = logged(context)
    moved(context, item, Move.ESCALATE, reason="the customer waits")
    recipients = {
        who for kind, place, who in told(context, item) if (kind, place) == ("escalation", "dm")
    }
    assert recipients == {LEAD, MEMBER}


def test_a_group_that_slack_lists_no_more_is_empty_and_the_next_rung_is_told(
    context: WorkspaceContext,
) -> None:
    sync.save_groups(context, {"S01": ("leads", (MEMBER,)), "S02": ("sre", (OWNER,))}, NOW)
    save_channel(context, policy=a_policy(lead=(Target(TargetKind.GROUP, "S01"),)))
    item = logged(context)
    sync.save_groups(context, {"S02": ("sre", (OWNER,))}, NOW)
    moved(context, item, Move.ESCALATE, reason="the customer waits")
    recipients = {
        who for kind, place, who in told(context, item) if (kind, place) == ("escalation", "dm")
    }
    assert recipients == {BOSS}


def test_an_absence_holds_what_waits_and_its_end_releases_it(context: WorkspaceContext) -> None:
    item = logged(context)
    friday = utc("03-06 09:00")
    absence.leave(context, a_request(OWNER, 8), Away(until=friday, stand_in=STAND_IN), now=NOW)
    assert OWNER not in {call.channel for call in taken(context)}
    absence.come_back(context, a_request(OWNER, 9), now=NOW + timedelta(hours=1))
    assert OWNER in {call.channel for call in taken(context, NOW + timedelta(hours=1))}
    assert item_now(context, item).is_open


def test_what_waits_about_no_item_hinders_nobody_from_leaving_or_coming_back(
    context: WorkspaceContext,
) -> None:
    answers.send(context, a_request(OWNER, 7), {"text": "Done.", "blocks": []}, now=NOW)
    later = NOW + timedelta(hours=1)
    left = absence.leave(context, a_request(OWNER, 8), Away(until=utc("03-06 09:00")), now=NOW)
    back = absence.come_back(context, a_request(OWNER, 9), now=later)
    sync.save_people(context, [a_person(OWNER, zone="Asia/Kolkata")], later)
    assert (left.is_away(NOW), back.person.is_away(later)) == (True, False)
    assert [(call.channel, call.message.kind) for call in taken(context)] == [
        (OWNER, NoticeKind.HINT)
    ]


@pytest.mark.parametrize(
    ("stand_in", "why"),
    [("U99", "one person of this company"), (OWNER, "somebody else"), (MEMBER, "is away too")],
)
def test_a_stand_in_is_somebody_else_who_is_there(
    context: WorkspaceContext, stand_in: str, why: str
) -> None:
    later = NOW + timedelta(days=2)
    absence.leave(context, a_request(MEMBER, 8), Away(until=later), now=NOW)
    with pytest.raises(BadInput, match=why) as refused:
        absence.leave(context, a_request(OWNER, 9), Away(until=later, stand_in=stand_in), now=NOW)
    assert refused.value.field == "stand_in"


def test_an_absence_ends_after_now(context: WorkspaceContext) -> None:
    with pytest.raises(BadInput, match="That is in the past"):
        absence.leave(context, a_request(OWNER, 9), Away(until=NOW), now=NOW)


def test_stand_ins_of_those_concerned_are_in_the_directory(context: WorkspaceContext) -> None:
    away = Away(until=utc("03-06 09:00"), stand_in=STAND_IN)
    absence.leave(context, a_request(LEAD, 8), away, now=NOW)
    item = logged(context)
    moved(context, item, Move.ESCALATE, reason="the customer waits")
    assert ("escalation", "dm", STAND_IN) in told(context, item)


def test_a_redelivered_move_is_made_once_and_answered_alike(context: WorkspaceContext) -> None:
    item = logged(context)
    first = moved(context, item, Move.NOTE, text="called them", number=5)
    moved(context, item, Move.NOTE, text="called again", number=6, actor=REPORTER)
    again = moved(context, item, Move.NOTE, text="called them", number=5)
    assert (first.repeated, again.repeated, encoded(again.event.facts)["text"]) == (
        False,
        True,
        "called them",
    )


def test_the_second_of_a_double_click_may_be_redelivered_too(context: WorkspaceContext) -> None:
    item = logged(context)
    moved(context, item, Move.ACKNOWLEDGE, number=5)
    second = moved(context, item, Move.ACKNOWLEDGE, number=6)
    again = moved(context, item, Move.ACKNOWLEDGE, number=6)
    assert (second.repeated, again.repeated, again.event) == (True, True, second.event)


def test_nobody_moves_what_they_cannot_see_and_the_answer_does_not_tell(
    context: WorkspaceContext,
) -> None:
    save_channel(context, private=True)
    item = logged(context)
    hidden = refusal_of(context, Which(kind=item.kind, number=1))
    unknown = refusal_of(context, Which(kind=item.kind, number=2))
    assert hidden.replace("B-1", "B-2") == unknown
    assert "no such item" in refusal_of(context, Which(item_id=item.id))
    assert "no such item" in refusal_of(context, Which(item_id=99))


def refusal_of(context: WorkspaceContext, which: Which) -> str:
    request = Request(kind="click", external_id="7", actor=STAND_IN)
    intent = Intent(move=Move.NOTE, actor=STAND_IN, text="x")
    with pytest.raises(UnknownItem) as refused:
        move_item.make(context, request, which, intent=intent, now=NOW)
    return refused.value.text


def test_an_item_of_another_workspace_is_not_there(context: WorkspaceContext) -> None:
    item = logged(context)
    elsewhere = replace(context, workspace="T02")
    with context.database.write("T02") as tx:
        people.save(tx, [a_person(OWNER)], now=NOW)
    which = Which(item_id=item.id)
    intent = Intent(move=Move.NOTE, actor=OWNER, text="x")
    with pytest.raises(UnknownItem):
        move_item.make(elsewhere, a_request(OWNER), which, intent=intent, now=NOW)


def test_a_button_of_an_earlier_round_does_nothing(context: WorkspaceContext) -> None:
    item = logged(context)
    moved(context, item, Move.RESCHEDULE, due=later_due(), reason="the vendor ships friday")
    which = Which(item_id=item.id, round=1)
    intent = Intent(move=Move.ACKNOWLEDGE, actor=OWNER)
    with pytest.raises(Stale, match="nothing was done"):
        move_item.make(context, a_request(OWNER, 9), which, intent=intent, now=NOW)
    assert item_now(context, item).position.acknowledged_at is None


def later_due() -> Due:
    return Due(at=utc("03-06 12:00"), zone="UTC", phrase="fri noon")


def test_nobody_logs_into_a_private_channel_they_are_not_in(context: WorkspaceContext) -> None:
    save_channel(context, private=True)
    request = Request(kind="form", external_id="1", actor=STAND_IN, channel="C99")
    with pytest.raises(NotAllowed, match="Join it first"):
        log_item.log(context, request, a_new_item(), now=NOW)


def test_a_stranger_sees_no_item_even_as_its_reporter(context: WorkspaceContext) -> None:
    item = logged(context)
    save_person(context, REPORTER, stranger=True)
    with pytest.raises(NotAllowed):
        queries.shown(context, a_request(REPORTER), Which(kind=item.kind, number=1), now=NOW)


def test_a_strangers_home_is_empty(context: WorkspaceContext) -> None:
    logged(context)
    save_person(context, OWNER, stranger=True)
    with context.reading(NOW) as uow:
        home = home_tabs.home_view(uow, OWNER)
        nobody = home_tabs.home_view(uow, "U99")
    assert "B-1" not in str(home)
    assert "B-1" not in str(nobody)


def test_an_edited_ladder_is_taken_over_by_open_items_that_want_it(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    edited = a_policy(hold=timedelta(hours=8))
    saved = setup.configure(context, a_request(LEAD, 8), CHANNEL, policy=edited, now=NOW)
    assert item_now(context, item).policy.hold == timedelta(hours=4)
    setup.configure(
        context,
        a_request(LEAD, 9),
        CHANNEL,
        policy=saved.channel.policy,
        adoption=Adoption.ALL,
        now=NOW,
    )
    adopted = item_now(context, item).policy
    assert (adopted.hold, adopted.version) == (timedelta(hours=8), 3)


def test_only_people_who_see_a_channel_set_it_up_and_never_guests(
    context: WorkspaceContext,
) -> None:
    save_channel(context, private=True)
    elsewhere = Request(kind="form", external_id="1", actor=STAND_IN, channel="C99")
    with pytest.raises(NotAllowed, match="Join it first"):
        setup.current(context, elsewhere, CHANNEL, now=NOW)
    save_person(context, MEMBER, guest=True)
    with pytest.raises(NotAllowed, match="Guests"):
        setup.current(context, a_request(MEMBER), CHANNEL, now=NOW)


def seen_by_boss(context: WorkspaceContext, now: datetime = NOW) -> bool:
    """Whether BOSS may be shown the private channel."""
    with context.reading(now) as uow:
        return visibility.sees_channel(uow, a_person(BOSS), CHANNEL)


def a_private_channel(context: WorkspaceContext) -> None:
    """A private channel; its members, BOSS among them, were listed at NOW."""
    save_channel(context, private=True)
    membership.listed(context, CHANNEL, [OWNER, BOSS], before=None, now=NOW)


def test_who_leaves_a_private_channel_sees_nothing_of_it_from_the_event_on(
    context: WorkspaceContext,
) -> None:
    a_private_channel(context)
    assert seen_by_boss(context)
    membership.changed(context, CHANNEL, BOSS, joined=False, now=NOW)
    assert not seen_by_boss(context)
    membership.changed(context, CHANNEL, BOSS, joined=True, now=NOW)
    assert seen_by_boss(context)
    assert membership.due(context, NOW) == [CHANNEL], "the list is to confirm it"


def test_a_list_that_was_asked_for_before_an_event_does_not_undo_it(
    context: WorkspaceContext,
) -> None:
    a_private_channel(context)
    before = membership.checked_at(context, CHANNEL, NOW)
    membership.changed(context, CHANNEL, BOSS, joined=False, now=NOW)
    membership.listed(context, CHANNEL, [OWNER, BOSS], before=before, now=NOW)
    assert not seen_by_boss(context)
    before = membership.checked_at(context, CHANNEL, NOW)
    membership.listed(context, CHANNEL, [OWNER], before=before, now=NOW)
    assert membership.due(context, NOW) == []


def test_an_event_does_not_make_an_old_list_count_for_longer(context: WorkspaceContext) -> None:
    a_private_channel(context)
    later = NOW + visibility.TRUSTED_FOR + timedelta(minutes=1)
    membership.changed(context, CHANNEL, MEMBER, joined=True, now=later)
    assert not seen_by_boss(context, later)


def test_an_event_of_a_channel_that_was_never_listed_opens_nothing(
    context: WorkspaceContext,
) -> None:
    save_channel(context, private=True, members_checked_at=None)
    membership.changed(context, CHANNEL, BOSS, joined=True, now=NOW)
    assert not seen_by_boss(context)


def test_a_list_is_due_after_four_minutes_but_not_while_slack_says_no(
    context: WorkspaceContext,
) -> None:
    a_private_channel(context)
    for number in range(12):
        save_channel(context, id=f"C9{number:02}", private=number < 3)
    assert len(membership.due(context, NOW)) == membership.A_FEW
    assert CHANNEL not in membership.due(context, NOW, but=[f"C9{n:02}" for n in range(12)])
    later = NOW + membership.EVERY
    assert membership.due(context, later, but=[f"C9{n:02}" for n in range(12)]) == [CHANNEL]
    membership.too_fast(context, later, until=later + timedelta(seconds=30))
    assert membership.due(context, later + timedelta(seconds=29)) == []
    assert membership.due(context, later + timedelta(seconds=30)) != []


@pytest.mark.parametrize(
    ("private", "public", "private_for", "public_for"),
    [
        (5, 50, 10, 10),
        (300, 0, 10, 40),  # 300 lists take five minutes; a public one comes four times as rarely
        (721, 0, 721 / 30, 4 * 721 / 30),
        (50, 6000, (50 + 6000 / 4) / 30, (4 * 50 + 6000) / 30),
    ],
)
def test_members_count_for_twice_as_long_as_it_takes_to_list_them_all(
    private: int, public: int, private_for: float, public_for: float
) -> None:
    for found, minutes in zip(
        visibility.trusted_for(private, public), (private_for, public_for), strict=True
    ):
        assert abs(found - timedelta(minutes=minutes)) < timedelta(milliseconds=1)


def test_an_absence_told_beforehand_begins_and_ends_once_each(context: WorkspaceContext) -> None:
    away = Away(starts_at=utc("03-05 00:00"), until=utc("03-09 09:00"))
    absence.leave(context, a_request(OWNER, number=2), away, now=NOW)
    assert absence.turn(context, utc("03-04 23:59"), limit=5) == 0
    assert absence.turn(context, utc("03-05 00:00"), limit=5) == 1
    assert absence.turn(context, utc("03-05 00:00"), limit=5) == 0
    assert person_now(context).absences == (Away(until=utc("03-09 09:00")),)
    assert absence.turn(context, utc("03-09 09:00"), limit=5) == 1
    assert absence.turn(context, utc("03-09 09:00"), limit=5) == 0
    assert person_now(context).absences == ()


def test_an_absence_that_a_downtime_outlasted_turns_once_and_is_over(
    context: WorkspaceContext,
) -> None:
    away = Away(starts_at=utc("03-05 00:00"), until=utc("03-09 09:00"))
    absence.leave(context, a_request(OWNER, number=2), away, now=NOW)
    assert absence.turn(context, utc("03-20 12:00"), limit=5) == 1
    assert absence.turn(context, utc("03-20 12:00"), limit=5) == 0
    assert person_now(context).absences == ()


def test_what_waits_for_somebody_is_held_when_their_absence_begins(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    away = Away(starts_at=utc("03-04 00:00"), until=utc("03-09 09:00"))
    absence.leave(context, a_request(OWNER, number=2), away, now=NOW)
    assert fire.fire_due(context, utc("03-04 12:00")) == 1
    assert waits_until(context, item) == utc("03-09 09:00")
    absence.come_back(context, a_request(OWNER, number=3), now=utc("03-04 13:00"))
    assert waits_until(context, item) == utc("03-04 13:00")


def test_an_absence_that_ends_before_it_begins_is_refused(context: WorkspaceContext) -> None:
    away = Away(starts_at=utc("03-09 09:00"), until=utc("03-09 09:00"))
    with pytest.raises(BadInput, match="ends before it begins") as refused:
        absence.leave(context, a_request(OWNER), away, now=NOW)
    assert refused.value.field == "until"


def test_an_absence_whose_start_has_passed_begins_at_once(context: WorkspaceContext) -> None:
    away = Away(starts_at=NOW - timedelta(hours=1), until=utc("03-09 09:00"))
    left = absence.leave(context, a_request(OWNER), away, now=NOW)
    assert left.absences == (Away(until=away.until),)


def test_a_redelivered_absence_gets_the_same_answer(context: WorkspaceContext) -> None:
    away = Away(starts_at=utc("03-05 00:00"), until=utc("03-09 09:00"))
    request = a_request(OWNER)
    absence.leave(context, request, away, now=NOW)
    assert absence.leave(context, request, away, now=utc("03-06 12:00")).absences == (away,)
    back = a_request(OWNER, number=2)
    absence.come_back(context, back, now=NOW, until=away.until)
    assert absence.come_back(context, back, now=NOW).person.absences == ()


def waits_until(context: WorkspaceContext, item: Item) -> datetime:
    """When the latest message to the owner about the item is due."""
    return [row.notice for row in pending(context, item) if row.notice.recipient == OWNER][
        -1
    ].not_before


def person_now(context: WorkspaceContext) -> Person:
    with context.reading(NOW) as uow:
        found = people.get(uow.tx, OWNER)
    assert found is not None
    return found
