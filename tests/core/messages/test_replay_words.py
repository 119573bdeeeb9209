"""What people read of a replay: one sentence for each item, at most ten of them."""

from datetime import datetime, timedelta

import pytest

from escalation.replay.comparison import Apart, Changed, Comparison, Counts, Reached
from messages.ladders.replay import NOTHING, lines, replay_message, sentence
from tests.support.factories import utc

AT, LATER = utc("03-05 12:00"), utc("03-06 12:00")
DAY = Apart(days=1)
NONE = Counts()


def reached(
    name: str, now: datetime | None = AT, then: datetime | None = LATER, apart: Apart = DAY
) -> Reached:
    return Reached(name=name, now_at=now, then_at=then, apart=apart)


def found(*rungs: Reached, now: Counts = NONE, then: Counts = NONE) -> Comparison:
    changed = (Changed("B-1", rungs),) if rungs else ()
    return Comparison(items=1, now=now, then=then, changed=changed)


def said(*rungs: Reached) -> str:
    return sentence(found(*rungs)).removeprefix("0 escalations, as many as now; B-1 ")


@pytest.mark.parametrize(
    ("rungs", "words"),
    [
        ((reached("lead"),), "would have reached the lead a working day later."),
        ((reached("lead", LATER, AT),), "would have reached the lead a working day earlier."),
        ((reached("lead", None),), "would have reached the lead too."),
        ((reached("fallback", then=None),), "would not have reached the fallback."),
        (
            (reached("lead", then=None), reached("leadership", then=None)),
            "would not have reached the lead or leadership.",
        ),
        (
            (
                reached("lead"),
                reached("leadership", apart=Apart(days=3)),
                reached("step 3", then=None),
                reached("fallback", then=None),
            ),
            "would have reached the lead a working day later, leadership 3 working days later and "
            "step 3 and the fallback not at all.",
        ),
        (
            (reached("lead", apart=Apart(worked=timedelta(hours=4), elapsed=timedelta(hours=20))),),
            "would have reached the lead 4 working hours later.",
        ),
        (
            (reached("lead", apart=Apart(worked=timedelta(minutes=1))),),
            "would have reached the lead 1 working minute later.",
        ),
        (
            (reached("Night desk", apart=Apart(elapsed=timedelta(hours=24))),),
            "would have reached Night desk 24 hours later.",
        ),
    ],
)
def test_an_item_says_what_would_be_otherwise(rungs: tuple[Reached, ...], words: str) -> None:
    assert said(*rungs) == words


def test_ten_items_are_named_and_the_others_counted() -> None:
    changed = tuple(Changed(f"B-{n}", (reached("lead", then=None),)) for n in range(1, 13))
    now, then = Counts(rungs=(("lead", 12), ("fallback", 2))), Counts(rungs=(("fallback", 2),))
    words = sentence(Comparison(items=12, now=now, then=then, changed=changed))
    assert words.startswith("0 escalations instead of 12; B-1 would not have reached the lead; B-2")
    assert words.endswith("B-10 would not have reached the lead; and 2 more items.")


def test_the_whole_answer() -> None:
    now = Counts(reminders=4, rungs=(("lead", 1),), questions=1, reviews=2, direct=9)
    then = Counts(reminders=3, rungs=(("Night desk", 1),), questions=1, direct=6)
    first, counted, assumed = lines(found(now=now, then=then), 1)
    assert first == "1 item of the last week: 1 escalation, as many as now."
    assert counted == (
        "Reminders: 3 instead of 4 · lead: 0 instead of 1 · Night desk: 1 instead of 0 · "
        "last questions: 1 · reviews: 0 instead of 2 · direct messages: 6 instead of 9"
    )
    assert "everybody acts as they did" in assumed


def test_each_item_has_a_line_of_its_own() -> None:
    first, *_ = lines(found(reached("lead", then=None)), 2)
    assert first.split("\n") == [
        "1 item of the last 2 weeks: 0 escalations, as many as now.",
        "• B-1 would not have reached the lead.",
    ]


def test_where_nothing_has_happened_the_answer_says_so() -> None:
    empty = Comparison(items=0, now=Counts(), then=Counts(), changed=(), left_out=("B-4",))
    damaged = "B-4 cannot be counted: what is kept of their past is damaged."
    assert lines(empty, 8) == [NOTHING, damaged]


def test_a_name_is_shown_as_it_was_typed() -> None:
    rung = reached("*<!channel>*", then=None)
    shown = replay_message(found(rung), 8)["blocks"][0]["text"]["text"]
    assert "∗&lt;!channel&gt;∗" in shown or "@channel" in shown
