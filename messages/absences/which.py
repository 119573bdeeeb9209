"""Which absence a button is about."""

from datetime import datetime

from messages.slack import ids


def encoded(until: datetime, whom: str = "") -> str:
    """The value of a button about the absence that ends then: the reader's, or that of `whom`."""
    return f"{ids.encode_instant(until)} {whom}".rstrip()


def decoded(value: object) -> tuple[datetime, str] | None:
    """When an absence ends, and whose it is (an id, "" for the reader); None for another value."""
    at, _, whom = value.partition(" ") if isinstance(value, str) else ("", "", "")
    until = ids.decode_instant(at)
    return (until, whom) if until else None
