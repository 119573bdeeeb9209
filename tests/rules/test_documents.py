"""What the documents point to exists: files, headings, words of make, settings."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:)(?P<path>[^)#\s]*)(?:#(?P<heading>[^)\s]*))?\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)
MAKE_WORD = re.compile(r"(?:^|[`$;&] ?)make (?P<word>[a-z]+)", re.M)
TARGET = re.compile(r"^(?P<word>[a-z]+):", re.M)


def broken_links(document: Path) -> Iterator[str]:
    """Relative links of `document` whose file or heading is missing."""
    for link in LINK.finditer(FENCE.sub("", document.read_text())):
        target = (document.parent / link["path"]) if link["path"] else document
        heading = link["heading"]
        if not target.exists() or (heading and heading not in _anchors(target)):
            yield link[0]


def unknown_words(text: str) -> set[str]:
    """The make targets named in `text` that the Makefile does not have."""
    known = {target["word"] for target in TARGET.finditer((ROOT / "Makefile").read_text())}
    return {word["word"] for word in MAKE_WORD.finditer(text)} - known


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", document.read_text()), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere() -> None:
    faults = {
        f"{document.relative_to(ROOT)}: {link}"
        for document in DOCUMENTS
        for link in broken_links(document)
    }
    assert not faults


def test_every_word_of_make_exists() -> None:
    faults = {document.name: unknown_words(document.read_text()) for document in DOCUMENTS}
    assert not any(faults.values()), faults


def test_what_a_machine_checks_is_what_the_readme_tells_people_to_run() -> None:
    """A word that only sets up would hide that the others cannot do so themselves."""
    run = re.findall(r"^make .*", (ROOT / ".ci" / "run").read_text(), re.M)
    told = re.findall(r"^make [^#\n]*[^#\s]", (ROOT / "README.md").read_text(), re.M)
    assert {"make demo ARGS=--once", "make test"} <= set(run) & set(told)
    assert set(run) - set(told) == {"make check"}


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text(
        "# One heading\n[a](missing.md) [b](#one-heading) [c](#two) [d](page.md#one-heading)\n"
        "[e](https://example.com/missing.md)\n```\n[f](in-code.md)\n```\n"
    )
    assert list(broken_links(document)) == ["[a](missing.md)", "[c](#two)"]


def test_an_unknown_word_of_make_is_found() -> None:
    text = "Run `make demo`, then\n\n    $ make dinner\n\nand make sense of it; `make coffee`.\n"
    assert unknown_words(text) == {"dinner", "coffee"}


def test_the_story_to_start_from_is_a_test_that_runs() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    (story,) = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    assert story == (ROOT / "tests/stories/test_first_story.py").read_text()


def test_each_helper_of_the_tests_has_its_line() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    listed = re.findall(r"^\| `((?:bots/|measures/|quarter/|storage/)?\w+\.py)` \|", text, re.M)
    helpers = ROOT / "tests" / "support"
    files = [path for path in helpers.rglob("*.py") if not path.name.startswith("__")]
    assert sorted(listed) == sorted(path.relative_to(helpers).as_posix() for path in files)
