"""Every test named in the fault matrix and in the table of threats exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(?P<path>tests/[\w/]+\.py)::(?P<test>\w+)`")


def missing(document: str) -> list[str]:
    """The tests named in a text that do not exist."""
    return [
        named[0]
        for named in NAMED.finditer(document)
        if not (ROOT / named["path"]).exists()
        or f"def {named['test']}(" not in (ROOT / named["path"]).read_text()
    ]


@pytest.mark.parametrize("name", ["reliability.md", "security.md"])
def test_every_test_in_the_tables_exists(name: str) -> None:
    document = (ROOT / "docs" / name).read_text()
    assert len(NAMED.findall(document)) > 30
    assert missing(document) == []


def test_every_threat_has_a_test() -> None:
    document = (ROOT / "docs" / "security.md").read_text()
    table = document.split("## Every threat and its test")[1].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) > 15
    assert [row for row in rows if "`tests/" not in row] == []


def test_a_test_that_is_not_there_is_found() -> None:
    here = "tests/rules/test_docs_reliability.py"
    names = [f"`{here}::test_every_test_in_the_tables_exists`", f"`{here}::test_nothing`"]
    gone = "`tests/rules/gone.py::test_nothing`"
    assert missing(" ".join([*names, gone])) == [names[1], gone]
