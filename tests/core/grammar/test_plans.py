"""What counts as a plan when an item is logged."""

import pytest

from grammar.plans import is_a_plan


@pytest.mark.parametrize(
    "words",
    [
        "", " ", "-", "…", "?", "???", "🤷", "none", "None.", "NONE YET", "no", "n/a",
        "N.A.", "na", "nil", "x", "tbd", "TBD later",
        "none so far", "T.B.D.", "(tba)", "TBC...", "todo", "to do",
        "to be decided", "to be defined later", "still to be determined", "later", "idk", "idk yet",
        "dunno", "I don't know", "we don’t know yet", "do not know", "not sure", "I'm not sure yet",
        "not sure, really", "no idea", "No idea yet!", "no plan", "no plan yet", "no fallback",
        "we have no plan b", "there is none", "nothing", "nothing yet", "nothing for now",
        "unknown", "still unclear", "undecided", "not decided yet", "we'll see", "*none*", "“none”",
    ],
)  # fmt: skip
def test_words_that_say_nothing_are_not_a_plan(words: str) -> None:
    assert not is_a_plan(words)


@pytest.mark.parametrize(
    "words",
    [
        "none of the customers go live", "no go-live on Monday", "nothing ships until it works",
        "do nothing", "wait", "not now: we ship in May", "TBD list goes to Acme", "later that day",
        "no idea, so ask Bo", "nobody goes live", "unknown users are blocked", "x-ray the build",
        "open the gate by hand", "to be safe, roll back", "noop", "use passwords", "切り戻す",
        "we'll see it through by hand", "plan b", "no fallback server, so use the replica",
    ],
)  # fmt: skip
def test_a_sentence_that_merely_starts_so_is_a_plan(words: str) -> None:
    assert is_a_plan(words)
