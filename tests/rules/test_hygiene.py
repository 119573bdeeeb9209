"""What no file of the project may contain; each rule is shown a fault that it must find."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
ROOMS = (*CONFIG["importlinter"]["root_packages"], "bench")

FILE_LINES = 300
FUNCTION_LINES = 40

# Every pattern is written so that it does not match itself.
PACKAGE_INDEX = re.compile(
    r"pypi[.]org|pythonhosted[.]org|\b(?:extra-)?index-url[ =]+\S|\btrusted-host[ =]+\S", re.I
)
MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:root|home|Users|work)/\w|[.]pyenv/")
SLACK_TOKEN = re.compile(r"\bx(?:ox[a-z]|app)-[\w-]{6,}")
OBVIOUS_FAKE = re.compile(r"fake|test|demo|example|playground|pretend|not-a|wrong|your", re.I)
PATCHING = re.compile(r"\b(?:Magic|Async)?Mock[(]|\bunittest[.]mock\b|monkeypatch[.]setattr\b")
SILENCED = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:)(?P<rest>.*)")
SECTION_SIGN = re.compile("\N{SECTION SIGN}.*")
CODE_AND_REASON = re.compile(r"(?:: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*|\[[\w, -]+\]| no cover)\W+\w.{7,}")

Rule = Callable[[str], Iterator[str]]


def package_indexes(text: str) -> Iterator[str]:
    """Requirements are pinned and hashed; where they come from is each machine's own business."""
    yield from PACKAGE_INDEX.findall(text)


def machine_paths(text: str) -> Iterator[str]:
    """A path on the machine where it was written means nothing elsewhere."""
    yield from MACHINE_PATH.findall(text)


def tokens(text: str) -> Iterator[str]:
    """A token that does not say it is a fake may be a real one."""
    yield from (token for token in SLACK_TOKEN.findall(text) if not OBVIOUS_FAKE.search(token))


def patching(text: str) -> Iterator[str]:
    """Tests use the real part, or the playground for Slack; they replace nothing of ours."""
    yield from PATCHING.findall(text)


def silence_without_reason(text: str) -> Iterator[str]:
    """Who silences a tool names the rule and says why, on the same line."""
    for silenced in SILENCED.finditer(text):
        if not CODE_AND_REASON.match(silenced["rest"]):
            yield silenced[0]


def papers(text: str) -> Iterator[str]:
    """A section of a paper that is not in the repository helps nobody: link a page, or say why."""
    yield from SECTION_SIGN.findall(text)


def no_docstring(source: str) -> Iterator[str]:
    """Every module starts with a sentence saying what it is for."""
    if not ast.get_docstring(ast.parse(source)):
        yield "no sentence at the top"


def too_long(source: str) -> Iterator[str]:
    """A file holds one concept and a function does one thing."""
    if (lines := len(source.splitlines())) > FILE_LINES:
        yield f"{lines} lines"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            start = node.body[ast.get_docstring(node) is not None :]
            lines = (node.end_lineno or 0) - (start[0].lineno if start else node.lineno) + 1
            if lines > FUNCTION_LINES:
                yield f"{node.name}: {lines} lines"


EVERYWHERE = (package_indexes, machine_paths, tokens, papers)
IN_PYTHON = (patching, silence_without_reason, no_docstring)
IN_ROOMS = (too_long,)


@cache
def _contents() -> dict[Path, str]:
    """Every text in the repository, by its place."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    read = {path.relative_to(ROOT): path.read_bytes() for path in sorted(paths) if path.is_file()}
    return {place: content.decode() for place, content in read.items() if b"\0" not in content}


def _texts(rule: Rule) -> Iterator[tuple[Path, str]]:
    for place, text in _contents().items():
        if rule not in EVERYWHERE and place.suffix != ".py":
            continue
        if rule in IN_ROOMS and place.parts[0] not in ROOMS:
            continue
        yield place, text


@pytest.mark.parametrize("rule", [*EVERYWHERE, *IN_PYTHON, *IN_ROOMS])
def test_every_file_keeps_the_rule(rule: Rule) -> None:
    faults = [f"{place}: {fault}" for place, text in _texts(rule) for fault in rule(text)]
    assert not faults, f"{rule.__doc__}\n" + "\n".join(faults)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (package_indexes, "--index-" + "url https://somewhere/simple"),
        (package_indexes, "https://files." + "pythonhosted" + ".org/packages/x.whl"),
        (machine_paths, "see /" + "root/notes.txt"),
        (machine_paths, "'/" + "home/maria/backstop'"),
        (tokens, "SLACK_BOT_TOKEN=xoxb" + "-123456789012-abcdef"),
        (tokens, "xapp" + "-1-A012-345-6789"),
        (papers, "as it should (reliability \N{SECTION SIGN}4.7)"),
        (patching, "from unittest." + "mock import patch"),
        (patching, "client = Magic" + "Mock" + "()"),
        (silence_without_reason, "import x  # " + "noqa"),
        (silence_without_reason, "import x  # " + "noqa: F401"),
        (silence_without_reason, "x = y  # type" + ": ignore[attr-defined]"),
        (no_docstring, "x = 1\n"),
        (no_docstring, ""),
        (too_long, "x = 1\n" * 301),
        (too_long, "def f():\n" + "    x = 1\n" * 41),
    ],
)
def test_a_rule_finds_the_fault_it_is_for(rule: Rule, text: str) -> None:
    assert list(rule(text))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (package_indexes, "pip install --require-hashes -r requirements/run.txt"),
        (machine_paths, "POST /slack/events, see docs/home/page.md and /workspace/x"),
        (tokens, "xoxb-playground-token and xoxb-..."),
        (silence_without_reason, "import x  # " + "noqa: F401 - the app finds it by importing"),
        (silence_without_reason, "x  # type" + ": ignore[misc]  # the library has no types"),
        (no_docstring, '"""What it is for."""\n'),
        (too_long, '"""Doc."""\n' + "x = 1\n" * 299),
        (too_long, 'def f():\n    """Doc.\n' + "    doc\n" * 9 + '    """\n' + "    x = 1\n" * 40),
    ],
)
def test_a_rule_lets_good_text_pass(rule: Rule, text: str) -> None:
    assert not list(rule(text))
