"""Scalars and other parts of a file: what each may be, and what to write instead."""

import re
from calendar import day_name
from collections.abc import Collection
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TypeVar

from bot.cli.files.yaml_tree import Node, Rows, Table, Word, Wrong
from escalation.rungs import Offset, Unit

Choice = TypeVar("Choice", bound=StrEnum)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
_OFFSET = re.compile(r"(\d{1,6}) working (hour|day)s?")
_SPAN = re.compile(r"(\d{1,6})( working)? (minute|hour|day)s?")
_UNITS = {"minute": MINUTE, "hour": HOUR}


def word(node: Node) -> str:
    """A text."""
    if not isinstance(node, Word):
        raise Wrong(node.at, "a single value belongs here.")
    return node.text


def table(node: Node, known: Collection[str]) -> Table:
    """A table with no other keys than those known."""
    if not isinstance(node, Table):
        raise Wrong(node.at, f"a table belongs here, with {_either(known)}.")
    for key, at in node.keys.items():
        if key not in known:
            raise Wrong(at, f"{key} is not known here. Known are {_either(known)}.")
    return node


def rows(node: Node) -> tuple[Node, ...]:
    """A list."""
    if isinstance(node, Word) and not node.text:
        return ()
    if not isinstance(node, Rows):
        raise Wrong(node.at, "a list belongs here: a line with “- ” for each.")
    return node.values


def number(node: Node) -> int:
    """A whole number."""
    text = word(node)
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise Wrong(node.at, f"{text!r} is not a whole number.")
    return int(text)


def choice(node: Node, of: type[Choice]) -> Choice:
    """One of a few words."""
    text = word(node)
    if text not in set(of):
        raise Wrong(node.at, f"{text!r} is not one of {_either(list(of))}.")
    return of(text)


def offset(node: Node) -> Offset:
    """`at once`, `4 working hours`, `1 working day`."""
    text = word(node)
    if text == str(Offset()):
        return Offset()
    if not (found := _OFFSET.fullmatch(text)):
        raise Wrong(node.at, f"{text!r}: write at once, 4 working hours or 2 working days.")
    return Offset(int(found[1]), Unit(f"{found[2]}s")) if int(found[1]) else Offset()


def working(node: Node) -> timedelta:
    """`4 working hours`, `90 working minutes`."""
    text = word(node)
    found = _SPAN.fullmatch(text)
    if not found or not found[2] or found[3] not in _UNITS:
        raise Wrong(node.at, f"{text!r}: write for example 4 working hours or 90 working minutes.")
    return int(found[1]) * _UNITS[found[3]]


def days(node: Node) -> timedelta:
    """`7 days`."""
    text = word(node)
    found = _SPAN.fullmatch(text)
    if not found or found[2] or found[3] != "day":
        raise Wrong(node.at, f"{text!r}: write for example 7 days.")
    return timedelta(days=int(found[1]))


def before_due(node: Node) -> timedelta | int:
    """`24 hours` or `15 minutes` by the clock, or a number of working days: `2 working days`."""
    text = word(node)
    found = _SPAN.fullmatch(text)
    if found and not found[2] and found[3] in _UNITS:
        return int(found[1]) * _UNITS[found[3]]
    if found and found[2] and found[3] == "day":
        return int(found[1])
    raise Wrong(node.at, f"{text!r}: write for example 24 hours, 15 minutes or 2 working days.")


def time_of_day(node: Node) -> time:
    """`09:00`."""
    text = word(node)
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise Wrong(node.at, f"{text!r}: write a time such as 09:00 or 17:30.")
    return time.fromisoformat(text)


def date_of(node: Node) -> date:
    """`2026-12-24`."""
    text = word(node)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong(node.at, f"{text!r}: write a date such as 2026-12-24.") from None


def weekday(node: Node) -> int:
    """`Monday`."""
    text = word(node)
    if text not in day_name:
        raise Wrong(node.at, f"{text!r} is not one of {_either(list(day_name))}.")
    return [*day_name].index(text)


def spelt(span: timedelta, *, kind: str = "") -> str:
    """A span as it is read: `24 hours`, with a `kind` `4 working hours`."""
    minutes = span // MINUTE
    count, unit = (minutes, "minute") if minutes % 60 else (minutes // 60, "hour")
    return f"{count} {kind}{unit}{'' if count == 1 else 's'}"


def _either(words: Collection[str]) -> str:
    return ", ".join(words)
