"""What the demo's page offers to try."""

from collections.abc import Callable

from playground.page.tour import Step, Tour

STEPS = (
    Step(
        words="Log a blocker",
        note="fills in a line to send",
        line="/blocker Harbor's welcome pack has the old logo owner @tom due in 1 hour "
        "fallback send it without a logo",
    ),
    Step(words="Next event", note="moves time on", jump="next"),
    Step(words="Become Ines", note="shows what the lead was told", person="ines"),
)
TELLING = "The story is being told. This page opens in a few seconds."


def a_tour(*, restart: Callable[[], None]) -> Tour:
    """The tour of a story that is about to be told."""
    return Tour(steps=STEPS, restart=restart, closed=TELLING)
