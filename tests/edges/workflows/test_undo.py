"""Undo on a real database: all of it or nothing, and once."""

from datetime import timedelta

import pytest

from escalation.errors import NotAllowed, Refusal, Stale
from escalation.events import EventRef
from escalation.items import Item, Status
from escalation.moves.move import Move
from escalation.notices.notice import NoticeState
from storage import measures, summaries
from storage.items import history
from storage.outbox import queue
from tests.support.context_fixtures import (
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
from tests.support.factories import CHANNEL, LEAD, MEMBER, OWNER, REPORTER, a_person, utc
from workflows.clock import fire
from workflows.items import log as log_item
from workflows.items import undo
from workflows.items.move import Moved
from workflows.items.undo import Undoing
from workflows.outbox import dispatch
from workflows.outbox.result import Sent
from workflows.transaction.unit_of_work import Request, WorkspaceContext

SOON = NOW + timedelta(minutes=3)


def press(
    context: WorkspaceContext, *refs: EventRef | None, by: str = OWNER, number: int = 1
) -> tuple[Undoing, ...]:
    request = Request(kind="click", external_id=f"{number}", actor=by, channel=CHANNEL)
    return undo.undo(context, request, [ref for ref in refs if ref], now=SOON)


def resolved(context: WorkspaceContext, item: Item) -> Moved:
    return moved(context, item, Move.RESOLVE, text="restarted it")


def all_sent(context: WorkspaceContext) -> None:
    """Everything that is due has arrived in Slack."""
    while calls := taken(context):
        for call in calls:
            dispatch.finish(
                context, call, Sent(call.channel, f"{call.message.rows[0].id}.9"), now=NOW
            )


def states(context: WorkspaceContext, item: Item) -> list[str]:
    """What became of the notices of this instant, edits apart."""
    with context.database.read(context.workspace) as tx:
        return [row.state.value for row in queue.of_moment(tx, item.id, NOW)]


def test_what_waits_is_taken_back_and_nobody_is_told(context: WorkspaceContext) -> None:
    item = logged(context)
    all_sent(context)
    closing = resolved(context, item)
    assert told(context, item) != []
    press(context, closing.undo)
    assert {kind for kind, _, _ in told(context, item)} == {"edit"}
    assert item_now(context, item).is_open
    assert states(context, item)[2:] == ["superseded"] * 2


def test_what_is_under_way_counts_as_told(context: WorkspaceContext) -> None:
    item = logged(context)
    all_sent(context)
    closing = resolved(context, item)
    calls = taken(context)
    press(context, closing.undo)
    kinds = [kind for kind, _, _ in told(context, item)]
    assert kinds.count("undone") == kinds.count("changed") == 1
    for call in calls:
        dispatch.finish(context, call, Sent(call.channel, f"{call.token}.9"), now=SOON)
    assert [kind for kind, _, _ in told(context, item)].count("edit") > kinds.count("edit")


def test_a_request_that_comes_again_gets_the_same_answer(context: WorkspaceContext) -> None:
    item = logged(context)
    closing = resolved(context, item)
    (first,) = press(context, closing.undo)
    (again,) = press(context, closing.undo)
    (other,) = press(context, closing.undo, number=2)
    assert (first.repeated, again.repeated, other.repeated) == (False, True, True)
    assert first.event == again.event == other.event
    assert actions(context, item.id) == ["logged", "resolve", "undo"]


def test_the_answer_to_a_redelivered_move_still_names_its_event(context: WorkspaceContext) -> None:
    item = logged(context)
    first, again = (moved(context, item, Move.RESOLVE, number=9) for _ in range(2))
    assert (again.repeated, again.undo) == (True, first.undo)
    noted = [moved(context, item, Move.NOTE, text="x", number=10) for _ in range(2)]
    assert [one.undo for one in noted] == [None, None]
    both = [log_item.log(context, a_request(number=5), a_new_item(), now=NOW) for _ in range(2)]
    assert both[0].undo == both[1].undo is not None


def test_several_are_undone_together(context: WorkspaceContext) -> None:
    both = [
        log_item.log(context, a_request(number=number), a_new_item(), now=NOW) for number in (1, 2)
    ]
    refs = [one.undo for one in both]
    with pytest.raises(NotAllowed, match="Only name of U02 can undo that"):
        press(context, *refs, by=OWNER)
    undone = press(context, *refs, by=REPORTER)
    assert [one.item.status for one in undone] == [Status.WITHDRAWN] * 2
    assert all(one.repeated for one in press(context, *refs, by=REPORTER, number=2))


def test_if_one_of_several_cannot_be_undone_none_is(context: WorkspaceContext) -> None:
    both = [
        log_item.log(context, a_request(number=number), a_new_item(), now=NOW) for number in (1, 2)
    ]
    moved(context, both[1].item, Move.NOTE, text="he is ill")
    with pytest.raises(
        Stale, match=r"Since then name of U01 noted: he is ill\. Nothing was undone"
    ):
        press(context, *(one.undo for one in both), by=REPORTER)
    assert item_now(context, both[0].item).is_open


def test_a_week_that_counted_it_is_counted_again(context: WorkspaceContext) -> None:
    just_before = NOW - timedelta(minutes=1)
    item = logged(context, now=just_before)
    closing = moved(context, item, Move.RESOLVE, now=just_before)
    save_channel(context, next_summary_at=NOW)
    fire.queue_summaries(context, NOW)
    assert week(context) == {"resolved": 1, "open": 0}
    press(context, closing.undo)
    assert week(context) == {"resolved": 0, "open": 1}


def test_an_undone_closing_counts_in_no_week_even_after_its_post(context: WorkspaceContext) -> None:
    just_before = NOW - timedelta(minutes=1)
    item = logged(context, now=just_before)
    closing = moved(context, item, Move.RESOLVE, now=just_before)
    save_channel(context, next_summary_at=NOW)
    fire.queue_summaries(context, NOW)
    all_sent(context)
    press(context, closing.undo)
    assert week(context) == {"resolved": 0, "open": 1}


def test_a_week_that_was_counted_before_stays(context: WorkspaceContext) -> None:
    item = logged(context)
    save_channel(context, next_summary_at=NOW)
    fire.queue_summaries(context, NOW)
    with context.database.write(context.workspace) as tx:
        measures.correct(tx, channel=CHANNEL, week=latest(context), values={"resolved": 5})
    closing = moved(context, item, Move.RESOLVE, now=NOW + timedelta(minutes=1))
    press(context, closing.undo)
    assert week(context)["resolved"] == 5


def week(context: WorkspaceContext) -> dict[str, int]:
    """Two of the numbers of the week that was summed up last."""
    with context.database.read(context.workspace) as tx:
        stored = measures.of_week(tx, channel=CHANNEL, week=latest(context))
    return {name: stored[name] for name in ("resolved", "open")}


def latest(context: WorkspaceContext) -> str:
    with context.database.read(context.workspace) as tx:
        made = summaries.latest(tx, channel=CHANNEL, until=utc("12-31 00:00"))
    assert made is not None
    return made.week


def test_an_event_that_is_not_there_is_gone(context: WorkspaceContext) -> None:
    closing = resolved(context, logged(context))
    assert closing.undo is not None
    for ref in (EventRef(closing.undo.id, "0" * 16), EventRef(99, closing.undo.mark)):
        with pytest.raises(Stale, match="I no longer have that"):
            press(context, ref)


def test_who_may_not_see_the_item_is_told_nothing_of_it(context: WorkspaceContext) -> None:
    item = logged(context)
    with context.database.read(context.workspace) as tx:
        ref = history.newest(tx, item.id, history.timeline(tx, item.id)[0].action)
    save_channel(context, private=True)
    elsewhere = Request(kind="click", external_id="1", actor=LEAD, channel="D1")
    with pytest.raises(Refusal, match="There is no such item that you can see"):
        undo.undo(context, elsewhere, [ref], now=SOON)


def test_an_owner_who_left_meanwhile_is_a_gap_at_once(context: WorkspaceContext) -> None:
    item = logged(context)
    all_sent(context)
    handed = moved(context, item, Move.REASSIGN, actor=REPORTER, owner=a_person(MEMBER), reason="x")
    save_person(context, OWNER, deactivated=True)
    press(context, handed.undo, by=REPORTER)
    assert ("gap", "dm", LEAD) in told(context, item)
    assert actions(context, item.id)[-2:] == ["undo", "gap"]


def test_what_was_not_sent_because_it_was_handed_over_is_sent(context: WorkspaceContext) -> None:
    item = logged(context)
    handed = moved(context, item, Move.REASSIGN, actor=LEAD, owner=a_person(MEMBER), reason="x")
    all_sent(context)
    assert states(context, item)[1] == NoticeState.SUPERSEDED, "this is yours now"
    press(context, handed.undo, by=LEAD)
    assert ("logged", "dm", OWNER) in told(context, item)


def test_reopened_an_item_that_nobody_saw_gets_its_card_and_its_owner_is_told(
    context: WorkspaceContext,
) -> None:
    one = log_item.log(context, a_request(), a_new_item(), now=NOW)
    press(context, one.undo, by=REPORTER)
    assert told(context, one.item) == []
    moved(context, one.item, Move.REOPEN, actor=REPORTER, reason="it was right", now=SOON)
    kinds = {kind for kind, _, _ in told(context, one.item)}
    assert kinds == {"card", "logged", "changed"}
