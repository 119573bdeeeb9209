"""Screens: the response to show, on any surface; None means no response."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from messages.slack.blocks import Json


@dataclass(frozen=True, slots=True)
class Reply:
    """A message that only the person who asked sees."""

    message: Json
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A form or a note to open; `instead` is the reply to a command when it cannot be opened."""

    view: Json
    instead: Json | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with a submitted form, by the block id of its inputs; the form stays open."""

    by_block: Mapping[str, str]


Screen: TypeAlias = Reply | Window | Faults | None

ENDING = "ending"
"""Where Bolt's context of a request keeps its ending."""


class Ending(StrEnum):
    """How a request ended."""

    ANSWERED = "answered"
    """As asked for, or with a form for what was missing."""
    REFUSED = "refused"
    """With a sentence that says why not and what to do instead; nothing was changed.

    For clicks beyond the limit Slack shows its own sentence.
    """
    FAILED = "failed"
    """With an unexpected error, or too late."""


def ending(screen: Screen) -> Ending:
    """How a request that is answered with this screen ends."""
    refused = isinstance(screen, Faults) or (screen is not None and screen.refused)
    return Ending.REFUSED if refused else Ending.ANSWERED
