"""Column types that round-trip exactly on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Enum, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
EARLIEST, LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""No instant of ours lies outside: in some zone it could not even be shown."""
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

Id = BigInteger().with_variant(Integer(), "sqlite")
"""A row number; SQLite counts up only plain integers."""


def microseconds(at: datetime) -> int:
    """An aware instant as microseconds since 1970; a naive one raises ValueError."""
    if at.tzinfo is None:
        raise ValueError(f"an instant needs a time zone, {at!r} is naive")
    return (at - EPOCH) // MICROSECOND


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as microseconds since 1970 and read back as UTC.

    Integers compare, sort and index alike on both databases; naive values raise ValueError, one
    that lies outside of time raises OverflowError when it is read.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else _instant(value)


class Soonest(Instant):
    """An instant to look ahead to: one that cannot be read has come, so that somebody looks."""

    cache_ok = True

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """What is stored, or EARLIEST."""
        try:
            return super().process_result_value(value, dialect)
        except (OverflowError, TypeError):
            return EARLIEST


class Readable(Instant):
    """An instant that may be missing, and is where it cannot be read."""

    cache_ok = True

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """What is stored, or None."""
        try:
            return super().process_result_value(value, dialect)
        except (OverflowError, TypeError):
            return None


def _instant(value: int) -> datetime:
    at = EPOCH + timedelta(microseconds=value)
    if not EARLIEST <= at <= LATEST:
        raise OverflowError("an instant outside of time")
    return at


def storable(text: str) -> str:
    """A text without what some database cannot hold: NUL goes, half a surrogate pair becomes ?."""
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode(errors="replace").decode()


def json_text(value: object) -> str:
    """JSON that is the same text for the same value."""
    return storable(_JSON.encode(value))


class Json(TypeDecorator[Any]):
    """A JSON value, kept as stable text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str:  # noqa: ARG002 - SQLAlchemy's signature
        return json_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else json.loads(value)


class Facts(Json):
    """A JSON object; anything else raises TypeError when it is read."""

    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """What is stored by name."""
        facts = super().process_result_value(value, dialect)
        if not isinstance(facts, dict):
            raise TypeError("facts that have no names")
        return facts


def word(kind: type[StrEnum]) -> Enum:
    """A member of an enumeration, kept as its value; an unknown one raises LookupError."""
    return Enum(kind, native_enum=False, length=16, values_callable=lambda e: [m.value for m in e])
