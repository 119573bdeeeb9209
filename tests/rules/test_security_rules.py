"""What keeps the code safe to run, checked in every file; each rule is shown a fault.

Hashes, few direct dependencies, nothing that turns data into code, and SQL only with bound values.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS = (*CONFIG["tool"]["importlinter"]["root_packages"], "bench")
DIRECT = 20
"""As many libraries may be asked for by name, extras included; each one is somebody to trust."""

UNSAFE_MODULES = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
UNSAFE_CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "yaml.load",
    "yaml.unsafe_load",
    "os.system",
}
STATEMENTS = {"text": 0, "exec_driver_sql": 0, "execute_sql": 1}
"""What takes SQL as words, and as which argument; only words that are in the code may go there."""
NAMELESS = {
    "storage/engine/dialects.py": 2,
    "storage/engine/prepared.py": 3,
    "storage/migrations/links.py": 1,
}
"""Statements with something put in that cannot be bound: a `BEGIN`, a `SET` of a number of ours.

The one of `links` is either of two that stand below it. Those of `prepared` are what SQLAlchemy
makes of a statement, its parameters not yet filled in.
"""


def sources(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Every module of these rooms."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def unsafe(tree: ast.Module) -> Iterator[str]:
    """Everything that could turn what was stored or sent into code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in UNSAFE_MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in UNSAFE_MODULES:
            yield str(node.module)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in UNSAFE_CALLS:
            yield ast.unparse(node.func)
        elif isinstance(node, ast.keyword) and node.arg == "shell":
            yield "shell"


def composed_statements(tree: ast.Module) -> Iterator[str]:
    """SQL that is put together from anything but literals in the code."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        at = STATEMENTS.get(ast.unparse(node.func).rpartition(".")[2])
        if at is None or len(node.args) <= at:
            continue
        if not isinstance(node.args[at], ast.Constant | ast.Name):
            yield ast.unparse(node)


def test_nothing_turns_data_into_code() -> None:
    found = [f"{path}: {what}" for path, tree in sources(*ROOMS) for what in unsafe(tree)]
    assert found == []


def test_statements_take_their_values_bound() -> None:
    """What people type never becomes part of a statement; ruff's S608 checks this too."""
    found = {path: [*composed_statements(tree)] for path, tree in sources("storage")}
    assert {path: len(what) for path, what in found.items() if what} == NAMELESS


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from marshal import loads",
        "eval(typed)",
        "yaml.load(text)",
        "subprocess.run(typed, shell=True)",
    ],
)
def test_what_is_unsafe_is_found(source: str) -> None:
    assert [*unsafe(ast.parse(source))]


@pytest.mark.parametrize(
    "source",
    [
        "tx.execute(text(f'SELECT {typed}'))",
        "sa.text('SELECT ' + typed)",
        "connection.exec_driver_sql('SELECT %s' % typed)",
        "driver.execute_sql(tx, f'SELECT {typed}')",
    ],
)
def test_a_composed_statement_is_found(source: str) -> None:
    assert [*composed_statements(ast.parse(source))]
    assert not [*composed_statements(ast.parse("tx.execute(text('SELECT 1'))"))]


def test_the_scheduler_keeps_nothing() -> None:
    """APScheduler's stores on disk are pickles; we keep what is due in the database."""
    users = [path for path, tree in sources(*ROOMS) if "apscheduler" in ast.unparse(tree)]
    rooms = [path for path in users if not path.startswith("bench/")]
    assert rooms == ["bot/process/logs.py", "bot/workspaces/heartbeat.py"]
    heartbeat = (ROOT / "bot" / "workspaces" / "heartbeat.py").read_text()
    assert 'AsyncIOScheduler(timezone="UTC")' in heartbeat
    assert not re.search(r"add_jobstore|jobstores=|SQLAlchemyJobStore", heartbeat)


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_library_is_pinned_and_hashed(name: str) -> None:
    written = (ROOT / "requirements" / name).read_text().replace("\\\n", " ")
    wanted = [line for line in written.splitlines() if line.strip() and not line.startswith("#")]
    assert len(wanted) > 20
    for line in wanted:
        assert re.match(r"[\w.\[\],-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line


def test_few_libraries_are_asked_for_by_name() -> None:
    project = CONFIG["project"]
    extras = [one for extra in project["optional-dependencies"].values() for one in extra]
    assert len({*project["dependencies"], *extras}) <= DIRECT


def test_the_lint_looks_for_security() -> None:
    lint = CONFIG["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert not [rule for rule in lint["ignore"] if rule.startswith("S") and rule[1:].isdigit()]
    silenced = lint["per-file-ignores"]
    assert {
        rule for rules in silenced.values() for rule in rules if rule in {"S608", "S301"}
    } == set()
