"""Laws of lines with a deadline: it is never dropped, and words stay where they were.

The lines are built from parts that we know, in the orders and with the separators people use.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.worktime.hours import Calendar
from grammar.due import read as due_reader
from grammar.due.result import DueContext, DueRead, DueUnclear
from grammar.line import read as line_reader
from grammar.line.draft import Draft, DraftOwner, OwnerKind

NOW = DueContext(
    now=datetime(2026, 3, 25, 9, 30, tzinfo=UTC),
    calendar=Calendar(tz=ZoneInfo("Europe/Berlin")),
)  # Wednesday, 10:30 in Berlin
EXAMPLES = 150
MARIA = DraftOwner(kind=OwnerKind.PERSON, value="U1")

TITLES = (
    "SSO down", "DPA not signed", "March invoices are missing", "Sun cluster is down",
    "blocked by legal", "the import of 1,000.50 rows hangs", "A/B test e.g. fails",
    "nobody else can reach it", "launch slipped by 2 days", "we have no fallback",
    "the fallback DNS is down", "owner of the repo left", "amount due is wrong",
    "go-live at risk", "see <https://x.io/a?due=fri|due fri>", "use `due fri` syntax",
    "refund due to Acme is late", "tests fail since the upgrade", "price is 5 &lt; 6",
)  # fmt: skip
OWNERS = ("owner <@U1>", "owner: <@U1|maria>", "assignee <@U1>", "owned by <@U1>", "DRI <@U1>",
          "assigned to <@U1>", "responsible: <@U1>", "owner is <@U1>", "--owner <@U1>")  # fmt: skip
NAMED = ("due ", "due: ", "deadline ", "eta ", "due date ", "no later than ", "due is ", "--due ",
         "When: ")  # fmt: skip
SENTENCE = ("by ", "until ")
DATES = ("fri", "friday 5pm", "tomorrow noon", "48h", "27 mar", "2026-04-01", "eod", "next monday",
         "in 3 days", "fri, 5pm", "(fri)", "“fri 5pm”", "2bd", "end of next week", "17h30",
         "1700 hrs", "fri 1900", "12 noon", "half past 3", "quarter to five", "9 tomorrow",
         "3pm sharp", "2 days 3h", "5d 4h", "1 year", "a fortnight", "a week from friday",
         "2 days after next friday",
         "Friday (27th)", "first of april", "last friday of april", "end q2", "friday latest",
         "20 past 3pm", "ten thirty am", "around 5pm", "3 weeks hence", "an hour and a half",
         "the twenty second", "forty-five minutes", "5 hours after noon", "3ish", "in two years",
         "week 15", "mid next week", "friday please", "fri at the latest", "+2d",
         "next two weeks")  # fmt: skip
UNREAD = ("friady", "yesterday", "mon 11 june", "friday 5pm PT", "freitag 17 uhr", "next sprint",
          "the end of the sprint", "thrusday", "lundi", "31 feb", "asap", "friday or so",
          "2 hours ago", "noon pacific", "monday -05:00", "in june", "mid april", "early next week",
          "next friday or so", "2d 30m", "1.5 days", "half five", "week 60")  # fmt: skip
ASKED = ("17h", "3m", "fri 12am", "mon 21", "next year", "next month at 6pm", "15 feb", "4/1",
         "8.25", "oct/2", "1/2 hour")  # fmt: skip
"""Phrases with more than one meaning."""
EVES = ("before friday", "before noon", "on or before fri", "before next week", "before 27 mar 5pm")
"""Dates that bring their own word."""
CONDITIONS = ("before the call on friday", "when legal is back from leave", "tbd", "whenever")
FALLBACKS = (
    "go live without it", "delay go-live by one week", "finish by monday",
    "postpone until next week", "tell them it is due monday", "wait before friday",
    "use the replica at noon", "plan C by 30 june", "page <@U2|bo>",
)  # fmt: skip
PLANS = ("fallback ", "fallback: ", "otherwise ", "plan b: ", "--fallback ", "or else ")
SOFT, HARD = (" ", ", "), ("; ", " | ", " – ", "\n", " - ", " → ", ". ", " / ", " -&gt; ", " • ")

separators = st.sampled_from(SOFT + HARD)


@dataclass(frozen=True)
class Parts:
    """The parts of a line, and the line."""

    title: str
    fallback: str
    phrase: str
    line: str


@st.composite
def lines(draw: st.DrawFn, phrases: Sequence[str], words: Sequence[str]) -> Parts:
    """A title, an owner, a deadline and a fallback.

    Only a deadline with a word and a clause of its own may follow the fallback.
    """
    title, owner = draw(st.sampled_from(TITLES)), draw(st.sampled_from(OWNERS))
    phrase, fallback = draw(st.sampled_from(phrases)), draw(st.sampled_from(FALLBACKS))
    word = draw(st.sampled_from(words))
    if title.endswith(" late") and word == "by ":
        word = "until "  # "late by 17h" says how much
    parts = {"owner": owner, "due": word + phrase, "plan": draw(st.sampled_from(PLANS)) + fallback}
    order = draw(st.permutations(["owner", "due", "plan"]))
    line = title
    for place, name in enumerate(order):
        after_plan = "plan" in order[:place]
        if after_plan and name == "due" and word in SENTENCE:
            parts["due"] = f"due {phrase}"
        line += draw(st.sampled_from(HARD[:4]) if after_plan else separators) + parts[name]
    return Parts(title, fallback, phrase, line)


def read(line: str) -> Draft:
    return line_reader.read(line, NOW, requester="U9")


def typed(text: str) -> str:
    return text.replace("&lt;", "<")


@settings(max_examples=EXAMPLES, deadline=None)
@given(lines(DATES, NAMED + SENTENCE))
def test_a_date_that_is_understood_is_the_due_date(parts: Parts) -> None:
    draft = read(parts.line)
    alone = due_reader.read(parts.phrase, NOW)
    assert isinstance(alone, DueRead)
    assert isinstance(draft.due, DueRead), parts
    assert draft.due.at == alone.at, parts
    assert (draft.text, draft.owner, draft.fallback) == (typed(parts.title), MARIA, parts.fallback)
    assert draft.asks == ()


@settings(max_examples=EXAMPLES, deadline=None)
@given(lines(UNREAD, NAMED + SENTENCE) | lines(CONDITIONS, NAMED[:4]))
def test_a_deadline_that_is_not_understood_opens_the_form_with_its_words(parts: Parts) -> None:
    draft = read(parts.line)
    assert "due" in draft.asks, parts
    assert draft.due is not None, parts
    assert draft.due.phrase == parts.phrase, parts
    assert (draft.text, draft.owner, draft.fallback) == (typed(parts.title), MARIA, parts.fallback)


@settings(max_examples=EXAMPLES, deadline=None)
@given(lines(ASKED, NAMED + SENTENCE))
def test_a_date_with_two_meanings_is_asked_about(parts: Parts) -> None:
    draft = read(parts.line)
    assert "due" in draft.asks, parts
    assert isinstance(draft.due, DueUnclear)
    assert draft.due.choices, parts
    assert (draft.text, draft.owner, draft.fallback) == (typed(parts.title), MARIA, parts.fallback)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(TITLES), st.sampled_from(EVES), separators, separators, separators)
def test_before_a_day_is_not_on_it(
    title: str, phrase: str, first: str, second: str, third: str
) -> None:
    draft = read(f"{title}{first}owner <@U1>{second}{phrase}{third}fallback go live without it")
    alone = due_reader.read(phrase, NOW)
    assert isinstance(alone, DueRead)
    assert isinstance(draft.due, DueRead)
    assert draft.due.at == alone.at
    assert (draft.text, draft.owner) == (typed(title), MARIA)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.sampled_from(TITLES), st.sampled_from(DATES), st.sampled_from(HARD),
    st.sampled_from(("not before", "not until", "not by")),
)  # fmt: skip
def test_not_before_a_date_is_not_a_due_date(
    title: str, phrase: str, between: str, word: str
) -> None:
    line = between.join([title, f"{word} {phrase}", "owner <@U1>", "fallback wait"])
    draft = read(line)
    assert not isinstance(draft.due, DueRead), line


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.sampled_from(TITLES), st.sampled_from(FALLBACKS), separators, separators,
    st.sampled_from(PLANS),
)  # fmt: skip
def test_a_date_inside_a_fallback_is_not_a_deadline(
    title: str, fallback: str, first: str, second: str, plan: str
) -> None:
    draft = read(f"{title}{first}owner <@U1>{second}{plan}{fallback}")
    assert (draft.text, draft.owner, draft.fallback) == (typed(title), MARIA, fallback)
    assert not isinstance(draft.due, DueRead)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.sampled_from(TITLES), st.sampled_from(FALLBACKS), st.sampled_from(DATES),
    st.sampled_from(HARD), st.sampled_from(("<@U1>", "<@U1> on it", "<@U1> is on it")),
    st.sampled_from(("else ", "otherwise ", "if not, ", "plan b: ", "workaround: ")),
    st.sampled_from(("", "by ", "due ")),
)  # fmt: skip
def test_the_order_of_people_is_read(
    title: str, fallback: str, date: str, between: str, who: str, plan: str, word: str
) -> None:
    word = word or ("due " if date.startswith("“") else "")  # a mere quotation is text
    draft = read(between.join([title, who, word + date, plan + fallback]))
    assert (draft.text, draft.owner, draft.fallback) == (typed(title), MARIA, fallback)
    assert isinstance(draft.due, DueRead)
    assert draft.asks == ()


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.sampled_from(TITLES), st.sampled_from(("friady", "by friady", "due thrusday", "not by fri")),
    st.sampled_from(("5pm", "noon", "17h30")), st.sampled_from((", ", "; ", " | ")),
)  # fmt: skip
def test_a_time_after_a_day_that_is_not_understood_is_not_todays(
    title: str, day: str, time: str, between: str
) -> None:
    line = between.join([title, f"{day}, {time}", "owner <@U1>", "fallback wait"])
    draft = read(line)
    assert not isinstance(draft.due, DueRead), line
    assert "due" in draft.asks, line
