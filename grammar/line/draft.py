"""Drafts: what we understood of a typed line, before anything is logged."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from escalation.about.customers import MOST
from escalation.fields import Field
from grammar.due.result import DueAnswer, DueRead


class OwnerKind(StrEnum):
    """How the owner was named."""

    PERSON = "person"  # one Slack user, by mention or `me`
    GROUP = "group"  # a user group, which cannot own: ask for a person
    NAME = "name"  # words that Slack did not resolve to anybody


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOwner:
    """Who a line names: a user id, a group id, or a name to look up.

    `proposed` means the line mentions just this person but does not name them as the owner: ask,
    never assume. `unsure`: the name may be ordinary words of the title.
    """

    kind: OwnerKind
    value: str
    proposed: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two values for a field that can have only one, each as it was typed."""

    field: Field
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A line as far as we understood it; `raw` is all of it, as typed.

    `due` is None if no date was given. `inner_due` is then a date that stands inside the fallback
    or the impact and may be meant as the due date. With a conflict, the field itself is None or
    unclear and the conflict holds what was typed. `if_nobody` is the reading if nobody
    has the owner's name, which may then be part of the title. `customers` are the names of those it
    is about, as they are known or else as typed: none at all if it says so, None if nothing was
    said; those of them that are not known are `unknown`, too. `misspelt` has each keyword that was
    read although it was misspelt, by its field. `over_limit` means too long to be read; `text` is
    then the whole line.
    """

    raw: str
    text: str = ""
    owner: DraftOwner | None = None
    due: DueAnswer | None = None
    fallback: str = ""
    impact: str = ""
    urgent: bool = False
    options: tuple[str, ...] = ()
    default: str = ""
    conflicts: tuple[Conflict, ...] = ()
    inner_due: str = ""
    if_nobody: Self | None = None
    misspelt: tuple[tuple[Field, str], ...] = ()
    customers: tuple[str, ...] | None = None
    unknown: tuple[str, ...] = ()
    over_limit: bool = False

    @property
    def asks(self) -> tuple[Field, ...]:
        """The fields that a form must ask for before this can be logged; empty when complete."""
        certain = self.owner and self.owner.kind is OwnerKind.PERSON and not self.owner.proposed
        due = isinstance(self.due, DueRead) or (self.due is None and not self.inner_due)
        answered = {
            Field.TITLE: bool(self.text) and not self.over_limit,
            Field.OWNER: bool(certain),
            Field.DUE: due,
            Field.FALLBACK: bool(self.fallback),
            Field.CUSTOMER: not self.unknown and len(self.customers or ()) <= MOST,
        }
        missing = [field for field, there in answered.items() if not there]
        doubtful = [*(found.field for found in self.conflicts), *dict(self.misspelt)]
        return tuple(dict.fromkeys([*missing, *doubtful]))
