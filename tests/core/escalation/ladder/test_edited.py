"""Edits of a ladder: every one gives a ladder that keeps the rules, or says what to choose."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.errors import BadInput
from escalation.fields import Field
from escalation.ladder import edited
from escalation.policy import Policy
from escalation.rungs import Condition, Offset, Rung, Shown, Unit
from tests.support.factories import BOSS, LEAD, MEMBER, person_target

LEA, CEM, BO = ((person_target(user),) for user in (LEAD, BOSS, MEMBER))
ASKED = Condition.UNACKNOWLEDGED
FALLBACK = Rung(Offset(3, Unit.DAYS), shown=Shown.ALOUD)
THREE = Policy(
    rungs=(
        Rung(Offset(), LEA),
        Rung(Offset(1, Unit.DAYS), CEM, Shown.ALOUD, ASKED, "the boss"),
        Rung(Offset(2, Unit.DAYS), BO),
        FALLBACK,
    )
)


def test_a_step_that_goes_up_leaves_its_time_and_a_condition_that_the_first_cannot_have() -> None:
    assert edited.swapped(THREE, 1).rungs == (
        Rung(Offset(), LEA),
        Rung(Offset(1, Unit.DAYS), BO),
        Rung(Offset(2, Unit.DAYS), CEM, Shown.ALOUD, ASKED, "the boss"),
        FALLBACK,
    )
    assert edited.swapped(THREE, 0).rungs == (
        Rung(Offset(), CEM, Shown.ALOUD, Condition.OPEN, "the boss"),
        Rung(Offset(1, Unit.DAYS), LEA),
        Rung(Offset(2, Unit.DAYS), BO),
        FALLBACK,
    )


def test_where_a_step_is_removed_one_above_the_first_keeps_no_condition() -> None:
    assert edited.removed(THREE, 2).rungs == (
        Rung(Offset(), LEA),
        Rung(Offset(1, Unit.DAYS), CEM, Shown.ALOUD, Condition.OPEN, "the boss"),
        FALLBACK,
    )
    assert edited.removed(edited.removed(THREE, 2), 1).rungs == (Rung(Offset(), LEA), FALLBACK)


def test_one_more_step_stands_above_those_that_come_no_later() -> None:
    rung = Rung(Offset(1, Unit.DAYS), BO)
    added = edited.added(THREE, rung, fallback=Offset(4, Unit.DAYS))
    assert added.rungs == (
        *THREE.rungs[:2],
        rung,
        THREE.rungs[2],
        replace(FALLBACK, after=Offset(4, Unit.DAYS)),
    )


def test_one_more_step_comes_before_the_fallback() -> None:
    late = Rung(Offset(4, Unit.DAYS), BO)
    with pytest.raises(BadInput, match="later than the fallback: 3 working days") as refused:
        edited.added(THREE, late, fallback=Offset(3, Unit.DAYS))
    assert refused.value.field == Field.AFTER


def test_a_ninth_step_is_refused() -> None:
    eight = Policy(rungs=(*[Rung(Offset(hour), LEA) for hour in range(8)], FALLBACK))
    with pytest.raises(BadInput, match="1 to 8 steps"):
        edited.added(eight, Rung(Offset(9), BO), fallback=FALLBACK.after)


def test_a_step_that_is_changed_stays_before_the_next_one() -> None:
    with pytest.raises(
        BadInput, match=r"later than the boss: 1 working day\. Choose that"
    ) as refused:
        edited.changed(THREE, 0, Rung(Offset(2, Unit.DAYS), LEA))
    assert refused.value.field == Field.AFTER
    with pytest.raises(BadInput, match="The fallback cannot come before step 3") as refused:
        edited.changed(THREE, 3, Rung(Offset(1, Unit.DAYS)))
    assert refused.value.field == Field.AFTER, "its own form has this field alone"
    equal = edited.changed(THREE, 2, Rung(FALLBACK.after, BO))
    assert equal.rungs[2].after == FALLBACK.after


@pytest.mark.parametrize(
    ("last", "fallback", "next_", "then"),
    [
        (Offset(), Offset(1, Unit.DAYS), Offset(1, Unit.DAYS), Offset(2, Unit.DAYS)),
        (Offset(1, Unit.DAYS), Offset(5, Unit.DAYS), Offset(2, Unit.DAYS), Offset(5, Unit.DAYS)),
        (
            Offset(30, Unit.DAYS),
            Offset(30, Unit.DAYS),
            Offset(30, Unit.DAYS),
            Offset(30, Unit.DAYS),
        ),
        (
            Offset(29, Unit.DAYS),
            Offset(60, Unit.DAYS),
            Offset(30, Unit.DAYS),
            Offset(60, Unit.DAYS),
        ),
        (Offset(20), Offset(20), Offset(3, Unit.DAYS), Offset(4, Unit.DAYS)),
    ],
)
def test_the_form_proposes_a_time_that_fits(
    last: Offset, fallback: Offset, next_: Offset, then: Offset
) -> None:
    policy = Policy(rungs=(Rung(last, LEA), Rung(fallback)))
    assert (edited.next_offset(policy), edited.made_room(policy)) == (next_, then)
    edited.added(policy, Rung(next_, BO), fallback=then)


def test_what_i_changed_goes_on_top_of_what_somebody_else_saved() -> None:
    base = replace(THREE, version=2)
    mine = replace(base, rungs=edited.removed(base, 1).rungs)
    theirs = replace(base, version=3, holidays="DE", window_days=5)
    assert edited.rebased(mine, base, theirs) == replace(theirs, rungs=mine.rungs)


def test_of_each_step_the_parts_that_i_left_are_theirs() -> None:
    base = replace(THREE, version=2)
    one, two, *more = base.rungs
    mine = replace(base, rungs=(one, replace(two, name="Board", shown=Shown.NOWHERE), *more))
    theirs = replace(
        base, version=3, rungs=(replace(one, targets=BO), replace(two, targets=BO), *more)
    )
    both = replace(two, name="Board", shown=Shown.NOWHERE, targets=BO)
    merged = replace(theirs, rungs=(theirs.rungs[0], both, *more))
    assert edited.rebased(mine, base, theirs) == merged


@pytest.mark.parametrize(
    "theirs",
    [
        edited.swapped(THREE, 0),
        edited.removed(THREE, 1),
        replace(THREE, rungs=(replace(THREE.rungs[0], targets=BO), *THREE.rungs[1:])),
    ],
)
def test_where_both_changed_the_same_part_or_which_steps_there_are_mine_stay(
    theirs: Policy,
) -> None:
    mine = replace(THREE, rungs=(replace(THREE.rungs[0], targets=CEM + BO), *THREE.rungs[1:]))
    assert edited.rebased(mine, THREE, replace(theirs, version=2)).rungs == mine.rungs


def test_where_the_two_do_not_go_together_mine_stays_whole() -> None:
    base = Policy(rungs=(Rung(Offset(6), LEA), Rung(Offset(1, Unit.DAYS))))
    mine = replace(base, rungs=(Rung(Offset(7), LEA), Rung(Offset(1, Unit.DAYS))))
    theirs = replace(
        base,
        version=2,
        end=base.end.replace(hour=12),
        rungs=(Rung(Offset(1), LEA), Rung(Offset(1, Unit.DAYS))),
    )
    assert edited.rebased(mine, base, theirs) == replace(mine, version=2)


OFFSETS = st.builds(Offset, st.integers(0, 30), st.just(Unit.DAYS))


@st.composite
def ladders(draw: st.DrawFn) -> Policy:
    """A ladder with any number of steps and conditions that can be."""
    times = sorted(draw(st.lists(OFFSETS, min_size=2, max_size=9)), key=lambda one: one.count)
    asked = draw(st.lists(st.sampled_from(Condition), min_size=len(times), max_size=len(times)))
    last = len(times) - 1
    asked[0] = asked[last] = Condition.OPEN
    if last > 1:
        asked[draw(st.integers(1, last - 1))] = Condition.OPEN
    return Policy(
        rungs=tuple(
            Rung(after, (person_target(f"U{at}"),), only_if=only_if)
            for at, (after, only_if) in enumerate(zip(times, asked, strict=True))
        )
    )


@given(ladders(), st.data())
def test_every_step_can_go_up_down_and_away(policy: Policy, data: st.DataObject) -> None:
    times = [rung.after for rung in policy.rungs]
    if policy.fallback > 1:
        at = data.draw(st.integers(0, policy.fallback - 2))
        moved = edited.swapped(policy, at)
        assert [rung.after for rung in moved.rungs] == times
        assert moved.rungs[at].targets == policy.rungs[at + 1].targets
        gone = edited.removed(policy, at)
        assert [rung.after for rung in gone.rungs] == times[:at] + times[at + 1 :]
