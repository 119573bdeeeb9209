"""The date that somebody was told last, where news of a later move still waits to be told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from escalation.facts.by_people import Rescheduled
from escalation.facts.in_notices import Done
from escalation.notices.notice import Notice, NoticeKind

_NEWS = frozenset({NoticeKind.MOVED, NoticeKind.FOLLOWED})
"""What tells of a new date and of nothing else."""


def is_overtaken(waiting: Notice) -> bool:
    """Whether a notice that waits tells of a date which a further move makes obsolete."""
    return waiting.kind in _NEWS and _move(waiting) is not None


def as_known(announced: Iterable[Notice], waiting: Iterable[Notice]) -> tuple[Notice, ...]:
    """The news of a move, each from the date that its reader knows.

    `waiting` was not told. Somebody who knows the very date that the item has again is not told.
    """
    known: dict[str, datetime | None] = {}
    for notice in filter(is_overtaken, waiting):
        move = _move(notice)
        known.setdefault(notice.recipient, move.old_due_at if move else None)
    told = (_from(notice, known.get(notice.recipient)) for notice in announced)
    return tuple(notice for notice in told if not _is_back(notice))


def _from(notice: Notice, known_at: datetime | None) -> Notice:
    done, move = notice.facts, _move(notice)
    if not isinstance(done, Done) or move is None or known_at is None:
        return notice
    return replace(notice, facts=replace(done, change=replace(move, old_due_at=known_at)))


def _is_back(notice: Notice) -> bool:
    move = _move(notice)
    return notice.kind in _NEWS and move is not None and move.old_due_at == move.new_due_at


def _move(notice: Notice) -> Rescheduled | None:
    done = notice.facts
    return done.change if isinstance(done, Done) and isinstance(done.change, Rescheduled) else None
