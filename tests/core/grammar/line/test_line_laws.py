"""Laws of every typed line: nothing is lost, order does not matter, nothing takes long."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.worktime.hours import Calendar
from grammar.due.result import DueContext, DueRead
from grammar.line import read as line_reader
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves import read as move_reader

NOW = DueContext(
    now=datetime(2026, 3, 25, 9, 30, tzinfo=UTC),
    calendar=Calendar(tz=ZoneInfo("Europe/Berlin")),
)
FRIDAY = datetime(2026, 3, 27, 16, tzinfo=UTC)
TEXTS = (
    "staging DB is down", "can't deploy, it's Bob's branch", "can’t deploy",
    "owner of the repo left", "invoice due date field is wrong", "the fallback DNS is down",
    "we have no fallback here",
    "due diligence is stuck", "blocked by legal", "wait until they answer", "“due fri” is a lie",
    "use `owner @x due fri` syntax", "see <https://x.io/a?owner=b|due fri>", "pod 🔥 restarts",
    "price is 5 < 6", "he said “no", "5' by 3' panel", "help desk is down", "what is its impact",
    "urgent: not really",
)  # fmt: skip
STYLES = ("{} {}", "{}: {}", "{}={}", "--{} {}", "—{} {}")
PLAIN = [
    "because", "note", "give", "move", "snooze", "whenever", "the", "no", "xyz",
    "owner", "due", "fallback", "by", "until", "before", "impact", "urgent", "deadline",
]  # fmt: skip
TRIES = 9
"""How often a reading may be measured: what else the machine does counts too."""
WORDS = [
    *PLAIN, "options", "default", "help", "list", "me", "and", "fri", "mon", "4/1", "48h", "<@U1>",
    "<@U2|bo>", "<!subteam^S1>", "@bo", ",", "|", ":", "“", "”", '"', "`", "'", "&", "B-12", "d7",
    "escalate", "--owner", "due:", "fallback=", "--urgent", "default:", "options:",
]  # fmt: skip

worded = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(TEXTS),
    st.permutations(["owner", "due", "fallback"]),
    st.lists(st.sampled_from(STYLES), min_size=3, max_size=3),
    st.sampled_from([" ", "\n", ", ", "  "]),
)
def test_keys_in_any_order_and_style_mean_the_same(
    text: str, order: list[str], styles: list[str], between: str
) -> None:
    values = {"owner": "<@U1|maria>", "due": "fri 5pm", "fallback": "use the replica"}
    keys = [style.format(key, values[key]) for key, style in zip(order, styles, strict=True)]
    draft = line_reader.read(between.join([text, *keys]), NOW, requester="U9")
    assert draft.text == text
    assert draft.owner == DraftOwner(kind=OwnerKind.PERSON, value="U1")
    assert isinstance(draft.due, DueRead)
    assert draft.due.at == FRIDAY
    assert draft.fallback == "use the replica"
    assert draft.asks == ()


@settings(max_examples=400, deadline=None)
@given(worded | st.text(max_size=120), st.booleans())
def test_any_line_reads_without_an_error_and_keeps_its_raw_text(line: str, decision: bool) -> None:
    draft = line_reader.read(line, NOW, requester="U9", decision=decision)
    assert draft.raw == line
    move_reader.read(line, NOW, requester="U9")


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PLAIN), max_size=15))
def test_no_plain_word_is_lost(words: list[str]) -> None:
    """Every word ends up in some field, except the keywords and flags that took effect.

    A due date that was typed twice to the letter is kept once.
    """
    line = " ".join(words)
    draft = line_reader.read(line, NOW, requester="U9")
    draft = draft.if_nobody or draft
    due = draft.due.phrase if draft.due else ""
    typed_twice = sum(line.count(f"{named} {due}") for named in ("due", "deadline")) - 1
    kept = " ".join([
        draft.text, draft.fallback, draft.impact, due, *[due] * typed_twice,
        *(value for conflict in draft.conflicts for value in conflict.values),
    ])  # fmt: skip
    for word in set(words) & set(PLAIN[:9]):
        assert kept.split().count(word) >= words.count(word), draft
