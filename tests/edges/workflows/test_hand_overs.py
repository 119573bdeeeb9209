"""Offers and requests on a real database: one for each item, answered or over once."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from escalation.errors import BadInput, NotAllowed, Refusal, Stale
from escalation.events import BACKSTOP, Event, EventRef
from escalation.facts.by_clock import GapFound
from escalation.facts.handing_over import Lapsed, Unanswered
from escalation.facts.shape import Unable
from escalation.items import Item
from escalation.moves.move import Intent, Move
from escalation.people import Away
from escalation.policy import HandOvers
from storage import absences, people
from storage.about import hand_overs
from storage.items import history
from storage.outbox import queue
from storage.tables.items import ITEM
from tests.support.context_fixtures import (
    NOW,
    WORKSPACE,
    a_request,
    actions,
    at_once,
    item_now,
    logged,
    moved,
    save_channel,
    save_person,
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
from workflows.channels import membership
from workflows.clock import fire
from workflows.handover import lapse
from workflows.items import move as move_item
from workflows.items import undo
from workflows.items.move import Moved, Which
from workflows.items.precheck import precheck
from workflows.outbox import home_tabs
from workflows.people import sync
from workflows.transaction import effects
from workflows.transaction.unit_of_work import Request, WorkspaceContext

ENDS = NOW + timedelta(hours=8)
"""From 9:00 to 17:00 on a Monday."""


def offered(context: WorkspaceContext, item: Item, *, to: str = MEMBER, **more: Any) -> Moved:
    given = {"actor": OWNER, "reason": "on leave", "owner": a_person(to), **more}
    return moved(context, item, Move.REASSIGN, **{"number": number(context, item), **given})


def asked(context: WorkspaceContext, item: Item, *, by: str = MEMBER, **more: Any) -> Moved:
    given = {"number": number(context, item), **more}
    return moved(context, item, Move.TAKE, actor=by, reason="I know it", **given)


def number(context: WorkspaceContext, item: Item) -> int:
    """Of a request that nobody has made before."""
    return 1000 * item.id + item_now(context, item).version


def mark(context: WorkspaceContext, item: Item) -> str:
    offer = item_now(context, item).offer
    assert offer is not None
    return offer.mark


def answered(
    context: WorkspaceContext, item: Item, move: Move, *, by: str, mark: str, **more: Any
) -> Moved:
    """Press a button of the message that asked."""
    intent = Intent(move=move, actor=by, offer=mark, **more)
    request = Request(kind="click", external_id=f"{by}{move}", actor=by, channel="D1")
    return move_item.make(context, request, Which(item_id=item.id), intent=intent, now=NOW)


def waiting(context: WorkspaceContext) -> list[tuple[int, datetime]]:
    with context.database.read(WORKSPACE) as tx:
        over = hand_overs.over(tx, now=utc("12-01 09:00"), limit=100)
        return [(id_, hand_overs.of_items(tx, [id_])[id_].ends_at) for id_ in over]


def test_an_offer_is_one_row_with_its_end(context: WorkspaceContext) -> None:
    item = logged(context)
    made = offered(context, item)
    assert (made.item.owner, waiting(context)) == (OWNER, [(item.id, ENDS)])
    assert fire.next_at(context, NOW) is not None
    assert ("offered", "dm", MEMBER) in told(context, item)
    offered(context, made.item, to=STAND_IN)
    assert waiting(context) == [(item.id, ENDS)]
    answered(context, item, Move.TAKE, by=STAND_IN, mark=mark(context, item))
    assert (item_now(context, item).owner, waiting(context)) == (STAND_IN, [])
    assert actions(context, item.id) == ["logged", "offer", "offer", "reassign"]


def test_a_yes_needs_no_reason_and_keeps_that_of_the_offer(context: WorkspaceContext) -> None:
    item = logged(context)
    offered(context, item)
    made = answered(context, item, Move.TAKE, by=MEMBER, mark=mark(context, item))
    assert (made.event.reason, made.event.actor, made.item.owner) == ("on leave", MEMBER, MEMBER)
    assert ("handed", "dm", OWNER) in told(context, item)


def test_who_offered_it_is_told_that_it_was_taken(context: WorkspaceContext) -> None:
    item = logged(context)
    offered(context, item, actor=REPORTER)
    answered(context, item, Move.TAKE, by=MEMBER, mark=mark(context, item))
    handed = [to for kind, _, to in told(context, item) if kind == "handed"]
    assert handed == [OWNER, REPORTER]


def test_giving_it_to_the_person_who_asked_is_a_yes(context: WorkspaceContext) -> None:
    item = logged(context)
    made = asked(context, item)
    assert (made.item.owner, made.event.action) == (OWNER, "take")
    assert ("offered", "dm", OWNER) in told(context, item)
    assert offered(context, item).item.owner == MEMBER
    other = logged(context, 2)
    asked(context, other)
    answered(context, other, Move.REASSIGN, by=OWNER, mark=mark(context, other))
    assert item_now(context, other).owner == MEMBER
    assert ("handed", "dm", MEMBER) in told(context, other)


def test_who_gives_to_themselves_takes(context: WorkspaceContext) -> None:
    item = logged(context)
    made = offered(context, item, actor=REPORTER, to=REPORTER)
    assert (made.event.action, made.item.owner) == ("take", OWNER)


def test_a_no_to_an_offer_needs_a_reason_and_ends_it(context: WorkspaceContext) -> None:
    item = logged(context)
    offered(context, item, actor=REPORTER)
    of_this = mark(context, item)
    with pytest.raises(BadInput, match="Add a reason"):
        answered(context, item, Move.DECLINE, by=MEMBER, mark=of_this)
    answered(context, item, Move.DECLINE, by=MEMBER, mark=of_this, reason="busy")
    assert [one for one in told(context, item) if one[0] == "stayed"] == [
        ("stayed", "dm", REPORTER),
        ("stayed", "dm", LEAD),
    ]
    assert waiting(context) == []
    with pytest.raises(Stale, match=r"so nothing was changed\. name of U01 owns B-1"):
        answered(context, item, Move.TAKE, by=MEMBER, mark=of_this)
    with pytest.raises(BadInput, match=r"offer of B-1 to you is over: name of .* did not take it"):
        moved(context, item_now(context, item), Move.DECLINE, actor=MEMBER, reason="busy")
    with pytest.raises(BadInput, match="Nobody has offered you B-1"):
        moved(context, item_now(context, item), Move.DECLINE, actor=LEAD, reason="busy")


def test_a_no_to_an_offer_that_another_replaced_says_so(context: WorkspaceContext) -> None:
    item = logged(context)
    offered(context, item)
    offered(context, item, to=STAND_IN)
    with pytest.raises(BadInput, match=r"is over: name of U01 offered it to name of"):
        moved(context, item_now(context, item), Move.DECLINE, actor=MEMBER, reason="busy")
    answered(context, item, Move.TAKE, by=STAND_IN, mark=mark(context, item))
    made = moved(context, item_now(context, item), Move.DECLINE, actor=STAND_IN, reason="busy")
    assert made.item.not_mine, "as its owner, who did not log it"


def test_the_same_again_sends_nothing(context: WorkspaceContext) -> None:
    first, second = logged(context), logged(context, 2)
    offered(context, first)
    asked(context, second)
    before = told(context, first), told(context, second), waiting(context)
    with pytest.raises(BadInput, match="B-1 is offered to name of"):
        offered(context, first, actor=REPORTER)
    with pytest.raises(BadInput, match="You have asked for B-2 already"):
        asked(context, second)
    with pytest.raises(BadInput, match="You have asked for B-2 already"):
        moved(context, item_now(context, second), Move.TAKE, actor=MEMBER, number=77)  # no reason
    assert (told(context, first), told(context, second), waiting(context)) == before
    assert offered(context, first, actor=LEAD).item.owner == MEMBER  # a lead waits for nobody


def ends(context: WorkspaceContext, user: str, *absences_: Away) -> list[datetime]:
    """When what waits ends now that this person has these absences."""
    with context.writing(NOW + timedelta(hours=1)) as uow:
        lapse.move_ends(uow, a_person(user, absences=absences_))
    return [at for _, at in waiting(context)]


def test_an_absence_moves_the_end_of_what_somebody_is_asked(context: WorkspaceContext) -> None:
    item = logged(context)
    offered(context, item)
    assert ends(context, OWNER, Away(until=utc("03-04 09:00"))) == [ENDS]  # is not asked
    assert ends(context, MEMBER) == [ENDS]
    # one of eight hours is over: seven from Wednesday 9:00
    assert ends(context, MEMBER, Away(until=utc("03-04 09:00"))) == [utc("03-04 16:00")]
    assert lapse.end_due(context, ENDS, limit=10) == 0


def test_who_is_away_at_the_end_is_not_said_to_be_silent(context: WorkspaceContext) -> None:
    item = logged(context)
    offered(context, item)
    with context.database.write(WORKSPACE) as tx:
        absences.keep(tx, MEMBER, [Away(until=ENDS + timedelta(days=1))])
    lapse.end_due(context, ENDS, limit=10)
    with context.database.read(WORKSPACE) as tx:
        facts = history.timeline(tx, item.id)[-1].facts
    assert isinstance(facts, Lapsed)
    assert (facts.why, facts.unanswering) == (Unanswered.AWAY, MEMBER)


def test_of_two_offers_at_one_instant_only_the_one_that_stands_is_taken_back(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    first = offered(context, item)
    second = offered(context, item, to=STAND_IN)
    with pytest.raises(Refusal, match="Since then"):
        press(context, first.undo, by=OWNER)
    assert len(waiting(context)) == 1
    press(context, second.undo, by=OWNER, at=NOW + timedelta(seconds=1))
    assert waiting(context) == []
    assert ("offered", "dm", STAND_IN) not in told(context, item)


def test_what_slack_does_not_deliver_ends(context: WorkspaceContext) -> None:
    item = logged(context)
    offered(context, item)
    with context.writing(NOW) as uow:
        questions = [row.notice for row in queue.pending_to(uow.tx, MEMBER)]
        lapse.refused(uow, questions)
        lapse.refused(uow, questions)
    assert (waiting(context), actions(context, item.id)[-1]) == ([], "lapsed")
    assert told(context, item).count(("stayed", "dm", OWNER)) == 1


def test_any_member_takes_what_has_an_open_gap(context: WorkspaceContext) -> None:
    item = logged(context)
    asked(context, item)
    save_person(context, OWNER, deactivated=True)
    found = GapFound(owner=OWNER, step="gap", to=(), missing=(OWNER,), why=Unable.GONE)
    with context.writing(NOW) as uow:
        effects.write_down(
            uow, [Event(at=NOW, item_id=item.id, actor=BACKSTOP, facts=found)], [item]
        )
    save_person(context, OWNER)
    assert asked(context, item).item.owner == MEMBER


def test_an_owner_says_no_with_the_button_only(context: WorkspaceContext) -> None:
    item = logged(context)
    asked(context, item)
    with pytest.raises(BadInput, match="use the buttons in its message"):
        moved(context, item, Move.DECLINE, reason="mine")
    answered(context, item, Move.DECLINE, by=OWNER, mark=mark(context, item))
    assert ("stayed", "dm", MEMBER) in told(context, item)
    assert ("stayed", "dm", LEAD) not in told(context, item)


def test_an_old_button_says_whose_it_is(context: WorkspaceContext) -> None:
    item = logged(context)
    offered(context, item)
    old = mark(context, item)
    moved(context, item_now(context, item), Move.TAKE, actor=MEMBER)
    with pytest.raises(Stale, match="B-1 is yours"):
        answered(context, item, Move.TAKE, by=MEMBER, mark=old)


def test_a_button_counts_only_for_the_person_asked(context: WorkspaceContext) -> None:
    first, second = logged(context), logged(context, 2)
    offered(context, first)
    asked(context, second)
    of_first = mark(context, first)
    with pytest.raises(BadInput, match="Add a reason"):
        answered(context, first, Move.TAKE, by=REPORTER, mark=of_first)
    with pytest.raises(BadInput, match="Nobody has offered you B-1"):
        answered(context, first, Move.DECLINE, by=REPORTER, mark=of_first, reason="x")
    with pytest.raises(BadInput, match="An owner is one person"):
        answered(
            context, second, Move.REASSIGN, by=REPORTER, mark=mark(context, second), reason="x"
        )
    assert [id_ for id_, _ in waiting(context)] == [first.id, second.id]


def test_two_who_take_at_once_and_one_gets_it(three: list[WorkspaceContext]) -> None:
    item = logged(three[0])
    save_person(three[0], OWNER, deactivated=True)
    (refused,) = at_once(
        three[:2],
        lambda bot: asked(bot, item, by=MEMBER, number=501),
        lambda bot: asked(bot, item, by=REPORTER, number=502),
    )
    winner = item_now(three[0], item).owner
    assert winner in {MEMBER, REPORTER}
    assert f"name of {winner} just took B-1" in refused.text
    assert actions(three[0], item.id).count("reassign") == 1


def test_of_a_yes_and_the_end_the_first_one_counts(three: list[WorkspaceContext]) -> None:
    item = logged(three[0])
    offered(three[0], item)
    yes = mark(three[0], item)

    def takes(bot: WorkspaceContext) -> object:
        return answered(bot, item, Move.TAKE, by=MEMBER, mark=yes)

    at_once(three[:2], takes, lambda bot: lapse.end_due(bot, ENDS, limit=10))
    happened = actions(three[0], item.id)[2:]
    assert happened in (["reassign"], ["lapsed"])
    assert (item_now(three[0], item).owner == MEMBER) is (happened == ["reassign"])
    assert waiting(three[0]) == []


def test_two_bots_end_it_once(three: list[WorkspaceContext]) -> None:
    item = logged(three[0])
    offered(three[0], item)
    ends = [lambda bot: lapse.end_due(bot, ENDS, limit=10)] * 2
    assert at_once(three[:2], *ends) == []
    assert actions(three[0], item.id) == ["logged", "offer", "lapsed"]
    assert told(three[0], item).count(("stayed", "dm", LEAD)) == 1


class Killed(Exception):
    """The bot is gone before it could commit."""


def killed_in_the_middle(context: WorkspaceContext) -> None:
    with context.writing(ENDS) as uow:
        assert lapse.end(uow) == 1
        raise Killed


def test_killed_before_the_commit_the_next_pass_does_it(context: WorkspaceContext) -> None:
    item = logged(context)
    offered(context, item)
    with pytest.raises(Killed):
        killed_in_the_middle(context)
    assert (actions(context, item.id), waiting(context)) == (
        ["logged", "offer"],
        [(item.id, ENDS)],
    )
    assert lapse.end_due(context, ENDS - timedelta(seconds=1), limit=10) == 0
    assert [lapse.end_due(context, ENDS, limit=10) for _ in range(2)] == [1, 0]
    assert actions(context, item.id) == ["logged", "offer", "lapsed"]


@pytest.mark.parametrize(
    ("move", "more"),
    [
        (Move.RESOLVE, {"text": "done"}),
        (Move.FALL_BACK, {}),
        (Move.WITHDRAW, {"actor": REPORTER, "reason": "moot"}),
        (Move.REASSIGN, {"actor": LEAD, "owner": a_person(STAND_IN), "reason": "knows it"}),
    ],
)
@pytest.mark.parametrize("how", [offered, asked])
def test_what_ends_it(context: WorkspaceContext, how: Any, move: Move, more: Any) -> None:
    item = logged(context)
    made = how(context, item)
    moved(context, made.item, move, **more)
    assert waiting(context) == []
    assert lapse.end_due(context, ENDS, limit=10) == 0


def test_a_note_or_an_acknowledgement_does_not(context: WorkspaceContext) -> None:
    item = logged(context)
    offered(context, item)
    moved(context, item_now(context, item), Move.NOTE, text="so it is", number=7)
    moved(context, item_now(context, item), Move.ACKNOWLEDGE, number=8)
    assert waiting(context) == [(item.id, ENDS)]


def press(context: WorkspaceContext, ref: EventRef | None, *, by: str, at: datetime = NOW) -> None:
    assert ref is not None
    request = Request(kind="click", external_id=f"undo {at}", actor=by, channel=CHANNEL)
    undo.undo(context, request, [ref], now=at)


def test_undo_takes_it_back_while_it_waits(context: WorkspaceContext) -> None:
    item = logged(context)
    made = offered(context, item)
    with pytest.raises(NotAllowed):
        press(context, made.undo, by=MEMBER)
    press(context, made.undo, by=OWNER)
    assert (waiting(context), item_now(context, item).owner) == ([], OWNER)
    assert ("offered", "dm", MEMBER) not in told(context, item)
    again = asked(context, item_now(context, item), number=700)
    moved(context, item_now(context, item), Move.NOTE, text="hmm", number=701)
    press(context, again.undo, by=MEMBER, at=NOW + timedelta(minutes=11))
    assert waiting(context) == []
    last = asked(context, item_now(context, item), number=702)
    lapse.end_due(context, ENDS, limit=10)
    with pytest.raises(Stale, match="Nobody said yes in time"):
        press(context, last.undo, by=MEMBER, at=NOW + timedelta(minutes=1))


def test_an_undone_logging_ends_it(context: WorkspaceContext) -> None:
    item = logged(context)
    with context.database.read(WORKSPACE) as tx:
        ref = history.logging(tx, item.id)
    offered(context, item)
    with pytest.raises(Refusal, match="Since then"):
        press(context, ref, by=REPORTER)


@pytest.mark.parametrize("who", [MEMBER, OWNER])
def test_somebody_who_leaves_can_no_longer_answer(context: WorkspaceContext, who: str) -> None:
    """What the owner offered to somebody else still stands when the owner leaves."""
    first, second = logged(context), logged(context, 2)
    offered(context, first)
    asked(context, second, by=REPORTER)
    sync.save_people(context, [a_person(who, deactivated=True)], NOW)
    left = {MEMBER: [second.id], OWNER: [first.id]}[who]
    assert [id_ for id_, _ in waiting(context)] == left
    if who == OWNER:
        assert (
            moved(context, item_now(context, first), Move.TAKE, actor=MEMBER).item.owner == MEMBER
        )


def test_removal_from_the_private_channel_counts_as_leaving(
    context: WorkspaceContext,
) -> None:
    save_channel(context, private=True)
    item = logged(context)
    offered(context, item)
    membership.changed(context, CHANNEL, MEMBER, joined=False, now=NOW)
    assert waiting(context) == []
    assert ("stayed", "dm", OWNER) in told(context, item)


def test_an_item_that_cannot_be_planned_stops_no_other(context: WorkspaceContext) -> None:
    first, second = logged(context), logged(context, 2)
    offered(context, first)
    offered(context, second, number=900)
    with context.database.write(WORKSPACE) as tx:
        damaged = update(ITEM).where(ITEM.c.id == first.id).values(policy="{")
        tx.connection.execute(damaged)
    assert lapse.end_due(context, ENDS, limit=10) == 2
    assert waiting(context) == []
    assert actions(context, second.id)[-1] == "lapsed"


def test_who_is_offered_an_item_they_cannot_see_may_answer(context: WorkspaceContext) -> None:
    save_channel(context, private=True)
    item = logged(context)
    offered(context, item, to=STAND_IN)
    with context.reading(NOW) as uow:
        assert "Waiting for your yes or no" in str(home_tabs.home_view(uow, STAND_IN))
    made = moved(context, item_now(context, item), Move.TAKE, actor=STAND_IN, channel="D1")
    assert made.item.owner == STAND_IN


def test_where_offers_are_off_what_is_given_changes_hands(context: WorkspaceContext) -> None:
    save_channel(context, policy=a_policy(hand_overs=HandOvers.AT_ONCE))
    assert offered(context, logged(context)).item.owner == MEMBER


HERE = "here"
STATES: dict[str, dict[str, Any]] = {
    HERE: {},
    "away past the date": {"away": Away(until=utc("03-09 09:00"))},
    "away until before it": {"away": Away(until=utc("03-03 09:00"))},
    "gone": {"deactivated": True},
}
AT_ONCE = {
    # who takes: the states of the owner in which it is theirs at once
    MEMBER: {"away past the date", "gone"},
    REPORTER: {"away past the date", "gone"},
    LEAD: {*STATES},
    BOSS: {*STATES},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", AT_ONCE)
@pytest.mark.parametrize("waits", ["nothing", "an offer", "a request"])
@pytest.mark.parametrize("kind", ["command", "click", "form"])
def test_every_actor_takes_on_every_surface(
    context: WorkspaceContext, who: str, state: str, waits: str, kind: str
) -> None:
    item = logged(context)
    if waits == "an offer":
        offered(context, item, to=STAND_IN)
    if waits == "a request":
        asked(context, item, by=STAND_IN)
    with context.database.write(WORKSPACE) as tx:
        owner = replace(a_person(OWNER), **{k: v for k, v in STATES[state].items() if k != "away"})
        people.save(tx, [owner], now=NOW)
        away = STATES[state].get("away")
        absences.keep(tx, OWNER, [away] if away else [])
    item = item_now(context, item)
    request = Request(kind=kind, external_id="take", actor=who, channel=CHANNEL)
    which = Which(item_id=item.id, round=item.round)
    intent = Intent(move=Move.TAKE, actor=who, reason="I have time")
    made = move_item.make(context, request, which, intent=intent, now=NOW)
    assert (made.item.owner == who) is (state in AT_ONCE[who])
    assert len(waiting(context)) == (made.item.owner != who)
    again = move_item.make(context, request, which, intent=intent, now=NOW)
    assert again.repeated


def test_those_who_may_not_and_those_who_own_it(context: WorkspaceContext) -> None:
    item = logged(context)
    save_person(context, "U66", stranger=True)
    with pytest.raises(NotAllowed):
        asked(context, item, by="U66")
    with pytest.raises(NotAllowed, match="You cannot take B-1"):
        asked(context, item, by=STAND_IN, channel="D1")
    with pytest.raises(BadInput, match="is yours already"):
        asked(context, item, by=OWNER)
    with pytest.raises(BadInput, match="Add a reason"):
        moved(context, item, Move.TAKE, actor=MEMBER)
    with pytest.raises(BadInput, match="is yours already"):
        offered(context, item, to=OWNER)
    assert (waiting(context), item_now(context, item)) == ([], item)


def test_no_form_opens_for_a_take_that_could_only_be_refused(context: WorkspaceContext) -> None:
    item = logged(context)
    which = Which(item_id=item.id)

    def opens(by: str, number: int) -> bool:
        request = a_request(by, number=number)
        return precheck(context, request, which, move=Move.TAKE, now=NOW).needs_reason

    assert opens(MEMBER, 90)
    with pytest.raises(BadInput, match="B-1 is yours already"):
        opens(OWNER, 91)
    asked(context, item)
    with pytest.raises(BadInput, match="You have asked for B-1 already"):
        opens(MEMBER, 92)
