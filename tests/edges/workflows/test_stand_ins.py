"""What a stand-in may do and see: what is theirs for whom they stand in, while they are away."""

from collections.abc import Callable

import pytest

from escalation.errors import BadInput, NotAllowed, UnknownItem
from escalation.items import Item
from escalation.moves.move import Move
from escalation.people import Away
from storage import channels
from tests.support.desk_fixtures import (
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
from tests.support.factories import CHANNEL, OWNER, STAND_IN, utc
from workflows.clock import fire
from workflows.people import absence
from workflows.transaction.unit_of_work import Desk

UNTIL = utc("03-09 09:00")
DUE = utc("03-05 12:00")


def leave(desk: Desk, user: str = OWNER, stand_in: str = STAND_IN, number: int = 50) -> None:
    away = Away(until=UNTIL, stand_in=stand_in)
    absence.leave(desk, a_request(user, number=number), away, now=NOW)


def join(desk: Desk, *users: str) -> None:
    with desk.database.write(desk.workspace) as tx:
        channels.set_members(tx, CHANNEL, listed=users, now=NOW)


def come_back(desk: Desk) -> None:
    absence.come_back(desk, a_request(OWNER, number=60), now=NOW)


def name_nobody(desk: Desk) -> None:
    leave(desk, stand_in="", number=60)


def resolve(desk: Desk, item: Item, now: object = NOW) -> Item:
    return moved(
        desk, item, Move.RESOLVE, actor=STAND_IN, channel="", text="x", reason="y", now=now
    ).item


def test_a_stand_in_may_do_what_those_may_whom_the_ladder_has_reached(desk: Desk) -> None:
    save_channel(desk, private=True)
    item = logged(desk)
    leave(desk)
    assert not resolve(desk, item).is_open


@pytest.mark.parametrize("end", [come_back, name_nobody])
def test_it_ends_with_the_absence_or_when_somebody_else_is_named(
    desk: Desk, end: Callable[[Desk], None]
) -> None:
    save_channel(desk, private=True)
    item = logged(desk)
    leave(desk)
    fire.fire_due(desk, DUE)
    end(desk)
    with pytest.raises(UnknownItem):
        resolve(desk, item_now(desk, item))


def test_it_ends_when_the_absence_runs_out(desk: Desk) -> None:
    item = logged(desk)
    leave(desk)
    fire.fire_due(desk, DUE)
    with pytest.raises(NotAllowed):
        moved(desk, item_now(desk, item), Move.RESOLVE, actor=STAND_IN, reason="y", now=UNTIL)


def test_what_waited_for_a_stand_in_is_not_told_once_the_absence_is_over(desk: Desk) -> None:
    item = logged(desk)
    leave(desk)
    fire.fire_due(desk, DUE)
    assert ("reminder", "dm", STAND_IN) in told(desk, item)
    absence.come_back(desk, a_request(OWNER, number=60), now=DUE)
    recipients = {errand.parcel.recipient for errand in taken(desk, DUE)}
    assert OWNER in recipients
    assert STAND_IN not in recipients
    assert ("reminder", "dm", STAND_IN) not in told(desk, item)


def test_a_guest_cannot_be_named_where_they_do_not_see_what_is_owned(desk: Desk) -> None:
    save_person(desk, STAND_IN, guest=True)
    logged(desk)
    with pytest.raises(BadInput, match="is a guest and is not in every channel") as refused:
        leave(desk)
    assert refused.value.field == "stand_in"
    join(desk, OWNER, STAND_IN)
    leave(desk)


def test_a_guest_who_leaves_the_channel_stands_in_there_no_longer(desk: Desk) -> None:
    save_person(desk, STAND_IN, guest=True)
    join(desk, OWNER, STAND_IN)
    item = logged(desk)
    leave(desk)
    join(desk, OWNER)
    fire.fire_due(desk, DUE)
    assert STAND_IN not in {who for _, _, who in told(desk, item)}
    with pytest.raises(UnknownItem):
        resolve(desk, item_now(desk, item))
