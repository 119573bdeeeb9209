"""The floors hold, and each contract is shown to fail when it is broken."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

# For each contract the imports that break it: each with the module it is planted in.
PLANTED = {
    "Upper floors import lower ones, never the reverse": {
        ("escalation", "grammar"),
        ("escalation", "storage"),
    },
    "Storage imports no grammar": {("storage", "grammar")},
    "No import cycles inside a room": {
        ("messages.planted", "messages.planted_too"),
        ("playground.page.text.planted", "playground.page.text.planted_too"),
        ("workflows.workspaces.planted", "workflows.workspaces.planted_too"),
    },
    "The playground imports nothing of Backstop": {("playground", "escalation")},
    "Only the demo imports the playground": {("handlers", "playground")},
    "The core is pure: no clock, no files, no network, no framework": {
        ("escalation", "random"),
        ("grammar.due", "tempfile"),
    },
    "Messages are pure: no clock, no files, no network, no framework": {
        ("messages", "pathlib"),
        ("messages.slack", "urllib"),
    },
    "Only handlers and bot import Slack's libraries": {("workflows", "slack_sdk")},
    "No room imports tests or benchmarks": {("bot.demo", "tests"), ("storage", "bench")},
    "Only storage imports SQL libraries": {("bot", "sqlalchemy")},
    "Only bot imports scheduler, settings, metrics and command line": {("handlers", "typer")},
    "Inside bot, upper packages import lower ones, never the reverse": {
        ("bot.process", "bot.app"),
        ("bot.workspaces", "bot.runtime"),
        ("bot.delivery", "bot.timing"),
        ("bot.slack", "bot.database"),
    },
    "Handlers import no storage": {("handlers", "storage")},
    "Inside bot, only app, database and command line import storage": {
        ("bot.delivery", "storage"),
        ("bot.settings", "storage"),
        ("bot.workspaces.runtime", "storage"),
    },
}
FAULTS = [(contract, *fault) for contract, faults in PLANTED.items() for fault in sorted(faults)]


def test_a_fault_is_planted_for_every_contract() -> None:
    assert PLANTED.keys() == {contract["name"] for contract in CONFIG["contracts"]}


def test_every_import_keeps_to_its_floor() -> None:
    report = _lint_imports(ROOT)
    assert report.returncode == 0, report.stdout + report.stderr


@pytest.fixture(scope="module")
def report_on_planted_faults(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the contracts report on a copy of the project in which each of them is broken."""
    house = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", house)
    for room in CONFIG["root_packages"]:
        for source in (ROOT / room).rglob("*.py"):
            copy = house / source.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy)
    for _, module, imported in FAULTS:
        _plant(house, module, imported)
        if imported.endswith(".planted_too"):  # closes the cycle
            _plant(house, imported, module)
    report = _lint_imports(house)
    assert report.returncode == 1, report.stdout + report.stderr
    return report.stdout


def _plant(house: Path, module: str, imported: str) -> None:
    folder = house / module.replace(".", "/")
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    with path.open("a") as module_file:
        module_file.write(f"\nimport {imported}\n")


@pytest.mark.parametrize(("contract", "module", "imported"), FAULTS)
def test_a_planted_fault_is_reported(
    contract: str, module: str, imported: str, report_on_planted_faults: str
) -> None:
    assert f"{contract} BROKEN" in report_on_planted_faults
    section = report_on_planted_faults.split(f"\n{contract}\n---")[1].partition("\n---")[0]
    room, _, name = module.rpartition(".")
    is_cycle = name == "planted"
    said = f"No cycles are allowed in {room}." if is_cycle else f" {module} -> {imported} ("
    assert said in section


def _lint_imports(house: Path) -> subprocess.CompletedProcess[str]:
    lint = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"
    return subprocess.run(
        [sys.executable, "-c", lint], cwd=house, capture_output=True, text=True, check=False
    )
