"""Bundling: what one direct message says about each item if it carries several notices."""

from collections.abc import Iterable
from dataclasses import replace
from enum import Enum, auto

from escalation.notices.notice import Notice, NoticeKind

_WHOSE_AND_WHEN = frozenset(
    {NoticeKind.LOGGED, NoticeKind.HANDED, NoticeKind.REMINDER, NoticeKind.MOVED}
)
_FROM_THE_LADDER = frozenset(
    {NoticeKind.ESCALATION, NoticeKind.GAP, NoticeKind.REVIEW, NoticeKind.FALLBACK}
)


class _Family(Enum):
    """Of an item's notices in one family, only one is told."""

    LADDER = auto()  # a rung was reached, or nobody can answer
    STANDING = auto()  # whose it is, and due when
    NEWS = auto()  # what else has happened


def gathered(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Drop notices that another one makes redundant, so that nobody is told twice.

    Of an item's notices in each family the last counts, except that "this is yours now" beats any
    reminder or new date. Each keeps the instant since the first of its kind was held, the date
    that its reader was told before it moved, and who called for help.
    """
    kept: dict[tuple[int | None, _Family], Notice] = {}
    for notice in sorted(notices, key=lambda notice: (_says(notice), notice.planned_at)):
        key = (notice.item_id, _family(notice))
        first = kept.get(key, notice)
        kept[key] = replace(
            notice,
            planned_at=min(first.planned_at, notice.planned_at),
            facts=notice.facts | _told_date(first, notice) | _called(first, notice),
        )
    return tuple(kept.values())


def _family(notice: Notice) -> _Family:
    if notice.kind in _FROM_THE_LADDER:
        return _Family.LADDER
    return _Family.STANDING if notice.kind in _WHOSE_AND_WHEN else _Family.NEWS


def _told_date(first: Notice, notice: Notice) -> dict[str, str]:
    """The fact `from`: the date the reader knows, if it has moved since."""
    dated = {first.kind, notice.kind} <= {NoticeKind.MOVED, NoticeKind.REMINDER}
    return {"from": first.facts["from"]} if dated and "from" in first.facts else {}


def _called(first: Notice, notice: Notice) -> dict[str, str]:
    """Who called for help and why, if the called rung fired before its people were told."""
    both = {first.kind, notice.kind} == {NoticeKind.ESCALATION}
    if not both or "actor" in notice.facts:
        return {}
    return {name: first.facts[name] for name in ("actor", "reason") if name in first.facts}


def _says(notice: Notice) -> bool:
    """Whether it says whose item it is, which the others leave out."""
    return notice.kind in {NoticeKind.LOGGED, NoticeKind.HANDED}
