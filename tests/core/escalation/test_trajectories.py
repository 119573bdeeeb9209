"""Which way the customer impact is going, and for how long a word about it holds.

All instants by hand: Sunday 1 Mar 2026 to Tuesday 10 Mar, review cycle 7 days.
"""

from typing import Any

import pytest

from escalation.about.customers import Customer
from escalation.calendars import owners_calendar
from escalation.events import Event
from escalation.facts.by_people import TrajectorySet
from escalation.facts.in_notices import Reminder
from escalation.items import Item, Status, Trajectory
from escalation.ladder.adopted import adopted
from escalation.ladder.plan import Step, StepKind, plan, watched
from escalation.moves.move import Intent, Move
from escalation.moves.transitions import transition
from escalation.notices.routing import route
from escalation.people import Away
from escalation.trajectories import (
    SaidAlike,
    has_lapsed,
    lapse_ahead,
    must_be_asked,
    of_customer,
    of_many,
    said_by,
    trajectory,
)
from messages.items import impact
from messages.items.cards import card
from messages.items.home import Part, home
from messages.items.lists import row
from tests.support.factories import (
    LEAD,
    MEMBER,
    OWNER,
    STAND_IN,
    a_calendar,
    a_directory,
    a_due,
    a_person,
    a_policy,
    an_item,
    changed,
    utc,
)
from tests.support.payloads import a_reader

IMPROVING, STEADY, WORSENING = Trajectory.IMPROVING, Trajectory.STEADY, Trajectory.WORSENING
MONTH_END = a_due("03-31 12:00")


def numbered(number: int, **changes: Any) -> Item:
    started = {"logged_at": utc("02-23 09:00"), "due": MONTH_END}
    return an_item(**{"id": number, "number": number, **started, **changes})


def said(word: Trajectory, at: str, **changes: Any) -> Item:
    return numbered(1, trajectory=word, trajectory_said_at=utc(at), **changes)


def words(item: Item, now: str) -> str:
    return impact.word(item, a_reader(now).privately())


# --- how long a word holds ----------------------------------------------------------------------


def test_a_word_holds_for_one_review_cycle_and_is_then_no_word_for_so_many_days() -> None:
    item = said(STEADY, "03-01 12:00")
    assert trajectory(item, utc("03-08 11:59")) is STEADY
    assert trajectory(item, utc("03-08 12:00")) is None
    assert words(item, "03-08 11:59") == "steady"
    assert words(item, "03-08 12:00") == "no word for 7 days"
    assert words(item, "03-10 12:00") == "no word for 9 days"


def test_a_cycle_is_the_channels_and_counts_days_on_its_wall_clock() -> None:
    # Berlin moves to summer time on Sunday 29 Mar: 12:00 is 11:00 UTC before, 10:00 UTC after.
    item = said(STEADY, "03-25 11:00", policy=a_policy(zone="Europe/Berlin"))
    assert lapse_ahead(item, utc("03-28 00:00")) == utc("04-01 10:00")


def test_before_anybody_said_anything_it_is_not_said() -> None:
    item = numbered(1)
    assert trajectory(item, utc("03-10 12:00")) is None
    assert words(item, "03-10 12:00") == "not said"
    assert lapse_ahead(item, utc("03-10 12:00")) is None


def test_saying_it_notes_when_and_saying_the_same_again_begins_another_cycle() -> None:
    now, calendar = utc("03-09 08:00"), a_calendar()
    item = said(STEADY, "03-01 12:00")
    intent = Intent(move=Move.TRAJECTORY, actor=OWNER, trajectory=STEADY)
    done = transition(item, intent, now, calendar=calendar)
    assert (done.item.trajectory, done.item.trajectory_said_at) == (STEADY, now)
    assert done.event.facts == TrajectorySet(old=STEADY, new=STEADY)
    assert lapse_ahead(done.item, now) == utc("03-16 08:00")


# --- what people read ---------------------------------------------------------------------------


def test_a_card_never_says_steady_where_nobody_said_so_lately() -> None:
    hit = {"impact": "3 firms wait"}
    lapsed = said(STEADY, "03-01 12:00", **hit)
    fresh = said(STEADY, "03-09 12:00", **hit)
    assert "*Impact:* 3 firms wait (no word since Sun 1 Mar 12:00 UTC)" in text_of(lapsed)
    assert "*Impact:* 3 firms wait (better or worse: not said)" in text_of(numbered(1, **hit))
    assert "*Impact:* 3 firms wait (steady)" in text_of(fresh)
    assert "*Impact:* no word since Sun 1 Mar 12:00 UTC" in text_of(said(STEADY, "03-01 12:00"))
    assert "Impact" not in text_of(numbered(1))


def text_of(item: Item) -> str:
    return str(card(item, a_reader("03-10 12:00"))["text"])


def test_a_closed_items_card_has_the_last_word_only_if_it_held_at_the_end() -> None:
    ended = {"impact": "3 firms wait", "status": Status.RESOLVED, "closed_at": utc("03-09 12:00")}
    assert "3 firms wait (worsening)" in text_of(said(WORSENING, "03-05 12:00", **ended))
    assert "3 firms wait\n" in text_of(said(WORSENING, "03-01 12:00", **ended))
    assert "3 firms wait\n" in text_of(numbered(1, **ended))
    assert "*Impact:*" not in text_of(said(WORSENING, "03-05 12:00", **{**ended, "impact": ""}))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (said(WORSENING, "03-09 12:00"), " · impact worsening"),
        (said(STEADY, "03-01 12:00"), " · no word for 9 days"),
        (numbered(1, impact="3 firms wait"), " · better or worse: not said"),
        (numbered(1), ""),
        (said(WORSENING, "03-09 12:00", status=Status.RESOLVED), ""),
    ],
)
def test_lists_and_home_say_it_at_the_end_of_an_item(item: Item, expected: str) -> None:
    reader = a_reader("03-10 12:00").privately()
    assert row(item, reader).endswith(expected)
    assert ("trajectory" in row(item, reader)) == ("trajectory" in expected)
    if item.is_open:
        shown = home(a_person(), reader, owed=Part([item], 1))["blocks"]
        entry = next(block["text"]["text"] for block in shown if "*B-1*" in str(block.get("text")))
        assert entry.endswith(f"<#{item.channel}>{expected}")


# --- a customer's -------------------------------------------------------------------------------


def test_a_customers_trajectory_is_the_worst_of_its_open_items() -> None:
    """Harbor at 10 Mar: B-1 improving 9 Mar, B-2 steady 1 Mar, B-3 never."""
    now = utc("03-10 12:00")
    items = [
        numbered(1, trajectory=IMPROVING, trajectory_said_at=utc("03-09 12:00")),
        numbered(2, trajectory=STEADY, trajectory_said_at=utc("03-01 12:00")),
        numbered(3),
    ]
    assert impact.of_customer(of_customer(items, now)) == "not said (B-2, B-3)"
    items[1] = changed(items[1], trajectory=WORSENING, trajectory_said_at=now)
    assert impact.of_customer(of_customer(items, now)) == "worsening"


@pytest.mark.parametrize(
    ("going", "expected"),
    [
        ([IMPROVING, STEADY, WORSENING, None], "worsening"),
        ([IMPROVING, STEADY, None], "not said (B-3)"),
        ([IMPROVING, STEADY], "steady"),
        ([IMPROVING, IMPROVING], "improving"),
        ([], "nothing open"),
    ],
)
def test_not_said_is_worse_than_steady_and_better_than_worsening(
    going: list[Trajectory | None], expected: str
) -> None:
    items = [numbered(n, trajectory=way) for n, way in enumerate(going, start=1)]
    closed = numbered(9, trajectory=WORSENING, status=Status.RESOLVED)
    assert impact.of_customer(of_customer([*items, closed], utc("03-10 12:00"))) == expected


# --- from the history ---------------------------------------------------------------------------


def word(way: Trajectory | None, at: str, item_id: int = 1) -> Event:
    facts = TrajectorySet(old=None, new=way)
    return Event(at=utc(at), item_id=item_id, actor=OWNER, facts=facts)


def test_an_earlier_instant_is_read_from_the_history() -> None:
    item = said(WORSENING, "03-09 12:00")
    history = [
        word(IMPROVING, "03-02 12:00"),
        word(WORSENING, "03-03 12:00", item_id=2),
        word(STEADY, "03-05 12:00"),
        word(WORSENING, "03-09 12:00"),
    ]
    then = {
        at: trajectory(said_by(item, history, utc(at)), utc(at))
        for at in ("03-02 12:00", "03-05 12:00", "03-05 12:01", "03-09 12:01")
    }
    assert [*then.values()] == [None, IMPROVING, STEADY, WORSENING]


def test_a_word_that_cannot_be_read_is_none() -> None:
    before = said_by(said(STEADY, "03-09 12:00"), [word(None, "03-05 12:00")], utc("03-06 12:00"))
    assert (before.trajectory, before.trajectory_said_at) == (None, None)


# --- the reminder that asks ---------------------------------------------------------------------


HIT = {"impact": "3 firms wait"}


@pytest.mark.parametrize(
    ("item", "at", "asks"),
    [
        (numbered(1, **HIT), "03-02 08:59", False),  # logged on Mon 23 Feb 09:00
        (numbered(1, **HIT), "03-02 09:00", True),
        (numbered(1, customers=(Customer(name="Harbor"),)), "03-02 09:00", True),
        (numbered(1), "03-20 09:00", False),  # affects no customer, as far as anybody said
        (said(STEADY, "03-01 12:00", **HIT), "03-08 11:59", False),
        (said(STEADY, "03-01 12:00", **HIT), "03-08 12:00", True),
    ],
)
def test_a_reminder_asks_a_cycle_after_the_last_word_or_after_logging(
    item: Item, at: str, asks: bool
) -> None:
    assert must_be_asked(item, utc(at)) == asks


def test_it_asks_once_per_cycle_from_when_it_reached_the_owner() -> None:
    item = numbered(1, trajectory_asked_at=utc("03-03 09:00"), **HIT)
    assert must_be_asked(item, utc("03-03 09:00")), "the earlier one was still on its way"
    assert not must_be_asked(item, utc("03-03 09:01"))
    assert not must_be_asked(item, utc("03-10 08:59"))
    assert must_be_asked(item, utc("03-10 09:00"))


def reminded(item: Item, at: str = "03-10 10:00", *others: Any) -> tuple[Item, dict[str, bool]]:
    """The item after a reminder, and whom it asks."""
    step = Step(kind=StepKind.REMINDER, at=utc(at), name="due")
    told = route(item, [step], a_directory(at, *others))
    asked = {
        notice.recipient: notice.facts.asks_trajectory
        for notice in told.notices
        if isinstance(notice.facts, Reminder)
    }
    return told.item, asked


def test_the_owner_is_asked_and_their_stand_in_is_not() -> None:
    away = Away(until=utc("03-12 09:00"), stand_in=STAND_IN)
    owner, stand_in = a_person(OWNER, away=away), a_person(STAND_IN)
    item, asked = reminded(numbered(1, **HIT), "03-10 10:00", owner, stand_in)
    assert asked == {OWNER: True, STAND_IN: False}
    assert item.position.trajectory_asked_at == utc("03-12 09:00"), "when it reaches them"


def test_a_reminder_that_does_not_ask_leaves_no_trace() -> None:
    item, asked = reminded(numbered(1))
    assert (item.position.trajectory_asked_at, asked) == (None, {OWNER: False})


@pytest.mark.parametrize(
    ("asked_at", "kept"), [("03-09 12:00", True), ("03-10 12:00", True), ("03-10 12:01", False)]
)
@pytest.mark.parametrize(
    "moved", [{"due": a_due("04-07 12:00")}, {"owner": a_person(MEMBER)}], ids=["date", "owner"]
)
def test_a_new_date_or_owner_keeps_what_was_asked_but_not_what_is_on_its_way(
    asked_at: str, kept: bool, moved: dict[str, Any]
) -> None:
    item = numbered(1, trajectory_asked_at=utc(asked_at), **HIT)
    move = Move.RESCHEDULE if "due" in moved else Move.REASSIGN
    intent = Intent(move=move, actor=LEAD, reason="it takes longer", **moved)
    done = transition(item, intent, utc("03-10 12:00"), calendar=a_calendar())
    assert done.item.position.trajectory_asked_at == (utc(asked_at) if kept else None)


# --- when a word lapses -------------------------------------------------------------------------


def test_the_plan_looks_again_when_a_word_lapses_and_only_then() -> None:
    done = {"reminded_until": utc("03-06 12:00"), "reviewed_until": utc("03-09 09:00")}
    item = said(STEADY, "03-05 12:00", **done)
    for now, next_at in (("03-09 09:00", "03-12 12:00"), ("03-12 12:00", "03-16 09:00")):
        calendar = owners_calendar(item, {}, utc(now))
        planned = plan(item, item.policy, utc(now), calendar=calendar)
        assert (planned.steps, planned.next_at) == ((), utc(next_at))


@pytest.mark.parametrize(
    ("next_at", "now", "lapsed"),
    [
        ("03-08 12:00", "03-08 12:00", True),
        ("03-08 12:00", "03-10 12:00", True),  # the bot was down
        ("03-08 12:01", "03-10 12:00", False),  # a pass has seen it
        ("03-08 12:00", "03-08 11:59", False),
        (None, "03-10 12:00", False),
    ],
)
def test_the_first_pass_after_it_shows_it(next_at: str | None, now: str, lapsed: bool) -> None:
    item = said(STEADY, "03-01 12:00", next_at=utc(next_at) if next_at else None)
    assert has_lapsed(item, utc(now)) == lapsed
    closed = changed(item, status=Status.RESOLVED)
    assert not has_lapsed(closed, utc(now))


def test_a_change_just_before_that_pass_leaves_it_to_see_it() -> None:
    item, now = said(STEADY, "03-01 12:00", next_at=utc("03-08 12:00")), utc("03-08 12:01")
    assert watched(item, now, calendar=a_calendar()).next_at == utc("03-08 12:00")
    policy = a_policy(version=2)
    assert adopted(item, policy, now, calendar=a_calendar()).next_at == utc("03-08 12:00")


def test_of_many_items_the_earliest_and_the_latest_word_tell_what_holds() -> None:
    def said(word: Trajectory | None, *days: int) -> SaidAlike:
        first, last = (utc(f"03-{day:02} 12:00") for day in days) if days else (None, None)
        return SaidAlike(policy=a_policy(), word=word, first_at=first, last_at=last)

    def going(*many: SaidAlike) -> Trajectory | str | None:
        found = of_many(many, utc("03-10 12:00"))
        return found.going if found else "nothing open"

    assert going() == "nothing open"
    assert going(said(Trajectory.STEADY, 5, 9)) is Trajectory.STEADY
    assert going(said(Trajectory.STEADY, 1, 9)) is None
    assert going(said(Trajectory.WORSENING, 1, 9), said(None)) is Trajectory.WORSENING
    assert going(said(Trajectory.IMPROVING, 9, 9), said(None)) is None
