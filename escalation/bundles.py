"""Bundles: what one direct message says about each item, when several notices leave in it."""

from collections.abc import Iterable
from dataclasses import replace

from escalation.notices import Notice, NoticeKind

_TO_THE_OWNER = frozenset(
    {NoticeKind.LOGGED, NoticeKind.HANDED, NoticeKind.REMINDER, NoticeKind.MOVED}
)
_FROM_THE_LADDER = frozenset(
    {NoticeKind.ESCALATION, NoticeKind.GAP, NoticeKind.REVIEW, NoticeKind.FALLBACK}
)


def gathered(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """The notices without those that another one makes needless: nobody hears twice (promise 3).

    Of an item's notices from the ladder the last counts, and of the rest. To its owner "this is
    yours now" says more than any reminder or new date. Each keeps the instant since when the first
    of its kind was held, and the date that its reader was told before it moved (promise 5).
    """
    kept: dict[tuple[int | None, int], Notice] = {}
    for notice in sorted(notices, key=lambda notice: (_says(notice), notice.planned_at)):
        key = (notice.item_id, _family(notice))
        first = kept.get(key, notice)
        kept[key] = replace(
            notice,
            planned_at=min(first.planned_at, notice.planned_at),
            facts=notice.facts | _told_date(first, notice),
        )
    return tuple(kept.values())


def _family(notice: Notice) -> int:
    if notice.kind in _FROM_THE_LADDER:
        return 1
    return 2 if notice.kind in _TO_THE_OWNER else 3


def _told_date(first: Notice, notice: Notice) -> dict[str, str]:
    """What the reader knows as the date, as the fact `from`, where it has moved since."""
    dated = {first.kind, notice.kind} <= {NoticeKind.MOVED, NoticeKind.REMINDER}
    return {"from": first.facts["from"]} if dated and "from" in first.facts else {}


def _says(notice: Notice) -> bool:
    """Whether it says whose the item is, which the others leave out."""
    return notice.kind in {NoticeKind.LOGGED, NoticeKind.HANDED}
