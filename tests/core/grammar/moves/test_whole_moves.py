"""A move is made only if the whole line is understood; later words mean a later date."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.items import Kind
from escalation.moves.move import Move
from escalation.worktime.hours import Calendar
from grammar import nearest
from grammar import read as one_door
from grammar.due.result import DueContext, DueRead
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves import labels, later, snoozes
from grammar.moves.parsed import Listing, Typed, Unclear
from grammar.moves.words import BY_WORD, CLOSING, Hint
from grammar.read import ToLog

CASES = json.loads((Path(__file__).parent / "cases" / "moves.json").read_text())
BERLIN = ZoneInfo("Europe/Berlin")
CALENDAR = Calendar(tz=BERLIN)
NOW = datetime(2026, 3, 25, 9, 30, tzinfo=UTC)
CONTEXT = DueContext(now=NOW, calendar=CALENDAR)


def asked(text: str, kind: Kind | None = None) -> one_door.Asked:
    return one_door.read(text, one_door.Context(due=CONTEXT, requester="U9", kind=kind)).asked


def slack(text: str) -> str:
    return text.replace("@bo", "<@U2>").replace("@priya", "<@U3>")


@pytest.mark.parametrize("kind", [None, Kind.BLOCKER, Kind.DECISION])
@pytest.mark.parametrize(("text", "move"), CASES["acts"].items())
def test_a_line_understood_to_the_end_acts(text: str, move: str, kind: Kind | None) -> None:
    found = asked(text, kind)
    assert isinstance(found, Typed), found
    assert found.move == move


@pytest.mark.parametrize("kind", [None, Kind.BLOCKER])
@pytest.mark.parametrize("text", CASES["asks"])
def test_a_line_that_is_not_asks(text: str, kind: Kind | None) -> None:
    found = asked(slack(text), kind)
    assert isinstance(found, Unclear), found
    assert found.offers or found.usage


@pytest.mark.parametrize("text", CASES["asks"])
def test_whatever_is_offered_is_understood(text: str) -> None:
    found = asked(slack(text))
    assert isinstance(found, Unclear)
    for label, line in found.offers:
        offered = asked(line)
        runs = isinstance(offered, Typed) or (isinstance(offered, Unclear) and offered.so_far)
        assert runs, (label, line)


TAKES_BACK = (
    "? not yet", "?", " but not deployed", " by friday", " tomorrow", ", not", " if legal agrees",
    " when they call", " later", ", maybe", " and B-2", " until monday", " soon", ", B-2 too",
    " next week", " to nobody?", ", but only half", " ❓", " nope", ": noch nicht", " pas encore",
    " :question:", " because not yet",
)  # fmt: skip
"""What takes a word back, wherever it stands."""
MEANT = sorted(
    word
    for word, meaning in BY_WORD.items()
    if meaning in {*CLOSING, Move.ACKNOWLEDGE, Move.ESCALATE, Move.REOPEN} or meaning in Hint
)
labelled = st.sampled_from(["B-1", "b1", "*B-1*", "`B-1`", "D-7", "(D-7)", "B‑1", "#B-1"])


@settings(max_examples=400)
@given(labelled, st.sampled_from(MEANT), st.sampled_from(TAKES_BACK), st.booleans())
def test_a_word_that_is_taken_back_moves_nothing(
    label: str, word: str, more: str, upper: bool
) -> None:
    line = f"{label} {word.upper() if upper else word}{more}"
    found = asked(line)
    assert isinstance(found, Unclear), found


@settings(max_examples=300)
@given(
    labelled,
    st.sampled_from(sorted(BY_WORD)),
    st.lists(st.sampled_from(["ask", "legal", "the", "vendor", "first", "wrong", "half"]),
             min_size=1, max_size=4),
)  # fmt: skip
def test_nothing_closes_on_words_that_follow_any_but_its_main_word(
    label: str, word: str, words: list[str]
) -> None:
    found = asked(f"{label} {word} {' '.join(words)}")
    closes = isinstance(found, Typed) and found.move in CLOSING
    assert not closes or word in {"resolve", "decide", "decided", "withdraw"}, found


COUNTS = {"1": 1, "2": 2, "three": 3, "5": 5, "a": 1}
UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7}
WORDS = ("delay", "postpone", "push", "extend", "bump", "push back")


@settings(max_examples=300)
@given(
    st.sampled_from(WORDS),
    st.sampled_from(["", "by ", "it by ", "for ", "another ", "+"]),
    st.sampled_from(sorted(COUNTS)),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(["", " later", " more"]),
    st.integers(1, 300),
)  # fmt: skip
def test_a_later_word_counts_from_the_old_date_and_keeps_the_time_of_day(
    word: str, lead: str, count: str, unit: str, tail: str, days: int
) -> None:
    count = "" if lead == "another " else count
    line = f"B-1 {word} {lead}{count} {unit}{tail} because legal is out"
    found = asked(" ".join(line.split()))
    assert isinstance(found, Typed), (line, found)
    assert found.later
    assert found.span
    old = datetime(2026, 4, 1, 14, 30, tzinfo=BERLIN) + timedelta(days=days)
    answer = later.after(old.astimezone(UTC), found.span, CALENDAR)
    assert isinstance(answer, DueRead)
    wanted = old + timedelta(days=COUNTS.get(count, 1) * UNITS[unit])
    assert answer.at.astimezone(BERLIN).replace(tzinfo=None) == wanted.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("phrase", "later_word", "span"),
    [
        ("2 days", True, "2 days"), ("by one week", False, "one week"), ("+2d", False, "2d"),
        ("it back by a day", True, "a day"), ("2 days later", False, "2 days"),
        ("2 more working days", True, "2 working days"), ("another week", False, "a week"),
        ("the date by 48h", False, "48h"), ("2 days", False, ""), ("by friday", False, ""),
        ("to friday", True, ""), ("5", True, ""), ("2 days 5pm", True, ""),
        ("1d 4h", True, "1d 4h"), ("17h", True, "17h"), ("1700 hrs", True, ""),
    ],
)  # fmt: skip
def test_a_span_counts_from_the_old_date_only_where_the_words_say_so(
    phrase: str, later_word: bool, span: str
) -> None:
    assert later.span(phrase, later=later_word) == span


@pytest.mark.parametrize(
    ("old", "span", "new"),
    [
        ("2026-04-10 17:00", "1 week", "2026-04-17 17:00"),
        ("2026-03-27 17:00", "1 week", "2026-04-03 17:00"),  # the clocks change in between
        ("2026-03-31 17:00", "3 working days", "2026-04-03 17:00"),
        ("2026-04-10 09:15", "2 working days", "2026-04-14 09:15"),
        ("2026-03-28 12:00", "24h", "2026-03-29 13:00"),  # elapsed, over the change
        ("2026-01-31 17:00", "1 month", "2026-02-28 17:00"),
        ("2026-04-10 17:00", "1d 4h", "2026-04-11 21:00"),
        ("2026-04-10 17:00", "17h", "2026-04-11 10:00"),
        ("2026-03-27 12:00", "2 days 3h", "2026-03-29 15:00"),
    ],
)
def test_each_unit_is_kept(old: str, span: str, new: str) -> None:
    at = datetime.fromisoformat(old).replace(tzinfo=BERLIN).astimezone(UTC)
    answer = later.after(at, span, CALENDAR)
    assert isinstance(answer, DueRead)
    assert f"{answer.at.astimezone(BERLIN):%Y-%m-%d %H:%M}" == new


@pytest.mark.parametrize(
    ("line", "old", "what", "dates"),
    [
        ("delay 2 days", "2026-04-10 17:00", DueRead, ["2026-04-12"]),
        ("delay 2 days", "2026-03-24 17:00", later.Passed, ["2026-03-26", "2026-03-27"]),
        ("delay 2 days", "2026-03-09 17:00", later.Passed, ["2026-03-27"]),
        ("delay to friday", "2026-03-26 17:00", DueRead, ["2026-03-27"]),
        ("delay to friday", "2026-04-10 17:00", later.Earlier, ["2026-03-27"]),
        ("delay 50 weeks", "2027-12-10 17:00", later.TooFar, []),
    ],
)  # fmt: skip
def test_a_later_date_is_taken_or_asked_about(
    line: str, old: str, what: type[later.Counted], dates: list[str]
) -> None:
    """It is Wednesday 25 March 2026, 10:30 in Berlin."""
    found = asked(f"B-1 {line} because legal is out")
    assert isinstance(found, Typed), found
    old_at = datetime.fromisoformat(old).replace(tzinfo=BERLIN).astimezone(UTC)
    answer = later.counted(found, old_at, CALENDAR, context=CONTEXT)
    assert isinstance(answer, what)
    assert [f"{read.at.astimezone(BERLIN):%Y-%m-%d}" for read in reads(answer)] == dates


@pytest.mark.parametrize(
    ("line", "reason", "usage"),
    [
        ("delay 3m", "Is that minutes or months?", "B-1 move by 3 months because …"),
        ("delay 900 hrs", "I can't tell what that counts from.", "B-1 move 48h because …"),
        ("delay 1700 hrs", "I can't tell what that counts from.", "B-1 move 48h because …"),
    ],
)
def test_a_span_that_may_be_another_is_asked_about_without_a_date_from_now(
    line: str, reason: str, usage: str
) -> None:
    found = asked(f"B-1 {line} because legal is out")
    assert isinstance(found, Unclear)
    assert (found.reason, found.usage[-1]) == (reason, usage)
    assert found.due is not None
    assert found.due.choices == ()


def reads(answer: later.Counted) -> tuple[DueRead, ...]:
    match answer:
        case later.Passed(choices):
            return choices
        case later.Earlier(read):
            return (read,)
        case later.TooFar():
            return ()
        case read:
            return (read,)


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("make me a sandwich", True),
        ("lsit mine", False),  # misspelt
        ("something about B-12 maybe", False),  # names an item
    ],
)
def test_an_unknown_line_may_be_one_to_log_if_it_is_like_nothing_else(
    text: str, may_be: bool
) -> None:
    found = asked(text)
    assert isinstance(found, Unclear), found
    assert nearest.may_be_one_to_log(found, text) is may_be


def test_the_same_person_named_twice_is_one() -> None:
    found = asked("B-1 give <@U2> <@U2> because x")
    assert isinstance(found, Typed)
    assert found.person == DraftOwner(kind=OwnerKind.PERSON, value="U2")


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("B-1 give <@U2> <@U3> and <@U4>, because x", ["<@U2>", "<@U3>", "<@U4>"]),
        ("B-1 give <@U2>, @priya", ["<@U2>", "@priya"]),
    ],
)
def test_of_several_people_one_is_asked_for(text: str, people: list[str]) -> None:
    found = asked(text, Kind.BLOCKER)
    assert isinstance(found, Unclear)
    because = " because x" if "because" in text else ""
    assert found.offers == tuple((one, f"B-1 give {one}{because}") for one in people)


def test_what_follows_a_new_owner_and_names_nobody_is_the_reason() -> None:
    found = asked("B-1 give <@U2> & <#C1|launch> because x")
    assert isinstance(found, Typed)
    assert (found.person, found.reason) == (
        DraftOwner(kind=OwnerKind.PERSON, value="U2"),
        "& <#C1|launch> because x",
    )


@pytest.mark.parametrize("name", ["tom", "Tom Becker", "to Tom"])
def test_a_new_owner_may_be_named_in_plain_words(name: str) -> None:
    found = asked(f"B-1 give {name} because x")
    assert isinstance(found, Unclear)
    assert found.named is not None
    assert found.named.person == DraftOwner(kind=OwnerKind.NAME, value=name.removeprefix("to "))
    assert found.named.reason == "x"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("push a week, vendor late", "vendor late"),
        ("push by a week pls, vendor slipped to friday", "vendor slipped to friday"),
        ("move +2d - not ready yet", "not ready yet"), ("push a week because x, y", "x, y"),
        ("snooze 4h, in a meeting", "in a meeting"), ("remind, please 🙏", ""),
        ("ping <@U2> :pray:, Acme waits", "Acme waits"), ("remind again: Acme waits", "Acme waits"),
        ("give it back to <@U2>, not my area", "not my area"),
        ("give it over to <@U2> because x", "x"),
    ],
)  # fmt: skip
def test_a_clause_of_several_words_gives_the_reason(line: str, reason: str) -> None:
    found = asked(f"B-1 {line}")
    assert isinstance(found, Typed), found
    assert found.reason == reason


@pytest.mark.parametrize(
    "line",
    [
        "push a week, or two", "push a week, not two", "push a week, if legal agrees",
        "push a week, until friday", "push a week, my time", "push a week, please",
        "push a week, holidays", "delay 2 days, 5pm", "move fri, mon is fine too",
        "snooze 4h, until noon", "remind maria, tom", "remind again, friday at noon",
        "give cem, maybe tom", "remind tomorrow, Acme waits",
    ],
)  # fmt: skip
def test_a_clause_that_goes_on_with_the_date_or_the_person_is_no_reason(line: str) -> None:
    assert isinstance(asked(f"B-1 {line}"), Unclear)


@pytest.mark.parametrize(
    ("line", "name", "reason"),
    [
        ("give cem, i'm on vacation", "cem", "i'm on vacation"),
        ("give it back to Cem Aydin - not my area", "Cem Aydin", "not my area"),
        ("remind maria", "maria", ""), ("nudge Maria Silva please, Acme waits", "Maria Silva",
        "Acme waits"), ("ping Acme", "Acme", ""), ("remind maria because x", "maria", "x"),
    ],
)  # fmt: skip
def test_a_name_in_plain_words_is_looked_up_with_the_reason(
    line: str, name: str, reason: str
) -> None:
    found = asked(f"B-1 {line}")
    assert isinstance(found, Unclear)
    assert found.named is not None
    assert found.named.person == DraftOwner(kind=OwnerKind.NAME, value=name)
    assert found.named.reason == reason


def test_a_snooze_offers_the_ends_that_lie_ahead() -> None:
    ends = {
        words: f"{end.at.astimezone(BERLIN):%m-%d %H:%M}" for words, end in snoozes.chips(CONTEXT)
    }
    assert ends == {
        "1 h": "03-25 11:30",
        "This afternoon": "03-25 15:00",
        "Tomorrow": "03-26 09:00",
        "Monday": "03-30 09:00",
    }
    evening = DueContext(now=NOW + timedelta(hours=8), calendar=CALENDAR)
    assert [words for words, _ in snoozes.chips(evening)] == ["1 h", "Tomorrow", "Monday"]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("it’s mine", "B-1 take"),
        ("it’s mine because <@U2> is off", "B-1 take because <@U2> is off"),
        ("take a look at the logs", "B-1 take because a look at the logs"),
    ],
)
def test_who_takes_it_is_asked_whether_they_take_over(words: str, offered: str) -> None:
    found = asked(f"B-1 {words}")
    assert isinstance(found, Unclear)
    assert (found.text, found.offers[0]) == ("Do you take over B-1?", ("Take it over", offered))


def test_who_takes_it_because_of_nothing_is_asked_why() -> None:
    found = asked("B-1 take because")
    assert isinstance(found, Unclear)
    assert (found.reason, found.so_far and found.so_far.move) == ("Add a reason.", Move.TAKE)


def test_words_in_both_kinds_of_quotes_are_offered_as_they_are() -> None:
    found = asked('D-7 go with the “short” or "long" one')
    assert isinstance(found, Unclear)
    assert found.offers[0][1] == 'D-7 decide “short” or "long" one'
    assert found.text == "Is D-7 decided? Nothing was changed."


PERIODS = {
    "today": ("2026-03-25", "2026-03-26", "due today"),
    "due tomorrow": ("2026-03-26", "2026-03-27", "due tomorrow"),
    "this week": ("2026-03-23", "2026-03-30", "due this week"),
    "due next week": ("2026-03-30", "2026-04-06", "due next week"),
    "this month": ("2026-03-01", "2026-04-01", "due this month"),
    "next month": ("2026-04-01", "2026-05-01", "due next month"),
    "due friday": ("2026-03-27", "2026-03-28", "due friday"),
    "due by friday": ("2026-03-25", "2026-03-28", "due by friday"),
    "due before friday": ("2026-03-25", "2026-03-27", "due before friday"),
}


@pytest.mark.parametrize(("words", "period"), PERIODS.items())
def test_a_list_of_a_period_has_its_days(words: str, period: tuple[str, str, str]) -> None:
    found = asked(f"list {words} mine") if "due " not in words else asked(f"list mine {words}")
    assert isinstance(found, Listing)
    assert found.due is not None
    days = [at.astimezone(BERLIN) for at in (found.due.starts_at, found.due.ends_at)]
    assert [f"{day:%Y-%m-%d}" for day in days] == [*period[:2]]
    assert {f"{day:%H:%M}" for day in days} == {"00:00"}
    assert found.due.words == period[2]


@pytest.mark.parametrize("text", ["by friday", "before friday", "friday"])
def test_a_mere_date_after_a_kind_opens_its_form(text: str) -> None:
    assert isinstance(asked(text, Kind.BLOCKER), one_door.ToLog)


def test_words_after_due_that_are_not_a_date_are_searched_for() -> None:
    assert asked("list due diligence") == Listing(words="due diligence")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("“B-1 done”", "B-1 done"), ("*B-1* and more", "B-1 and more"), ("B-1", "B-1"),
        ("\"B-1 is stuck\" he said", "\"B-1 is stuck\" he said"), ("<@U1> B-1", "<@U1> B-1"),
        ("*B-1) done", "*B-1) done"), ("servers are down", "servers are down"),
    ],
)  # fmt: skip
def test_a_label_loses_the_marks_that_are_closed(text: str, written: str) -> None:
    assert labels.unwrapped(text) == written


@pytest.mark.parametrize(
    ("text", "kind", "is_logged"),
    [
        ("#1 done", Kind.BLOCKER, False), ("#1 priority is broken", Kind.BLOCKER, True),
        ("#7 plan", Kind.DECISION, False), ("#1 update of the year", Kind.BLOCKER, True),
        ("done", Kind.BLOCKER, False), ("none", Kind.DECISION, False), ("tbd", Kind.BLOCKER, False),
        ("who owns B-1?", Kind.BLOCKER, False), ("why is B-1 open", Kind.BLOCKER, False),
        ("who owns B-1 owner <@U1>", Kind.BLOCKER, True), ("outage", Kind.BLOCKER, True),
        ("how can we ship the new B-1 adapter without the vendor", Kind.BLOCKER, True),
        ("overdue", Kind.BLOCKER, False), ("extend B-4 to monday", Kind.BLOCKER, False),
        ("move B-4 to the new cluster", Kind.BLOCKER, True), ("ack *B-4*", Kind.BLOCKER, False),
    ],
)  # fmt: skip
def test_what_is_not_a_title_is_not_logged(text: str, kind: Kind, is_logged: bool) -> None:
    assert isinstance(asked(text, kind), ToLog) is is_logged


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("overdue", "list overdue"), ("due today", "list due today"), ("mine", "list mine"),
        ("show overdue", "list overdue"), ("everything", "list everything"), ("sumary", "summary"),
        ("lst mine", "list mine"), ("awya friday", "away friday"), ("please ack B-1", "ack B-1"),
        ("please extend B-1 to monday", "extend B-1 to monday"),
        ("hlep", "help"), ("show me B-1", "B-1"), ("please close B-1", "B-1"), ("12", "B-12"),
        ("resovle B-1", "B-1"), ("sso login", "list sso login"),
        ("SSO fails owner <@U1>", "blocker SSO fails owner <@U1>"),
        ("what is overdue?", "list overdue"), ("my items", "list my items"), ("hlep?", "help"),
        ("ooo friday", "away friday"), ("I'm on vacation until monday", "away until monday"),
        ("back on monday", "away until monday"), ("I'm back!", "back"),
        ("out of memory on the new server", "blocker out of memory on the new server"),
        ("off the record", "list off the record"), ("x" * 300, f"list {'x' * 300}"),
        ("make me a sandwich with cheese", "blocker make me a sandwich with cheese"),
        ("how do I change the weekly post?", "help"), ("word " * 301, "help"),
    ],
)  # fmt: skip
def test_what_is_not_understood_names_its_neighbour(text: str, near: str) -> None:
    found = asked(text)
    assert isinstance(found, Unclear)
    assert found.offers[0][1] == near
    assert found.reason.startswith("I don't know what to do with “")


@settings(max_examples=200)
@given(st.text(max_size=60) | st.lists(st.sampled_from(sorted(BY_WORD)), max_size=4).map(" ".join))
def test_no_neighbour_closes_anything(text: str) -> None:
    found = asked(text)
    offers = found.offers if isinstance(found, Unclear) and found.guessed else ()
    for _, line in offers:
        offered = asked(line)
        assert not (isinstance(offered, Typed) and offered.move in CLOSING), line


@pytest.mark.parametrize(
    ("line", "usage"),
    [
        ("B-12 change the due date to friday", ("B-12 move fri 5pm because legal is out",)),
        ("B-12 change the owner", ("B-12 give @bo because they know the API",)),
        ("D-7 options a | b, default b", ("D-7 options a | b", "D-7 fallback now b")),
        ("D-7 options a | b | c default: A", ("D-7 options a | b | c", "D-7 fallback now A")),
    ],
)
def test_what_is_changed_otherwise_is_said(line: str, usage: tuple[str, ...]) -> None:
    found = asked(line)
    assert isinstance(found, Unclear)
    assert found.usage == usage
