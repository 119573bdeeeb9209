"""Column types that round-trip exactly on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Enum, Integer, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
EARLIEST, LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""All our instants lie between these; outside, some time zone could not even display them."""
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

    Integers compare, sort and index alike on both databases. Binding a naive value raises
    ValueError; reading one before EARLIEST or after LATEST raises OverflowError.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else _instant(value)


class Soonest(Instant):
    """An instant to wait for. One that cannot be read counts as past, so that somebody looks."""

    cache_ok = True

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """What is stored, or EARLIEST."""
        try:
            return super().process_result_value(value, dialect)
        except (OverflowError, TypeError):
            return EARLIEST


class Readable(Instant):
    """An instant that may be missing. One that cannot be read counts as missing."""

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
        raise OverflowError("instant out of range")
    return at


def storable(text: str) -> str:
    """Text that every database can hold: NUL is dropped, half a surrogate pair becomes `?`."""
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode(errors="replace").decode()


def json_text(value: object) -> str:
    """Stable JSON: equal values give equal text."""
    return storable(_JSON.encode(value))


class Json(TypeDecorator[Any]):
    """A JSON value, kept as stable text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, _dialect: Dialect) -> str:
        return json_text(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Facts(Json):
    """A JSON object; anything else raises TypeError when it is read."""

    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The stored object."""
        facts = super().process_result_value(value, dialect)
        if not isinstance(facts, dict):
            raise TypeError("facts are not a JSON object")
        return facts


class Number(TypeDecorator[int]):
    """A whole number; anything else, which an SQLite file can hold, raises TypeError when read."""

    impl = BigInteger
    cache_ok = True

    def process_result_value(self, value: object, _dialect: Dialect) -> int | None:
        """The stored number."""
        if value is not None and not isinstance(value, int):
            raise TypeError("not a whole number")
        return value


class OptionalWord(TypeDecorator[StrEnum]):
    """A member of an enumeration or None, kept as "" so that the column needs no rebuilding."""

    impl = String(16)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, _dialect: Dialect) -> str:
        return "" if value is None else value.value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> StrEnum | None:
        """The member; an unknown word raises LookupError."""
        if value and value not in {*self.kind}:
            raise LookupError(f"{value!r} is not a {self.kind.__name__}")
        return self.kind(value) if value else None


def word(kind: type[StrEnum]) -> Enum:
    """A member of an enumeration, kept as its value; an unknown one raises LookupError."""
    return Enum(kind, native_enum=False, length=16, values_callable=lambda e: [m.value for m in e])
