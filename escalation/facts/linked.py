"""The facts of links that people add and remove."""

from dataclasses import dataclass

from escalation.facts.action import Action
from escalation.facts.shape import EventFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked(EventFacts):
    """An address was added, with its words."""

    action = Action.LINK
    url: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked(EventFacts):
    """An address was removed; its words were these."""

    action = Action.UNLINK
    url: str
    words: str
