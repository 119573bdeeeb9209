"""Every example of docs/measures.md comes out as the page says."""

import pytest

from escalation.measures.measure import measure
from tests.support.measures.figures import FIGURES
from tests.support.measures.page import Example, examples

EXAMPLES = examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"example {one.number}")
def test_the_figures_are_those_of_the_page(example: Example) -> None:
    measures = measure(example.history, example.period, example.calendar)

    said = [(name, FIGURES[name](measures)) for name, _ in example.figures]

    assert example.figures
    assert said == list(example.figures)


def test_every_measure_has_an_example() -> None:
    shown = {name for one in EXAMPLES for name, _ in one.figures}

    assert shown == FIGURES.keys()
