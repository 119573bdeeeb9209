"""Commands by reference: every move as people type it, and their mistakes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from escalation.items import Kind, Trajectory
from escalation.moves.move import Move
from escalation.worktime.hours import Calendar
from grammar.due.result import DueContext, DueFault
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves import read as move_reader
from grammar.moves import words as move_words
from grammar.moves.parsed import Listing, Reference, Scope, Spoken, Typed, Unclear
from grammar.moves.words import View

NOW = DueContext(
    now=datetime(2026, 3, 25, 9, 30, tzinfo=UTC),
    calendar=Calendar(tz=ZoneInfo("Europe/Berlin")),
)
B12 = Reference(Kind.BLOCKER, 12)
D7 = Reference(Kind.DECISION, 7)
BO = DraftOwner(kind=OwnerKind.PERSON, value="U2")
ME = DraftOwner(kind=OwnerKind.PERSON, value="U9")
MARIA = DraftOwner(kind=OwnerKind.NAME, value="maria")


def read(text: str) -> Spoken | None:
    return move_reader.read(text, NOW, requester="U9")


def typed(text: str) -> Typed:
    found = read(text)
    assert isinstance(found, Typed), found
    return found


def unclear(text: str) -> Unclear:
    found = read(text)
    assert isinstance(found, Unclear), found
    return found


@pytest.mark.parametrize(
    "text", ["B-12", "b12", "B 12", " b-12 ", "#B-12", "B–12", "B-12:", "b-012"]
)
def test_a_reference_in_any_spelling_shows_its_item(text: str) -> None:
    assert read(text) == Typed(reference=B12, move=View.SHOW)
    assert move_reader.reference(text) == B12


@pytest.mark.parametrize("text", ["B-", "12", "B-12 ack", "C-12", "B-12x", "", "B-1234567890"])
def test_what_is_more_or_less_than_a_reference_is_none(text: str) -> None:
    assert move_reader.reference(text) is None


def test_a_reference_is_written_as_people_refer_to_it() -> None:
    assert (str(B12), str(D7)) == ("B-12", "D-7")


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("B-12 show", View.SHOW),
        ("B-12 plan", View.PLAN),
        ("B-12 plan?", View.PLAN),
        ("B-12 ack", Move.ACKNOWLEDGE),
        ("B-12: ACK!", Move.ACKNOWLEDGE),
        ("b12 acknowledged", Move.ACKNOWLEDGE),
        ("B-12 got it", Move.ACKNOWLEDGE),
        ("B-12 resolve", Move.RESOLVE),
        ("B-12 done.", Move.RESOLVE),
        ("B-12 closed", Move.RESOLVE),
        ("D-7 fallback", Move.FALL_BACK),
        ("D-7 fall back", Move.FALL_BACK),
        ("D-7 take the fallback", Move.FALL_BACK),
    ],
)
def test_a_word_alone_is_a_move(text: str, move: Move | View) -> None:
    found = typed(text)
    assert (found.move, found.text, found.reason) == (move, "", "")


@pytest.mark.parametrize(
    ("text", "move", "words", "reason"),
    [
        ("B-12 note Acme called, twice", Move.NOTE, "Acme called, twice", ""),
        ("B-12 comment: slow because of DNS", Move.NOTE, "slow because of DNS", ""),
        ("B-12 note 5 &lt; 6 <https://x.io|x>", Move.NOTE, "5 < 6 <https://x.io|x>", ""),
        ("B-12 on it, looking", Move.ACKNOWLEDGE, "", "looking"),
        ("B-12 ack because Acme waits", Move.ACKNOWLEDGE, "", "Acme waits"),
        ("B-12 resolve new cert because the old one expired",
         Move.RESOLVE, "new cert", "the old one expired"),
        ("B-12 fixed: the cert", Move.RESOLVE, "the cert", ""),
        ("D-7 decide use Postgres because it is cheap", Move.DECIDE, "use Postgres", "it is cheap"),
        ("D-7 decided: Postgres, bc cheap", Move.DECIDE, "Postgres", "cheap"),
        ("D-7 decide “ship because we can” because Acme waits",
         Move.DECIDE, "ship because we can", "Acme waits"),
        ("D-7 decide Postgres reason: cheap", Move.DECIDE, "Postgres", "cheap"),
        ("B-12 fallback because nobody acted", Move.FALL_BACK, "", "nobody acted"),
        ("B-12 escalate because Acme goes live", Move.ESCALATE, "", "Acme goes live"),
        ("B-12 escalate Acme goes live", Move.ESCALATE, "", "Acme goes live"),
        ("B-12 escalate now because Acme waits", Move.ESCALATE, "", "Acme waits"),
        ("B-12 escalate this is stuck", Move.ESCALATE, "", "this is stuck"),
        ("B-12 withdraw because it is a duplicate", Move.WITHDRAW, "", "it is a duplicate"),
        ("B-12 cancel b/c Acme left", Move.WITHDRAW, "", "Acme left"),
        ("B-12 reopen: it broke again", Move.REOPEN, "", "it broke again"),
        ("B-12 done :tada: :+1:", Move.RESOLVE, ":tada: :+1:", ""),
        ("B-12 ok :+1:", Move.ACKNOWLEDGE, "", ":+1:"),
        ("B-12 note :phone: Acme called", Move.NOTE, ":phone: Acme called", ""),
        ("B-12: :phone: Acme called", Move.NOTE, ":phone: Acme called", ""),
        ("B-12 : Acme called", Move.NOTE, "Acme called", ""),
    ],
)  # fmt: skip
def test_words_and_reasons(text: str, move: Move, words: str, reason: str) -> None:
    found = typed(text)
    assert (found.move, found.text, found.reason) == (move, words, reason)


@pytest.mark.parametrize(
    ("text", "trajectory", "reason"),
    [
        ("B-12 improving", Trajectory.IMPROVING, ""),
        ("B-12 steady", Trajectory.STEADY, ""),
        ("B-12 worse, Acme left", Trajectory.WORSENING, "Acme left"),
    ],
)
def test_a_trajectory(text: str, trajectory: Trajectory, reason: str) -> None:
    found = typed(text)
    assert (found.move, found.trajectory, found.reason) == (Move.TRAJECTORY, trajectory, reason)


@pytest.mark.parametrize(
    ("text", "person", "reason"),
    [
        ("B-12 give <@U2|bo> because she knows the API", BO, "she knows the API"),
        ("B-12 give <@U2>, she knows the API", BO, "she knows the API"),
        ("B-12 assign to <@U2> bc I am out", BO, "I am out"),
        ("B-12 hand over to @maria because I am out", MARIA, "I am out"),
        ("B-12 give me because I have time", ME, "I have time"),
        ("B-12 give <@U2>: I am out", BO, "I am out"),
    ],
)
def test_giving_it_to_somebody(text: str, person: DraftOwner, reason: str) -> None:
    found = typed(text)
    assert (found.move, found.person, found.reason) == (Move.REASSIGN, person, reason)


@pytest.mark.parametrize(
    ("text", "move", "at", "reason"),
    [
        ("B-12 move fri 5pm because legal is out",
         Move.RESCHEDULE, datetime(2026, 3, 27, 16, tzinfo=UTC), "legal is out"),
        ("B-12 reschedule to mon, bc legal is out",
         Move.RESCHEDULE, datetime(2026, 3, 30, 15, tzinfo=UTC), "legal is out"),
        ("B-12 snooze 4h", Move.SNOOZE, datetime(2026, 3, 25, 13, 30, tzinfo=UTC), ""),
        ("B-12 snooze for 2 hours", Move.SNOOZE, datetime(2026, 3, 25, 11, 30, tzinfo=UTC), ""),
        ("B-12 snooze until tomorrow 9 because I am out",
         Move.SNOOZE, datetime(2026, 3, 26, 8, tzinfo=UTC), "I am out"),
    ],
)  # fmt: skip
def test_moving_the_date_and_snoozing(text: str, move: Move, at: datetime, reason: str) -> None:
    found = typed(text)
    assert found.due is not None
    assert (found.move, found.due.at, found.reason) == (move, at, reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("B-12 note", "What should the note say?"),
        ("B-12 snooze", "Until when?"),
        ("B-12 move", "What is the new date?"),
        ("B-12 move because legal is out", "What is the new date?"),
        ("B-12 move fri 5pm", "Add a reason."),
        ("B-12 give", "Who takes over?"),
        ("B-12 give because I am out", "Who takes over?"),
        ("B-12 give <!subteam^S1|@sre> because I am out", "An item has one owner, a person."),
        ("B-12 give <@U2>", "Add a reason."),
        ("B-12 give <@U2> because", "Add a reason."),
        ("B-12 escalate", "Add a reason."),
        ("B-12 withdraw because", "Add a reason."),
        ("B-12 reopen", "Add a reason."),
        ("D-7 decide", "What was decided?"),
        ("D-7 decide because it is cheap", "What was decided?"),
    ],
)
def test_what_is_missing_is_said_with_two_examples_that_work(text: str, reason: str) -> None:
    found = unclear(text)
    assert found.reason == reason
    assert len(found.usage) == 2
    for usage in found.usage:
        assert isinstance(read(usage), Typed), usage
        assert f"`{usage}`" in found.text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("B-12 move yesterday because legal is out", DueFault.PAST),
        ("B-12 move 4/1 because legal is out", DueFault.AMBIGUOUS),
        ("B-12 snooze a bit", DueFault.UNREAD),
    ],
)
def test_an_unclear_date_says_what_was_wrong_with_it(text: str, fault: DueFault) -> None:
    found = unclear(text)
    assert found.due is not None
    assert found.due.fault is fault
    assert found.reason == found.due.reason
    assert found.reference == B12


def test_an_ambiguous_date_offers_both_as_commands() -> None:
    assert unclear("B-12 move 4/1 because legal is out").usage == (
        "B-12 move 2026-04-01 17:00 because …",
        "B-12 move 2027-01-04 17:00 because …",
    )


@pytest.mark.parametrize(
    ("text", "usage"),
    [
        ("B-12 resovle", ("B-12 resolve …", "B-12")),
        ("D-7 resovle it", ("D-7 decide …", "D-7")),
        ("B-12 wihtdraw", ("B-12 withdraw because …", "B-12")),
        ("B-12 fallbck", ("B-12 fallback", "B-12")),
        ("B-12 gvie <@U2>", ("B-12 give", "B-12")),
        ("B-12 none of it", ("B-12 note", "B-12")),
        ("B-12 looks done", ("B-12 help", "B-12")),
        ("B-12 nack", ("B-12 give", "B-12 note …")),
        ("B-12 undecided", ("B-12 help", "B-12 note …")),
        ("B-12 esclate because Acme", ("B-12 escalate", "B-12")),
        ("B-12 xyzzy", ("B-12 help", "B-12")),
        ("B-12 plan is missing", ("B-12 plan", "B-12")),
        ("B-12 he is on it", ("B-12 ack", "B-12")),
        ("B-12 looks worse, really", ("B-12 worsening", "B-12")),
        ("B-12 :+1:", ("B-12 help", "B-12")),
    ],
)
def test_an_unknown_move_gets_the_nearest_ones(text: str, usage: tuple[str, ...]) -> None:
    assert unclear(text).usage == usage


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("nte @bo said ok", ("Add it as a note", "B-12 note @bo said ok")),
        ("noet", ("Add it as a note", "B-12 note noet")),
        ("esclate because stuck", ("B-12 escalate because stuck", "B-12 escalate because stuck")),
        ("esclate", ("B-12 escalate", "B-12 escalate")),
        ("exend 1d because x", ("B-12 extend 1d because x", "B-12 extend 1d because x")),
        ("gvie <@U2> because x", ("B-12 give …", "B-12 give <@U2> because x")),
        ("gvie tom because x", ("B-12 give tom because x", "B-12 give tom because x")),
        ("snoze 4h", ("B-12 snooze 4h", "B-12 snooze 4h")),
        ("akc", ("B-12 ack", "B-12 ack")),
        ("akc done", ("B-12 ack", "B-12 ack")),
        ("plna is missing", ("B-12 plan", "B-12 plan")),
        ("mvoe it somewhere", ("Add it as a note", "B-12 note mvoe it somewhere")),
        ("resovle restarted", ("Add it as a note", "B-12 note resovle restarted")),
        ("fallbck", ("Add it as a note", "B-12 note fallbck")),
        ("nack", ("Hand it over", "B-12 give")),
        ("unacked", ("Hand it over", "B-12 give")),
        ("not seen by anybody", ("Hand it over", "B-12 give")),
        ("dont ack this", ("Hand it over", "B-12 give")),
        ("not done", ("Add it as a note", "B-12 note not done")),
        ("not steady", ("Add it as a note", "B-12 note not steady")),
    ],
)  # fmt: skip
def test_what_was_misspelt_or_denied_offers_the_nearest_that_closes_nothing(
    text: str, first: tuple[str, str]
) -> None:
    assert unclear(f"B-12 {text}").offers[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "staging DB is down",
        "B-12 servers are down owner <@U1> due fri fallback use the others",
        "B-12 plan is missing owner <@U1>",
        "list of customers is missing owner <@U1> due fri",
        "listing is broken",
        "help desk is down",
        "helpful",
        "12 angry customers",
        "",
    ],
)
def test_a_line_to_log_is_left_to_the_other_grammar(text: str) -> None:
    assert read(text) is None


def test_a_note_may_hold_the_words_of_a_line() -> None:
    assert typed("B-12 note owner <@U1> left").text == "owner <@U1> left"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("list", Listing()),
        ("LIST open", Listing()),
        ("list mine", Listing(owner=ME)),
        ("list mine.", Listing(owner=ME)),
        ("list overdue!", Listing(scope=Scope.OVERDUE)),
        ("list blockers", Listing(kind=Kind.BLOCKER)),
        ("list Decisions overdue", Listing(kind=Kind.DECISION, scope=Scope.OVERDUE)),
        ("list decision log", Listing(words="decision log")),
        ("list me", Listing(owner=ME)),
        ("list my overdue", Listing(owner=ME, scope=Scope.OVERDUE)),
        ("list overdue, mine", Listing(owner=ME, scope=Scope.OVERDUE)),
        ("list <@U2|bo> closed", Listing(owner=BO, scope=Scope.CLOSED)),
        ("list @maria", Listing(owner=MARIA)),
        ("list all sso login", Listing(scope=Scope.ALL, words="sso login")),
        ("list sso all", Listing(words="sso all")),
        ("list “all hands”", Listing(words="all hands")),
        ("list of bo", Listing(words="bo")),
        ("list blockers for bo please", Listing(kind=Kind.BLOCKER, words="bo please")),
        ("list my open items, please", Listing(owner=ME)),
        ("list everything please", Listing(scope=Scope.ALL)),
        ("list items for me", Listing(owner=ME)),
        ("list import of items", Listing(words="import of items")),
    ],
)
def test_a_list_is_narrowed_by_its_first_words(text: str, expected: Listing) -> None:
    assert read(text) == expected


def test_a_list_of_a_group_is_refused() -> None:
    assert "list mine" in unclear("list <!subteam^S1|@sre>").usage


@pytest.mark.parametrize("word", sorted(move_words.BY_WORD))
def test_every_word_is_known_in_any_case(word: str) -> None:
    assert move_words.split(f"{word.upper()} and more") == (move_words.BY_WORD[word], "and more")
    assert move_words.name(move_words.BY_WORD[word]) in move_words.BY_WORD


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("B-12 is done!", "B-12"),
        ("we chose plan b, see (d-7).", "D-7"),
        ("B-3 before B-4", "B-3"),
        ("plan B 12 and AB-12, B-12-x, B-", None),
        ("", None),
    ],
)
def test_the_first_label_in_free_text_is_found(words: str, label: str | None) -> None:
    found = move_reader.mentioned(words)
    assert (str(found) if found else None) == label


@pytest.mark.parametrize(
    ("words", "is_offered"),
    [
        ("?", True), ("? because it is late", True), ("because", True), (", because", True),
        ("because …", True), ("because ?", True),
        ("soon", False), ("is go live next week instead", False), ("sucks", False),
        ("is no good anymore", False), ("won't work because legal says so", False),
        ("because not yet", False), ("because nope", False), ("is live?", False),
        ("owner <@U2>", False), ("use passwords owner <@U2> due fri", False),
    ],
)  # fmt: skip
def test_the_fallback_closes_only_on_purpose(words: str, is_offered: bool) -> None:
    found = unclear(f"B-12 fallback {words}")
    assert found.usage == ("B-12 fallback", "B-12 fallback because …", "B-12 fallback now …")
    note = ("Add it as a note", f"B-12 note fallback {words}"), ("Show B-12", "B-12")
    assert found.offers == ((("Use the fallback", "B-12 fallback"),) if is_offered else note)


@pytest.mark.parametrize(
    ("word", "usage"),
    [
        ("resolve", "resolve …"), ("done ?!", "resolve …"), ("ack", "ack"),
        ("withdraw", "withdraw because …"), ("worse", "worsening"),
    ],
)  # fmt: skip
def test_a_move_with_a_question_mark_is_a_question(word: str, usage: str) -> None:
    found = unclear(f"B-12 {word}?")
    assert "so nothing was changed" in found.reason
    assert found.usage == ("B-12", f"B-12 {usage}")


@pytest.mark.parametrize(
    "line",
    [
        "resolve because", "resolve new cert because", "ack because", "worse because …",
        "snooze 4h because", "decide use Postgres because", "keep until 15 apr because -",
    ],
)  # fmt: skip
def test_a_because_that_nothing_follows_asks_for_the_reason(line: str) -> None:
    assert unclear(f"B-12 {line}").reason == "Add a reason."


@pytest.mark.parametrize(
    ("words", "whom"),
    [
        ("to leadership because Acme waits", "leadership"),
        ("leadership because Acme waits", "leadership"),
        ("leadership: because Acme waits", "leadership"),
        ("to the lead, Acme waits", "lead"),
        ("to leadership Acme waits", "leadership"),
        ("it to leadership now because Acme waits", None),
        ("it to leadership because Acme waits", "leadership"),
        ("to step 3 because Acme waits", "step 3"),
        ("to rung 2 because Acme waits", "leadership"),
        ('to "Night shift" because Acme waits', "Night shift"),
        ("to “R&amp;D, nights” because Acme waits", "R&D, nights"),
        ("to <@U2> because Acme waits", BO),
        ("<@U2|bo> because Acme waits", BO),
        ("to me because Acme waits", ME),
        ("to @maria because Acme waits", MARIA),
        ("because Acme waits", ...),
        ("- because Acme waits", ...),
        ("Acme waits", ...),
    ],
)
def test_a_call_names_the_next_rung_another_or_a_person(words: str, whom: object) -> None:
    if whom is None:
        assert unclear(f"B-12 escalate {words}").reason.startswith("I don't know what to do with")
        return
    call = typed(f"B-12 escalate {words}")
    assert call.reason == "Acme waits"
    named = call.calls or call.person
    assert named == (None if whom is ... else whom)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("to Cem because x", "I don't know who to call for “Cem”."),
        ("to bo", "I don't know who to call for “bo”."),
        ("to management because x", "I don't know who to call for “management”."),
        ("management because x", "I don't know who to call for “management”."),
        ("to the board because x", "I don't know who to call for “the board”."),
        ("<@U1> <@U2> because x", "I can call one at a time."),
        ("to <@U1>, <@U2> wait", "I can call one at a time."),
        ("to lead and leadership because x", "I can call one at a time."),
        ("to lead/leadership because x", "I can call one at a time."),
        ("to lead or @bo because x", "I can call one at a time."),
        ("lead time is long", "I don't know what to do with “time is long”."),
        ("<@U2> is out", "I don't know what to do with “is out”."),
        ("to #launch because x", "A channel cannot be called."),
        ("<#C1|launch> because x", "A channel cannot be called."),
        ("to <!subteam^S1|@sre> because x", "A group cannot be called."),
        ("to", "Who should be called?"),
        ("to because x", "Who should be called?"),
    ],
)
def test_whom_a_call_cannot_name_is_asked_about(words: str, reason: str) -> None:
    found = unclear(f"B-12 escalate {words}")
    whom = "Call one person, `lead`, `leadership`, or another step by its name in quotes."
    assert found.reason == f"{reason} {whom}"
    for usage in found.usage:
        assert usage.startswith("B-12 escalate ")


def test_a_call_without_a_reason_is_suggested_to_whom_it_named() -> None:
    assert unclear("B-12 escalate to <@U2>").usage == ("B-12 escalate to <@U2> because …",)
    assert unclear("B-12 escalate @maria").usage == ("B-12 escalate to @maria because …",)
    assert unclear("B-12 escalate lead because").usage == ("B-12 escalate to lead because …",)


@pytest.mark.parametrize(
    "items", ["B-12 B-13", "B-12 and B-13", "B-12, B-13 & B-14", "b12 or b13", "B-12 and  D-7,"]
)
def test_one_item_at_a_time(items: str) -> None:
    found = unclear(f"{items} keep until 15 apr because “the vendor” ships")
    assert found.reason == "I can do one item at a time."
    assert found.usage == ("B-12 keep until 15 apr because “the vendor” ships",)


def test_what_keeping_open_lacks_is_said_with_until() -> None:
    for words in ("until whenever because x", "until yesterday because x", "because x"):
        for usage in unclear(f"B-12 keep {words}").usage:
            assert usage.startswith("B-12 keep until ")
