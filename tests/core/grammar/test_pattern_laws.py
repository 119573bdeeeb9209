"""No pattern's work grows faster than the text it is matched against, whatever it says."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from itertools import chain, product
from types import ModuleType

import pytest

import escalation
import grammar
import handlers
import messages
from tests.support.regex_steps import steps

STARTS = ("", "away ", "b-1 ack ")
WORDS = (
    *(",", " ", ", ", ";", "-", " -", "? ", "|", "\n", "\n \n", "a", "1", "1.", "a ", "<", "<a|"),
    *('"', '"a', "“", "`", "&lt;", "\U000f0000", "because ", "is ", "stand-in ", "on it ", "@a "),
)
ENDS = ("", "x")
REPEATS = 16


def patterns() -> Iterator[tuple[str, "re.Pattern[str]", str]]:
    """Every pattern in the rooms that read input, with each way it is used.

    Except those of due dates: they are matched against at most 80 characters.
    """
    rooms = (escalation, grammar, handlers, messages)
    names = [m.name for r in rooms for m in pkgutil.walk_packages(r.__path__, f"{r.__name__}.")]
    apart = re.compile(r"grammar[.]due[.](?!read|suggest)")
    for module in (importlib.import_module(name) for name in names if not apart.match(name)):
        for name, pattern, way in chain(kept(module), in_calls(module)):
            yield f"{module.__name__}.{name}", pattern, way


def kept(module: ModuleType) -> Iterator[tuple[str, "re.Pattern[str]", str]]:
    """Patterns that have a name."""
    source = inspect.getsource(module)
    for name, pattern in vars(module).items():
        if isinstance(pattern, re.Pattern):
            ways = re.findall(rf"\b{name}\.(\w+)\(", source)
            yield from ((name, pattern, way) for way in ways or ("fullmatch", "search"))


def in_calls(module: ModuleType) -> Iterator[tuple[str, "re.Pattern[str]", str]]:
    """Patterns written out in calls of `re.sub` and the like."""
    source = inspect.getsource(module)
    if "re." not in source:
        return  # every worker does this for each module, only to name its tests
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(ast.Name("re"), way), args=[ast.Constant(said), *_]
            ) if way != "compile":
                yield f"line {node.lineno}", re.compile(str(said)), way


ALL = {f"{name}.{way}": (pattern, way) for name, pattern, way in patterns()}


def growth(pattern: "re.Pattern[str]", way: str) -> tuple[float, str]:
    """How many times the steps grow at worst when a text doubles, and on which text.

    A search that may begin anywhere finds the same after any start, so we try it without one.
    """
    is_tied = way in {"match", "fullmatch"} or "^" in pattern.pattern
    worst = (0.0, "")
    for start, word, end in product(STARTS if is_tied else ("",), WORDS, ENDS):
        short, long = (f"{start}{word * size}{end}" for size in (REPEATS, 2 * REPEATS))
        grown = steps(pattern, long, way) / steps(pattern, short, way)
        worst = max(worst, (grown, long))
    return worst


@pytest.mark.parametrize("name", ALL)
def test_twice_the_text_is_at_most_twice_the_work(name: str) -> None:
    worst, text = growth(*ALL[name])
    assert worst < 2.5, text


@pytest.mark.parametrize(
    ("slow", "way"), [(r".*?[\s,;]+x", "match"), (r"\s+$", "search"), (r"a*?,?a+b", "fullmatch")]
)
def test_a_pattern_that_grows_faster_is_found(slow: str, way: str) -> None:
    assert growth(re.compile(slow), way)[0] > 3
