"""Reopened: how many closings did not last two weeks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from escalation.measures.figures.rate import Rate
from escalation.measures.tracks import Track
from escalation.measures.whole_weeks import Period

LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenedItems:
    """Of the closings of the period those reopened within 14 days.

    `provisional` closings may still be.
    """

    reopened: Rate
    provisional: int


def reopened(tracks: Iterable[Track], period: Period, known_until: datetime) -> ReopenedItems:
    """Count closings of the period, and whether the item was opened again, even after its end."""
    found = [
        (spell.ending.at, next_.start if next_ else None)
        for track in tracks
        for spell, next_ in zip_longest(track.spells, track.spells[1:])
        if spell.ending and period.since <= spell.ending.at < period.until
    ]
    early = [start is not None and start - at <= LASTS for at, start in found]
    may_be = [start is None and known_until - at < LASTS for at, start in found]
    return ReopenedItems(reopened=Rate(sum(early), len(found)), provisional=sum(may_be))
