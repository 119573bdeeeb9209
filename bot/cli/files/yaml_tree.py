"""YAML without its surprises: tables, lists and words, each with its place.

Words stay words: `09:00` does not become a number, or `no` become `False`. Anything that could make
a small file large, or mean something else than it seems to, is refused: tabs, aliases, tags, a key
that occurs twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

MOST_CHARACTERS = 100_000
MOST_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, counted from 1."""

    line: int = 1
    column: int = 1


class Wrong(Exception):
    """What is wrong at a place, and what to write instead."""

    def __init__(self, at: Place, words: str) -> None:
        super().__init__(f"line {at.line}, column {at.column}: {words}")
        self.at = at


@dataclass(frozen=True, slots=True)
class Word:
    """A text, as it was written."""

    at: Place
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Values by key, in order."""

    at: Place
    values: Mapping[str, "Node"]
    keys: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of values."""

    at: Place
    values: tuple["Node", ...]


Node: TypeAlias = Word | Table | Rows


def tree(text: str) -> Node:
    """The one document in a YAML text; raises Wrong."""
    if len(text) > MOST_CHARACTERS:
        raise Wrong(Place(), f"the file has {len(text):,} characters; {MOST_CHARACTERS:,} fit.")
    if (tab := text.find("\t")) >= 0:
        raise Wrong(_place(text, tab), "there is a tab; use spaces.")
    events = _events(text)
    next(events)  # the start of the file
    if isinstance(next(events), yaml.StreamEndEvent):
        raise Wrong(Place(), "the file is empty.")
    found = _node(next(events), events, depth=0)
    next(events)  # the end of the document
    if not isinstance(after := next(events), yaml.StreamEndEvent):
        raise Wrong(_at(after), "a second document begins; put each ladder into its own file.")
    return found


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        raise Wrong(_marked(fault.problem_mark), f"{fault.problem}.") from None
    except yaml.reader.ReaderError as fault:
        raise Wrong(_place(text, fault.position), "this character cannot stand in YAML.") from None


def _node(event: yaml.Event, events: Iterator[yaml.Event], *, depth: int) -> Node:
    at = _at(event)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise Wrong(at, "there is an alias or an anchor (* or &); write the value out.")
    if getattr(event, "tag", None):
        raise Wrong(at, "there is a tag (!); write the value alone.")
    if depth > MOST_DEPTH:
        raise Wrong(at, "this is nested too deeply.")
    if isinstance(event, yaml.MappingStartEvent):
        return _table(at, events, depth=depth + 1)
    if isinstance(event, yaml.SequenceStartEvent):
        return Rows(at, tuple(_rows(events, depth=depth + 1)))
    if isinstance(event, yaml.ScalarEvent):
        return Word(at, str(event.value))
    raise Wrong(at, "a value belongs here.")


def _table(at: Place, events: Iterator[yaml.Event], *, depth: int) -> Table:
    values: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _node(event, events, depth=depth)
        if not isinstance(key, Word):
            raise Wrong(key.at, "a key is one word.")
        if key.text in values:
            raise Wrong(key.at, f"{key.text} stands here twice.")
        keys[key.text] = key.at
        values[key.text] = _node(next(events), events, depth=depth)
    return Table(at, values, keys)


def _rows(events: Iterator[yaml.Event], *, depth: int) -> Iterator[Node]:
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        yield _node(event, events, depth=depth)


def _at(event: yaml.Event) -> Place:
    return _marked(event.start_mark)


def _marked(mark: Any) -> Place:
    """Where a mark of the parser points; its two versions have a type each."""
    return Place(mark.line + 1, mark.column + 1) if mark else Place()


def _place(text: str, position: int) -> Place:
    """Where a character stands."""
    line = text.count("\n", 0, position)
    return Place(line + 1, position - text.rfind("\n", 0, position))
