"""How many steps a pattern takes on a text, counted by a small backtracking matcher.

It works like the `re` module, from the module's own parse of the pattern, one step for each
character or place it looks at. The module is faster by a constant factor; what grows faster than
the text here does so there too.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

c: Any = import_module("re._constants")  # these have no types
parser: Any = import_module("re._parser")

Then = Callable[[int], bool]
Ops = Sequence[tuple[Any, Any]]


def steps(pattern: "re.Pattern[str]", text: str, way: str) -> int:
    """The steps of `match`, `fullmatch`, or finding every match in the text."""
    search, at = _Search(pattern, text), 0
    if way in {"match", "fullmatch"}:
        search.match(0, whole=way == "fullmatch")
        return search.taken
    while at <= len(text):
        end = search.match(at)
        at = at + 1 if end is None else max(end, at + 1)
    return search.taken


@lru_cache
def _parsed(pattern: "re.Pattern[str]") -> Ops:
    ops: Ops = _plain(parser.parse(pattern.pattern, pattern.flags))
    return ops


def _plain(parsed: Any) -> Any:
    """The same in tuples, which are faster to cut than the module's own lists."""
    nested = isinstance(parsed, parser.SubPattern | list | tuple)
    return tuple(map(_plain, parsed)) if nested else parsed


class _Search:
    """One pattern in one text; `taken` counts the steps."""

    def __init__(self, pattern: "re.Pattern[str]", text: str) -> None:
        self.taken = 0
        self._ops, self._text, self._flags = _parsed(pattern), text, pattern.flags
        self._groups: dict[int | None, str] = {}
        self._known: dict[tuple[str, Any, int], bool] = {}

    def match(self, at: int, *, whole: bool = False) -> int | None:
        """Where the first match that begins here ends; `whole`: at the end of the text."""
        ends: list[int] = []

        def end(here: int) -> bool:
            ends.append(here)
            return not whole or here == len(self._text)

        return ends[0] if self._all(self._ops, at, end) else None

    def _all(self, ops: Ops, at: int, then: Then) -> bool:
        """Whether all of it matches here, followed by `then`."""
        if not ops:
            return then(at)
        self.taken += 1
        op, argument = ops[0]
        if op in _ONE:
            return self._one(op, argument, at) and self._all(ops[1:], at + 1, then)
        return _WAYS[op](self, argument, at, lambda end: self._all(ops[1:], end, then))

    def _one(self, op: Any, argument: Any, at: int) -> bool:
        """Whether one character matches; the module's own answer."""
        self.taken += 1
        if at == len(self._text):
            return False
        known = (self._text[at], op, id(argument))
        if known not in self._known:
            self._known[known] = _is(self._text[at], op, argument, self._flags)
        return self._known[known]

    def _branch(self, argument: Any, at: int, then: Then) -> bool:
        return _any(lambda ops: self._all(ops, at, then), argument[1])

    def _group(self, argument: Any, at: int, then: Then) -> bool:
        def end(here: int) -> bool:
            self._groups[argument[0]] = self._text[at:here]
            return then(here)

        return self._all(argument[-1], at, end)

    def _again(self, argument: Any, at: int, then: Then) -> bool:
        said = self._groups.get(argument)
        return said is not None and self._text.startswith(said, at) and then(at + len(said))

    def _look(self, argument: Any, at: int) -> bool:
        """Whether the lookaround matches here; each look back is at one character."""
        direction, ops = argument
        start = at if direction > 0 else at - 1
        return start >= 0 and self._all(ops, start, lambda end: direction > 0 or end == at)

    def _place(self, where: Any, at: int, then: Then) -> bool:
        before, after = self._text[max(at - 1, 0) : at], self._text[at : at + 1]
        holds = {
            c.AT_BEGINNING: at == 0,
            c.AT_END: not after or (after == "\n" and at == len(self._text) - 1),
            c.AT_BOUNDARY: _is_word(before) is not _is_word(after),
        }
        return holds[where] and then(at)

    def _repeat(self, argument: Any, at: int, then: Then, *, lazy: bool = False) -> bool:
        least, most, ops = argument
        most = min(most, len(self._text) + 1)
        if len(ops) == 1 and ops[0][0] in _ONE:
            return self._run(ops[0], at, then, least=least, most=most, lazy=lazy)

        def again(count: int, here: int) -> bool:
            self.taken += 1

            def more() -> bool:
                return count < most and self._all(
                    ops, here, lambda end: (end > here or count < least) and again(count + 1, end)
                )

            if count < least:
                return more()
            return (then(here) or more()) if lazy else (more() or then(here))

        return again(0, at)

    def _run(self, one: Any, at: int, then: Then, *, least: int, most: int, lazy: bool) -> bool:
        """A repeated single character, without a level of recursion for each."""
        if lazy:
            count = 0
            while count < least or not then(at + count):
                if count >= most or not self._one(one[0], one[1], at + count):
                    return False
                count += 1
            return True
        count = 0
        while count < most and self._one(one[0], one[1], at + count):
            count += 1
        return _any(lambda kept: then(at + kept), range(count, least - 1, -1))


def _any(holds: Callable[[Any], bool], among: Iterable[Any]) -> bool:
    """Like the built-in, which would use up the C stack in a deep match."""
    for one in among:  # noqa: SIM110 - the built-in would overflow the C stack
        if holds(one):
            return True
    return False


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _is(char: str, op: Any, argument: Any, flags: int) -> bool:
    """Whether a character is one that this stands for."""
    if op is c.ANY:
        return bool(flags & re.DOTALL) or char != "\n"
    if op is c.IN:
        wanted = argument[0][0] is not c.NEGATE
        return (
            any(_is(char, kind, what, flags) for kind, what in argument if kind is not c.NEGATE)
            is wanted
        )
    if op is c.CATEGORY:
        return _CATEGORIES[argument](char)
    if op is c.RANGE:
        return any(argument[0] <= ord(form) <= argument[1] for form in _forms(char, flags))
    return (chr(argument) in _forms(char, flags)) is (op is c.LITERAL)


@cache
def _forms(char: str, flags: int) -> set[str]:
    return {char, *char.lower(), *char.upper()} if flags & re.IGNORECASE else {char}


_ONE = {c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN}
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    c.CATEGORY_SPACE: str.isspace,
    c.CATEGORY_NOT_SPACE: lambda char: not char.isspace(),
    c.CATEGORY_DIGIT: str.isdecimal,
    c.CATEGORY_NOT_DIGIT: lambda char: not char.isdecimal(),
    c.CATEGORY_WORD: _is_word,
    c.CATEGORY_NOT_WORD: lambda char: not _is_word(char),
}
_WAYS: dict[Any, Callable[..., bool]] = {
    c.BRANCH: _Search._branch,
    c.SUBPATTERN: _Search._group,
    c.GROUPREF: _Search._again,
    c.ASSERT: lambda search, what, at, then: search._look(what, at) and then(at),
    c.ASSERT_NOT: lambda search, what, at, then: not search._look(what, at) and then(at),
    c.AT: _Search._place,
    c.MAX_REPEAT: _Search._repeat,
    c.MIN_REPEAT: lambda *call: _Search._repeat(*call, lazy=True),
}
