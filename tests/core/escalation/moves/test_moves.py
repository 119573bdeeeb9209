"""Every move: what it changes, records and refuses, and what to type instead.

The item is due Thu 5 Mar 2026 12:00 UTC; the working day is 9 to 17 UTC.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from escalation.errors import BadInput, ItemClosed, Refusal
from escalation.facts.by_people import (
    Acknowledged,
    CalledForHelp,
    Kept,
    Noted,
    Reassigned,
    Reopened,
    Rescheduled,
    Snoozed,
    TrajectorySet,
)
from escalation.facts.shape import shaped
from escalation.fields import TEXT_LIMIT
from escalation.items import Item, Keep, Kind, RungState, Status, Trajectory
from escalation.ladder.plan import StepKind, plan
from escalation.moves import calls
from escalation.moves.calls import Called
from escalation.moves.move import COMMANDS, Intent, Move, allowed_moves, require_allowed
from escalation.moves.transitions import Transition, transition
from escalation.rungs import Audience
from tests.support.factories import (
    BOSS,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    a_calendar,
    a_directory,
    a_due,
    a_hold,
    a_person,
    a_policy,
    an_item,
    changed,
    climbed,
    person_target,
    rung,
    utc,
)

CLOSED = [status for status in Status if status is not Status.OPEN]


def do(item: Item, move: Move, *, at: str = "03-04 10:00", **given: Any) -> Transition:
    intent = Intent(**{"move": move, "actor": OWNER, **given})
    return transition(item, intent, utc(at), calendar=a_calendar())


def refusal(item: Item, move: Move, *, at: str = "03-04 10:00", **given: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        do(item, move, at=at, **given)
    return caught.value


def closed(status: Status = Status.RESOLVED, **changes: Any) -> Item:
    ended = {"status": status, "outcome": "done", "closed_at": utc("03-03 10:00")}
    return an_item(**{**ended, "closed_by": OWNER, **changes})


def a_decision(**changes: Any) -> Item:
    return an_item(kind=Kind.DECISION, number=7, **changes)


# --- which moves are allowed --------------------------------------------------------------------


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("move", Move)
def test_status_and_kind_allow_exactly_these_moves(status: Status, kind: Kind, move: Move) -> None:
    item = an_item(status=status, kind=kind)
    if status is Status.OPEN:
        other_kind = Move.DECIDE if kind is Kind.BLOCKER else Move.RESOLVE
        expected = move not in (Move.REOPEN, other_kind)
    else:
        expected = move in (Move.NOTE, Move.LINK, Move.REOPEN)
    assert (move in allowed_moves(item)) is expected
    if expected:
        require_allowed(item, move)
    else:
        with pytest.raises(Refusal, match=r"`[BD]-12 "):
            require_allowed(item, move)


@pytest.mark.parametrize("status", CLOSED)
def test_a_closed_item_says_how_to_reopen_it(status: Status) -> None:
    caught = refusal(closed(status), Move.ACKNOWLEDGE)
    assert isinstance(caught, ItemClosed)
    assert "`B-12 reopen because …`" in caught.text


def test_the_other_kinds_ending_is_refused_with_this_kinds() -> None:
    assert "`B-12 resolve …`" in refusal(an_item(), Move.DECIDE, text="yes").text
    assert "`D-7 decide … because …`" in refusal(a_decision(), Move.RESOLVE).text


def test_an_open_item_cannot_be_reopened() -> None:
    assert "open already" in refusal(an_item(), Move.REOPEN, reason="why not").text


def test_every_move_has_its_command() -> None:
    assert set(COMMANDS) == set(Move)


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "move"),
    [
        (an_item(), Move.REASSIGN),
        (an_item(), Move.RESCHEDULE),
        (an_item(), Move.ESCALATE),
        (an_item(), Move.WITHDRAW),
        (closed(), Move.REOPEN),
    ],
)
def test_these_moves_need_a_reason_from_everybody(item: Item, move: Move) -> None:
    caught = refusal(item, move, reason="  ")
    assert (caught.field, "because …" in caught.text) == ("reason", True)


def test_a_note_and_a_decision_need_words() -> None:
    assert refusal(an_item(), Move.NOTE).field == "text"
    assert refusal(a_decision(), Move.DECIDE, text=" ").field == "text"


@pytest.mark.parametrize("field", ["text", "reason"])
def test_words_over_the_limit_are_refused_with_their_length(field: str) -> None:
    words = {"text": "x", field: "y" * (TEXT_LIMIT + 1)}
    caught = refusal(an_item(), Move.NOTE, **words)
    assert (caught.field, "3,001" in caught.text, "3,000" in caught.text) == (field, True, True)
    fits = do(an_item(), Move.NOTE, text="y" * TEXT_LIMIT)
    assert len(shaped(fits.event.facts, Noted).text) == 3000


def test_a_move_leaves_an_event_with_actor_action_and_reason() -> None:
    event = do(an_item(), Move.RESOLVE, text="found it", reason="it was the cable").event
    assert (event.actor, event.action, event.reason) == (OWNER, "resolve", "it was the cable")
    assert (event.at, event.item_id) == (utc("03-04 10:00"), 7)


# --- acknowledge --------------------------------------------------------------------------------


def test_an_acknowledgement_before_due_holds_nothing_that_comes_later() -> None:
    done = do(an_item(), Move.ACKNOWLEDGE, at="03-04 10:00")
    assert done.item.position.acknowledged_at == utc("03-04 10:00")
    assert done.event.facts == Acknowledged()
    planned = plan(done.item, done.item.policy, utc("03-05 12:00"), calendar=a_calendar())
    assert [step.rung for step in planned.steps if step.rung >= 0] == [0]


def test_an_acknowledgement_holds_the_next_rung_for_four_working_hours() -> None:
    # Rung 1 is due Fri 12:00. Acknowledged Fri 10:00, held until 14:00.
    done = do(an_item(**climbed(1)), Move.ACKNOWLEDGE, at="03-06 10:00")
    assert done.item.position.hold == a_hold(1, "03-06 14:00")
    assert done.event.facts == Acknowledged(rung=1, held_until=utc("03-06 14:00"))


def test_a_hold_counts_working_time_over_the_weekend() -> None:
    # Rung 2 is due Mon 12:00. Fri 16:00 leaves one hour, the other three are Monday 9 to 12.
    done = do(an_item(**climbed(2)), Move.ACKNOWLEDGE, at="03-06 16:00")
    assert done.item.position.hold == a_hold(2, "03-09 12:00")


def test_a_hold_that_ends_as_the_rung_comes_delays_nothing() -> None:
    # Thu 16:00 leaves one hour, the other three are Friday 9 to 12, when rung 1 is due.
    done = do(an_item(**climbed(1)), Move.ACKNOWLEDGE, at="03-05 16:00")
    assert done.item.position.hold == a_hold(1, "03-06 12:00")
    assert done.event.facts == Acknowledged()


def test_a_hold_of_an_urgent_item_counts_by_the_clock() -> None:
    done = do(an_item(**climbed(2), urgent=True), Move.ACKNOWLEDGE, at="03-07 10:00")
    assert done.item.position.hold == a_hold(2, "03-07 14:00")


def test_a_rung_is_held_only_once() -> None:
    held = an_item(**climbed(1), hold=a_hold(1, "03-06 15:00"))
    done = do(held, Move.ACKNOWLEDGE, at="03-06 13:00")
    assert done.item.position.hold == a_hold(1, "03-06 15:00")
    until = utc("03-06 15:00")
    assert done.event.facts == Acknowledged(rung=1, was_held=True, held_until=until)
    over = do(held, Move.ACKNOWLEDGE, at="03-06 16:00")
    assert over.event.facts == Acknowledged(rung=1, was_held=True)


def test_a_hold_whose_rung_lies_ahead_may_be_renewed() -> None:
    held = an_item(**climbed(1), hold=a_hold(1, "03-06 12:30"))
    done = do(held, Move.ACKNOWLEDGE, at="03-06 11:00")
    assert done.item.position.hold == a_hold(1, "03-06 15:00")


def test_the_next_rung_may_be_held_after_the_last_was() -> None:
    held = an_item(**climbed(2), hold=a_hold(1, "03-06 15:00"))
    done = do(held, Move.ACKNOWLEDGE, at="03-07 13:00")  # a Saturday
    assert done.item.position.hold == a_hold(2, "03-09 13:00")


def test_with_the_whole_ladder_climbed_an_acknowledgement_is_only_noted() -> None:
    done = do(an_item(**climbed(3)), Move.ACKNOWLEDGE, at="03-09 10:00")
    assert done.item.position.hold is None
    assert done.item.position.acknowledged_at == utc("03-09 10:00")


# --- note, snooze, trajectory -------------------------------------------------------------------


def test_a_note_changes_nothing_but_the_history_and_works_on_closed_items() -> None:
    done = do(closed(), Move.NOTE, text="post-mortem is linked")
    assert (done.item, done.event.facts) == (closed(), Noted(text="post-mortem is linked"))


def test_a_snooze_silences_until_then_and_looks_again_at_its_end() -> None:
    done = do(an_item(), Move.SNOOZE, until=utc("03-04 14:00"))
    assert done.item.position.snoozed_until == utc("03-04 14:00")
    assert done.item.next_at == utc("03-04 14:00")
    assert done.event.facts == Snoozed(until=utc("03-04 14:00"))


def test_a_snooze_beyond_due_ends_at_due_and_says_so() -> None:
    done = do(an_item(), Move.SNOOZE, until=utc("03-09 14:00"))
    assert done.item.position.snoozed_until == utc("03-05 12:00")
    assert done.event.facts == Snoozed(until=utc("03-05 12:00"), is_clipped=True)


def test_a_snooze_until_the_same_instant_is_refused() -> None:
    done = do(an_item(), Move.SNOOZE, until=utc("03-04 14:00"))
    again = refusal(done.item, Move.SNOOZE, until=utc("03-04 14:00"))
    assert (again.field, again.in_form) == (
        "until",
        "B-12 is snoozed until then already. Name another time.",
    )


def test_a_snooze_after_due_is_refused_with_what_to_do() -> None:
    text = refusal(an_item(), Move.SNOOZE, at="03-05 12:00", until=utc("03-06 12:00")).text
    assert "`B-12 ack`" in text
    assert "`B-12 move fri 5pm because …`" in text


@pytest.mark.parametrize("until", [None, utc("03-04 10:00")])
def test_a_snooze_needs_an_end_ahead(until: object) -> None:
    assert refusal(an_item(), Move.SNOOZE, until=until).field == "until"


def test_the_trajectory_is_set() -> None:
    done = do(an_item(), Move.TRAJECTORY, trajectory=Trajectory.WORSENING)
    assert done.item.trajectory is Trajectory.WORSENING
    assert done.event.facts == TrajectorySet(old=None, new=Trajectory.WORSENING)
    assert "`B-12 worsening`" in refusal(an_item(), Move.TRAJECTORY).text


def test_what_it_depends_on_must_be_named() -> None:
    assert "`B-12 blocks D-7`" in refusal(an_item(), Move.DEPEND).text


# --- reassign, reschedule, escalate -------------------------------------------------------------


PROMISED: dict[str, Any] = {
    "acknowledged_at": utc("03-03 10:00"),
    "hold": a_hold(1, "03-06 15:00"),
    "snoozed_until": utc("03-05 11:00"),
}
NO_PROMISES = (None, None, None)


def promises(item: Item) -> tuple[object, ...]:
    now = item.position
    return now.acknowledged_at, now.hold, now.snoozed_until


def test_reassigning_keeps_the_round_and_ends_the_old_owners_promises() -> None:
    item = an_item(**climbed(1), **PROMISED)
    done = do(item, Move.REASSIGN, owner=a_person(MEMBER), reason="on leave")
    assert (done.item.owner, done.item.round, done.item.highest) == (MEMBER, 1, 0)
    assert promises(done.item) == NO_PROMISES
    assert done.event.facts == Reassigned(
        old_owner=OWNER,
        new_owner=MEMBER,
        acknowledged_at=utc("03-03 10:00"),
        held_until=utc("03-06 15:00"),
        held_rung=1,
        snoozed_until=utc("03-05 11:00"),
        reminded_until=utc("03-02 09:00"),
        agreed_at=utc("03-02 09:00"),
        agreed_due_at=utc("03-05 12:00"),
    )


@pytest.mark.parametrize(
    "owner",
    [
        None,
        a_person(MEMBER, bot=True),
        a_person(MEMBER, deactivated=True),
        a_person(MEMBER, stranger=True),
        a_person(OWNER),
    ],
)
def test_only_another_active_person_of_the_company_can_become_owner(owner: object) -> None:
    caught = refusal(an_item(), Move.REASSIGN, owner=owner, reason="on leave")
    assert (caught.field, "`B-12 give @somebody because …`" in caught.text) == ("owner", True)


def test_who_takes_what_is_theirs_is_told_so() -> None:
    for actor, whose in ((OWNER, "B-12 is yours"), (MEMBER, f"{a_person(OWNER).name} owns B-12")):
        given: dict[str, Any] = {"owner": a_person(OWNER), "reason": "I can", "actor": actor}
        said = refusal(an_item(), Move.REASSIGN, **given).text
        assert said.startswith(f"{whose} already. Name somebody else: ")


def test_rescheduling_starts_a_new_round_and_counts_as_a_slip() -> None:
    item = an_item(**climbed(2), told=(MEMBER,), **PROMISED)
    due = a_due("03-10 12:00")
    done = do(item, Move.RESCHEDULE, at="03-06 13:00", due=due, reason="vendor is late")
    moved = done.item
    assert (moved.due, moved.round, moved.slips, moved.position.rungs) == (due, 2, 1, ())
    assert moved.position.reminded_until == utc("03-06 13:00")
    assert promises(moved) == NO_PROMISES
    assert moved.told == (MEMBER,)
    assert moved.next_at == utc("03-09 09:00")  # the review comes first
    assert (moved.first_due_at, moved.pull_ins) == (utc("03-05 12:00"), 0)
    assert done.event.facts == Rescheduled(
        old_due_at=utc("03-05 12:00"),
        new_due_at=utc("03-10 12:00"),
        slips=1,
        pull_ins=0,
        first_due_at=utc("03-05 12:00"),
        drift=3,
    )


@pytest.mark.parametrize("due", [None, a_due("03-04 10:00"), a_due("03-05 12:00")])
def test_a_new_date_lies_ahead_and_differs(due: object) -> None:
    assert refusal(an_item(), Move.RESCHEDULE, due=due, reason="vendor is late").field == "due"


def test_a_call_before_due_tells_the_next_rung_and_uses_none_up() -> None:
    done = do(an_item(**PROMISED), Move.ESCALATE, at="03-04 13:00", reason="customer called")
    state = done.item.rung(0)
    assert (state.called_at, state.called_by, state.fired_at) == (utc("03-04 13:00"), OWNER, None)
    (step,) = done.steps
    assert (step.kind, step.rung, step.at) == (StepKind.CALL, 0, utc("03-04 13:00"))
    assert done.event.facts == CalledForHelp(rung=0, audience=Audience.LEAD)


def test_a_call_after_due_counts_as_fired() -> None:
    done = do(an_item(**climbed(1)), Move.ESCALATE, at="03-06 10:00", reason="customer called")
    assert done.item.rung(1).fired_at == utc("03-06 10:00")


def test_a_named_rung_is_called_even_with_one_below_it_untold() -> None:
    done = do(an_item(), Move.ESCALATE, at="03-04 13:00", rung=1, reason="customer called")
    assert [state.rung for state in done.item.position.rungs] == [1]


@pytest.mark.parametrize(
    ("told", "named", "offer"),
    [
        (RungState(rung=0, called_at=utc("03-04 12:01")), 0, None),  # the same within the hour
        (RungState(rung=0, fired_at=utc("03-04 12:01")), 0, None),
        (
            RungState(rung=0, called_at=utc("03-04 12:00"), chance_ends_at=utc("03-04 16:00")),
            None,
            1,
        ),  # another within the chance of the last
    ],
    ids=str,
)
def test_a_call_that_was_answered_already_says_so(
    told: RungState, named: int | None, offer: int | None
) -> None:
    with pytest.raises(Called) as answered:
        do(an_item(rungs=(told,)), Move.ESCALATE, at="03-04 13:00", rung=named, reason="help")
    assert (answered.value.last, answered.value.offer) == (0, offer)


def test_an_hour_later_the_same_rung_can_be_called_again() -> None:
    told = RungState(rung=0, called_at=utc("03-04 12:00"))
    done = do(an_item(rungs=(told,)), Move.ESCALATE, at="03-04 13:00", rung=0, reason="help")
    assert done.item.rung(0).called_at == utc("03-04 13:00")


def test_once_the_chance_of_the_last_call_is_over_the_next_rung_is_called() -> None:
    told = RungState(rung=0, called_at=utc("03-04 09:00"), chance_ends_at=utc("03-04 13:00"))
    done = do(an_item(rungs=(told,)), Move.ESCALATE, at="03-04 13:00", reason="help")
    assert done.item.rung(1).called_at == utc("03-04 13:00")


@pytest.mark.parametrize("count", [2, 3])
def test_once_everybody_was_told_a_call_says_who(count: int) -> None:
    with pytest.raises(Called) as answered:
        do(an_item(**climbed(count)), Move.ESCALATE, at="03-09 13:00", reason="customer called")
    assert answered.value.offer is None


def test_a_call_names_a_rung_or_somebody_on_it() -> None:
    directory = a_directory("03-04 13:00")
    for intent in (
        Intent(move=Move.ESCALATE, actor=OWNER, calls="leadership"),
        Intent(move=Move.ESCALATE, actor=OWNER, owner=a_person(BOSS)),
    ):
        assert calls.named(an_item(), intent, directory).rung == 1
    unnamed = Intent(move=Move.ESCALATE, actor=OWNER)
    assert calls.named(an_item(), unnamed, directory).rung == 0
    other = Intent(move=Move.NOTE, actor=OWNER)
    assert calls.named(an_item(), other, directory) is other
    alone = an_item(policy=a_policy(rungs=(rung(Audience.LEAD), rung(Audience.CHANNEL))))
    with pytest.raises(BadInput, match="no step called leadership"):
        calls.named(alone, replace(unnamed, calls="leadership"), directory)


def test_somebody_on_no_rung_cannot_be_called_and_the_answer_names_who_can() -> None:
    directory = a_directory("03-04 13:00")
    intent = Intent(move=Move.ESCALATE, actor=OWNER, owner=a_person(MEMBER))
    with pytest.raises(BadInput) as refused:
        calls.named(an_item(), intent, directory)
    assert refused.value.text == (
        "name of U06 is not on the ladder of B-12. name of U03 and name of U04 can be called. "
        "To hand it over: `B-12 give @somebody because …`."
    )
    nobody = an_item(policy=a_policy(lead=(), leadership=()))
    with pytest.raises(BadInput, match=r"ladder of B-12\. To hand it over"):
        calls.named(nobody, intent, directory)


def test_a_call_passes_over_the_rung_of_its_caller() -> None:
    directory = a_directory("03-04 13:00")
    call = Intent(move=Move.ESCALATE, actor=LEAD)
    assert calls.named(an_item(), call, directory).rung == 1
    assert calls.named(an_item(owner=LEAD), call, directory).rung == 1
    with pytest.raises(BadInput) as refused:
        calls.named(an_item(), replace(call, calls="lead"), directory)
    assert refused.value.text == (
        "That would call nobody but you, so nobody was told. "
        "To tell somebody else: `B-12 escalate to leadership because …`."
    )


def test_a_caller_alone_on_the_ladder_is_told_how_to_hand_it_over() -> None:
    alone = an_item(policy=a_policy(leadership=(person_target(LEAD),)))
    with pytest.raises(BadInput, match=r"To hand it over: `B-12 give @somebody because …`\."):
        calls.named(alone, Intent(move=Move.ESCALATE, actor=LEAD), a_directory("03-04 13:00"))


@pytest.mark.parametrize(("above", "offer"), [(LEAD, None), (BOSS, 1)])
def test_a_rung_of_the_same_people_is_not_offered(above: str, offer: int | None) -> None:
    told = RungState(rung=0, called_at=utc("03-04 09:30"), chance_ends_at=utc("03-04 13:30"))
    item = an_item(policy=a_policy(leadership=(person_target(above),)), rungs=(told,))
    with pytest.raises(Called) as answered:
        calls.named(item, Intent(move=Move.ESCALATE, actor=OWNER), a_directory("03-04 13:00"))
    assert (answered.value.last, answered.value.offer) == (0, offer)


def test_once_the_date_told_the_rung_that_was_called_a_call_does_not_ask() -> None:
    told = RungState(
        rung=0,
        called_at=utc("03-04 09:00"),
        fired_at=utc("03-05 12:00"),
        chance_ends_at=utc("03-05 16:00"),
    )
    done = do(an_item(rungs=(told,)), Move.ESCALATE, at="03-05 12:05", reason="help")
    assert done.item.rung(1).called_at == utc("03-05 12:05")


# --- keep ---------------------------------------------------------------------------------------


def test_keeping_an_item_open_rests_the_last_question_and_moves_nothing_else() -> None:
    item = an_item(**climbed(3, "03-09 12:00"), unanswered=2, asked=(BOSS,))
    until, why = utc("03-27 09:00"), "the vendor ships then"
    done = do(item, Move.KEEP, at="03-20 10:00", until=until, reason=why)
    kept = done.item
    assert kept.position.kept == Keep(until=until, by=OWNER, reason=why)
    assert (kept.position.unanswered, kept.position.asked, kept.round, kept.slips) == (0, (), 1, 0)
    assert (kept.due, kept.position.rungs) == (item.due, item.position.rungs)
    assert done.event.facts == Kept(until=utc("03-27 09:00"))


@pytest.mark.parametrize(
    ("item", "until", "field"),
    [
        (an_item(), utc("03-27 09:00"), ""),  # too early: the fallback does not apply
        (an_item(**climbed(3)), None, "until"),
        (an_item(**climbed(3)), utc("03-20 10:00"), "until"),
        (an_item(**climbed(3)), utc("04-17 10:00:01"), "until"),  # 28 days and a second
    ],
)
def test_an_item_is_kept_open_only_while_its_fallback_applies_and_for_28_days(
    item: Item, until: datetime | None, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        do(item, Move.KEEP, at="03-20 10:00", until=until, reason="why")
    assert refused.value.field == field


# --- closing and reopening ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "move", "status", "outcome"),
    [
        (an_item(), Move.RESOLVE, Status.RESOLVED, "words"),
        (a_decision(), Move.DECIDE, Status.DECIDED, "words"),
        (an_item(), Move.FALL_BACK, Status.FELL_BACK, "Import by hand"),
        (an_item(), Move.WITHDRAW, Status.WITHDRAWN, "why"),
    ],
)
def test_closing_keeps_how_when_and_by_whom(
    item: Item, move: Move, status: Status, outcome: str
) -> None:
    after = do(item, move, text="words", reason="why").item
    assert (after.status, after.outcome, after.next_at) == (status, outcome, None)
    assert after.closing is not None
    assert (after.closing.at, after.closing.by) == (utc("03-04 10:00"), OWNER)


def test_resolving_needs_no_words() -> None:
    assert do(an_item(), Move.RESOLVE).item.outcome == ""


def test_reopening_before_due_keeps_the_date_in_a_new_round() -> None:
    item = closed(**climbed(2), slips=1, told=(REPORTER,))
    done = do(item, Move.REOPEN, reason="it is back")
    opened = done.item
    assert (opened.status, opened.outcome, opened.closing) == (Status.OPEN, "", None)
    assert (opened.round, opened.position.rungs) == (2, ())
    assert (opened.due, opened.slips, opened.told) == (item.due, 1, (REPORTER,))
    assert opened.next_at == utc("03-04 12:00")
    assert done.event.facts == Reopened(was=Status.RESOLVED)


def test_reopening_after_due_gives_the_default_window_and_is_not_a_slip() -> None:
    # Friday 16:00 and two working days make Tuesday 16:00.
    done = do(closed(), Move.REOPEN, at="03-06 16:00", reason="it is back")
    assert done.item.due == replace(closed().due, at=utc("03-10 16:00"), phrase="")
    assert done.item.slips == 0
    assert shaped(done.event.facts, Reopened).new_due_at == utc("03-10 16:00")
    longer = closed(policy=a_policy(window_days=3))
    assert do(longer, Move.REOPEN, at="03-06 16:00", reason="x").item.due.at == utc("03-11 16:00")


def test_reopening_at_night_counts_from_the_next_morning() -> None:
    done = do(closed(), Move.REOPEN, at="03-07 20:00", reason="it is back")
    assert done.item.due.at == utc("03-11 09:00")


def test_a_review_that_fell_into_the_time_it_was_closed_is_not_owed() -> None:
    opened = do(closed(slips=1), Move.REOPEN, at="03-10 09:00", reason="it is back").item
    assert opened.position.reviewed_until == utc("03-10 09:00")


@pytest.mark.parametrize(
    ("slips", "moved_to", "above"),
    [
        (0, "03-10 12:00", None),
        (1, "03-10 12:00", "lead"),
        (2, "03-10 12:00", "leadership"),
        (5, "03-10 12:00", "leadership"),
        (1, "03-05 11:00", None),  # a pull-in alarms nobody
    ],
)
def test_one_slip_too_many_goes_up(slips: int, moved_to: str, above: str | None) -> None:
    item = an_item(slips=slips)
    done = do(item, Move.RESCHEDULE, at="03-04 13:00", due=a_due(moved_to), reason="late")
    assert shaped(done.event.facts, Rescheduled).above == above
    assert done.item.position.leadership_told_at is None  # nobody has been told yet


def test_a_change_that_makes_something_owed_is_looked_at_now() -> None:
    # The hold is all that keeps rung 1 back; handing over ends it.
    item = an_item(
        **climbed(1),
        hold=a_hold(1, "03-06 15:00"),
        reminded_until=utc("03-06 09:00"),
    )
    done = do(item, Move.REASSIGN, at="03-06 13:00", owner=a_person(MEMBER), reason="on leave")
    assert done.item.next_at == utc("03-06 13:00")


def test_refusals_change_nothing_and_are_of_the_right_kind() -> None:
    assert isinstance(refusal(an_item(), Move.NOTE), BadInput)
    later = an_item(due=a_due(utc("03-05 12:00") + timedelta(days=1)))
    assert do(later, Move.NOTE, text="x").item == changed(later, next_at=utc("03-05 12:00"))
