"""An open item on an edited ladder: nobody is skipped, and nobody is told twice.

The item is due Thu 5 Mar 12:00 UTC. Each word is a rung, each letter in it somebody who is told,
and `-` a rung without anybody; the fallback comes after them.
"""

from dataclasses import replace

import pytest

from escalation.calendars import UTC_ZONE
from escalation.items import Item, RungState
from escalation.ladder.adopted import adopted
from escalation.ladder.plan import plan
from escalation.moves.changes import new_round
from escalation.policy import Policy
from escalation.rungs import AT_ONCE, Condition, Offset, Rung, Target, TargetKind, Unit
from escalation.worktime.hours import Calendar
from tests.support.factories import a_hold, an_item, changed, fired, utc

UTC_HOURS = Calendar(tz=UTC_ZONE)
NOW = utc("03-05 13:00")
IF_SILENT = Condition.UNACKNOWLEDGED


def ladder(words: str, *days: int, last: int = 10) -> Policy:
    """One rung for each word, each one working day after the one before unless told otherwise.

    The fallback applies `last` working days after the due date.
    """
    people = [[*word.strip("-")] for word in words.split()]
    rungs = [
        Rung(
            Offset(count, Unit.DAYS) if count else AT_ONCE,
            tuple(Target(TargetKind.PERSON, one) for one in told),
        )
        for told, count in zip(people, days or range(len(people)), strict=True)
    ]
    return Policy(rungs=(*rungs, Rung(Offset(last, Unit.DAYS))))


def on(words: str, told: int) -> Item:
    """An item whose first rungs, so many, have been told."""
    done = {"rungs": fired(*range(told)), "reminded_until": utc("03-05 12:00")}
    return an_item(policy=ladder(words), owner="o", **done)


@pytest.mark.parametrize(
    ("old", "told", "new", "ahead"),
    [
        ("a b", 1, "a b", "b"),
        ("a b", 0, "a b", "a b"),
        ("a b", 1, "b", "b"),  # the first is removed
        ("a b c", 1, "b c", "b c"),
        ("a b", 1, "b a", "b"),  # both change places
        ("a b c", 2, "c b a", "c"),
        ("a b", 1, "c a b", "c b"),  # one comes in below
        ("a b", 1, "c b", "c b"),  # one comes instead
        ("a b", 1, "ac b", "ac b"),  # one more on the rung
        ("ac b", 1, "a b", "b"),  # one less
        ("a b c", 2, "ab c", "c"),  # two become one
        ("ab c", 1, "a b c", "c"),  # one becomes two
        ("a b", 1, "ab", "ab"),
        ("a a", 1, "a a", "a"),  # the same people twice: each time its own
        ("a a", 2, "a", ""),
        ("a b", 1, "a a", "a"),
        ("- b", 1, "- b", "b"),
        ("- b", 1, "a b", "a b"),
        ("a -", 1, "- a", "-"),
        ("a b", 1, "- b", "- b"),
        ("a b", 1, "ao b", "b"),  # o owns the item
        ("a b", 1, "o b", "o b"),
    ],
)
def test_a_rung_is_ahead_unless_its_people_have_been_told(
    old: str, told: int, new: str, ahead: str
) -> None:
    item = adopted(on(old, told), ladder(new), NOW, calendar=UTC_HOURS)
    left = [word for n, word in enumerate(new.split()) if not item.rung(n).is_over]
    assert " ".join(left) == ahead


def test_a_rung_that_moves_down_keeps_its_own_time() -> None:
    # b a working day after due: Fri 12:00, and not now, though the first rung had been told.
    item = adopted(on("a b", 1), ladder("b", 1), NOW, calendar=UTC_HOURS)
    assert item.next_at == utc("03-06 09:00")  # the owner's reminder
    assert not item.has_fired(0)


def test_somebody_new_on_a_rung_whose_time_has_come_is_told_now() -> None:
    item = adopted(on("a b", 1), ladder("c b"), NOW, calendar=UTC_HOURS)
    assert item.next_at == NOW


@pytest.mark.parametrize(
    ("new", "held"),
    [("a b", 1), ("b", 0), ("b a", 0), ("c a b", 0), ("a c", 1), ("a", 1), ("c", 0)],
)
def test_an_acknowledgement_goes_on_holding_what_is_next(new: str, held: int) -> None:
    # The pause lasts, whichever rung is next now; of `a` alone it is the fallback.
    item = changed(on("a b", 1), hold=a_hold(1, "03-06 13:00"))
    moved = adopted(item, ladder(new), NOW, calendar=UTC_HOURS).position.hold
    assert moved == a_hold(held, "03-06 13:00")


def test_what_was_held_fires_as_the_pause_ends() -> None:
    item = changed(on("a b", 1), hold=a_hold(1, "03-06 16:00"))
    item = adopted(item, ladder("c b"), NOW, calendar=UTC_HOURS)
    assert item.position.hold == a_hold(0, "03-06 16:00")
    assert firing(item, "03-06 15:59") == []
    assert firing(item, "03-06 16:00") == [(0, "rung-0-1")]


def firing(item: Item, at: str) -> list[tuple[int, str]]:
    """The rungs that fire then, with the names of their firings."""
    steps = plan(item, item.policy, utc(at), calendar=UTC_HOURS).steps
    return [(step.rung, step.name) for step in steps if step.rung >= 0]


def test_what_fires_on_another_ladder_has_another_name() -> None:
    item = adopted(on("a b", 2), ladder("a", last=1), utc("03-06 13:00"), calendar=UTC_HOURS)
    assert firing(item, "03-09 12:00") == [(1, "rung-1-1")], "rung-1 was b's"


@pytest.mark.parametrize(("condition", "over"), [(IF_SILENT, [0, 1]), (Condition.OPEN, [0])])
def test_a_rung_without_its_condition_is_no_longer_left_out(
    condition: Condition, over: list[int]
) -> None:
    before = changed(on("a b c", 1), policy=conditional(IF_SILENT))
    left_out = RungState(rung=1, left_out_at=utc("03-06 12:00"))
    item = before.at(before.position.with_rung(left_out))
    item = adopted(item, conditional(condition), utc("03-06 13:00"), calendar=UTC_HOURS)
    assert [state.rung for state in item.position.rungs if state.is_over] == over


def conditional(condition: Condition) -> Policy:
    """Three rungs, the second on this condition."""
    policy = ladder("a b c", 0, 1, 1)
    first, second, *others = policy.rungs
    return replace(policy, rungs=(first, replace(second, only_if=condition), *others))


def test_on_a_rung_with_somebody_new_those_who_were_told_are_spared_for_this_round() -> None:
    item = adopted(on("a b", 1), ladder("ac b"), NOW, calendar=UTC_HOURS)
    assert [target.id for target in item.policy.spared] == ["a"]
    again = adopted(item, ladder("acd b"), NOW, calendar=UTC_HOURS)
    assert [target.id for target in again.policy.spared] == ["a"], "c has not been told yet"
    assert new_round(again, NOW).policy.spared == ()


def test_who_was_told_on_a_ladder_before_the_last_one_is_not_told_again() -> None:
    item = adopted(on("a b", 1), ladder("b"), NOW, calendar=UTC_HOURS)
    item = adopted(item, ladder("a b"), NOW, calendar=UTC_HOURS)
    assert item.rung(0).left_out_at == NOW
    assert not item.rung(1).is_over
