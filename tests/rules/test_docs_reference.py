"""The code reads everything that the reference and the README say people can type."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from escalation.items import Trajectory
from escalation.moves.accounts import NEEDS_REASON, Change, Role
from escalation.moves.accounts import may as may_change
from escalation.moves.move import COMMANDS, Move
from escalation.moves.permissions import Standing, may
from escalation.worktime.hours import Calendar
from grammar.due.result import DueContext
from grammar.line import read as line_reader
from grammar.line.about.customers import WORDS as CUSTOMER_WORDS
from grammar.line.keywords import WORDS, Key
from grammar.moves import read as move_reader
from grammar.moves import words as move_words
from grammar.moves.parsed import Listing, Scope, Typed
from grammar.moves.words import BY_WORD, Hint
from grammar.subcommands import Subcommand
from messages.command_names import Commands
from messages.help import help_in_full

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "reference.md").read_text()
CASES = json.loads((ROOT / "tests/core/grammar/moves/cases/moves.json").read_text())
README = (ROOT / "README.md").read_text()
FENCE = re.compile(r"^```.*?^```", re.M | re.S)
BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY = datetime(2026, 3, 25, 9, 30, tzinfo=UTC)
CONTEXT = DueContext(now=WEDNESDAY, calendar=Calendar(tz=BERLIN))
LOGS = re.compile(r"/(?P<kind>blocker|decision) (?P<line>.+ fallback .+)")
BY_REFERENCE = re.compile(r"/(?:blocker|decision|backstop) (?P<line>[BD]-\d+[^`]*)`")
OWN_WORD = re.compile(r"`/backstop (?P<word>[a-z]+)")


def section(heading: str) -> str:
    """The text under a heading of the reference, up to the next one."""
    return REFERENCE.split(f"\n## {heading}\n")[1].partition("\n## ")[0]


def tables(heading: str) -> list[list[list[str]]]:
    """The tables under a heading: lists of rows without the header, each a list of cells."""
    blocks = re.findall(r"(?:^\|.*\n?)+", section(heading), re.M)
    return [[_cells(row) for row in block.splitlines()[2:]] for block in blocks]


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]


def code(cell: str) -> list[str]:
    """Everything in a cell that is written as code."""
    return re.findall(r"`([^`]+)`", cell)


def as_slack_sends(line: str) -> str:
    """A line with people as Slack writes them."""
    return re.sub(r"@(\w+)", lambda found: f"<@U0{found[1].upper()}>", line)


def examples_to_log() -> list[tuple[str, str]]:
    """Every whole line to log, with its kind: in code fences, and as code in the README."""
    fences = re.findall(r"^```text\n(.*?)^```", REFERENCE + README, re.M | re.S)
    typed = dict.fromkeys([*"".join(fences).splitlines(), *code(FENCE.sub("", README))])
    return [(found["kind"], found["line"]) for line in typed if (found := LOGS.fullmatch(line))]


@pytest.mark.parametrize(("kind", "line"), examples_to_log())
def test_every_example_to_log_is_complete(kind: str, line: str) -> None:
    draft = line_reader.read(
        as_slack_sends(line), CONTEXT, requester="U0ME", decision=kind == "decision"
    )
    assert draft.asks == ()
    assert draft.text


def test_the_examples_to_log_are_found() -> None:
    assert len(examples_to_log()) == 7


def test_every_keyword_is_in_its_table() -> None:
    keywords = {word for row in tables("Logging")[0] for cell in row[:2] for word in code(cell)}
    assert keywords == {*WORDS, *CUSTOMER_WORDS}


def test_the_tables_of_moves_are_those_of_the_cases() -> None:
    moves, hints = tables("Acting on an item")
    assert [[code(typed), code(also), does] for typed, also, does in moves] == [
        [[typed], also, does] for typed, also, does in CASES["table"]
    ]
    assert [[", ".join(code(words)), does] for words, does in hints] == CASES["hints"]


def test_the_table_of_lines_is_the_tests_data() -> None:
    cases = json.loads((ROOT / "tests/core/grammar/line/cases/line_neighbours.json").read_text())
    shown = [_shown(case["line"], case["expected"]) for case in cases if case.get("shown")]
    assert tables("Logging")[1] == shown


def _shown(line: str, right: dict[str, str]) -> list[str]:
    """A line of the tests as the reference writes it."""
    typed = re.sub(r"<@\w+\|(\w+)>", r"@\1", line).replace("\n", " ⏎ ").replace("|", "\\|")
    due = {"ask": "asks", "none": "none typed"}.get(right["due"], right["due"])
    return [f"`{typed}`", right["title"], due, right["fallback"]]


def test_every_word_of_a_move_is_in_its_table() -> None:
    listed: dict[str, object] = {}
    for example, also, _ in CASES["table"]:
        read = move_reader.read(as_slack_sends(example), CONTEXT, requester="U0ME")
        assert isinstance(read, Typed), example
        edited = read.edit.field if read.edit else None
        meaning = read.trajectory or read.relation or edited or read.move
        first = move_words.begun(example.partition(" ")[2])
        word = first.word if first else "show"
        listed |= dict.fromkeys({word, *also} & set(BY_WORD), meaning)
    hinted = {word for words, _ in CASES["hints"] for word in words.split(", ")}
    assert listed == {word: meaning for word, meaning in BY_WORD.items() if word not in hinted}
    assert hinted == {word for word, meaning in BY_WORD.items() if meaning in set(Hint)}


def test_every_example_of_a_list_is_one() -> None:
    for typed, _ in tables("Finding")[0]:
        (example,) = code(typed)
        read = move_reader.read(as_slack_sends(example), CONTEXT, requester="U0ME")
        assert isinstance(read, Listing), example


@pytest.mark.parametrize("document", [README, REFERENCE], ids=["README", "reference"])
def test_every_command_about_one_item_is_understood(document: str) -> None:
    examples = [found["line"] for found in BY_REFERENCE.finditer(document)]
    assert examples
    for example in examples:
        read = move_reader.read(as_slack_sends(example), CONTEXT, requester="U0ME")
        assert isinstance(read, Typed), example


def test_the_bots_own_words_are_all_in_their_table() -> None:
    table = section("The bot's own words")
    words = set(OWN_WORD.findall(table)) - {"blocker", "decision", "customer"}
    assert words - {"replay", "hand", "indicator", "record", "stats"} == set(Subcommand)


def test_help_names_every_word_that_means_something() -> None:
    help_ = help_in_full(Commands())["text"]
    named = set(re.findall(r"[a-z]+(?:-[a-z]+)*", " ".join(code(help_))))
    acted = {words.split()[0] for words in COMMANDS.values()} | set(Trajectory) | {"plan"}
    found = {"list", "mine"} | (set(Scope) - {Scope.OPEN})
    own = (set(Subcommand) - {Subcommand.HELP}) | {"stand-in"}
    assert not ((set(Key) - {Key.TEXT}) | acted | found | own) - named


def test_the_tables_of_due_dates_are_the_tests_data() -> None:
    cases = json.loads((ROOT / "tests/core/grammar/due/cases/due_neighbours.json").read_text())
    shown = [case for case in cases if case.get("shown")]
    dates = [[f"`{case['phrase']}`", _date(case)] for case in shown if "reason" not in case]
    questions = [[f"`{case['phrase']}`", case["reason"]] for case in shown if "reason" in case]
    assert tables("Due dates") == [dates, questions]


def _date(case: dict[str, str]) -> str:
    """The instant of a case as the reference writes it."""
    at = datetime.fromisoformat(case["expected"]).astimezone(ZoneInfo(case["tz"]))
    return f"{at:%a %Y-%m-%d %H:%M %Z}"


def test_the_table_of_permissions_is_the_codes() -> None:
    everybody = [standing for standing in Standing if standing is not Standing.STRANGER]
    wanted = [[f"`{move}`", *(_verdict(standing, move) for standing in everybody)] for move in Move]
    assert tables("Who may do what")[0] == wanted


def test_the_table_of_who_may_change_a_customer_is_the_codes() -> None:
    def verdict(role: Role, change: Change) -> str:
        if not may_change({role}, change):
            return "no"
        return "with a reason" if change in NEEDS_REASON else "yes"

    wanted = [[f"`{change}`", *(verdict(role, change) for role in Role)] for change in Change]
    assert tables("Who may do what")[1] == wanted


def _verdict(standing: Standing, move: Move) -> str:
    verdict = may({standing}, move)
    if not verdict.allowed:
        return "no"
    return "with a reason" if verdict.needs_reason else "yes"
