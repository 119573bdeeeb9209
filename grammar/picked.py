"""Dates that are picked from a calendar or offered on a button, beside those that are typed."""

from collections.abc import Iterable
from datetime import datetime

from grammar.due import read as due_reader
from grammar.due.result import DueAnswer, DueContext, DueRead, typed


def read(at: datetime, context: DueContext) -> DueAnswer:
    """A picked instant as if somebody had typed it: it may have passed or lie too far ahead."""
    return due_reader.read(typed(at, context), context)


def is_same(one: DueRead, other: DueRead) -> bool:
    """Whether people see one instant in both: a picker has no seconds, and no button shows any."""
    return _minute(one) == _minute(other)


def once(found: Iterable[DueRead]) -> tuple[DueRead, ...]:
    """Each instant once, in order."""
    by_minute: dict[datetime, DueRead] = {}
    for date in found:
        by_minute.setdefault(_minute(date), date)
    return tuple(by_minute.values())


def _minute(date: DueRead) -> datetime:
    return date.at.replace(second=0, microsecond=0)
