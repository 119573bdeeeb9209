"""Screens: what whoever asked gets to see next, on any surface. None is: nothing has to be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from messages.blocks import Json


@dataclass(frozen=True, slots=True)
class Reply:
    """A message that only the asker sees."""

    message: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A form or a note to open; `instead` is the reply to a command when it cannot be opened."""

    view: Json
    instead: Json | None = None


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with a submitted form, by the block id of its inputs; the form stays open."""

    by_block: Mapping[str, str]


Screen: TypeAlias = Reply | Window | Faults | None
