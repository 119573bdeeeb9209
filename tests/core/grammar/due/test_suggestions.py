"""Suggestions: what a phrase in another language probably means; offered, never assumed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.worktime.hours import Calendar
from grammar.due import read as due_reader
from grammar.due import suggest
from grammar.due.result import DueContext, DueRead, DueUnclear

BERLIN = ZoneInfo("Europe/Berlin")


def reader(locale: str) -> DueContext:
    """Somebody in Berlin on Wednesday 25 March 2026, 10:30."""
    now = datetime(2026, 3, 25, 9, 30, tzinfo=UTC)
    return DueContext(now=now, calendar=Calendar(tz=BERLIN), locale=locale)


def suggested(phrase: str, locale: str = "en-GB") -> str:
    """`2026-03-27 17:00` on Berlin's clock, or nothing."""
    context = reader(locale)
    unclear = due_reader.read(phrase, context)
    assert isinstance(unclear, DueUnclear)
    found = suggest.suggestion(unclear, context)
    if found is None:
        return ""
    again = due_reader.read(found.phrase, context)
    assert isinstance(again, DueRead)
    assert again.at == found.at
    return f"{found.at.astimezone(BERLIN):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("locale", "phrase", "expected"),
    [
        ("de-DE", "morgen", "2026-03-26 17:00"),
        ("de-DE", "Freitag", "2026-03-27 17:00"),
        ("de-DE", "in 3 Tagen", "2026-03-28 17:00"),
        ("de-DE", "20. Dezember", "2026-12-20 17:00"),
        ("de-DE", "morgen 15:00 UTC", "2026-03-26 16:00"),
        ("fr-FR", "demain", "2026-03-26 17:00"),
        ("es-ES", "mañana", "2026-03-26 17:00"),
        ("ja-JP", "明日", "2026-03-26 17:00"),
        ("de-DE", "do 26. März", "2026-03-26 17:00"),
        ("fr-FR", "vendredi 27 mars", "2026-03-27 17:00"),
        ("fr-FR", "vendredi 15h30", "2026-03-27 15:30"),
        ("pl-PL", "za 3 dni", "2026-03-28 17:00"),
        ("pt-BR", "27 de março", "2026-03-27 17:00"),
        ("ja-JP", "明日17:00", "2026-03-26 17:00"),
    ],
)
def test_another_language_gets_a_suggestion(locale: str, phrase: str, expected: str) -> None:
    assert suggested(phrase, locale) == expected


@pytest.mark.parametrize(
    ("locale", "phrase"),
    [
        ("en-GB", "gibberish"),
        ("xx-XX", "morgen"),  # a language nobody knows
        ("en-GB", "may"),  # a month is not a day
        ("en-GB", "80%"),
        ("en-GB", "v2.3"),
        ("en-GB", "release 1-2"),
        ("en-GB", "asap"),  # understood by the grammar, and refused
        ("de-DE", "gestern"),  # past
        ("de-DE", "20. Januar"),  # ten months ahead, in a year not typed
        ("de-DE", "20. März 2031"),
        ("de-DE", "morgen 15 Uhr"),  # the library drops that hour
        ("de-DE", "17 Uhr"),  # and takes this one for the 17th
        ("nl-NL", "vr 17u"),
        ("es-ES", "a las 5"),
        ("pt-BR", "quinta-feira às 18 horas"),
        ("ja-JP", "明日17時"),
        ("de-DE", "Mittwoch 27. März"),  # a Friday: it drops the weekday
        ("fr-FR", "jeudi 27 mars"),
        ("en-GB", "27 tomorrow"),  # it drops the number
        ("en-GB", "1.5 days"),
        ("en-GB", "after friday"),  # and the direction
        ("fr-FR", "après demain"),
        ("de-DE", "vor Freitag"),
        ("de-DE", "etwa morgen"),  # and words
        ("en-GB", "friday and a bit"),
        ("en-GB", "٣ days"),
        ("en-GB", "friday meeting with the whole team, then tomorrow the follow-up of it"),
    ],
)
def test_what_could_be_wrong_gets_none(locale: str, phrase: str) -> None:
    assert suggested(phrase, locale) == ""


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=70), st.sampled_from(["en-GB", "de-DE", "", "zz"]))
def test_no_text_makes_it_fail(phrase: str, locale: str) -> None:
    context = reader(locale)
    answer = due_reader.read(phrase, context)
    if isinstance(answer, DueUnclear):
        found = suggest.suggestion(answer, context)
        assert found is None or found.at > context.now


def test_a_date_is_offered_at_every_place_where_the_phrase_stands() -> None:
    assert suggest.replaced("fix 5/4 by 5/4 (a.b)", "5/4", "5 Apr") == [
        "fix 5 Apr by 5/4 (a.b)",
        "fix 5/4 by 5 Apr (a.b)",
    ]
    assert suggest.replaced("axb or a.b", "a.b", "fri") == ["axb or fri"]
    assert suggest.replaced("nothing here", "5/4", "5 Apr") == []
