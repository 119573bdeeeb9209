"""Time to answer: how long the owner takes for the first word on what somebody else logged."""

from collections.abc import Iterable
from datetime import datetime

from escalation.facts.action import Action
from escalation.facts.by_people import Closed, Logged, Reassigned
from escalation.fields import Field
from escalation.measures.clocks import Clocks
from escalation.measures.estimate import Estimate, Observed, estimate
from escalation.measures.tracks import Track
from escalation.measures.whole_weeks import Period
from escalation.measures.working import NO_TIME

ANSWERS = frozenset(
    {
        *(Action.ACKNOWLEDGE, Action.AGREE, Action.NOTE, Action.TRAJECTORY, Action.RESCHEDULE),
        *(Action.OFFER, Action.REASSIGN),
        *(Action.RESOLVE, Action.DECIDE, Action.FALL_BACK, Action.WITHDRAW),
    }
)
"""What an owner does that answers."""


def time_to_answer(tracks: Iterable[Track], period: Period, clocks: Clocks) -> Estimate:
    """Estimate it from who was told in the period, or was told before and had not answered.

    Somebody is told at their first working instant, about an urgent item at once. If somebody else
    closes it or hands it over, or the period ends, the wait ends without an answer.
    """
    observed, still_open, clock = list[Observed](), 0, clocks.channel
    for track in tracks:
        told_at = _told_at(track, clocks)
        if told_at is None or told_at >= period.until:
            continue
        answered_at, ended_at = _answered(track, period.until)
        ended_at = max(answered_at or ended_at or period.until, told_at)
        if ended_at < period.since:
            continue
        before = clock.spent(told_at, period.since) if told_at < period.since else NO_TIME
        observed.append(Observed(clock.spent(told_at, ended_at), bool(answered_at), before))
        still_open += ended_at == period.until
    return estimate(observed, still_open=still_open)


def _told_at(track: Track, clocks: Clocks) -> datetime | None:
    """When the first owner was told; None if they logged it, or if nobody knows who it was."""
    owner = _owner(track)
    if owner in ("", track.item.reporter):
        return None
    if track.said_at(track.logged_at, Field.URGENT, now=track.item.urgent):
        return track.logged_at
    return clocks.of(owner).next(track.logged_at)


def _owner(track: Track) -> str:
    """Whose item it was at first, "" if the history does not say."""
    facts = (event.facts for event in track.events)
    return next((one.owner for one in facts if isinstance(one, Logged)), "")


def _answered(track: Track, until: datetime) -> tuple[datetime | None, datetime | None]:
    """When the first owner answered, or else when their wait ended in another way."""
    owner = _owner(track)
    for event in (one for one in track.events if one.at < until):
        if event.actor == owner and event.action in ANSWERS:
            return event.at, None
        is_handed = isinstance(event.facts, Reassigned) and event.facts.old_owner == owner
        if is_handed or isinstance(event.facts, Closed):
            return None, event.at
    return None, None
