"""Who follows an item, as it is stored, and what becomes of it where we do not know who sees it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from escalation.dependencies import Relation
from escalation.errors import BadInput, UnknownItem
from escalation.following import Following
from escalation.items import Item
from escalation.moves.move import Move
from storage import channels, people
from storage.items import followers
from tests.support.context_fixtures import (
    NOW,
    a_request,
    actions,
    logged,
    moved,
    save_channel,
    save_person,
    taken,
    told,
)
from tests.support.factories import CHANNEL, MEMBER, OWNER, REPORTER, a_person, utc
from workflows.channels import membership
from workflows.items import depend, follow
from workflows.items.move import Which
from workflows.people import sync
from workflows.transaction.unit_of_work import WorkspaceContext

TO_THE_MEMBER = ("followed", "dm", MEMBER)


def follows(
    context: WorkspaceContext,
    item: Item,
    person: str = MEMBER,
    wanted: Following = Following.FOLLOW,
    *,
    number: int = 500,
) -> None:
    request, which = a_request(person, number=number), Which(kind=item.kind, number=item.number)
    follow.follow(context, request, which, wanted=wanted, now=NOW)


def following(context: WorkspaceContext, item: Item) -> tuple[str, ...]:
    with context.database.read(context.workspace) as tx:
        return followers.of(tx, item.id)


def are_in(context: WorkspaceContext, *members: str) -> None:
    membership.listed(context, CHANNEL, members, before=checked_at(context), now=NOW)


def checked_at(context: WorkspaceContext) -> datetime | None:
    return membership.checked_at(context, CHANNEL, NOW)


def crowd(context: WorkspaceContext, item: Item, number: int) -> Sequence[str]:
    """So many people who follow the item."""
    users = [f"U1{one:03}" for one in range(number)]
    with context.database.write(context.workspace) as tx:
        people.save(tx, [a_person(user) for user in users], now=NOW)
        for user in users:
            followers.add(tx, item.id, user)
    return users


def test_a_request_that_comes_again_follows_once_and_no_event_says_so(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    before = actions(context, item.id)
    for _ in range(3):
        follows(context, item)
    assert following(context, item) == (MEMBER,)
    assert actions(context, item.id) == before
    follows(context, item, wanted=Following.UNFOLLOW, number=501)
    follows(context, item)  # the first request, once more
    assert following(context, item) == ()


def test_a_hundred_people_can_follow_an_item_and_one_of_them_can_stop(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    first, *_ = crowd(context, item, 100)
    with pytest.raises(BadInput, match="100 people follow B-1 already"):
        follows(context, item)
    assert MEMBER not in following(context, item)
    follows(context, item, first, Following.UNFOLLOW)
    follows(context, item, number=502)
    assert len(following(context, item)) == 100
    moved(context, item, Move.RESOLVE)
    assert sum(kind == "followed" for kind, _, _ in told(context, item)) == 100


def test_whoever_cannot_see_it_is_told_nothing_of_it(context: WorkspaceContext) -> None:
    item = logged(context)
    save_person(context, "U0999", guest=True)
    request = a_request("U0999", number=500, channel="D1")
    which = Which(kind=item.kind, number=item.number)
    with pytest.raises(UnknownItem):
        follow.follow(context, request, which, wanted=Following.FOLLOW, now=NOW)
    assert following(context, item) == ()


@pytest.mark.parametrize("changed", [{"guest": True}, {"deactivated": True}, {"stranger": True}])
def test_it_ends_once_the_account_sees_the_channel_no_more(
    context: WorkspaceContext, changed: dict[str, bool]
) -> None:
    item = logged(context)
    save_person(context, MEMBER, **changed)
    are_in(context, OWNER, REPORTER)
    with context.database.write(context.workspace) as tx:
        followers.add(tx, item.id, MEMBER)
    moved(context, item, Move.RESOLVE)
    assert TO_THE_MEMBER not in told(context, item)
    assert following(context, item) == ()


def test_a_full_list_that_lacks_somebody_ends_it_in_a_private_channel(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    follows(context, item)
    are_in(context, OWNER, REPORTER)
    assert following(context, item) == (MEMBER,), "the channel is public"
    are_in(context, OWNER, REPORTER, MEMBER)
    save_private(context)
    are_in(context, OWNER, REPORTER)
    assert following(context, item) == ()


def save_private(context: WorkspaceContext) -> None:
    save_channel(context, private=True, members_checked_at=checked_at(context))


def test_a_channel_that_becomes_private_ends_it_for_those_outside(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    follows(context, item)
    are_in(context, OWNER, REPORTER)
    save_private(context)
    moved(context, item, Move.RESOLVE)
    assert TO_THE_MEMBER not in told(context, item)
    assert following(context, item) == ()


def test_where_nobody_knows_who_is_in_the_channel_it_waits(context: WorkspaceContext) -> None:
    item = logged(context)
    follows(context, item)
    save_private(context)
    moved(context, item, Move.RESOLVE)
    late = NOW + timedelta(hours=1)  # the list is an hour old
    assert [call for call in taken(context, late) if call.channel == MEMBER] == []
    assert TO_THE_MEMBER in told(context, item)
    with context.database.write(context.workspace) as tx:
        channels.set_members(tx, CHANNEL, listed=[OWNER, REPORTER, MEMBER], now=late)
    minute = timedelta(minutes=1)
    (call,) = [call for call in taken(context, late + minute) if call.channel == MEMBER]
    assert "is resolved" in call.args["text"]


def test_what_waits_is_not_sent_to_whoever_has_stopped(context: WorkspaceContext) -> None:
    item = logged(context)
    follows(context, item)
    moved(context, item, Move.RESOLVE)
    assert TO_THE_MEMBER in told(context, item)
    follows(context, item, wanted=Following.UNFOLLOW, number=501)
    assert MEMBER not in {call.channel for call in taken(context)}
    assert TO_THE_MEMBER not in told(context, item)


def test_a_follower_who_owns_what_needs_it_is_told_once(context: WorkspaceContext) -> None:
    blocker, item = logged(context, 1), logged(context, 2, owner=MEMBER)
    blocks = Which(kind=blocker.kind, number=blocker.number)
    needing = [Which(kind=item.kind, number=item.number)]
    request = a_request(OWNER, number=502)
    depend.make(context, request, blocks, relation=Relation.BLOCKS, others=needing, now=NOW)
    follows(context, blocker)
    moved(context, blocker, Move.RESOLVE)
    assert ("needed", "dm", MEMBER) in told(context, item)
    assert TO_THE_MEMBER not in told(context, blocker)


def test_it_waits_for_their_hours_in_another_time_zone_even_if_urgent(
    context: WorkspaceContext,
) -> None:
    item = logged(context, urgent=True)
    follows(context, item)
    save_person(context, MEMBER, zone="Asia/Kolkata")
    evening = utc("03-04 15:00")  # 20:30 there
    moved(context, item, Move.RESOLVE, now=evening)
    assert MEMBER not in {call.channel for call in taken(context, evening)}
    sync.person_changed(context, a_person(MEMBER, zone="Europe/Lisbon"), evening)
    assert MEMBER in {call.channel for call in taken(context, evening)}


def test_of_a_private_channel_we_have_left_those_who_were_in_it_are_told(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    follows(context, item)
    save_channel(context, private=True, member=False, left_at=NOW)
    moved(context, item, Move.RESOLVE)
    (call,) = [call for call in taken(context) if call.channel == MEMBER]
    assert "is resolved" in call.args["text"]
