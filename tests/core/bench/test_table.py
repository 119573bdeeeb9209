"""The benchmarks report what was measured: ratios of pairs, and goals that can be missed."""

import pytest
from sqlalchemy.exc import OperationalError

from bench.figures import at_most, exactly, faster, up_to
from bench.measures.writers import EACH, WRITERS, at_once
from bench.rounds import Rounds, percentile
from bench.table import plain
from storage.engine.database import Busy


def test_every_side_begins_a_round_in_its_turn() -> None:
    assert list(Rounds().turns("a", "b", rounds=2)) == ["a", "b", "b", "a"]


def test_a_ratio_is_the_median_of_the_pairs_and_not_of_the_sides() -> None:
    rounds = Rounds()
    for ours, theirs in ((1.0, 10.0), (30.0, 10.0), (4.0, 2.0)):
        rounds.add("ours", ours)
        rounds.add("theirs", theirs)
    assert rounds.ratio("ours", "theirs") == 2.0
    assert rounds.median("ours") == 4.0


@pytest.mark.parametrize("refusal", [Busy(), OperationalError("", None, Exception())])
def test_writers_who_are_refused_are_counted(refusal: Exception) -> None:
    def write(number: int) -> None:
        if number == 7:
            raise refusal

    spans, refused = at_once(write)
    assert (len(spans), refused) == (WRITERS * EACH, 1)


def test_a_writer_that_fails_otherwise_ends_the_measurement() -> None:
    def write(number: int) -> None:
        if number == 7:
            raise LookupError

    with pytest.raises(LookupError):
        at_once(write)


def test_a_percentile_is_not_exceeded_by_so_many() -> None:
    assert percentile([float(n) for n in range(101)], 99) == 99.0


@pytest.mark.parametrize(("ratio", "met"), [(1.5, True), (1.51, False)])
def test_a_goal_is_met_up_to_its_limit(ratio: float, met: bool) -> None:
    figure = at_most("x", 1.5, ratio=ratio, name="R1", reference=0.001, ours=0.001 * ratio)
    assert figure.met is met


@pytest.mark.parametrize(("ratio", "met"), [(5.0, True), (4.9, False)])
def test_faster_is_met_from_its_limit_on(ratio: float, met: bool) -> None:
    assert faster("x", 5, ratio=ratio, name="J", reference=5.0, ours=1.0).met is met


def test_the_table_says_of_each_figure_whether_its_goal_was_met() -> None:
    kept = up_to("quick", 0.05, ours=0.012)
    missed = exactly("plan", "by index", ours="scan")
    head, first, second = plain([kept, missed]).splitlines()
    assert head.split() == ["what", "reference", "ours", "ratio", "goal", "met"]
    assert first.split() == ["quick", "12", "ms", "at", "most", "50", "ms", "yes"]
    assert second.split() == ["plan", "scan", "by", "index", "**no**"]
