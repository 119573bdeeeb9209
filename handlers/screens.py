"""Screens: what whoever asked gets to see next, on any surface. None is: nothing has to be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from messages.blocks import Json


@dataclass(frozen=True, slots=True)
class Reply:
    """A message that only the asker sees."""

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

    A click too many has Slack's own sentence.
    """
    FAILED = "failed"
    """With an error nobody foresaw, or too late."""


def ending(screen: Screen) -> Ending:
    """How a request ends that is answered with this screen."""
    refused = isinstance(screen, Faults) or (screen is not None and screen.refused)
    return Ending.REFUSED if refused else Ending.ANSWERED
