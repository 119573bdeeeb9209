"""The words, settings and commands in the documents are those of the code."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from bot.__main__ import db, ladder, program
from bot.settings import Settings
from escalation.facts.action import Action
from escalation.facts.shape import Unable
from escalation.items import Kind, Status, Trajectory
from escalation.ladder.plan import StepKind
from escalation.moves.move import Move
from escalation.moves.permissions import Standing
from escalation.notices.notice import NoticeKind, NoticeState, Place
from escalation.rungs import Audience

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
REFERENCE = (ROOT / "docs" / "reference.md").read_text()
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
ROOMS: dict[str, str] = dict(re.findall(r"^\*\*(\w+)\*\* (.*?)\n\n", ARCHITECTURE, re.M | re.S))
"""What the architecture says of each room."""
LISTS: list[type[StrEnum]] = [
    *(Kind, Status, Trajectory, Move, Action, Standing, Audience, StepKind, Unable),
    *(NoticeKind, Place, NoticeState),
]


def first_cells(text: str) -> list[str]:
    """What is written as code in the first cell of each table row."""
    return [name for cell in re.findall(r"^\| ([^|]*) \|", text, re.M) for name in _code(cell)]


def _code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("words", LISTS, ids=lambda words: words.__name__)
def test_a_list_of_words_is_the_codes(words: type[StrEnum]) -> None:
    listed = GLOSSARY.split(f"\n### {words.__name__}\n")[1].partition("\n#")[0]
    assert first_cells(listed) == [word.value for word in words]


def test_every_list_in_the_glossary_is_checked() -> None:
    assert re.findall(r"^### (\w+)$", GLOSSARY, re.M) == [words.__name__ for words in LISTS]


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    table = README.split("\n## Configuration\n")[1].partition("\n## ")[0]
    written = {
        name: default
        for names, defaults in re.findall(r"^\|( `[^|]*)\|([^|]*)\|", table, re.M)
        for name, default in zip(_code(names), _code(defaults) or [""] * 9, strict=False)
    }
    settings = Settings.model_validate(
        {"slack_bot_token": "xoxb-test", "slack_app_token": "xapp-test"}
    )
    assert written == {
        str(field.validation_alias or name).upper(): _default(settings, name)
        for name, field in Settings.model_fields.items()
    }


def _default(settings: Settings, name: str) -> str:
    """A default as `.env` has it; tokens have none."""
    written = {
        "heartbeat": "5s",
        "admins": "",
        "commands": "blocker,decision,backstop",
        "slack_bot_token": "",
        "slack_app_token": "",
        "slack_signing_secret": "",
    }
    return written[name] if name in written else str(getattr(settings, name))


def test_every_command_of_the_operator_is_in_the_reference() -> None:
    table = REFERENCE.split("\n## The operator's commands\n")[1]
    named = {
        f"{group} {command.name or command.callback.__name__}".strip()
        for group, commands in (("", program), ("db", db), ("ladder", ladder))
        for command in commands.registered_commands
        if command.callback
    }
    listed = {re.sub(r" (?:\"|B-|C0).*", "", name) for name in first_cells(table)}
    assert listed - {"command"} == named


def test_no_document_tells_of_a_command_that_is_not_there() -> None:
    known = {
        command.callback.__name__ for command in program.registered_commands if command.callback
    }
    for document in (README, REFERENCE, RUNBOOK):
        assert set(re.findall(r"-m bot ([a-z]+)", document)) <= known | {"db"}


def test_every_file_in_the_architecture_exists() -> None:
    named = {(ROOT / room, name) for room, words in ROOMS.items() for name in _files(words)}
    missing = {f"{room.name}/{name}" for room, name in named if not (room / name).exists()}
    paths = {path for path in _files(ARCHITECTURE) if "/" in path and not (ROOT / path).exists()}
    assert not missing | paths


def test_every_folder_is_named_in_its_room() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert {*ROOMS} == packages - {"bench", "tests"}
    for room, words in ROOMS.items():
        folders = {path.parent.name for path in (ROOT / room).glob("*/__init__.py")}
        assert set(re.findall(r"`(\w+)/`", words)) - {"migrations"} == folders


def _files(text: str) -> list[str]:
    return re.findall(r"`([\w/*]+\.py)`", text)


def test_every_log_word_in_the_runbook_is_one() -> None:
    rooms = ("bot", "handlers", "workflows", "storage")
    source = "\n".join(path.read_text() for room in rooms for path in (ROOT / room).rglob("*.py"))
    outcomes = {"sent", "later", "refused", "unknown", "unseen"}
    logged = set(re.findall(r"action=([a-z_]+)", source)) | outcomes
    table = RUNBOOK.split("\n## Logs\n")[1].partition("\n## ")[0]
    assert set(first_cells(table)) == logged


def test_every_promise_names_its_story() -> None:
    promises = README.split("\n## Promises\n")[1].partition("\n## ")[0]
    named = re.findall(r"^(\d)\. (?:(?!^\d\.).)*?tests/stories/test_\w+\.py", promises, re.M | re.S)
    assert named == list("123456789")
