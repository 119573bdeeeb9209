"""A copy of a frozen value with some of its fields changed."""

from typing import TypeVar

T = TypeVar("T")


def copied(value: T, **changes: object) -> T:
    """Like `dataclasses.replace`, which takes ten times as long; for dataclasses without slots."""
    copy = object.__new__(type(value))
    vars(copy).update(vars(value), **changes)
    return copy
