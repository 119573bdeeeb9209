"""Another owner or another date on a real database: all of it or nothing, and once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from escalation.errors import BadInput, ItemClosed, NotAllowed, Refusal, Stale, UnreadableItem
from escalation.events import EventRef
from escalation.items import Due, Item
from escalation.moves.move import Intent, Move
from escalation.notices.notice import NoticeState
from storage.checks import discrepancies
from storage.outbox import queue
from tests.support.context_fixtures import (
    NOW,
    a_new_item,
    a_request,
    actions,
    at_once,
    item_now,
    logged,
    moved,
    save_channel,
    save_person,
    send,
    told,
)
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    a_due,
    a_person,
    a_policy,
    utc,
)
from workflows.items import log as log_item
from workflows.items.move import Moved
from workflows.remarks import replace
from workflows.transaction.unit_of_work import Request, WorkspaceContext

SOON, LATE = NOW + timedelta(minutes=3), NOW + timedelta(minutes=10)
LATER = a_due("03-10 12:00")


@pytest.fixture
def new(context: WorkspaceContext) -> tuple[Item, EventRef]:
    """An item of its owner, logged by its reporter, who is in the channel as well."""
    done = log_item.log(context, a_request(), a_new_item(), now=NOW)
    assert done.undo is not None
    return done.item, done.undo


def instead(
    context: WorkspaceContext,
    ref: EventRef | None,
    *,
    by: str = REPORTER,
    at: datetime = SOON,
    number: int = 1,
    **what: Any,
) -> Moved:
    """Another owner (`to`, or `owner` as a person) or another date (`due`)."""
    assert ref is not None
    owner = what.get("owner") or (a_person(what["to"]) if "to" in what else None)
    move = Move.RESCHEDULE if "due" in what else Move.REASSIGN
    intent = Intent(move=move, actor=by, owner=owner, due=what.get("due"))
    request = Request(kind="form", external_id=f"V{number}", actor=by, channel="")
    return replace.make(context, request, ref, intent=intent, now=at, dated=what.get("dated"))


def states(context: WorkspaceContext, item: Item, user: str, at: datetime = NOW) -> list[str]:
    """What became of the notices of an instant for somebody."""
    with context.database.read(context.workspace) as tx:
        rows = queue.of_moment(tx, item.id, at)
    return [row.state.value for row in rows if row.notice.recipient == user]


def require_sound(context: WorkspaceContext) -> None:
    with context.database.read(context.workspace) as tx:
        assert [*discrepancies.found(tx)] == []


def test_another_owner_of_a_new_item(context: WorkspaceContext, new: tuple[Item, EventRef]) -> None:
    item, ref = new
    made = instead(context, ref, to=MEMBER)
    assert made.item.owner == MEMBER
    assert actions(context, item.id) == ["logged", "reassign"]
    assert states(context, item, OWNER) == ["superseded"]
    dms = [(kind, who) for kind, place, who in told(context, item) if place == "dm"]
    assert dms == [("handed", MEMBER)]
    require_sound(context)


def test_the_first_owner_who_was_told_gets_an_edit(
    context: WorkspaceContext, new: tuple[Item, EventRef]
) -> None:
    item, ref = new
    send(context, NOW)
    assert states(context, item, OWNER) == [NoticeState.SENT.value]
    instead(context, ref, to=MEMBER)
    kinds = {kind for kind, _, who in told(context, item) if who not in (MEMBER, CHANNEL)}
    assert kinds == {"edit"}


def test_another_date_of_a_new_item_is_told_to_an_owner_who_knows_the_first(
    context: WorkspaceContext, new: tuple[Item, EventRef]
) -> None:
    item, ref = new
    send(context, NOW)
    made = instead(context, ref, due=LATER)
    assert (made.item.first_due_at, made.item.slips) == (LATER.at, 0)
    assert ("moved", "dm", OWNER) in told(context, item)
    require_sound(context)


def test_an_owner_who_knows_nothing_yet_is_told_once(
    context: WorkspaceContext, new: tuple[Item, EventRef]
) -> None:
    item, ref = new
    instead(context, ref, due=LATER)
    dms = [(kind, who) for kind, place, who in told(context, item) if place == "dm"]
    assert dms == [("logged", OWNER)]


def test_an_offer_goes_to_somebody_else(
    context: WorkspaceContext, new: tuple[Item, EventRef]
) -> None:
    item, _ = new
    offered = moved(context, item, Move.REASSIGN, owner=a_person(MEMBER), reason="on leave")
    made = instead(context, offered.ref, by=OWNER, to=REPORTER)
    assert made.event.reason == "on leave"
    assert made.item.offer is not None
    assert (made.item.owner, made.item.offer.to) == (OWNER, REPORTER)
    assert actions(context, item.id) == ["logged", "offer", "undo", "offer"]
    again = instead(context, made.ref, by=OWNER, to=OWNER, number=2)
    assert again.item.offer is None
    assert again.event.action == "undo"
    require_sound(context)


def test_a_date_after_an_offer_keeps_it_and_then_a_hand_over_is_ordinary(
    context: WorkspaceContext, new: tuple[Item, EventRef]
) -> None:
    item, _ = new
    offered = moved(context, item, Move.REASSIGN, owner=a_person(MEMBER), reason="on leave")
    made = instead(context, offered.ref, by=OWNER, due=LATER)
    assert (made.item.offer, made.item.slips) == (offered.item.offer, 0)
    with pytest.raises(BadInput) as refused:
        instead(context, made.ref, by=OWNER, to=REPORTER, number=2)
    assert refused.value.field == "reason"
    assert item_now(context, item).is_open
    require_sound(context)


def test_a_hand_over_goes_to_somebody_else_and_the_old_owner_is_told_once(
    context: WorkspaceContext, new: tuple[Item, EventRef]
) -> None:
    item, _ = new
    send(context, NOW)
    given = moved(context, item, Move.REASSIGN, actor=LEAD, owner=a_person(MEMBER), reason="why")
    send(context, NOW)
    made = instead(context, given.ref, by=LEAD, to=BOSS)
    assert made.item.owner == BOSS
    assert actions(context, item.id)[1:] == ["reassign", "undo", "reassign"]
    dms = [(kind, who) for kind, place, who in told(context, item) if place == "dm"]
    assert dms == [("handed", OWNER), ("handed", BOSS), ("undone", MEMBER)]
    require_sound(context)


def test_who_gave_their_own_away_may_still_set_its_date(context: WorkspaceContext) -> None:
    save_channel(context, policy=a_policy(hand_overs="at_once"))
    item = logged(context)
    given = moved(context, item, Move.REASSIGN, owner=a_person(MEMBER), reason="why")
    assert given.item.owner == MEMBER
    made = instead(context, given.ref, by=OWNER, due=LATER)
    assert (made.item.slips, made.item.first_due_at) == (0, item.first_due_at)
    require_sound(context)


def test_an_owner_who_is_gone_is_not_missed_again(context: WorkspaceContext) -> None:
    item = logged(context)
    save_person(context, OWNER, deactivated=True)
    given = moved(context, item, Move.REASSIGN, actor=LEAD, owner=a_person(MEMBER), reason="why")
    send(context, NOW)
    made = instead(context, given.ref, by=LEAD, to=BOSS)
    assert made.item.owner == BOSS
    assert "gap" not in {kind for kind, _, _ in told(context, item)}


def test_a_slip_that_waits_is_not_told_twice(context: WorkspaceContext) -> None:
    item = moved(context, logged(context), Move.AGREE).item
    for day in (5, 6):
        made = moved(
            context, item, Move.RESCHEDULE, due=a_due(f"03-{day:02} 16:00"), reason="x", number=day
        )
        item = made.item
    assert [kind for kind, _, _ in told(context, item)].count("slipped") == 1
    second = instead(context, made.ref, by=OWNER, due=LATER)
    assert second.item.slips == 2
    assert [kind for kind, _, _ in told(context, item)].count("slipped") == 1
    instead(context, second.ref, by=OWNER, due=a_due("03-05 16:00"), number=2)
    assert "slipped" not in {kind for kind, _, _ in told(context, item)}
    assert item_now(context, item).slips == 1
    require_sound(context)


def test_the_same_request_is_done_once(
    context: WorkspaceContext, new: tuple[Item, EventRef]
) -> None:
    item, ref = new
    first, again = (instead(context, ref, to=MEMBER) for _ in range(2))
    assert (first.repeated, again.repeated) == (False, True)
    assert first.event == again.event
    with pytest.raises(Stale, match="Since then"):
        instead(context, ref, to=LEAD, number=2)
    assert actions(context, item.id) == ["logged", "reassign"]


def test_of_two_forms_at_once_one_counts(
    three: list[WorkspaceContext],
) -> None:
    done = log_item.log(three[0], a_request(), a_new_item(), now=NOW)
    refused = at_once(
        three[:2],
        lambda bot: instead(bot, done.undo, to=MEMBER, number=1),
        lambda bot: instead(bot, done.undo, due=LATER, number=2),
    )
    assert [type(one) for one in refused] == [Stale]
    assert len(actions(three[0], done.item.id)) == 2
    require_sound(three[0])


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        ({"to": OWNER}, "is the person you just named"),
        ({"owner": a_person(MEMBER, bot=True)}, "one person of this company"),
        ({"owner": None}, "one person of this company"),
        ({"due": a_due("03-01 12:00")}, "lies ahead"),
        ({"to": MEMBER, "by": LEAD}, "can use this button"),
    ],
)
def test_what_is_refused_changes_nothing(
    context: WorkspaceContext, new: tuple[Item, EventRef], what: dict[str, Any], refusal: str
) -> None:
    item, ref = new
    with pytest.raises(Refusal, match=refusal):
        instead(context, ref, **what)
    assert item_now(context, item) == item


@pytest.mark.parametrize("inside", [True, False])
def test_a_guest_has_to_be_in_the_channel(
    context: WorkspaceContext, new: tuple[Item, EventRef], *, inside: bool
) -> None:
    item, ref = new
    guest = MEMBER if inside else BOSS
    save_person(context, guest, guest=True)
    if inside:
        assert instead(context, ref, owner=a_person(guest, guest=True)).item.owner == guest
        return
    with pytest.raises(BadInput, match="is a guest and cannot see this channel"):
        instead(context, ref, owner=a_person(guest, guest=True))
    assert item_now(context, item) == item


def test_too_late_it_asks_for_a_reason(
    context: WorkspaceContext, new: tuple[Item, EventRef]
) -> None:
    item, ref = new
    with pytest.raises(BadInput) as refused:
        instead(context, ref, to=MEMBER, at=LATE)
    assert refused.value.field == "reason"
    assert item_now(context, item) == item


def test_what_the_buttons_find(context: WorkspaceContext, new: tuple[Item, EventRef]) -> None:
    item, ref = new
    request = a_request()
    found = replace.pressed(context, request, ref, move=Move.REASSIGN, now=SOON)
    assert (found.item, found.event.action) == (item, "logged")
    assert found.replaces is not None
    late = replace.pressed(context, request, ref, move=Move.RESCHEDULE, now=LATE)
    assert late.replaces is None
    for now, undo in ((SOON, ref), (LATE, None)):
        assert replace.looked_up(context, request, ref, now=now).undo == undo
    with pytest.raises(NotAllowed):
        replace.looked_up(context, a_request(LEAD), ref, now=SOON)
    moved(context, item, Move.RESOLVE)
    with pytest.raises(ItemClosed):
        replace.pressed(context, request, ref, move=Move.REASSIGN, now=SOON)


def test_killed_before_the_commit_nothing_is_stored(
    context: WorkspaceContext, new: tuple[Item, EventRef]
) -> None:
    item, ref = new

    def dies(_: Item) -> Due:
        raise RuntimeError

    with pytest.raises(UnreadableItem):
        instead(context, ref, due=LATER, dated=dies)
    assert item_now(context, item) == item
    assert actions(context, item.id) == ["logged"]
    made = instead(context, ref, due=LATER, number=2)
    assert made.item.due.at == utc("03-10 12:00")
