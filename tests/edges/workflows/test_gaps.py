"""Ownership gaps are rows: opened once, closed by name, found each night by one of three bots."""

from datetime import datetime

import pytest
from sqlalchemy import select

from escalation.errors import BadInput, NotAllowed
from escalation.gaps.gap import OwnershipGap
from escalation.items import Item
from escalation.moves.accounts import Change
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind
from escalation.rungs import Target, TargetKind
from grammar.moves.parsed import Listing, Scope
from messages.gaps import words
from storage import channels
from storage.gaps import rows
from storage.tables.hand_overs import ITEM_GAP
from storage.tables.items import ITEM
from tests.edges.workflows.test_accounts import change, person
from tests.support.context_fixtures import (
    NOW,
    Work,
    a_channel,
    a_request,
    at_once,
    item_now,
    logged,
    moved,
    pending,
    save_person,
)
from tests.support.factories import (
    BOSS,
    CHANNEL,
    GROUP,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_person,
    a_policy,
    utc,
)
from workflows.channels import membership
from workflows.gaps import nightly
from workflows.items import queries, undo
from workflows.items.move import Which
from workflows.people import leavers, new_owner, sync
from workflows.transaction import readers
from workflows.transaction.ownership import gaps
from workflows.transaction.unit_of_work import WorkspaceContext

LATER, NIGHT = utc("03-02 10:00"), utc("03-03 03:00")
THE_GROUP = Target(TargetKind.GROUP, GROUP)


def gaps_of(context: WorkspaceContext, item: Item) -> tuple[OwnershipGap, ...]:
    with context.database.read(context.workspace) as tx:
        return rows.of(tx, [item.id]).get(item.id, ())


def listed(context: WorkspaceContext) -> list[str]:
    asked = Listing(scope=Scope.GAPS)
    found = queries.listed(context, a_request(MEMBER), asked, now=LATER)
    return [item.label for item in found.items]


def told_of_gaps(context: WorkspaceContext, item: Item) -> list[str]:
    return [
        row.notice.recipient for row in pending(context, item) if row.notice.kind is NoticeKind.GAP
    ]


def leaves(context: WorkspaceContext, user: str) -> None:
    sync.person_changed(context, a_person(user, deactivated=True), LATER)


def swept(context: WorkspaceContext, at: datetime = NIGHT) -> int:
    return nightly.go_on(context, at, limit=100)


def test_a_gap_is_opened_once_and_closed_by_naming_an_owner(context: WorkspaceContext) -> None:
    item = logged(context)
    leaves(context, OWNER)
    leaves(context, OWNER)
    (gap,) = gaps_of(context, item)
    assert (gap.cause, gap.opened_at, gap.is_open) == (f"owner:{OWNER}", LATER, True)
    assert listed(context) == ["B-1"]
    moved(context, item_now(context, item), Move.REASSIGN, actor=LEAD, now=LATER,
          owner=a_person(MEMBER), reason="left")  # fmt: skip
    (closed,) = gaps_of(context, item)
    assert (closed.who, closed.reason, closed.accepted) == (LEAD, "left", False)
    assert closed.closed_at == LATER
    assert listed(context) == []


def test_somebody_who_says_it_is_fine_takes_it_off_the_list(context: WorkspaceContext) -> None:
    item = logged(context)
    leaves(context, OWNER)
    before = item_now(context, item)
    with pytest.raises(NotAllowed, match="You cannot accept the ownership gap of B-1"):
        moved(context, before, Move.GAP_FINE, actor=MEMBER, reason="it is")
    moved(context, before, Move.GAP_FINE, actor=LEAD, reason="I watch it", now=LATER)
    assert gaps_of(context, item)[0].accepted
    assert listed(context) == []
    assert item_now(context, item).position == before.position
    swept(context)
    swept(context, utc("03-04 03:00"))
    assert len(gaps_of(context, item)) == 1
    with pytest.raises(BadInput, match="B-1 has no open ownership gap"):
        moved(context, item_now(context, item), Move.GAP_FINE, actor=LEAD, reason="again")


def test_an_owner_who_leaves_again_after_that_opens_another(three: list[WorkspaceContext]) -> None:
    context = three[0]
    item = logged(context)
    leaves(context, OWNER)
    moved(context, item_now(context, item), Move.GAP_FINE, actor=LEAD, reason="I watch it")
    sync.person_changed(context, a_person(OWNER), LATER)
    assert not gaps_of(context, item)[-1].is_open
    sync.person_changed(context, a_person(OWNER, deactivated=True), NIGHT)
    assert gaps_of(context, item)[-1].is_open


def test_of_three_bots_that_say_it_is_fine_at_once_one_does(three: list[WorkspaceContext]) -> None:
    item = logged(three[0])
    leaves(three[0], OWNER)
    at = item_now(three[0], item)

    def fine(number: int) -> Work:
        return lambda bot: moved(
            bot, at, Move.GAP_FINE, actor=LEAD, reason="ok", number=200 + number
        )

    refused = at_once(three, fine(1), fine(2), fine(3))
    assert [type(one) for one in refused] == [BadInput, BadInput]
    assert len(gaps_of(three[0], item)) == 1


def test_new_owner_is_refused_once_the_gap_is_closed(context: WorkspaceContext) -> None:
    item = logged(context)
    leaves(context, OWNER)
    which = Which(item_id=item.id)

    def name(owner: str, number: int) -> str:
        chosen, request = a_person(owner), a_request(LEAD, number=number)
        done = new_owner.name_owner(context, request, which, owner=chosen, now=LATER)
        return done.item.owner

    assert name(MEMBER, 50) == name(MEMBER, 50) == MEMBER
    with pytest.raises(BadInput, match="B-1 has no open ownership gap"):
        name(STAND_IN, 51)


def test_a_hand_over_that_is_undone_opens_the_gap_again(context: WorkspaceContext) -> None:
    item = logged(context)
    leaves(context, OWNER)
    which, request = Which(item_id=item.id), a_request(LEAD, number=55)
    done = new_owner.name_owner(context, request, which, owner=a_person(MEMBER), now=LATER)
    assert listed(context) == []
    assert done.undo
    undo.undo(context, a_request(LEAD, number=56), [done.undo], now=LATER)
    assert listed(context) == ["B-1"]


def test_an_owner_who_is_back_is_not_named_by_picking_them(context: WorkspaceContext) -> None:
    item = logged(context)
    leaves(context, OWNER)
    sync.person_changed(context, a_person(OWNER), LATER)
    with pytest.raises(BadInput, match="If that is right: `B-1 gap fine because …`"):
        new_owner.name_owner(
            context, a_request(LEAD, number=60), Which(item_id=item.id),
            owner=a_person(OWNER), now=LATER,
        )  # fmt: skip
    assert listed(context) == ["B-1"]


def test_a_lead_who_goes_leaves_a_gap_that_leadership_is_told_of(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    leaves(context, LEAD)
    assert [gap.cause for gap in gaps_of(context, item)] == [f"rung:0:{LEAD}"]
    assert told_of_gaps(context, item) == [BOSS]


def test_a_group_that_nobody_is_left_in_leaves_one(context: WorkspaceContext) -> None:
    sync.save_groups(context, {GROUP: ("leads", (STAND_IN,))}, NOW)
    with context.database.write(context.workspace) as tx:
        policy = a_policy(lead=(Target(TargetKind.PERSON, LEAD), THE_GROUP))
        channels.save(tx, a_channel(policy=policy))
    item = logged(context)
    sync.save_groups(context, {GROUP: ("leads", ())}, LATER)
    assert [gap.cause for gap in gaps_of(context, item)] == [f"rung:0:{GROUP}"]
    assert told_of_gaps(context, item) == [LEAD]  # who is left on that rung


def test_a_channel_on_a_ladder_that_we_leave_leaves_one(context: WorkspaceContext) -> None:
    with context.database.write(context.workspace) as tx:
        channels.save(tx, a_channel(id="C02", name="bridge"))
        bridge = (Target(TargetKind.CHANNEL, "C02"),)
        channels.save(tx, a_channel(policy=a_policy(leadership=bridge)))
    item = logged(context)
    sync.channel_left(context, "C02", LATER)
    assert [gap.cause for gap in gaps_of(context, item)] == ["rung:1:C02"]
    assert set(told_of_gaps(context, item)) == {REPORTER, CHANNEL}


def test_an_owner_who_becomes_a_guest_elsewhere_loses_sight(context: WorkspaceContext) -> None:
    mine = logged(context)
    other = logged(context, 2, owner=STAND_IN)
    for user in (OWNER, STAND_IN):  # of the two only Maria is in the channel
        sync.person_changed(context, a_person(user, guest=True), LATER)
    assert gaps_of(context, mine) == ()
    assert [gap.cause for gap in gaps_of(context, other)] == [f"owner:{STAND_IN}"]


def test_a_guest_who_leaves_a_public_channel_loses_sight(context: WorkspaceContext) -> None:
    save_person(context, OWNER, guest=True)
    item = logged(context)
    membership.changed(context, CHANNEL, OWNER, joined=False, now=LATER)
    assert [gap.cause for gap in gaps_of(context, item)] == [f"owner:{OWNER}"]


def test_the_first_night_lists_what_is_there_and_tells_nobody(context: WorkspaceContext) -> None:
    item = logged(context)
    save_person(context, OWNER, deactivated=True)  # as an older version left it
    assert swept(context, LATER) == 1
    assert listed(context) == ["B-1"]
    assert told_of_gaps(context, item) == []


def test_a_later_night_tells_what_no_event_has_told(context: WorkspaceContext) -> None:
    item = logged(context)
    swept(context, LATER)
    save_person(context, OWNER, deactivated=True)
    assert swept(context, LATER) == 0  # not due
    assert swept(context) == 1
    assert listed(context) == ["B-1"]
    waiting = [row.notice for row in pending(context, item) if row.notice.kind is NoticeKind.GAP]
    assert {(one.recipient, one.not_before) for one in waiting} == {
        (CHANNEL, utc("03-03 09:00")),  # when its working day starts
        (LEAD, utc("03-03 09:00")),
    }
    assert swept(context) == 0


def test_what_is_urgent_is_told_in_the_night(context: WorkspaceContext) -> None:
    item = logged(context, urgent=True)
    swept(context, LATER)
    save_person(context, OWNER, deactivated=True)
    swept(context)
    waiting = [row.notice for row in pending(context, item) if row.notice.kind is NoticeKind.GAP]
    assert {one.not_before for one in waiting} == {NIGHT}


def test_a_night_goes_on_where_it_was_cut_off(context: WorkspaceContext) -> None:
    for number in range(1, 6):
        logged(context, number)
    counts = [nightly.go_on(context, LATER, limit=2) for _ in range(4)]
    assert counts == [2, 2, 1, 0]


def test_of_three_bots_one_looks(three: list[WorkspaceContext]) -> None:
    item = logged(three[0])
    swept(three[0], LATER)
    save_person(three[0], OWNER, deactivated=True)
    assert at_once(three, swept, swept, swept) == []
    assert len(gaps_of(three[0], item)) == 1
    assert sorted(told_of_gaps(three[0], item)) == sorted([CHANNEL, LEAD])


def test_an_owner_who_left_a_public_channel_answers_once(context: WorkspaceContext) -> None:
    item = logged(context)
    which = Which(item_id=item.id)
    membership.changed(context, CHANNEL, OWNER, joined=False, now=LATER)

    def says(*, keeps: bool, number: int, actor: str = OWNER) -> Item:
        request = a_request(actor, number=number)
        return leavers.answer(context, request, which, keeps=keeps, now=LATER).item

    with pytest.raises(BadInput, match="B-1 has another owner"):
        says(keeps=True, number=70, actor=MEMBER)
    says(keeps=False, number=71)
    says(keeps=False, number=71)  # the same click again
    (gap,) = gaps_of(context, item)
    assert gap.is_open
    with pytest.raises(BadInput, match="You have answered that already"):
        says(keeps=True, number=72)


def test_an_owner_who_left_and_keeps_it_is_not_asked_again(context: WorkspaceContext) -> None:
    item = logged(context)
    membership.changed(context, CHANNEL, OWNER, joined=False, now=LATER)
    request, which = a_request(OWNER, number=73), Which(item_id=item.id)
    leavers.answer(context, request, which, keeps=True, now=LATER)
    assert [gap.is_open for gap in gaps_of(context, item)] == [False]
    with pytest.raises(BadInput, match="You have answered that already"):
        leavers.answer(context, a_request(OWNER, number=74), which, keeps=True, now=LATER)


def test_an_account_whose_owner_goes_leaves_one_until_another_has_it(
    three: list[WorkspaceContext],
) -> None:
    context = three[0]
    item = logged(context, customers=("Harbor",))
    change(context, Change.OWNER, by=LEAD, person=person(STAND_IN))
    leaves(context, STAND_IN)
    (gap,) = gaps_of(context, item)
    assert (gap.cause, gap.is_open) == (f"account:{item.customers[0].id}:{STAND_IN}", True)
    assert told_of_gaps(context, item) == [LEAD]
    change(context, Change.OWNER, by=LEAD, person=person(MEMBER), number=51)
    (closed,) = gaps_of(context, item)
    assert (closed.who, closed.accepted) == (LEAD, False)
    assert not closed.is_open


def test_rows_are_kept_with_their_item(context: WorkspaceContext) -> None:
    item = logged(context)
    leaves(context, OWNER)
    with context.database.read_all() as tx:
        assert tx.execute(select(ITEM_GAP.c.item_id)).scalars().all() == [item.id]
        assert tx.execute(select(ITEM.c.id)).scalars().all() == [item.id]


def test_a_message_of_one_gap_does_not_come_alive_because_of_another(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    leaves(context, OWNER)
    (own,) = [
        row.notice
        for row in pending(context, item)
        if (row.notice.kind, row.notice.recipient) == (NoticeKind.GAP, LEAD)
    ]
    moved(context, item, Move.GAP_FINE, actor=LEAD, reason="I watch it", now=LATER)
    leaves(context, BOSS)
    with context.reading(LATER) as uow:
        reader = gaps.shown_to(uow.tx, readers.to(uow, LEAD, [item]), [item])
    assert [gap.cause for gap in reader.gaps[item.id]] == [f"rung:1:{BOSS}"]
    assert "gap fine" not in words.asked(own, item, reader)
