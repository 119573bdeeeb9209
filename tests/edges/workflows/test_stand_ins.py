"""What stand-ins may do and see: what the person they cover for may, during the absence."""

from collections.abc import Callable

import pytest

from escalation.errors import BadInput, NotAllowed, UnknownItem
from escalation.items import Item
from escalation.moves.move import Move
from escalation.people import Away
from escalation.policy import Outsiders
from storage import channels
from tests.support.context_fixtures import (
    NOW,
    a_request,
    item_now,
    logged,
    moved,
    save_channel,
    save_person,
    taken,
    told,
)
from tests.support.factories import CHANNEL, OWNER, STAND_IN, a_policy, utc
from workflows.clock import fire
from workflows.people import absence
from workflows.transaction.unit_of_work import WorkspaceContext

UNTIL = utc("03-09 09:00")
DUE = utc("03-05 12:00")


def leave(
    context: WorkspaceContext, user: str = OWNER, stand_in: str = STAND_IN, number: int = 50
) -> None:
    away, instead_of = Away(until=UNTIL, stand_in=stand_in), UNTIL if number == 60 else None
    request = a_request(user, number=number)
    absence.leave(context, request, away, now=NOW, instead_of=instead_of)


def join(context: WorkspaceContext, *users: str) -> None:
    with context.database.write(context.workspace) as tx:
        channels.set_members(tx, CHANNEL, listed=users, now=NOW)


def come_back(context: WorkspaceContext) -> None:
    absence.come_back(context, a_request(OWNER, number=60), now=NOW)


def name_nobody(context: WorkspaceContext) -> None:
    leave(context, stand_in="", number=60)


def resolve(context: WorkspaceContext, item: Item, now: object = NOW) -> Item:
    return moved(
        context, item, Move.RESOLVE, actor=STAND_IN, channel="", text="x", reason="y", now=now
    ).item


def test_a_stand_in_may_do_what_those_may_whom_the_ladder_has_reached(
    context: WorkspaceContext,
) -> None:
    save_channel(context, private=True, policy=a_policy(outsiders=Outsiders.WORDS))
    item = logged(context)
    leave(context)
    assert not resolve(context, item).is_open


@pytest.mark.parametrize("end", [come_back, name_nobody])
def test_it_ends_with_the_absence_or_when_somebody_else_is_named(
    context: WorkspaceContext, end: Callable[[WorkspaceContext], None]
) -> None:
    save_channel(context, private=True, policy=a_policy(outsiders=Outsiders.WORDS))
    item = logged(context)
    leave(context)
    fire.fire_due(context, DUE)
    end(context)
    with pytest.raises(UnknownItem):
        resolve(context, item_now(context, item))


def test_it_ends_when_the_absence_runs_out(context: WorkspaceContext) -> None:
    item = logged(context)
    leave(context)
    fire.fire_due(context, DUE)
    with pytest.raises(NotAllowed):
        moved(context, item_now(context, item), Move.RESOLVE, actor=STAND_IN, reason="y", now=UNTIL)


def test_what_waited_for_a_stand_in_is_not_told_once_the_absence_is_over(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    leave(context)
    fire.fire_due(context, DUE)
    assert ("reminder", "dm", STAND_IN) in told(context, item)
    absence.come_back(context, a_request(OWNER, number=60), now=DUE)
    recipients = {call.message.recipient for call in taken(context, DUE)}
    assert OWNER in recipients
    assert STAND_IN not in recipients
    assert ("reminder", "dm", STAND_IN) not in told(context, item)


def test_a_guest_cannot_be_named_where_they_do_not_see_what_is_owned(
    context: WorkspaceContext,
) -> None:
    save_person(context, STAND_IN, guest=True)
    logged(context)
    with pytest.raises(BadInput, match="is a guest and is not in every channel") as refused:
        leave(context)
    assert refused.value.field == "stand_in"
    join(context, OWNER, STAND_IN)
    leave(context)


def test_a_guest_who_leaves_the_channel_stands_in_there_no_longer(
    context: WorkspaceContext,
) -> None:
    save_person(context, STAND_IN, guest=True)
    join(context, OWNER, STAND_IN)
    item = logged(context)
    leave(context)
    join(context, OWNER)
    fire.fire_due(context, DUE)
    assert ("reminder", "dm", STAND_IN) not in told(context, item)
    with pytest.raises(UnknownItem):
        resolve(context, item_now(context, item))
