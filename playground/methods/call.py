"""What the arguments of one Web API call look like to the function that answers it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from playground.state.engine import Engine
from playground.state.errors import SlackError
from playground.state.workspace import Json

T = TypeVar("T")
_NESTED = frozenset({"blocks", "attachments", "metadata", "view", "unfurls"})


class Args:
    """Arguments as sent, whether JSON, form or query; nested JSON in a form is already read."""

    def __init__(self, given: Json) -> None:
        self.given = {name: _read(name, value) for name, value in given.items()}

    def text(self, name: str) -> str | None:
        """The argument as text, or None when absent or empty."""
        value = self.given.get(name)
        return None if value is None or value == "" else str(value)

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        """The argument as text; refuses with `error` when absent or empty."""
        value = self.text(name)
        if value is None:
            message = f"[ERROR] missing required field: {name}"
            raise SlackError(error, response_metadata={"messages": [message]})
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """The argument as a yes or no."""
        value = self.given.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in {"1", "true"}

    def whole(self, name: str, default: int) -> int:
        """The argument as a whole number; refuses anything else."""
        try:
            return int(self.given.get(name) or default)
        except ValueError:
            raise SlackError("invalid_arguments") from None

    def nested(self, name: str) -> Any:
        """The argument as parsed JSON, or None when absent."""
        return self.given.get(name)

    def words(self, name: str) -> list[str]:
        """The argument as a list, sent either as JSON list or with commas."""
        value = self.given.get(name) or []
        return value if isinstance(value, list) else [w.strip() for w in str(value).split(",")]


@dataclass(frozen=True, slots=True)
class Method:
    """One Web API method: who answers it, and which of these scopes the manifest must grant (any
    one will do).
    """

    answer: Callable[[Engine, Args], Json]
    scopes: tuple[str, ...] = ()


def need_scope(engine: Engine, *scopes: str) -> None:
    """Refuse with `missing_scope` unless the manifest grants one of these scopes."""
    if scopes and not engine.manifest.scopes.intersection(scopes):
        provided = ",".join(sorted(engine.manifest.scopes))
        raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)


def page(
    found: Sequence[T], args: Args, *, default: int = 100, most: int = 999
) -> tuple[list[T], Json]:
    """One page of a list and the `response_metadata` that leads to the next."""
    start = _position(args.text("cursor"))
    limit = max(1, min(args.whole("limit", default), most))
    more = start + limit < len(found)
    cursor = base64.b64encode(f"next:{start + limit}".encode()).decode() if more else ""
    return list(found[start : start + limit]), {"next_cursor": cursor}


def _position(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:"))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise SlackError("invalid_cursor") from None


def _read(name: str, value: Any) -> Any:
    if name not in _NESTED or not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise SlackError(f"invalid_{name}_format" if name == "blocks" else "invalid_json") from None
