"""Logged again: an item with the words and the owner of one withdrawn within a week."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.events import Event
from escalation.facts.by_people import Closed, Edited, Logged, Reassigned, Reopened, Withdrawn
from escalation.fields import Field
from escalation.items import Kind
from escalation.measures.subjects import Subject

WITHIN = timedelta(days=7)

_WORD = re.compile(r"\w+")
_Key = tuple[Kind, str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class LoggedAgain:
    """The withdrawn item that another one logs again: its label and its first due date."""

    label: str
    first_due_at: datetime


def logged_again(
    items: Iterable[Subject], events: Mapping[int, tuple[Event, ...]]
) -> dict[int, LoggedAgain]:
    """For each item that logs a withdrawn one again, by id, the one it takes its date from.

    It has the same words and the same owner, at any time, and was logged after the other one and
    at most seven days from its withdrawal, before or after. Of several the last logged counts.
    """
    found = dict[int, LoggedAgain]()
    withdrawn = defaultdict[_Key, list[tuple[datetime, Subject]]](list)
    for item in sorted(items, key=lambda one: (one.logged_at, one.id)):
        theirs = events[item.id]
        keys = _keys(item, theirs)
        before = [
            (other.logged_at, other.id, other)
            for key in keys
            for at, other in withdrawn[key]
            if abs(item.logged_at - at) <= WITHIN
        ]
        if before:
            other = max(before, key=lambda one: one[:2])[2]
            first = found.get(other.id)
            due_at = first.first_due_at if first else other.first_due_at
            found[item.id] = LoggedAgain(other.label, due_at)
        if at := _withdrawn_at(theirs):
            for key in keys:
                withdrawn[key].append((at, item))
    return found


def _withdrawn_at(events: Iterable[Event]) -> datetime | None:
    """When it was withdrawn, if it has not been reopened since."""
    turns = [one for one in events if isinstance(one.facts, Closed | Reopened)]
    return turns[-1].at if turns and isinstance(turns[-1].facts, Withdrawn) else None


def _keys(item: Subject, events: Iterable[Event]) -> set[_Key]:
    """Every pair of owner and words that it has had."""
    owners, titles = {item.owner}, {item.title}
    for event in events:
        match event.facts:
            case Logged(owner=owner):
                owners.add(owner)
            case Reassigned(old_owner=old, new_owner=new):
                owners |= {old, new}
            case Edited(field=Field.TITLE, old=old):
                titles.add(old)
            case _:
                pass
    return {(item.kind, owner, _words(title)) for owner in owners - {""} for title in titles}


def _words(title: str) -> frozenset[str]:
    """Its words, each once, in no order; case, width and punctuation do not matter."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return frozenset(_WORD.findall(unicodedata.normalize("NFKC", folded)))
