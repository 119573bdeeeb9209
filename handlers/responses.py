"""Responses: what to show, on any surface; None means nothing."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from messages.slack.blocks import Json


@dataclass(frozen=True, slots=True)
class Reply:
    """A message that only the person who asked sees."""

    message: Json
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Modal:
    """A form or a note to open.

    `instead` is the reply to a command if it cannot be opened. `understood` says what the form
    would show, where Slack gives no way to open one and it has to wait for a button. One that only
    `confirms` what is done already may fail to open. Once it is open, `then` goes on behind the
    request.
    """

    view: Json
    instead: Json | None = None
    understood: Json | None = None
    refused: bool = False
    confirms: bool = False
    then: Callable[[], Coroutine[Any, Any, None]] | None = None


@dataclass(frozen=True, slots=True)
class Redrawn:
    """The form that is open, drawn again; `refused` if what was submitted could not be taken."""

    view: Json
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Replaced:
    """A message in place of the one whose button was pressed."""

    message: Json
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Pushed:
    """A form to open on top of the one that a button stands in; then `then`, as for a modal."""

    view: Json
    refused: bool = False
    then: Callable[[], Coroutine[Any, Any, None]] | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """The submitted form closes, and the one below it is drawn again."""

    below: Json
    refused: bool = False


@dataclass(frozen=True, slots=True)
class FieldErrors:
    """The errors of a submitted form, by the block ids of its inputs; the form stays open."""

    by_block: Mapping[str, str]


Response: TypeAlias = Reply | Modal | Redrawn | Replaced | Pushed | Returned | FieldErrors | None

ENDING = "ending"
"""The key of a request's ending in Bolt's context."""


class Ending(StrEnum):
    """How a request ended."""

    ANSWERED = "answered"
    """As asked for, or with a form for what was missing."""
    REFUSED = "refused"
    """With a sentence that says why not and what to do instead; nothing was changed.

    For clicks over the limit, Slack shows its own sentence.
    """
    FAILED = "failed"
    """With an unexpected error, or too late."""


def ending(response: Response) -> Ending:
    """How a request with this response ends."""
    refused = isinstance(response, FieldErrors) or (response is not None and response.refused)
    return Ending.REFUSED if refused else Ending.ANSWERED
