"""Agreed dates on a real database: since when an owner is asked, and what is not theirs."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from escalation.errors import BadInput
from escalation.facts.by_owners import NobodyNamed
from escalation.items import Item
from escalation.moves.move import Move
from escalation.people import Away
from storage import absences
from storage.about import hand_overs
from storage.items import history
from tests.support.context_fixtures import (
    NOW,
    WORKSPACE,
    actions,
    at_once,
    item_now,
    logged,
    moved,
    pending,
    save_channel,
    save_person,
    send,
    taken,
    told,
)
from tests.support.factories import (
    BOSS,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_due,
    a_person,
    a_policy,
    person_target,
    utc,
)
from workflows.channels import membership
from workflows.clock import fire
from workflows.handover import lapse
from workflows.items.move import Moved
from workflows.outbox import dispatch
from workflows.outbox.result import Refused, Sent
from workflows.people import sync
from workflows.transaction.unit_of_work import WorkspaceContext

ENDS = NOW + timedelta(hours=8)
"""From 9:00 to 17:00 on a Monday."""


def not_mine(context: WorkspaceContext, item: Item, **more: Any) -> Moved:
    given = {"reason": "Bo knows it", **more}
    return moved(context, item, Move.DECLINE, **given)


def waiting(context: WorkspaceContext) -> list[tuple[int, datetime]]:
    with context.database.read(WORKSPACE) as tx:
        over = hand_overs.over(tx, now=utc("12-01 09:00"), limit=100)
        return [(id_, hand_overs.of_items(tx, [id_])[id_].ends_at) for id_ in over]


def asked_at(context: WorkspaceContext, item: Item) -> datetime | None:
    return item_now(context, item).agreement.date_asked_at


def asked_of(context: WorkspaceContext, item: Item) -> list[str]:
    """Who is asked to name another owner, or told that nobody did."""
    return [user for kind, _, user in told(context, item) if kind == "not_mine"]


def test_an_owner_is_asked_once_the_message_left(context: WorkspaceContext) -> None:
    item = logged(context)
    later = NOW + timedelta(minutes=20)
    mine = logged(context, 2, owner=REPORTER)
    (call,) = [one for one in taken(context) if one.channel == OWNER]
    assert asked_at(context, item) is None
    dispatch.finish(context, call, Sent("D1", "1.1"), now=later)
    assert asked_at(context, item) == later
    send(context, later + timedelta(hours=1))
    assert (asked_at(context, item), asked_at(context, mine)) == (later, None)
    lost = logged(context, 3)
    (call,) = [one for one in taken(context) if one.channel == OWNER]
    dispatch.finish(context, call, Refused("user_disabled"), now=later)
    assert asked_at(context, lost) is None, "nobody read it"


def test_each_message_that_gives_somebody_a_date_asks(context: WorkspaceContext) -> None:
    item = moved(context, logged(context), Move.AGREE).item
    send(context, NOW)
    assert asked_at(context, item) is None
    at = NOW + timedelta(hours=1)
    due = a_due("03-06 12:00")
    moved(context, item, Move.RESCHEDULE, actor=REPORTER, due=due, reason="x", now=at)
    send(context, at)
    assert asked_at(context, item) == at
    at += timedelta(hours=1)
    given = {"owner": a_person(MEMBER), "reason": "x", "now": at}
    moved(context, item_now(context, item), Move.REASSIGN, actor=LEAD, **given)
    assert asked_at(context, item) is None
    send(context, at)
    assert asked_at(context, item) == at
    moved(context, item_now(context, item), Move.RESOLVE, actor=MEMBER, now=at)
    late = utc("03-09 09:00")
    moved(context, item_now(context, item), Move.REOPEN, actor=REPORTER, reason="x", now=late)
    assert asked_at(context, item) is None
    send(context, late)
    assert asked_at(context, item) == late


def test_a_message_of_an_older_date_asks_nothing(context: WorkspaceContext) -> None:
    item = moved(context, logged(context), Move.AGREE).item
    send(context, NOW)
    first: dict[str, Any] = {"actor": REPORTER, "reason": "x", "due": a_due("03-06 12:00")}
    item = moved(context, item, Move.RESCHEDULE, **first).item
    (call,) = [one for one in taken(context) if one.channel == OWNER]
    second: dict[str, Any] = {"actor": REPORTER, "reason": "x", "due": a_due("03-09 12:00")}
    moved(context, item, Move.RESCHEDULE, **second)
    dispatch.finish(context, call, Sent("D1", "1.1"), now=NOW)
    assert asked_at(context, item) is None


def test_an_owner_who_knows_the_date_again_is_asked_from_then_on(context: WorkspaceContext) -> None:
    """Moved and moved back before the news of it left: there is nothing to tell."""
    item = logged(context)
    send(context, NOW)
    at = NOW + timedelta(hours=1)
    given: dict[str, Any] = {"actor": REPORTER, "reason": "x"}
    item = moved(context, item, Move.RESCHEDULE, due=a_due("03-06 12:00"), **given).item
    assert asked_at(context, item) is None
    item = moved(context, item, Move.RESCHEDULE, due=a_due(), now=at, **given).item
    assert ("moved", "dm", OWNER) not in told(context, item)
    assert asked_at(context, item) == at


def test_one_working_day_later_the_card_is_drawn_again_unless_they_agreed(
    context: WorkspaceContext,
) -> None:
    first, second = logged(context), logged(context, 2)
    send(context, NOW)
    late = NOW + timedelta(days=1)
    edits = [row.notice for row in pending(context, first) if row.notice.kind == "edit"]
    assert [notice.not_before for notice in edits] == [late + timedelta(microseconds=1)]
    moved(context, item_now(context, second), Move.AGREE)
    send(context, NOW)
    calls = taken(context, late + timedelta(seconds=1))
    shown = [call.args["text"] for call in calls if call.method == "chat.update"]
    assert ["Not yet agreed" in text for text in shown] == [True]


def test_what_is_not_mine_is_one_row_with_its_end(context: WorkspaceContext) -> None:
    item = logged(context)
    made = not_mine(context, item)
    assert (made.item.owner, waiting(context)) == (OWNER, [(item.id, ENDS)])
    assert fire.next_at(context, NOW) is not None
    assert asked_of(context, item) == [REPORTER]
    assert item_now(context, item).not_mine == made.item.not_mine
    assert lapse.end_due(context, ENDS - timedelta(seconds=1), limit=10) == 0
    assert [lapse.end_due(context, ENDS, limit=10) for _ in range(2)] == [1, 0]
    assert actions(context, item.id) == ["logged", "not_mine", "nobody_named"]
    assert asked_of(context, item) == [REPORTER, LEAD]
    assert (item_now(context, item).owner, waiting(context)) == (OWNER, [])


def test_an_offer_takes_its_place_and_the_other_way_round_it_has_to_wait(
    context: WorkspaceContext,
) -> None:
    made = not_mine(context, logged(context))
    given = {"owner": a_person(MEMBER), "reason": "ask Bo"}
    offered = moved(context, made.item, Move.REASSIGN, actor=REPORTER, **given).item
    assert (offered.offer is not None, offered.not_mine) == (True, None)
    stored = item_now(context, offered)
    assert (stored.offer, stored.not_mine) == (offered.offer, None)
    declined = moved(context, stored, Move.DECLINE, actor=MEMBER, reason="busy").item
    assert waiting(context) == []
    assert not_mine(context, declined, number=900).item.not_mine


class Killed(Exception):
    """The bot is gone before it could commit."""


def killed_in_the_middle(context: WorkspaceContext) -> None:
    with context.writing(ENDS) as uow:
        assert lapse.end(uow) == 1
        raise Killed


def test_killed_before_the_commit_the_next_pass_does_it(context: WorkspaceContext) -> None:
    item = logged(context)
    not_mine(context, item)
    with pytest.raises(Killed):
        killed_in_the_middle(context)
    assert (actions(context, item.id), waiting(context)) == (
        ["logged", "not_mine"],
        [(item.id, ENDS)],
    )
    assert lapse.end_due(context, ENDS, limit=10) == 1
    assert actions(context, item.id)[-1] == "nobody_named"


def test_two_bots_end_it_once(three: list[WorkspaceContext]) -> None:
    item = logged(three[0])
    not_mine(three[0], item)
    ends = [lambda bot: lapse.end_due(bot, ENDS, limit=10)] * 2
    assert at_once(three[:2], *ends) == []
    assert actions(three[0], item.id) == ["logged", "not_mine", "nobody_named"]
    assert asked_of(three[0], item) == [REPORTER, LEAD]


def test_of_two_answers_the_first_one_counts(three: list[WorkspaceContext]) -> None:
    item = logged(three[0])
    send(three[0], NOW)
    at_once(
        three[:2],
        lambda bot: moved(bot, item, Move.AGREE, number=501),
        lambda bot: moved(
            bot, item, Move.RESCHEDULE, due=a_due("03-06 12:00"), reason="x", number=502
        ),
    )
    happened = actions(three[0], item.id)[1:]
    it = item_now(three[0], item)
    assert happened in (["agree", "reschedule"], ["reschedule"])
    assert (it.slips, it.first_due_at == it.due.at) == (
        (1, False) if happened[0] == "agree" else (0, True)
    )


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_if_the_reporter_has_left_the_lead_is_asked_instead(
    context: WorkspaceContext, when: str
) -> None:
    item = logged(context)
    if when == "meanwhile":
        not_mine(context, item)
    sync.save_people(context, [a_person(REPORTER, deactivated=True)], NOW)
    if when == "before":
        not_mine(context, item)
        assert asked_of(context, item) == [LEAD]
        lapse.end_due(context, ENDS, limit=10)
        assert asked_of(context, item) == [LEAD, BOSS], "the lead was asked already"
        return
    assert asked_of(context, item) == [REPORTER, LEAD]
    with context.database.read(WORKSPACE) as tx:
        last = history.timeline(tx, item.id)[-1]
    assert last.facts == NobodyNamed(owner=OWNER, asked=REPORTER, is_gone=True)
    assert waiting(context) == []


def test_if_the_reporter_was_removed_or_cannot_be_told_so_it_is(context: WorkspaceContext) -> None:
    save_channel(context, private=True)
    first, second = logged(context), logged(context, 2)
    not_mine(context, first)
    (call,) = [one for one in taken(context) if one.channel == REPORTER]
    dispatch.finish(context, call, Refused("messages_tab_disabled"), now=NOW)
    assert actions(context, first.id)[-1] == "nobody_named"
    membership.changed(context, "C01", REPORTER, joined=False, now=NOW)
    not_mine(context, second)
    assert REPORTER not in asked_of(context, second)


def test_a_date_of_somebody_else_is_theirs_to_answer_if_the_owner_logged_it(
    context: WorkspaceContext,
) -> None:
    item = logged(context, owner=REPORTER)
    due = a_due("03-06 12:00")
    item = moved(context, item, Move.RESCHEDULE, actor=LEAD, due=due, reason="x").item
    not_mine(context, item, actor=REPORTER)
    assert asked_of(context, item) == [LEAD]


def test_with_nobody_left_to_ask_it_offers_the_hand_over(context: WorkspaceContext) -> None:
    alone = a_policy(lead=(person_target(OWNER),), leadership=(person_target(OWNER),))
    save_channel(context, policy=alone)
    item = logged(context)
    sync.save_people(context, [a_person(REPORTER, deactivated=True)], NOW)
    with pytest.raises(BadInput, match="Nobody has offered you B-1"):
        not_mine(context, item)


def test_an_absence_of_who_is_asked_moves_the_end(context: WorkspaceContext) -> None:
    item = logged(context)
    not_mine(context, item)
    with context.database.write(WORKSPACE) as tx:
        absences.keep(tx, REPORTER, [Away(until=utc("03-04 09:00"))])
    away = replace(a_person(REPORTER), absences=(Away(until=utc("03-04 09:00")),))
    with context.writing(NOW) as uow:
        lapse.move_ends(uow, away)
        lapse.move_ends(uow, a_person(STAND_IN))
    assert waiting(context) == [(item.id, utc("03-04 17:00"))]


def test_if_the_reporter_has_left_the_lead_may_put_a_date_back(context: WorkspaceContext) -> None:
    item = logged(context)
    sync.save_people(context, [a_person(REPORTER, deactivated=True)], NOW)
    due = a_due("03-06 12:00")
    made = moved(context, item, Move.RESCHEDULE, due=due, reason="legal is out")
    assert ("moved", "dm", LEAD) in told(context, item)
    back = moved(context, made.item, Move.PUT_BACK, actor=LEAD, reason="no")
    assert back.item.due.at == utc("03-05 12:00")
    assert ("moved", "dm", OWNER) in told(context, item)


def test_a_refused_question_that_was_answered_meanwhile_ends_nothing(
    context: WorkspaceContext,
) -> None:
    save_person(context, MEMBER)
    item = logged(context)
    not_mine(context, item)
    (call,) = [one for one in taken(context) if one.channel == REPORTER]
    moved(context, item_now(context, item), Move.AGREE)
    dispatch.finish(context, call, Refused("messages_tab_disabled"), now=NOW)
    assert actions(context, item.id) == ["logged", "not_mine", "agree", "parked"]
