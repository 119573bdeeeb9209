"""The one way in for typed text: what a whole line asks for, by command."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from escalation.items import Kind
from escalation.moves.move import Move
from escalation.worktime.hours import Calendar
from grammar import read as one_door
from grammar.away import Absence
from grammar.due.result import DueContext, DueRead, DueUnclear
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves.parsed import Listing, Reference, Typed, Unclear
from grammar.moves.words import View
from grammar.subcommands import LadderVersion, Subcommand, Unfinished

NOW = DueContext(
    now=datetime(2026, 3, 25, 9, 30, tzinfo=UTC),
    calendar=Calendar(tz=ZoneInfo("Europe/Berlin")),
)
BLOCKER, DECISION, OWN = Kind.BLOCKER, Kind.DECISION, None


def asked(text: str, kind: Kind | None = OWN) -> one_door.Asked:
    return one_door.read(text, one_door.Context(due=NOW, requester="U9", kind=kind)).asked


def move_of(text: str, kind: Kind | None) -> tuple[str, object]:
    found = asked(text, kind)
    assert isinstance(found, Typed), found
    return str(found.reference), found.move


@pytest.mark.parametrize("text", ["help", "Help!", " HELP ", "--help", "?"])
@pytest.mark.parametrize("kind", [BLOCKER, DECISION, OWN])
def test_help_is_help_after_any_command(text: str, kind: Kind | None) -> None:
    assert asked(text, kind) is Subcommand.HELP


@pytest.mark.parametrize("kind", [BLOCKER, OWN])
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("setup", Subcommand.SETUP),
        (" Back. ", Subcommand.BACK),
        ("summary", Subcommand.SUMMARY),
        ("AWAY", Subcommand.AWAY),
        ("ladder", Subcommand.LADDER),
    ],
)
def test_a_word_of_its_own_is_one_after_any_command(
    text: str, word: Subcommand, kind: Kind | None
) -> None:
    assert asked(text, kind) is word


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("show ladder", None),
        ("what is the ladder?", None),
        ("What’s our escalation ladder", None),
        ("how does the ladder work?", None),
        ("ladder of this channel please", None),
        ("ladder 2", 2),
        ("ladder v2", 2),
        ("ladder, version 2", 2),
        ("show me version 12 of our ladder!", 12),
        ("ladder #0", 0),
    ],
)
def test_a_ladder_is_asked_for_in_several_ways(text: str, version: int | None) -> None:
    wanted = Subcommand.LADDER if version is None else LadderVersion(version)
    assert asked(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "set up",
        "Set-up!",
        "change ladder",
        "change the ladder",
        "edit our escalation ladder",
        "update this channel's ladder",
        "configure the channel",
        "set up a new ladder",
        "setup ladder",
        "how do I change the ladder?",
        "please edit the settings of this channel",
        "change setup",
        "ladder settings",
        "ladder edit",
        "settings",
    ],
)
def test_who_wants_to_change_the_ladder_gets_its_form(text: str) -> None:
    assert asked(text) is Subcommand.SETUP


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("change ladder 2", Unfinished),
        ("change the ladder of the fire brigade", Unfinished),
        ("B-12 change the ladder", Unclear),
        ("edit", Unfinished),
    ],
)
def test_what_only_begins_so_does_not_open_it(text: str, what: type) -> None:
    assert isinstance(asked(text), what)


@pytest.mark.parametrize("text", ["the ladder is broken", "ladder 2 3", "ladder B-1", "no ladder"])
def test_what_only_mentions_a_ladder_does_not_ask_for_it(text: str) -> None:
    assert isinstance(asked(text), Unclear)


@pytest.mark.parametrize("text", ["lader", "laddr 2"])
def test_a_misspelt_ladder_is_offered(text: str) -> None:
    unclear = asked(text)
    assert isinstance(unclear, Unclear)
    assert unclear.offers[0][1] == text.replace("lader", "ladder").replace("laddr", "ladder")


def test_nothing_typed_is_a_form_after_a_kind_and_help_after_the_bots_own_command() -> None:
    assert asked("") is Subcommand.HELP
    form = asked("", DECISION)
    assert isinstance(form, one_door.ToLog)
    assert (form.kind, form.draft.text) == (DECISION, "")


@pytest.mark.parametrize(
    ("text", "kind", "item", "move"),
    [
        ("B-12 ack", OWN, "B-12", Move.ACKNOWLEDGE),
        ("12", BLOCKER, "B-12", View.SHOW),
        ("#7.", DECISION, "D-7", View.SHOW),
        ("plan b12", OWN, "B-12", View.PLAN),
        ("ack B-12", BLOCKER, "B-12", Move.ACKNOWLEDGE),
        ("ack B-12 because I am on it", BLOCKER, "B-12", Move.ACKNOWLEDGE),
        ("move B-12 fri 5pm because legal is out", BLOCKER, "B-12", Move.RESCHEDULE),
        ("keep B-12 until 1 apr because it ships then", BLOCKER, "B-12", Move.KEEP),
        ("escalate B-12 to lead because Acme waits", BLOCKER, "B-12", Move.ESCALATE),
    ],
)
def test_a_move_is_one_before_its_item_or_after_it(
    text: str, kind: Kind | None, item: str, move: object
) -> None:
    assert move_of(text, kind) == (item, move)


@pytest.mark.parametrize(
    "text", ["close B-12 first, then deploy", "move B-12 to the new cluster", "ack B-1 owner @bo"]
)
def test_a_title_that_begins_like_a_move_is_logged(text: str) -> None:
    assert isinstance(asked(text, BLOCKER), one_door.ToLog)


def test_the_bots_own_command_takes_a_line_to_log_after_its_kind() -> None:
    logged = asked("decision Which template? owner me due fri noon fallback the old one")
    assert isinstance(logged, one_door.ToLog)
    assert (logged.kind, logged.draft.text, logged.draft.asks) == (DECISION, "Which template?", ())


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("blocker: SSO fails", "SSO fails"),
        ("Blocker : SSO fails", "SSO fails"),
        ("blocker:SSO fails", "SSO fails"),
        ("blocker - SSO fails", "SSO fails"),
        ("blocker :fire: SSO fails", ":fire: SSO fails"),
        ("blocker:", ""),
    ],
)
def test_a_kind_may_have_a_colon(text: str, title: str) -> None:
    logged = asked(text)
    assert isinstance(logged, one_door.ToLog)
    assert (logged.kind, logged.draft.text) == (BLOCKER, title)


@pytest.mark.parametrize("text", ["decision-making is slow", "blocker's list is empty"])
def test_a_longer_word_is_not_a_kind(text: str) -> None:
    assert isinstance(asked(text), Unclear)


PASTE = "1. SSO down owner <@U1>\n2. DB slow"


@pytest.mark.parametrize(
    ("text", "kind"), [(PASTE, BLOCKER), (f"blocker {PASTE}", OWN), (f"Blockers:\n{PASTE}", OWN)]
)
def test_a_paste_of_several_items_is_several_to_log(text: str, kind: Kind | None) -> None:
    several = asked(text, kind)
    assert isinstance(several, one_door.SeveralToLog)
    assert [draft.text for draft in several.pasted.drafts] == ["SSO down", "DB slow"]
    assert several.pasted.kinds == (BLOCKER, BLOCKER)


@pytest.mark.parametrize("text", ["B-1 note blockers:\n- SSO down\n- DB slow", "B-1 ack\nB-2 ack"])
def test_a_move_on_several_lines_is_not_a_list(text: str) -> None:
    assert isinstance(asked(text), Typed | Unclear)


def test_lists_and_what_is_unclear_have_a_type_of_their_own() -> None:
    assert isinstance(asked("list overdue"), Listing)
    assert isinstance(asked("B-12 push"), Unclear)


def test_an_absence_has_an_end_and_a_stand_in() -> None:
    away = asked("away until mon 9am stand-in <@U2>")
    assert isinstance(away, Absence)
    assert isinstance(away.until, DueRead)
    assert away.until.at == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert away.stand_in == DraftOwner(kind=OwnerKind.PERSON, value="U2")


def test_an_absence_without_a_stand_in_or_an_end_says_so() -> None:
    alone, endless = asked("away fri"), asked("away until they call me")
    assert isinstance(alone, Absence)
    assert (alone.stand_in, alone.crowd) == (None, False)
    assert isinstance(endless, Absence)
    assert isinstance(endless.until, DueUnclear)


@pytest.mark.parametrize("who", ["<!subteam^S1>", "<@U2> and <@U3>", "somebody"])
def test_a_stand_in_is_one_person(who: str) -> None:
    away = asked(f"away until fri stand-in {who}")
    assert isinstance(away, Absence)
    assert (away.stand_in, away.crowd) == (None, True)


def test_a_word_that_needs_more_is_unfinished_and_the_rest_is_not_understood() -> None:
    assert asked("ack") == Unfinished(Move.ACKNOWLEDGE)
    assert asked("plan") == Unfinished(View.PLAN)
    assert asked("stand-in @bo") == Unfinished(None)
    assert isinstance(asked("make me a sandwich"), Unclear)


@pytest.mark.parametrize(
    ("text", "item", "move"),
    [
        ("done", "B-7", Move.RESOLVE),
        ("note see B-12", "B-7", Move.NOTE),
        ("plan", "B-7", View.PLAN),
        ("B-12 ack", "B-12", Move.ACKNOWLEDGE),
        ("ack B-12", "B-12", Move.ACKNOWLEDGE),
    ],
)
def test_in_the_thread_of_an_item_its_label_may_be_left_out(
    text: str, item: str, move: object
) -> None:
    found = in_thread(text)
    assert isinstance(found.asked, Typed), found
    assert (str(found.asked.reference), found.asked.move) == (item, move)
    assert found.implied is (item == "B-7")


@pytest.mark.parametrize("text", ["", "help", "list mine", "blocker SSO fails", "SSO owner me"])
def test_what_needs_no_item_is_not_about_that_of_the_thread(text: str) -> None:
    found = in_thread(text)
    assert (found.asked, found.text, found.implied) == (asked(text), said(text), False)


def test_what_is_not_understood_in_a_thread_names_the_moves_of_its_item() -> None:
    found = in_thread("frobnicate")
    assert isinstance(found.asked, Unclear)
    assert "`B-7 help`" in found.asked.text


def in_thread(text: str) -> one_door.Result:
    about = Reference(BLOCKER, 7)
    return one_door.read(text, one_door.Context(due=NOW, requester="U9", about=about))


def said(text: str) -> str:
    return text.removeprefix("blocker ")
