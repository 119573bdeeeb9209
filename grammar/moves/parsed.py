"""The result of reading a command: a move, a view, a list, or what to type instead."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from escalation.dependencies import Relation
from escalation.following import Following
from escalation.items import Kind, Trajectory
from escalation.moves.move import Edit, Move
from grammar.due.result import DueRead, DueUnclear
from grammar.line.draft import DraftOwner
from grammar.moves.words import Likeness, View


@dataclass(frozen=True, slots=True)
class Reference:
    """How people refer to an item: its kind and number."""

    kind: Kind
    number: int

    def __str__(self) -> str:
        """`B-12` or `D-7`."""
        return f"{self.kind.letter}-{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One move or view of one item, or its following, complete as far as its words go.

    `person` is the new owner (never a group), or whom to call for help; a call can name a rung
    instead, which it `calls`. `due` is the new date of a reschedule, or the end of a snooze or of
    keeping it open; `text` is a note, an outcome or a remark. `later` means that the word promises
    a later date than the old one; a `span` counts from the old date, and `due` is then what it
    means from now. The item has this `relation` to the `others`, or is the same as the one among
    them. A link to add has an `address`, and one to remove that or its `number`.
    """

    reference: Reference
    move: Move | View | Following | Likeness
    text: str = ""
    reason: str = ""
    person: DraftOwner | None = None
    due: DueRead | None = None
    trajectory: Trajectory | None = None
    edit: Edit | None = None
    calls: str = ""
    later: bool = False
    span: str = ""
    relation: Relation | None = None
    others: tuple[Reference, ...] = ()
    address: str = ""
    number: int = 0


class Scope(StrEnum):
    """Which items a list shows, by their status."""

    OPEN = "open"  # somebody still has to act
    OVERDUE = "overdue"  # open, and the due date has passed
    CLOSED = "closed"  # resolved, decided, fell back or withdrawn
    ALL = "all"  # every one
    GAPS = "gaps"  # open, and somebody who should answer no longer can


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The instants between which a due date lies, the end exclusive, as people say it."""

    starts_at: datetime
    ends_at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Which items to list: those in scope, of one kind or owner if named, with all the words.

    `due` limits them to a period in which they are due.
    """

    scope: Scope = Scope.OPEN
    kind: Kind | None = None
    owner: DraftOwner | None = None
    words: str = ""
    due: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """What we could not understand, and what to type instead; `due` is set if a date was wrong.

    `offers` are buttons: the words of each and the line that it runs. `so_far` is a move that only
    lacks what its form asks for; `named` is a handover to somebody named in plain words. `says_no`
    is the move instead if it is an owner who says so of what others logged for them. `guessed`
    means that the usage is what was probably meant.
    """

    reason: str
    usage: tuple[str, ...] = ()
    reference: Reference | None = None
    due: DueUnclear | None = None
    offers: tuple[tuple[str, str], ...] = ()
    so_far: Typed | None = None
    named: Typed | None = None
    says_no: Typed | None = None
    guessed: bool = False

    @property
    def text(self) -> str:
        """The reason and what to type instead, for people."""
        examples = " or ".join(f"`{words}`" for words in self.usage)
        if not examples:
            return self.reason
        asked = f"Did you mean {examples}?" if self.guessed else f"For example, type {examples}."
        return f"{self.reason} {asked}"


Spoken: TypeAlias = Typed | Listing | Unclear
