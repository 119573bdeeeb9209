"""What the demo's page offers to try."""

from collections.abc import Callable

from playground.page.tour import Step, Tour

STEPS = (
    Step(
        words="Log a blocker",
        note="fills in a line; Enter sends it",
        line="/blocker Harbor's welcome pack has the old logo owner @tom due in 1 hour "
        "fallback send it without a logo",
    ),
    Step(words="Next event", note="moves time to when somebody is told", jump="next"),
    Step(words="Become Ines", note="the lead: read what Ines was told", person="ines"),
)
TELLING = "The story is being told. This page opens in a few seconds."


def a_tour(*, restart: Callable[[], None]) -> Tour:
    """The tour of a story that is about to be told."""
    return Tour(steps=STEPS, restart=restart, closed=TELLING)
