"""A due phrase counts as its test says; of those collected, no fewer are read rightly than were."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bench.phrases import corpus, readers
from bench.phrases.command import Outcome, outcome
from bench.phrases.corpus import Phrase
from bench.phrases.readers import Answer

BERLIN = ZoneInfo("Europe/Berlin")
RIGHT = 971
"""Read or offered rightly when last counted, without the conventions."""
MEANT = {"11am", "August 22nd 3:26", "a fortnight hence", "this afternoon at 12"}
"""Accepted otherwise than the test says, yet as a careful person means: docs/phrases.md."""


def a_phrase(phrase: str, value: str, *, kind: str = "instant", grain: str = "time") -> Phrase:
    """Typed on Wednesday 25 March 2026, 10:30 in Berlin."""
    return Phrase(
        phrase=phrase,
        now=datetime.fromisoformat("2026-03-25T10:30"),
        locale="en-GB",
        zone=BERLIN,
        kind=kind,
        grain=grain,
        value=datetime.fromisoformat(value),
        source="by hand",
        convention="",
    )


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        (a_phrase("fri 5pm", "2026-03-27T17:00"), Outcome.READ),
        (a_phrase("fri 5pm", "2026-03-27T16:00"), Outcome.ACCEPTED_OTHERWISE),
        (a_phrase("fri", "2026-03-27", grain="day"), Outcome.READ),
        (a_phrase("fri", "2026-03-28", grain="day"), Outcome.ACCEPTED_OTHERWISE),
        (a_phrase("48h", "2026-03-27T10:30", kind="span"), Outcome.READ),
        (a_phrase("1/4", "2026-04-01", grain="day"), Outcome.OFFERED),
        (a_phrase("17", "2026-09-17", grain="day"), Outcome.OFFERED_OTHERWISE),
        (a_phrase("freitag 15 uhr", "2026-03-27T15:00"), Outcome.ASKED),
        (a_phrase("whenever", "2026-03-27T15:00"), Outcome.ASKED),
    ],
    ids=lambda value: f"{value.phrase} {value.value}" if isinstance(value, Phrase) else None,
)
def test_an_answer_counts_beside_what_is_meant(phrase: Phrase, expected: Outcome) -> None:
    assert outcome(phrase, readers.backstop(phrase)) is expected


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-03-27T17:00", True),  # Friday, the working day before Monday
        ("2026-03-30T00:00", False),  # Monday itself
        ("2026-03-26T00:00", False),
    ],
)
def test_before_a_day_is_the_last_working_day_before_it(local: str, *, expected: bool) -> None:
    monday = a_phrase("before monday", "2026-03-30", kind="before", grain="day")
    assert monday.means(datetime.fromisoformat(local).replace(tzinfo=BERLIN)) is expected


def test_a_library_is_asked_for_the_same_instant() -> None:
    friday = a_phrase("friday 5pm", "2026-03-27T17:00")
    assert readers.dateparser(friday).accepted == datetime(2026, 3, 27, 16, tzinfo=UTC)
    assert readers.dateparser(a_phrase("eow", "2026-03-27T17:00")) == Answer()


@pytest.mark.skipif(not corpus.FILE.exists(), reason="collected by hand: docs/phrases.md")
def test_no_fewer_phrases_are_read_rightly_and_none_wrongly_but_those_named() -> None:
    plain = [phrase for phrase in corpus.phrases(corpus.FILE) if not phrase.convention]
    outcomes = {phrase.phrase: outcome(phrase, readers.backstop(phrase)) for phrase in plain}
    right = sum(found in {Outcome.READ, Outcome.OFFERED} for found in outcomes.values())
    assert right >= RIGHT
    otherwise = {
        phrase for phrase, found in outcomes.items() if found is Outcome.ACCEPTED_OTHERWISE
    }
    assert otherwise <= MEANT
