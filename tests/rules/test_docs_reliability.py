"""Every test that the fault matrix names exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(?P<path>tests/[\w/]+\.py)::(?P<test>\w+)`")


def missing(document: str) -> list[str]:
    """The tests named in a text that are not there."""
    return [
        named[0]
        for named in NAMED.finditer(document)
        if not (ROOT / named["path"]).exists()
        or f"def {named['test']}(" not in (ROOT / named["path"]).read_text()
    ]


def test_every_test_in_the_fault_matrix_exists() -> None:
    document = (ROOT / "docs" / "reliability.md").read_text()
    assert len(NAMED.findall(document)) > 30
    assert missing(document) == []


def test_a_test_that_is_not_there_is_found() -> None:
    here = "tests/rules/test_docs_reliability.py"
    names = [f"`{here}::test_every_test_in_the_fault_matrix_exists`", f"`{here}::test_nothing`"]
    gone = "`tests/rules/gone.py::test_nothing`"
    assert missing(" ".join([*names, gone])) == [names[1], gone]
