"""Laws that hold for every due phrase, readable or not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from escalation.worktime.hours import Calendar
from grammar.due import read as due_reader
from grammar.due.result import DueAnswer, DueContext, DueFault, DueRead

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "UTC")
TWO_YEARS = timedelta(days=732)
WORDS = [
    "fri", "mon", "next", "this", "last", "week", "month", "end", "of", "eod", "eow", "tomorrow",
    "today", "tonight", "morning", "noon", "midnight", "5pm", "17:00", "9", "17", "2", "48h", "3",
    "days", "in", "at", "by", "on", "the", "27th", "27", "mar", "april", "may", "1.4.", "4/1",
    "2026", "2026-04-01", "29", "feb", "31", "h", "hours", "and", "or", "-", ",", "half", "a", "an",
    "working", "business", "q2", "utc", "pst", "0", "99", "12am", "02:30", "25", "oct",
    "2026-04-01T14:00Z", "year", "never", "every", "ago", "before", "after", "from", "first",
    "last", "day", "june", "tom", "please", "latest", "17h", "9h00", "1900", "hrs", "3m", "5d",
    "4h", "past", "to", "quarter", "five", "fortnight", "12am", "pm", "mid", "not", "(12th)",
    "20260701",
    "twenty", "second", "thirty", "ten", "around", "ish", "hence", "quarters", "1/2", "1.5", "noon",
    "8.25", "4-22", "oct/2", "upcoming", "minutes", "hour", "p . m .", "330", "fifteen",
    "53", "mar 16", "coming", "the first of", "sharp", "+", "29 feb",
]  # fmt: skip

contexts = st.builds(
    lambda seconds, zone, locale: DueContext(
        now=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds),
        calendar=Calendar(tz=ZoneInfo(zone)),
        locale=locale,
    ),
    st.integers(0, 2 * 365 * 86400),
    st.sampled_from(ZONES),
    st.sampled_from(["en-GB", "en-US", "fr-FR", "de-DE", "ja-JP"]),
)
worded = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
anything = st.text(max_size=90) | st.text("0123456789/.-: apmh", max_size=20)


def meaning(answer: DueAnswer) -> object:
    """What was understood, apart from how it was typed."""
    if isinstance(answer, DueRead):
        return answer.at, answer.notes
    return answer.fault, [choice.at for choice in answer.choices]


@settings(max_examples=300, deadline=None)
@given(worded | anything, contexts)
def test_every_answer_lies_ahead_and_within_two_years(phrase: str, context: DueContext) -> None:
    answer = due_reader.read(phrase, context)
    found = [answer] if isinstance(answer, DueRead) else list(answer.choices)
    for choice in found:
        assert context.now < choice.at <= context.now + TWO_YEARS
        assert choice.zone == context.zone
    if not isinstance(answer, DueRead):
        assert answer.reason
        assert answer.examples
        instants = [choice.at for choice in answer.choices]
        assert instants == sorted(set(instants))  # no question offers one instant twice


@settings(max_examples=200, deadline=None)
@given(worded, contexts)
def test_every_choice_reads_back_to_itself(phrase: str, context: DueContext) -> None:
    answer = due_reader.read(phrase, context)
    if not isinstance(answer, DueRead):
        for choice in answer.choices:
            again = due_reader.read(choice.phrase, context)
            assert isinstance(again, DueRead)
            assert again.at == choice.at


@settings(max_examples=200, deadline=None)
@given(worded, contexts, st.sampled_from(['"{}"', "“{}”", "  {} ", "*{}*", "\t{}\n", "`{}`"]))
def test_case_quotes_and_spaces_make_no_difference(
    phrase: str, context: DueContext, dress: str
) -> None:
    dressed = dress.format(phrase.upper().replace(" ", "  "))
    assume(len(dressed) <= due_reader.CAP)  # spaces count there
    assert meaning(due_reader.read(dressed, context)) == meaning(due_reader.read(phrase, context))


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=81, max_size=400), contexts)
def test_a_long_phrase_is_never_read(phrase: str, context: DueContext) -> None:
    answer = due_reader.read(f"x{phrase}x", context)
    assert not isinstance(answer, DueRead)
    assert answer.fault is DueFault.TOO_LONG
